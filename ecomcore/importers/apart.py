"""Keeps variants apart that share a number: shop systems allow a SKU to be used again, orders need one a version."""

from __future__ import annotations

from collections import defaultdict

from ecomcore.importers.collector import Collector
from ecomcore.importers.options import handle
from ecomcore.importers.rows import OrderLineRow, ProductRow, VariantRow

SHOWN = 5


def keep_apart(collector: Collector) -> None:
    """Give each variant whose SKU comes again one of its own: with its product, else with a count.

    Lines of orders that name such a SKU get the one of the product they are called by.
    """
    groups: dict[str, list[VariantRow]] = defaultdict(list)
    for row in collector.batch.of(VariantRow):
        groups[row.sku].append(row)
    repeated = {sku: rows for sku, rows in groups.items() if len(rows) > 1}
    if not repeated:
        return
    taken = set(groups) - set(repeated)
    for sku, rows in repeated.items():
        is_shared = len({row.product_id for row in rows}) > 1
        for row in rows:
            row.sku = _free(handle(sku, row.product_id if is_shared else ""), taken)
            taken.add(row.sku)
    _follow(collector, repeated)
    names = ", ".join(list(repeated)[:SHOWN]) + (" …" if len(repeated) > SHOWN else "")
    file = next(iter(repeated.values()))[0].origin.file
    collector.batch.warnings.append(
        f"{file}: {len(repeated)} SKUs are used more than once and were kept apart by product: {names}"
    )


def _free(wanted: str, taken: set[str]) -> str:
    """Return a number that nothing has yet, made from the wanted one."""
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = handle(wanted, str(count))
    return found


def _follow(collector: Collector, repeated: dict[str, list[VariantRow]]) -> None:
    titles = {
        row.id: [title.casefold() for title in row.title.values()]
        for row in collector.batch.of(ProductRow)
    }
    for line in collector.batch.of(OrderLineRow):
        called = [title.casefold() for title in (line.title or {}).values()]
        for variant in repeated.get(line.sku, ()):
            own = titles.get(variant.product_id, [])
            if any(name.startswith(title) for name in called for title in own if title):
                line.sku = variant.sku
                break
