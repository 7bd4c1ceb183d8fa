"""Reads the reviews beside a Magento export."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ecomcore.errors import ImportFailedError
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import loose_day
from ecomcore.importers.fingerprint import fingerprint
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ReviewRow
from ecomcore.importers.tablefile import read_table

REQUIRED = ("sku", "rating_value", "review")
COLUMNS = {
    "product_id": "sku",
    "rating": "rating_value",
    "text": "review",
    "author": "reviewer",
}


def read_reviews(
    file: Path, product_of: dict[str, str], language: str, collector: Collector
) -> None:
    """Add the reviews of a file; a review of a variant belongs to its product."""
    try:
        table = read_table(file, REQUIRED)
    except ImportFailedError as error:
        collector.add_unread(ReviewRow, error.rows)
        return
    collector.add_unread(ReviewRow, table.bad)
    collector.batch.files.append(file.name)
    collector.batch.may_lack.add(ReviewRow)
    seen: dict[str, int] = defaultdict(int)
    for number, cells in table.records():
        line = defaultdict(str, {name: cell.strip() for name, cell in cells.items()})
        origin = Origin(file.name, number, COLUMNS)
        name = fingerprint(line["sku"], line["title"], line["review"], line["reviewer"])
        seen[name] += 1
        values = {
            "id": f"magento-{name}" + (f"-{seen[name]}" if seen[name] > 1 else ""),
            "product_id": product_of.get(line["sku"], line["sku"]),
            "author": line["reviewer"],
            "rating": line["rating_value"],
            "title": line["title"],
            "text": plain_text(line["review"]),
            "language": language,
            "created_on": loose_day(line["created_at"] or line["date"]),
        }
        collector.add(ReviewRow, values, origin)
