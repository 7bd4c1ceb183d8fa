"""What the exports of shop systems have in common: sale prices, stocks, days, categories, languages."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import category_path
from shoptalk.language import detect

UNCOUNTED_STOCK = 100
"""The stock of what an export calls available without a count."""
OTHER = "other"
"""The category of products that the export puts nowhere."""
SAMPLES = 25
SHORTEST_SAMPLE = 60
DAY_FORMATS = ("%m/%d/%y, %I:%M %p", "%m/%d/%y", "%m/%d/%Y")


def sale_prices(regular: str, sale: str) -> dict[str, str]:
    """Return the fields of a variant's price; a real sale keeps the regular price to compare with."""
    try:
        is_sale = bool(sale) and (not regular or Decimal(sale) < Decimal(regular))
    except InvalidOperation:
        is_sale = True
    if not is_sale:
        return {"price_cents": regular, "compare_at_cents": ""}
    return {"price_cents": sale, "compare_at_cents": regular}


def is_running(starts: str, ends: str, today: date) -> bool:
    """Say whether a sale between two written days (each may be empty) is on."""
    first, last = loose_day(starts), loose_day(ends)
    return (first is None or first <= today) and (last is None or last >= today)


def loose_day(written: str) -> date | None:
    """Return the day of a written time, ISO or as Magento's US exports have it; None if unknown."""
    text = written.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def whole_stock(written: str) -> str:
    """Return a stock such as `100.0000` or `-2` as a whole number that is not negative.

    What is no number is returned as it is, for the check of the row to complain about.
    """
    try:
        return str(max(0, int(Decimal(written))))
    except (InvalidOperation, ValueError, OverflowError):
        return written


class CategoryNames:
    """Paths of categories with the names that the export writes them with."""

    def __init__(self) -> None:
        """Start without any."""
        self.names: dict[str, str] = {OTHER: "Other"}

    def path(self, names: Iterable[str]) -> str:
        """Return the path of nested names, and remember the name of each level."""
        parts = [name.strip() for name in names if category_path([name])]
        for depth in range(1, len(parts) + 1):
            self.names.setdefault(category_path(parts[:depth]), parts[depth - 1])
        return category_path(parts) or OTHER


def language_of(descriptions: Iterable[str], titles: Iterable[str]) -> str:
    """Return the language that most descriptions are in, judged from the first of them.

    Titles, full of names, look like any language; without descriptions they only tell the script.
    """
    texts = (text for text in descriptions if len(text) > SHORTEST_SAMPLE)
    votes = Counter(detect(plain_text(text)) for text in islice(texts, SAMPLES))
    votes.pop(None, None)
    if votes:
        return str(votes.most_common(1)[0][0])
    sample = " ".join(islice(titles, SAMPLES))
    letters = [char for char in sample if char.isalpha()]
    is_latin = sum(char < "\u0250" for char in letters) > len(letters) / 2
    return "en" if is_latin else detect(sample) or "en"


def fingerprint(*parts: str) -> str:
    """Return a short name for texts that have none of their own, always the same for the same."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def truth(written: str) -> str:
    """Return `yes` or `no` for the many spellings of the two, other texts as they are."""
    lower = written.strip().lower()
    if lower in ("yes", "true"):
        return "yes"
    return "no" if lower in ("no", "false") else written.strip()


def tidy_key(label: str) -> str:
    """Return an attribute's label without a system's prefix such as `pa_` or `Attribute: `."""
    return re.sub(r"^(?:pa_|attribute:\s*)", "", label.strip(), flags=re.IGNORECASE)


def filled(values: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs that have a value."""
    return {key: value for key, value in values.items() if value and value.strip()}
