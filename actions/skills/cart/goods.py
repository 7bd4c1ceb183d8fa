"""Tells apart the goods of one request: what a piece of a message names may be another thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from actions.catalogue import cards, kinds, references
from actions.catalogue.options import chosen_options
from actions.phrases import pattern
from actions.tasks import engine as tasks
from actions.turn.memory import Queued
from actions.turn.turn import Request, Turn

ADDING = "cart_add"
SEARCHING = "search_product"


def each_of(turn: Turn, request: Request) -> list[Request]:
    """Return a request for each thing that is wanted ("add it … and the cheapest socks", "a tent and a stove").

    Pieces of a message are taken together by their words alone, as "add the jacket … in navy, M" must be; here the
    catalogue says whether a later piece names another thing than what stands before it. What tells an open task
    something is one answer, however many goods it names.
    """
    apart = {SEARCHING: _each_looked_for, ADDING: _each_added}.get(request.intent)
    if apart is None or request.text.startswith("/"):
        return [request]
    several = apart(turn, request)
    if len(several) == 1:
        return several
    heard = tasks.heard(replace(turn, request=request))
    return [request] if heard is not None and heard.tells else several


def _each_looked_for(turn: Turn, request: Request) -> list[Request]:
    """Return a search for each kind of thing that is named; what is said behind the last one is said of all."""
    pieces = _cut(request, pattern("adds_thing"))
    if len(pieces) < 2:
        return [request]
    wishes: list[Request] = []
    told: list[str] = []
    for piece in pieces:
        kind = _goods_of(turn, piece)
        before = _goods_of(turn, wishes[-1]) if wishes else set()
        if kind and not (kind <= before or (before and before <= kind)):
            wishes.append(replace(piece, text=" ".join([*told, piece.text]), is_part=True))
            told = []
        else:
            told.append(piece.text)
    if len(wishes) < 2:
        return [request]
    return [replace(wish, text=" ".join([wish.text, *told])) for wish in wishes]


def _goods_of(turn: Turn, piece: Request) -> set[str]:
    """Return the products of the kinds that a piece of a message names."""
    asked = replace(turn, request=piece)
    return kinds.products_of(asked, asked.query) or set()


def _each_added(turn: Turn, request: Request) -> list[Request]:
    """Return a request for each thing that is to be put into the cart."""
    first, *others = request.pieces or _cut(request, pattern("adds_on"))
    meant = _meant(turn, first, others) if others else None
    if meant is None:
        return [request]
    found = [replace(first, intent=ADDING, is_part=True)]
    for piece in others:
        if _is_another(replace(turn, request=piece), meant):
            found.append(replace(piece, intent=ADDING, confidence=1.0, is_part=True))
        else:
            found[-1] = replace(found[-1], text=f"{found[-1].text}. {piece.text}")
    return found if len(found) > 1 else [request]


def _is_another(turn: Turn, meant: str) -> bool:
    """Say whether a piece of a message is about another product than the one meant before it, not a version of it."""
    if any(chosen_options(turn, product) for product in cards.load(turn, [meant])):
        return False
    return references.names_another(turn, [meant]) or _picks_another(turn, meant)


def _picks_another(turn: Turn, meant: str) -> bool:
    """Say whether the message picks one of the last list that is not the one meant before."""
    return references.one_of_the_list(turn) not in (None, meant)


def _cut(request: Request, joints: re.Pattern[str]) -> list[Request]:
    """Return the pieces of an enumeration, cut at its joints, each with its entities."""
    cuts = [found.start() for found in joints.finditer(request.text)]
    pieces = []
    for start, end in pairwise([0, *cuts, len(request.text)]):
        entities = tuple(e for e in request.entities if start <= int(e.get("start", start)) < end)
        if request.text[start:end].strip():
            pieces.append(replace(request, text=request.text[start:end], entities=entities))
    return pieces


def _meant(turn: Turn, first: Request, others: Sequence[Request]) -> str | None:
    """Return the product of the first piece; a bare "the black" may go on ("and white mug")."""
    asked = replace(turn, request=first)
    later = [replace(turn, request=piece) for piece in others]
    meant = references.product(asked)
    if meant is not None and any(_picks_another(piece, meant) for piece in later):
        return meant
    is_version = not references.wanted_options(asked).is_any
    is_version &= any(not references.wanted_options(piece).is_any for piece in later)
    return None if is_version and not references.names_goods(asked) else meant


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
