"""Part of skill `products`: a list by brand or price, as buttons that say how many each has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from actions.turn.turn import Json, Reply, Turn, button

if TYPE_CHECKING:
    from ecomcore.search.query import Query
    from ecomcore.search.results import SearchResult

OFFERED = ("brand", "price", "colour", "size", "category")
"""Kinds of facets, those that shoppers narrow by most first."""
KINDS_SHOWN = 2
VALUES_SHOWN = 8
PLURAL = {"brand": "brands", "colour": "colours", "size": "sizes", "category": "categories"}


def facet_buttons(turn: Turn, result: SearchResult) -> list[Json]:
    """Return a button for each of the best ways to narrow a list that does not fit on one page."""
    if result.total <= len(result.items):
        return []
    kinds = {facet.kind for facet in result.facets}
    offered = [kind for kind in OFFERED if kind in kinds][:KINDS_SHOWN]
    return [button(turn.say(f"products.button_by_{k}"), "refine_search", facet=k) for k in offered]


def values_of(turn: Turn, query: Query, kind: str) -> Reply:
    """Ask for one of the values of a facet, each with how many products have it."""
    result = turn.service.engine.search(query, k=1)
    values = next((facet.values for facet in result.facets if facet.kind == kind), ())
    buttons = [
        button(
            turn.say("products.facet_value", value=_label(turn, kind, value), count=count),
            "refine_search",
            facet=kind,
            choice=value,
        )
        for value, count in values[:VALUES_SHOWN]
    ]
    return Reply().say(turn.say(f"products.which_{kind}"), buttons)


def narrowed(query: Query, kind: str, value: str) -> Query:
    """Return the query with one value of a facet as a condition of its own."""
    if kind == "price":
        low, _, high = value.partition("-")
        return replace(
            query, price_min_cents=int(low) or None, price_max_cents=int(high) if high else None
        )
    changed: dict[str, Any] = {PLURAL[kind]: (value,)}
    return replace(query, **changed)


def _label(turn: Turn, kind: str, value: str) -> str:
    if kind != "price":
        return turn.service.engine.vocabulary.label(kind, value, turn.language) or value
    low, _, high = value.partition("-")
    if not high:
        return turn.say("products.price_from", low=turn.speaker.money(int(low)))
    if not int(low):
        return turn.say("products.price_to", high=turn.speaker.money(int(high) + 1))
    return turn.say(
        "products.price_between",
        low=turn.speaker.money(int(low)),
        high=turn.speaker.money(int(high) + 1),
    )
