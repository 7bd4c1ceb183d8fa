"""Finds the variants that a list of stocks is about, in the files or in the shop."""

from __future__ import annotations

from collections import defaultdict

from ecomcore.importers.collector import Collector
from ecomcore.importers.rows import StockRow, VariantRow
from ecomcore.importers.stored import Stored

Options = tuple[tuple[str, str], ...]


def take_stock(collector: Collector, stored: Stored) -> None:
    """Give variants of the files their stock; for those of the shop, name their sku in the row.

    What is about no variant is left out with a note: a list of stocks has goods that are not sold here, too.
    """
    rows = collector.batch.of(StockRow)
    if not rows:
        return
    new = {row.sku: row for row in collector.batch.of(VariantRow)}
    if not new and not stored.variants:
        reason = (
            "tells the stock of goods that the shop does not have yet; import its products first"
        )
        collector.reject(rows[0].origin, "file", reason)
        return
    versions: dict[tuple[str, Options], list[str]] = defaultdict(list)
    for sku, (product_id, options) in (
        stored.variants | {sku: (row.product_id, row.options) for sku, row in new.items()}
    ).items():
        versions[product_id, tuple(sorted(options.items()))].append(sku)
    kept, missing = [], 0
    for row in rows:
        found = _sku_of(row, new.keys() | stored.variants.keys(), versions)
        if found is None:
            missing += 1
        elif found in new:
            new[found].stock, new[found].counting = row.stock, row.counting
        else:
            row.sku = found
            kept.append(row)
    if missing:
        collector.batch.warnings.append(
            f"{rows[0].origin.file}: {missing} stocks left out, because the shop has no such variants"
        )
    collector.batch.rows[StockRow] = kept


def _sku_of(
    row: StockRow, known: set[str], versions: dict[tuple[str, Options], list[str]]
) -> str | None:
    by_options = versions.get((row.product_id or "", tuple(sorted(row.options.items()))), [])
    if row.sku in known and (row.sku in by_options or not by_options):
        return row.sku
    return by_options[0] if len(by_options) == 1 else None
