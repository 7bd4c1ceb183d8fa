"""Ways to narrow a result, each value with how many products have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ecomcore.search.catalogue import UNPRICED, Mask, SearchProduct, VariantColumns
from ecomcore.search.query import Query
from ecomcore.search.results import Facet
from ecomcore.search.vocabulary import COLOUR_KEYS, colour_of

MOST_VALUES = 12
COUNTED = 500
"""So many of the best products are counted; more would cost time and change no choice."""

PRICE_STEPS = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
"""Round prices, in major units, that ranges begin and end at."""

PRICE_RANGES = 4


def facets(
    rows: Sequence[int],
    products: Sequence[SearchProduct],
    columns: VariantColumns,
    fitting: Mask,
    query: Query,
    decimals: int,
) -> list[Facet]:
    """Return the facets of a result that divide it, those already chosen left out.

    Values are the keys that a query takes: category paths, brands, canonical colours, sizes as the
    catalogue has them, and price ranges as `low-high` in minor units (`high` empty for the last).
    """
    values: dict[str, list[str]] = {"category": [], "brand": [], "colour": [], "size": []}
    prices: list[int] = []
    for row in rows[:COUNTED]:
        product = products[row]
        own = columns.rows_of_product[row]
        variants = [v for v in own if fitting[v]] or own
        options = [columns.variants[v].options for v in variants]
        values["category"].append(product.category)
        values["brand"].append(product.brand)
        if any(options):
            values["colour"] += {
                colour_of(o[key]) for o in options for key in COLOUR_KEYS if key in o
            }
            values["size"] += {o["size"] for o in options if "size" in o}
        if variants:
            lowest = min(int(columns.price[v]) for v in variants)
            prices += [lowest] if lowest != UNPRICED else []
    counts = {kind: Counter(filter(None, found)) for kind, found in values.items()}
    chosen = {"category": query.categories, "brand": query.brands, "colour": query.colours}
    chosen["size"] = query.sizes
    found = [
        Facet(kind, tuple(table.most_common(MOST_VALUES)))
        for kind, table in counts.items()
        if not chosen[kind] and len(table) > 1
    ]
    if not query.has_price_limit:
        ranges = tuple(_price_ranges(prices, 10**decimals))
        found += [Facet("price", ranges)] if len(ranges) > 1 else []
    return found


def _price_ranges(prices: Sequence[int], unit: int) -> Iterable[tuple[str, int]]:
    """Yield ranges between round prices so that each has about as many products."""
    if len(set(prices)) < 2:
        return
    ordered = sorted(prices)
    quantiles = [ordered[len(ordered) * step // PRICE_RANGES] for step in range(1, PRICE_RANGES)]
    borders = sorted({min(PRICE_STEPS, key=lambda s: abs(s * unit - q)) * unit for q in quantiles})
    for low, high in zip([0, *borders], [*borders, None], strict=True):
        count = sum(low <= price and (high is None or price < high) for price in prices)
        if count:
            yield f"{low}-{'' if high is None else high - 1}", count
