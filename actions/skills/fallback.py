"""Skill `fallback`: what the bot does not do or did not understand is said, with the best ways on."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from actions.skills import smalltalk
from actions.skills.registry import handles
from actions.turn.memory import Asked
from actions.turn.turn import Json, Reply, Turn, button

MISSES_BEFORE_PERSON = 2
GUESSES = 3
FEWEST_MEANINGS = 2
LEAST_GUESS = 0.08
NOT_A_GUESS = {
    "nlu_fallback",
    "out_of_scope",
    "affirm",
    "deny",
    "give_details",
    "smalltalk",
    "stop_task",
}

UNREAD = {
    "sent_sticker",
    "sent_voice",
    "sent_video",
    "sent_location",
    "sent_file",
    "sent_contact",
    "sent_other",
    "too_many_photos",
}
"""What somebody may send on a messaging platform that the bot cannot read; each has a text."""


@handles("out_of_scope")
def out_of_scope(turn: Turn) -> Reply:
    """Say that a shop's assistant does not do this."""
    return _missed(turn, "fallback.out_of_scope", smalltalk.start_buttons(turn))


@handles("nlu_fallback")
def not_understood(turn: Turn) -> Reply:
    """Say that the message was not understood, and offer what fits best."""
    from actions.skills.orders import orders
    from actions.skills.products import listing

    pictured = _pictured(turn)
    if pictured is not None:
        return pictured
    if turn.problem in UNREAD:
        return Reply().say(turn.say(f"fallback.{turn.problem}"))
    has_words = any(character.isalnum() for character in turn.text)
    if turn.problem == "empty" or not has_words:
        return Reply().say(turn.say("fallback.empty"), smalltalk.start_buttons(turn))
    if turn.request.value("order_number"):
        return orders.order_status(turn)
    found = listing.search_if_it_fits(turn)
    if found is not None:
        return found
    guesses = guess_buttons(turn)
    key = "fallback.not_understood_guess" if guesses else "fallback.not_understood"
    return _missed(turn, key, guesses or smalltalk.start_buttons(turn))


def _pictured(turn: Turn) -> Reply | None:
    """Search for what a message without words shows (🎧), by the names of its signs; None if it shows no product."""
    from actions.skills.products import listing

    signs = [unicodedata.name(sign, "") for sign in turn.text if unicodedata.category(sign) == "So"]
    if not signs or any(character.isalnum() for character in turn.text):
        return None
    return listing.search_if_it_fits(
        replace(turn, request=replace(turn.request, text=" ".join(signs).lower()))
    )


def guess_buttons(turn: Turn) -> list[Json]:
    """Return buttons for the intents that the message is most likely to have."""
    ranking = [r for r in turn.ranking if r["confidence"] >= LEAST_GUESS]
    return _buttons_for(turn, [str(r["name"]) for r in ranking])


def which_meaning(turn: Turn, skills: Sequence[str]) -> Reply | None:
    """Ask which of several likely meanings is right; None where there is nothing to choose from.

    What was said is kept: the skill that is tapped answers it.
    """
    buttons = _buttons_for(turn, skills)
    if len(buttons) < FEWEST_MEANINGS:
        return None
    turn.memory.asked = Asked(meant=turn.request)
    return Reply().say(turn.say("fallback.which_meaning"), buttons)


def _buttons_for(turn: Turn, skills: Sequence[str]) -> list[Json]:
    named = [s for s in skills if s not in NOT_A_GUESS and turn.speaker.has(f"fallback.guess_{s}")]
    return [button(turn.say(f"fallback.guess_{name}"), name) for name in named[:GUESSES]]


def _missed(turn: Turn, key: str, buttons: list[Json]) -> Reply:
    if turn.memory.misses + 1 >= MISSES_BEFORE_PERSON:
        turn.memory.offer("talk_to_person")
        person = button(turn.say("fallback.button_person"), "talk_to_person")
        return Reply().say(turn.say("fallback.twice"), [person, *buttons[:GUESSES]]).as_miss()
    return Reply().say(turn.say(key), buttons).as_miss()
