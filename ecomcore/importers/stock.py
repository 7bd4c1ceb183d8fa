"""What an export says of a stock: so many pieces, sold without a count, sold out, or nothing at all."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ecomcore.importers.options import WORDS
from ecomcore.shop.models import COUNTED, UNCOUNTED, UNKNOWN

_ADDRESS = re.compile(r"^https?://schema\.org/", re.IGNORECASE)


@lru_cache(maxsize=1)
def words() -> dict[str, frozenset[str]]:
    """Return what exports write for each availability, and for goods that are in no category."""
    written = tomllib.loads((WORDS / "availability.toml").read_text("utf-8"))
    return {meaning: frozenset(names) for meaning, names in written.items()}


def availability(written: str) -> str:
    """Return `there`, `order`, `gone`, or nothing for the many words for it (`https://schema.org/InStock`, `yes`)."""
    word = re.sub(r"[\s_-]+", "", _ADDRESS.sub("", written.strip())).casefold()
    return next((each for each in ("gone", "order", "there") if word in words()[each]), "")


def stock_of(
    quantity: str, *, state: str = "", is_tracked: bool = True, takes_orders: bool = False
) -> dict[str, Any]:
    """Return the fields of a variant's stock.

    `state` is what `availability` makes of the export's word for it; `is_tracked` says that the shop counts the
    stock; `takes_orders` that it goes on selling when none is left. Tables that write such a word in place of a
    number mean it.
    """
    if not state and (word := availability(quantity)) and not quantity.strip().isdigit():
        quantity, state = "", word
    if state == "gone":
        return {"stock": 0, "counting": COUNTED}
    number = whole_stock(quantity) if quantity.strip() else ""
    if takes_orders or state == "order" or not is_tracked:
        return {"stock": number or 0, "counting": UNCOUNTED}
    if number:
        return {"stock": number, "counting": COUNTED}
    return {"stock": 0, "counting": UNCOUNTED if state == "there" else UNKNOWN}


def whole_stock(written: str) -> str:
    """Return a stock such as `100.0000` or `-2` as a whole number that is not negative.

    What is no number is returned as it is, for the check of the row to complain about.
    """
    try:
        return str(max(0, int(Decimal(written.replace(",", "")))))
    except (InvalidOperation, ValueError, OverflowError):
        return written
