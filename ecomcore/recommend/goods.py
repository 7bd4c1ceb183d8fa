"""The products that can be recommended, as plain facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.errors import BuildError
from ecomcore.recommend.base import Texts
from ecomcore.search.lexicon import lexicons
from ecomcore.shop.data import ShopData
from ecomcore.text.tokens import normalise

RECENT_DAYS = 30
KIDS_VALUES = frozenset({"kids", "children", "baby"})


@dataclass(frozen=True)
class Good:
    """One product. `price_cents` is the lowest of its variants, `margin` the share of it that is left after cost.

    `recent` counts the purchases of the last 30 days, however many pieces each had; `newness` ranks products by the day
    they came (1: the newest).
    """

    id: str
    title: Texts
    category: str = ""
    kind: str = ""
    brand: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    price_cents: int = 0
    margin: float = 0.0
    recent: int = 0
    newness: float = 0.0

    @property
    def group(self) -> str:
        """What it is, for mixing lists: its kind, else its category."""
        return self.kind or self.category or self.id

    @property
    def department(self) -> str:
        """The first part of its category."""
        return self.category.split("/")[0]

    @property
    def audience(self) -> str:
        """For whom it is made: `women`, `men`, `kids`, or empty."""
        return str(self.attributes.get("gender", self.attributes.get("audience", ""))).lower()

    def is_for_the_same(self, other: Good) -> bool:
        """Say whether both are for children or neither is, and not one for women and one for men."""
        sexes = {self.audience, other.audience}
        return self.is_for_kids == other.is_for_kids and not sexes >= {"women", "men"}

    @property
    def is_for_kids(self) -> bool:
        """Whether it is made for children, as its data or its title say."""
        return self.audience in KIDS_VALUES or any(map(_names_children, self.title.values()))


@cache
def _names_children(title: str) -> bool:
    plain = normalise(title)
    words = set(re.findall(r"[a-z]+", plain))
    return any(
        word in (words if word.isascii() else plain)
        for lexicon in lexicons().values()
        for word in lexicon.table("audience").get("kids", ())
    )


def read_goods(data: ShopData, sales: pd.DataFrame) -> list[Good]:
    """Return the products on sale, in the order of their ids.

    `sales` holds `customer`, `item` and `timestamp` of what was sold and kept; it is counted back from the latest sale.
    """
    recent = _recent(sales)
    newness = pd.to_datetime(data.products["created_on"]).rank(pct=True).fillna(0.0)
    prices, margins = _prices(data)
    columns = ["id", "title", "category", "kind", "brand", "attributes"]
    rows = data.products[columns].itertuples(index=False, name=None)
    return [
        Good(
            id=product,
            title=title,
            category=category or "",
            kind=kind if isinstance(kind, str) else "",
            brand=brand if isinstance(brand, str) else "",
            attributes={key: str(value) for key, value in attributes.items()},
            price_cents=prices.get(product, 0),
            margin=round(margins.get(product, 0.0), 4),
            recent=int(recent.get(product, 0)),
            newness=round(float(rank), 6),
        )
        for (product, title, category, kind, brand, attributes), rank in zip(
            rows, newness, strict=True
        )
    ]


def _recent(sales: pd.DataFrame) -> dict[str, int]:
    if sales.empty:
        return {}
    ages = (sales["timestamp"].max() - sales["timestamp"]).dt.total_seconds() / 86_400
    lately = sales[ages <= RECENT_DAYS].drop_duplicates(["customer", "item", "timestamp"])
    return {str(item): int(count) for item, count in lately["item"].value_counts().items()}


def _prices(data: ShopData) -> tuple[dict[str, int], dict[str, float]]:
    """Return the lowest price and the mean margin of the variants of each product."""
    variants = data.variants
    if variants.empty:
        return {}, {}
    price = variants.groupby("product_id")["price_cents"].min().dropna()
    known = variants[variants["cost_cents"].notna() & (variants["price_cents"] > 0)]
    shares = 1 - known["cost_cents"].astype(float) / known["price_cents"]
    margin = shares.groupby(known["product_id"]).mean()
    return (
        {str(product): int(cents) for product, cents in price.items()},
        {str(product): float(np.clip(share, -1, 1)) for product, share in margin.items()},
    )


def save_goods(goods: list[Good], path: Path) -> None:
    """Write the products as JSON."""
    path.write_text(json.dumps([asdict(good) for good in goods], ensure_ascii=False), "utf-8")


def load_goods(path: Path) -> list[Good]:
    """Read what `save_goods` wrote.

    Raises:
        BuildError: the file is missing, cut short, or of another shape.
    """
    try:
        raw: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return [Good(**entry) for entry in raw]
    except (OSError, ValueError, TypeError) as error:
        raise BuildError(
            f"{path} cannot be read ({type(error).__name__}: {error}); run 'ecomcore build'"
        ) from error
