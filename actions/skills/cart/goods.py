"""Tells apart the goods of one request for the cart: what a piece of a message names may be another thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from actions.catalogue import references
from actions.phrases import pattern
from actions.turn.memory import Queued
from actions.turn.turn import Request, Turn

ADDING = "cart_add"


def each_of(turn: Turn, request: Request) -> list[Request]:
    """Return a request for each thing that is to be put into the cart ("add it … and the cheapest socks").

    Pieces of a message are taken together by their words alone, as "add the jacket … in navy, M" must be; here the
    catalogue says whether a later piece names another thing than what stands before it.
    """
    if request.intent != ADDING or request.text.startswith("/"):
        return [request]
    first, *others = request.pieces or _cut(request)
    meant = _meant(turn, first, others) if others else None
    if meant is None:
        return [request]
    found = [replace(first, intent=ADDING, is_part=True)]
    for piece in others:
        asked = replace(turn, request=piece)
        if references.names_another(asked, [meant]):
            found.append(replace(piece, intent=ADDING, confidence=1.0, is_part=True))
        else:
            found[-1] = replace(found[-1], text=f"{found[-1].text}. {piece.text}")
    return found if len(found) > 1 else [request]


def _cut(request: Request) -> list[Request]:
    """Return the pieces of an enumeration, each with the entities that stand in it."""
    cuts = [found.start() for found in pattern("adds_on").finditer(request.text)]
    pieces = []
    for start, end in pairwise([0, *cuts, len(request.text)]):
        entities = tuple(e for e in request.entities if start <= int(e.get("start", start)) < end)
        if request.text[start:end].strip():
            pieces.append(replace(request, text=request.text[start:end], entities=entities))
    return pieces


def _meant(turn: Turn, first: Request, others: Sequence[Request]) -> str | None:
    """Return the product of the first piece; a bare "the black" may go on ("and white mug")."""
    asked = replace(turn, request=first)
    versions = [references.wanted_options(replace(turn, request=r)) for r in (first, *others)]
    is_one_version = not versions[0].is_any and any(not v.is_any for v in versions[1:])
    return (
        None if is_one_version and not references.names_goods(asked) else references.product(asked)
    )


def waits_for(turn: Turn) -> Queued | None:
    """Return what is to be put into the cart later and is what the message names, None if nothing is."""
    if not references.names_goods(turn):
        return None
    for queued in turn.memory.queue:
        asked = replace(turn, request=queued.request)
        goods = references.by_name(asked) or sorted(
            turn.service.engine.products_of(asked.query.types)
        )
        if queued.request.intent == ADDING and goods and not references.names_another(turn, goods):
            return queued
    return None
