"""Search results as a table on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from ecomcore.search.money import show_cents
from ecomcore.search.results import SearchResult
from ecomcore.search.vocabulary import Vocabulary


def print_result(result: SearchResult, vocabulary: Vocabulary) -> None:
    """Print what was understood, what was given up, and the hits."""
    console = Console()
    language = result.query.language
    chips = ", ".join(label for _, label in result.query.chips(language, vocabulary))
    if chips:
        console.print(f"understood: {chips}")
    if result.relaxed:
        console.print(f"nothing fits all of it; given up: {', '.join(result.relaxed)}")
    table = Table("", "product", "sku", "price", "stock", "why", title=f"{result.total} found")
    for place, hit in enumerate(result.items, start=1):
        table.add_row(
            str(place),
            hit.title.get(language) or next(iter(hit.title.values()), ""),
            hit.sku,
            "on request"
            if hit.price_cents is None
            else show_cents(hit.price_cents, vocabulary.currency, language),
            str(hit.stock),
            hit.reason.get(language, ""),
        )
    console.print(table)
