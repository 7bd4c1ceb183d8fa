"""What was written beside a photo: the conditions that its answer must meet."""

from __future__ import annotations

from dataclasses import replace

from ecomcore.search.engine import SearchEngine


def allowed_by(
    search: SearchEngine, wish: str, language: str | None = None
) -> frozenset[str] | None:
    """Return the ids of the products that a wish's conditions leave, None if it names none.

    Its colours, sizes, brands and prices count ("this, but in blue", "不超过200元"); its other words do not, since
    "this" is what the photo shows.
    Conditions are never given up here: a wish that nothing meets leaves nothing.
    """
    query = search.understand(wish, language)
    bare = replace(query, text="", terms=(), types=(), categories=(), code="", heads=())
    if bare.is_empty:
        return None
    result = search.search(bare, k=len(search.products), language=language)
    return frozenset() if result.relaxed else frozenset(hit.product_id for hit in result.items)
