"""Part of skill `products`: more of what was shown, or something different, whatever the list came from."""

from __future__ import annotations

from dataclasses import replace

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills.products import (
    alternatives,
    companions,
    giving,
    listing,
    recommending,
    shelves,
    taste,
)
from actions.skills.registry import handles
from actions.turn.memory import Origin, Recipient
from actions.turn.turn import Reply, Turn
from ecomcore.recommend.feedback import HAVE_IT, NOT_INTERESTED, Said


@handles("show_more")
def show_more(turn: Turn) -> Reply:
    """Show the next page of the same list."""
    shown = turn.memory.shown
    if shown.origin is not None:
        return another(turn, shown.origin)
    if shown.query is None:
        return Reply().say(turn.say("products.nothing_shown"))
    return listing.show_results(turn, shown.query, shown.offset + len(shown.ids))


@handles("something_else")
def something_else(turn: Turn) -> Reply:
    """Show something different from what was shown, and keep what was said of it: unwanted, or owned already."""
    shown = turn.memory.shown
    if shown.origin is not None and shown.origin.recipient is not None:
        reply = _without_named_kinds(turn, shown.origin.recipient)
        if reply is not None:
            return reply
    meant = _meant(turn)
    said = _said(turn)
    if said is None and meant is not None and says(turn.text, "likes_this"):
        taste.liked(turn, meant)
    ids = [meant] if meant else list(shown.ids)
    if said is not None:
        taste.unwanted(turn, ids, said, is_sure=meant is not None)
    taste.offered(turn, shown.ids)
    if shown.origin is not None and shown.origin.recipient is not None:
        heard = giving.merged(shown.origin.recipient, giving.recipient_in(turn))
        reply = giving.given(turn, heard, is_fresh=True)
    elif shown.origin is not None:
        reply = another(turn, shown.origin)
    elif shown.query is not None:
        reply = listing.show_results(turn, shown.query, shown.offset + len(shown.ids))
    else:
        reply = recommending.recommended(turn, is_fresh=True)
    return _with_note(turn, reply, said, meant)


def another(turn: Turn, origin: Origin) -> Reply:
    """Show what comes next of a list that no search made."""
    if shelves.is_shelf(origin):
        return shelves.show(turn, origin, turn.memory.shown.offset + listing.PAGE)
    if origin.recipient is not None:
        return giving.given(turn, origin.recipient, is_fresh=True)
    if origin.skill == "similar_products" and origin.product is not None:
        return alternatives.like(turn, origin.product, origin.query, is_fresh=True)
    if origin.skill == "goes_with" and origin.product is not None:
        return companions.with_product(turn, origin.product, is_fresh=True)
    if origin.skill == "goes_with":
        return companions.with_cart(turn, is_fresh=True)
    if origin.skill == "surprise_me":
        return recommending.surprise_me(turn)
    return recommending.recommended(turn, is_fresh=True)


def changed(turn: Turn, origin: Origin) -> Reply | None:
    """Show a list that no search made, changed as the message wishes; None where it can only be searched anew."""
    if shelves.is_shelf(origin):
        vocabulary = turn.service.engine.vocabulary
        query = origin.query.refined(turn.text, vocabulary, language=turn.language)
        return shelves.show(turn, replace(origin, query=query))
    if origin.recipient is not None:
        return giving.given(turn, giving.merged(origin.recipient, giving.recipient_in(turn)))
    if origin.skill == "similar_products" and origin.product is not None:
        return alternatives.like(turn, origin.product, turn.query)
    return None


def _without_named_kinds(turn: Turn, recipient: Recipient) -> Reply | None:
    """Show presents without the kinds that the message names ("he has a teapot"); None where it names none."""
    heard = giving.merged(recipient, giving.recipient_in(turn))
    narrowed = giving.without_kinds(turn, heard)
    if narrowed.kinds_out == heard.kinds_out:
        return None
    taste.offered(turn, turn.memory.shown.ids)
    reply = giving.given(turn, narrowed, is_fresh=True)
    reply.messages[0].text = f"{turn.say('recommend.noted_kind')}\n{reply.messages[0].text}"
    return reply


def _said(turn: Turn) -> Said | None:
    """Return what the message says of what was shown, None where it only asks for something different.

    Who points at one product of a list to get something different does not want that one.
    """
    if says(turn.text, "has_already"):
        return HAVE_IT
    if says(turn.text, "not_interested"):
        return NOT_INTERESTED
    is_unwanted = bool(references.pointed_at(turn)) and not says(turn.text, "likes_this")
    return NOT_INTERESTED if is_unwanted else None


def _meant(turn: Turn) -> str | None:
    """Return the one product of the list that the message is about, None where it is about all of them."""
    shown, pointed_at = references.shown_ids(turn), references.pointed_at(turn)
    if pointed_at:
        return pointed_at[0]
    held = turn.memory.focus
    source = turn.memory.shown.origin.product if turn.memory.shown.origin else None
    if held is not None and held != source:
        return held
    return shown[0] if len(shown) == 1 else None


def _with_note(turn: Turn, reply: Reply, said: Said | None, meant: str | None) -> Reply:
    """Return the reply after a word on what was noted."""
    if said is None or not reply.messages:
        return reply
    loaded = cards.load(turn, [meant]) if meant else []
    title = turn.speaker.pick(loaded[0].title) if loaded else ""
    note = (
        turn.say(f"recommend.noted_{said}", title=title)
        if loaded
        else turn.say(f"recommend.noted_all_{said}")
    )
    reply.messages[0].text = f"{note}\n{reply.messages[0].text}"
    return reply
