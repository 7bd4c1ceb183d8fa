"""Shows imports and shops to the person at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy import func, select

from ecomcore.config import Settings
from ecomcore.errors import BadRow
from ecomcore.importers import collector
from ecomcore.importers.importing import ImportSummary
from ecomcore.shop import models
from ecomcore.shop.database import list_shops, open_session


@dataclass(frozen=True)
class ShopLine:
    """What there is to say about one imported shop."""

    shop: str
    name: dict[str, str]
    currency: str | None
    languages: list[str]
    products: int
    variants: int
    reviews: int
    customers: int
    orders: int


@contextmanager
def progress_bar(is_shown: bool) -> Iterator[collector.Progress]:
    """Give a progress function that draws a bar on the terminal, or nothing at all."""
    if not is_shown:
        yield collector.silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show


def print_summary(summary: ImportSummary) -> None:
    """Print what an import did, one line a table."""
    console = Console()
    table = Table("table", title=f"{summary.format} → shop {summary.shop}")
    for column in ("added", "changed", "unchanged"):
        table.add_column(column, justify="right")
    for name, count in summary.counts.items():
        table.add_row(name, str(count.added), str(count.changed), str(count.unchanged))
    console.print(table)
    for warning in summary.warnings:
        console.print(f"note: {warning}", markup=False, highlight=False)
    for contact in summary.contacts:
        line = f"found {contact['found']} in {contact['in']}; to take it over: {contact['command']}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    told = ", ".join(summary.languages)
    console.print(f"language: {told} (say another with --language)", highlight=False)
    state = "" if summary.is_news else "; the shop holds all of it already"
    pictures = f", {summary.images} picture(s) copied" if summary.images else ""
    console.print(f"imported in {summary.seconds:.1f} s{pictures}{state}", highlight=False)


def print_bad_rows(rows: list[BadRow]) -> None:
    """Print every row that made an import fail, on the error stream."""
    console = Console(stderr=True, soft_wrap=True)
    for row in rows:
        console.print(f"  {row}", markup=False, highlight=False)
    reason = (
        "nothing was imported; mend the rows and import again, or load the rest with --skip-bad"
    )
    console.print(f"ecomcore: {len(rows)} bad row(s): {reason}", markup=False, highlight=False)


def shop_lines(settings: Settings) -> list[ShopLine]:
    """Return the imported shops, by name."""
    return [_shop_line(shop, settings) for shop in list_shops(settings)]


def _shop_line(shop: str, settings: Settings) -> ShopLine:
    with open_session(shop, settings) as session:
        info = {row.key: row.value for row in session.scalars(select(models.ShopInfo))}

        def count(table: type[models.Base]) -> int:
            return session.scalar(select(func.count()).select_from(table)) or 0

        return ShopLine(
            shop=shop,
            name=info.get("name", {}),
            currency=info.get("currency"),
            languages=info.get("languages", []),
            products=count(models.Product),
            variants=count(models.Variant),
            reviews=count(models.Review),
            customers=count(models.Customer),
            orders=count(models.Order),
        )


def print_shops(lines: list[ShopLine]) -> None:
    """Print the imported shops as a table."""
    if not lines:
        Console().print("no shop yet; import one with 'ecomcore import auto PATH --shop NAME'")
        return
    table = Table("shop", "name", "currency", "languages")
    for column in ("products", "variants", "reviews", "customers", "orders"):
        table.add_column(column, justify="right")
    for line in lines:
        numbers = list(asdict(line).values())[4:]
        names = " / ".join(line.name.values())
        shown = (line.shop, names, line.currency or "", ", ".join(line.languages))
        table.add_row(*shown, *map(str, numbers))
    Console().print(table)
