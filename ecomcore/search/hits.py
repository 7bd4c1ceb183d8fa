"""A product that was found, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ecomcore.search.catalogue import UNPRICED, Mask, VariantColumns
from ecomcore.search.explain import reasons, snippet, terms_of
from ecomcore.search.indexed import IndexedCatalogue
from ecomcore.search.lexical import LexicalIndex
from ecomcore.search.query import Query
from ecomcore.search.results import Hit
from ecomcore.search.retrieval import Retrieved
from ecomcore.text.tokens import tokenize


@dataclass(frozen=True)
class Found:
    """What a hit is explained by; `variants` are the versions that fit, none where all do."""

    query: Query
    retrieved: Retrieved
    columns: VariantColumns
    variants: Mask | None


def hit_of(indexed: IndexedCatalogue, row: int, score: float, found: Found) -> Hit:
    """Return the product of a row as it is shown, by its version that fits best, with why it was found."""
    product, columns, query = indexed.products[row], found.columns, found.query
    own = columns.rows_of_product[row]
    fitting = own if found.variants is None else [v for v in own if found.variants[v]] or own
    pack = str(query.quantity or "")
    chosen = min(
        fitting,
        key=lambda v: (
            columns.stock[v] <= 0,
            columns.variants[v].options.get("pack") != pack,
            columns.price[v],
        ),
        default=None,
    )
    variant = None
    if chosen is not None:
        cents = int(columns.price[chosen])
        variant = replace(
            columns.variants[chosen], price_cents=None if cents == UNPRICED else cents
        )
    lexical = indexed.retriever.lexical
    terms = terms_of(found.retrieved.concepts)
    fields = lexical.fields_with(row, terms)
    return Hit(
        product_id=product.id,
        sku=variant.sku if variant else "",
        score=round(score, 4),
        title=product.title,
        price_cents=variant.price_cents if variant else None,
        compare_at_cents=variant.compare_at_cents if variant else None,
        stock=int(columns.stock[chosen]) if chosen is not None else 0,
        options=variant.options if variant else {},
        image=(variant.image if variant else None) or product.image,
        brand=product.brand,
        category=product.category,
        rating=product.rating,
        reviews=product.reviews,
        matched_fields=fields,
        snippet=snippet(product, terms, query.language),
        reason=reasons(
            product,
            variant,
            query,
            _phrases(lexical, row, query),
            indexed.types[row],
            indexed.vocabulary,
        ),
    )


def _phrases(lexical: LexicalIndex, row: int, query: Query) -> dict[str, str]:
    """Return for each field of a product the first phrase of the query that is in it."""
    found: dict[str, str] = {}
    for phrase in query.terms:
        terms = tokenize(phrase, query.language)
        for name in lexical.fields_with(row, terms):
            found.setdefault(name, phrase)
    order = [name for name in lexical.settings.fields if name in found]
    return {name: found[name] for name in order}
