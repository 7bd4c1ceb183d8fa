"""Which products are of the kinds of thing that a wish names, whatever else it says."""

from __future__ import annotations

from actions.turn.turn import Turn
from ecomcore.search.query import Query


def products_of(turn: Turn, query: Query) -> set[str] | None:
    """Return the products of the named types and categories, None where none is named."""
    if not (query.types or query.categories):
        return None
    return turn.service.engine.products_of(query.types, query.categories)


def label_of(turn: Turn, query: Query) -> str:
    """Return what the first named kind is called in the language of the reply; empty where none is named."""
    vocabulary = turn.service.engine.vocabulary
    named = [("type", value) for value in query.types]
    named += [("category", value) for value in query.categories]
    return next((vocabulary.label(k, v, turn.language) or v for k, v in named), "")
