"""Tells apart an answer to what was asked and what else a message wants: "yes, and show me the black ones"."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import opening, pattern
from actions.tasks import engine as tasks
from actions.turn.memory import Question
from actions.turn.turn import Request, Turn
from actions.understanding.order_words import is_question
from ecomcore.text.tokens import normalise
from shoptalk.email_address import address_in

AGREED = "affirm"
TO_A_PLAN = frozenset({Question.CONFIRM, Question.RESUME})


def apart(turn: Turn, request: Request) -> list[Request]:
    """Return the answer and the further wish as two requests, or the request as it is where it is only one of them."""
    asked = replace(turn, request=request)
    return _agreed_and_more(asked) or _address_and_more(asked) or [request]


def _agreed_and_more(turn: Turn) -> list[Request]:
    """Return a yes to the plan that was shown and the wish behind it, nothing where all of it is about the plan.

    What may itself be about the plan is another wish only in a sentence of its own ("yes. And the tea too").
    """
    text = normalise(turn.text)
    end = opening(text, "agrees")
    heard = tasks.heard(turn) if end else None
    if heard is None or heard.question not in TO_A_PLAN:
        return []
    joint = pattern("yes_and_then") if heard.looks_like_answer else pattern("further_wish")
    if joint.match(text[end:]) is None:
        return []
    agreed = replace(turn.request, text=text[:end], intent=AGREED, entities=(), ranking=())
    return [replace(agreed, confidence=1.0), _rest(turn, text[end:])]


def _address_and_more(turn: Turn) -> list[Request]:
    """Return the e-mail address that was asked for and the question behind it."""
    address = address_in(turn.text) if turn.asked.wait is not None else None
    before, found, after = turn.text.partition(address or "@")
    if address is None or not found or not is_question(after):
        return []
    return [replace(turn.request, text=before + found), _rest(turn, after)]


def _rest(turn: Turn, text: str) -> Request:
    return replace(turn.request, text=text.strip(" .,;!。，；！"), is_part=True)
