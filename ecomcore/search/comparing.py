"""Products side by side."""

from __future__ import annotations

from collections.abc import Sequence

from ecomcore.search.catalogue import SearchProduct
from ecomcore.search.results import Comparison


def compared(products: Sequence[SearchProduct]) -> Comparison:
    """Return the facts of products side by side, those that differ apart from those they share."""
    table: dict[str, list[str | None]] = {
        "price_cents": [str(p.min_price_cents) for p in products],
        "brand": [p.brand or None for p in products],
        "rating": [f"{p.rating:.1f}" if p.reviews else None for p in products],
    }
    for key in dict.fromkeys(key for p in products for key in p.attributes):
        table[key] = [p.attributes.get(key) for p in products]
    for key in dict.fromkeys(k for p in products for v in p.variants for k in v.options):
        table.setdefault(key, [_options(p, key) for p in products])
    shared = {k: v[0] for k, v in table.items() if v[0] is not None and len(set(v)) == 1}
    differing = {key: row for key, row in table.items() if key not in shared and any(row)}
    return Comparison([p.id for p in products], differing, shared)


def _options(product: SearchProduct, key: str) -> str | None:
    values = dict.fromkeys(v.options[key] for v in product.variants if key in v.options)
    return ", ".join(values) or None
