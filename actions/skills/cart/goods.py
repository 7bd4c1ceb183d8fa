"""Tells apart the goods of one request for the cart: what a piece of a message names may be another thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
        if names_another(asked, [meant]):
            found.append(replace(piece, intent=ADDING, confidence=1.0, is_part=True))
        else:
            found[-1] = replace(found[-1], text=f"{found[-1].text}. {piece.text}")
    return found if len(found) > 1 else [request]


def _cut(request: Request) -> list[Request]:
    """Return the pieces of an enumeration, each with the entities that stand in it."""
    ends = [found.span() for found in pattern("adds_on").finditer(request.text)]
    starts = [0, *(start for start, _ in ends)]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(request.text)], strict=True):
        entities = tuple(e for e in request.entities if start <= int(e.get("start", start)) < end)
        if request.text[start:end].strip():
            pieces.append(replace(request, text=request.text[start:end], entities=entities))
    return pieces


def _meant(turn: Turn, first: Request, others: Sequence[Request]) -> str | None:
    """Return the product of the first piece; a bare "the black" may go on ("and white mug")."""
    asked = replace(turn, request=first)
    is_named = _names_goods(asked)
    versions = [references.wanted_options(replace(turn, request=r)) for r in (first, *others)]
    is_one_version = not versions[0].is_any and any(not v.is_any for v in versions[1:])
    return None if is_one_version and not is_named else references.product(asked)


def _names_goods(turn: Turn) -> bool:
    return bool(references.by_name(turn) or turn.query.types or turn.query.categories)


def waits_for(turn: Turn) -> Queued | None:
    """Return what is to be put into the cart later and is what the message names, None if nothing is."""
    if not _names_goods(turn):
        return None
    for queued in turn.memory.queue:
        asked = replace(turn, request=queued.request)
        goods = references.by_name(asked) or sorted(
            turn.service.engine.products_of(asked.query.types)
        )
        if queued.request.intent == ADDING and goods and not names_another(turn, goods):
            return queued
    return None


def names_another(turn: Turn, products: list[str]) -> bool:
    """Say whether the message names a thing, by its name or its kind, that is none of these products."""
    named = references.by_name(turn)
    if named:
        return not set(named) & set(products)
    is_kind = bool(turn.query.types or turn.query.categories)
    return is_kind and all(references.is_other_kind(turn, product) for product in products)
