"""What the exports of shop systems have in common: sale prices, days, categories, languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice, zip_longest

from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import category_path, slug
from ecomcore.importers.stock import words
from shoptalk.language import detect

OTHER = "other"
"""The category of products that the export puts nowhere."""
SAMPLES = 25
SHORTEST_SAMPLE = 60
DAY_FORMATS = ("%m/%d/%y, %I:%M %p", "%m/%d/%y", "%m/%d/%Y")


def sale_prices(regular: str, sale: str) -> dict[str, str]:
    """Return the fields of a variant's price; a real sale keeps the regular price to compare with.

    Without either there is no price: it is told on request.
    """
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


def is_nowhere(category: str) -> bool:
    """Say whether a category is that of goods which were put nowhere."""
    return category.strip().casefold() in words()["nowhere"]


class CategoryNames:
    """Paths of categories with the names that the export writes them with."""

    def __init__(self) -> None:
        """Start without any."""
        self.names: dict[str, str] = {OTHER: "Other"}

    def path(self, names: Iterable[str]) -> str:
        """Return the path of nested names, and remember the name of each level."""
        plain = (plain_text(name).strip() for name in names)
        parts = [name for name in plain if slug(name) and not is_nowhere(name)]
        for depth in range(1, len(parts) + 1):
            self.names.setdefault(category_path(parts[:depth]), parts[depth - 1])
        return category_path(parts) or OTHER


def language_of(descriptions: Iterable[str], titles: Iterable[str]) -> str:
    """Return the language that most goods are in, judged from titles and descriptions together.

    A title alone, full of names, looks like any language: short texts are judged several at a time.
    """
    texts = [
        plain_text(f"{title}. {description}").strip(". \n")
        for title, description in zip_longest(titles, descriptions, fillvalue="")
    ]
    votes = Counter(_judged(sample) for sample in islice(_samples(texts), SAMPLES))
    votes.pop(None, None)
    return str(votes.most_common(1)[0][0]) if votes else "en"


def _judged(sample: str) -> str | None:
    """Return the language of a text; a few plain words could be of many, and count as English."""
    return "en" if len(sample) < SHORTEST_SAMPLE and sample.isascii() else detect(sample)


def _samples(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts long enough to be judged, short ones put together."""
    held: list[str] = []
    for text in filter(None, texts):
        held.append(text)
        if sum(map(len, held)) >= SHORTEST_SAMPLE:
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def tidy_key(label: str) -> str:
    """Return an attribute's label without a system's prefix such as `pa_` or `Attribute: `."""
    return re.sub(r"^(?:pa_|attribute:\s*)", "", label.strip(), flags=re.IGNORECASE)


def filled(values: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs that have a value."""
    return {key: value for key, value in values.items() if value and value.strip()}
