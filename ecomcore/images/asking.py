"""What was written beside a photo: the conditions that its answer must meet."""

from __future__ import annotations

from dataclasses import replace

from ecomcore.search.engine import SearchEngine
from ecomcore.search.query import Query


def allowed_by(search: SearchEngine, wish: Query) -> dict[str, str | None] | None:
    """Return the products that a wish's conditions leave, each with the version that meets them; None if it names none.

    Its colours, sizes, brands and prices count ("this, but in blue", "不超过200元"); its other words do not, since
    "this" is what the photo shows. Conditions are never given up here: a wish that nothing meets leaves nothing.
    """
    bare = conditions(wish)
    if bare.is_empty:
        return None
    result = search.search(bare, k=len(search.products), language=wish.language)
    return {} if result.relaxed else {hit.product_id: hit.sku for hit in result.items}


def conditions(wish: Query) -> Query:
    """Return the wish without what says which thing is meant."""
    return replace(
        wish, text="", terms=(), types=(), categories=(), code="", heads=(), quantity=None
    )
