"""Everything that one import will store, checked and in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ecomcore.importers.contacts import Contact
from ecomcore.importers.images import Picture
from ecomcore.importers.rows import ProductRow, Row

R = TypeVar("R", bound=Row)


@dataclass
class ShopBatch:
    """The rows of a shop by model.

    `info` are the facts stored in `shop_info`; `payments_given` says that the format lists
    payments, so none may be inferred from an order's status; `may_lack` names models whose rows
    are left out, not refused, when they refer to nothing; `warnings` tells what was left out and
    why; `images` maps the names that rows refer to onto the pictures to copy; `contacts` are ways to
    reach the shop that its texts name; `spoken` counts the texts of each language; `unread`
    names tables of the folder that no reader took.
    """

    currency: str | None
    info: dict[str, Any] = field(default_factory=dict)
    rows: dict[type[Row], list[Any]] = field(default_factory=lambda: defaultdict(list))
    payments_given: bool = False
    may_lack: set[type[Row]] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    images: dict[str, Picture] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    spoken: dict[str, int] = field(default_factory=dict)

    def of(self, model: type[R]) -> list[R]:
        """Return the rows of one model, in file order."""
        return self.rows[model]

    def languages(self) -> list[str]:
        """Return the languages that the shop names, or those of its titles, commonest first."""
        if named := self.info.get("languages"):
            return list(named)
        seen = Counter(code for product in self.of(ProductRow) for code in product.title)
        seen.update(self.spoken)
        return [code for code, _ in seen.most_common()] or ["en"]
