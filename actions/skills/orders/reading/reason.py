"""Why a shopper wants a change."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import heard_in, opening, pattern
from actions.skills.orders.details import OD
from actions.skills.orders.reading.hearing import REASON_QUESTIONS, Hearing
from actions.skills.orders.reading.lines import fewer
from actions.skills.orders.repertoire import SWAPPED
from actions.turn.memory import Question
from actions.turn.turn import Json
from actions.understanding import order_lines, order_words
from ecomcore.shop.rules import load_rules
from ecomcore.text.tokens import normalise

DECIDING = frozenset({"affirm", "deny", "stop_task"})
"""Intents of words that say whether something shall be done, not why."""


def read_reason(message: Hearing, details: OD) -> OD | None:
    """Read the reason: the shop's own words for it anywhere, other words where it was asked for."""
    request = message.turn.request
    is_swap = request.intent in SWAPPED and message.says("prefers")
    # What tells which order, which lines or which way to pay is no reason by its meaning.
    is_fact = bool(
        request.value("order_number")
        or order_words.names_method(message.text)
        or order_words.without_kept(message.text)[1]
    )
    is_open = message.asking in REASON_QUESTIONS and not (is_swap or is_fact)
    is_asked = is_open and not fewer(message, details)
    order = message.order(details)
    names_lines = order is not None and order_lines.mentioned_lines(message.turn, order.lines)
    is_counting = bool(request.values("quantity") or request.values("ordinal"))
    code = order_words.read_reason(
        message.turn,
        _reasons(message),
        is_asked=is_asked,
        is_other=not names_lines and not is_counting,
    )
    if code == order_words.CATCH_ALL and message.says("the_rest"):
        # "The others stay" speaks of goods, not of other reasons.
        code = None
    code = _of_malfunction(message) or code
    if code is None and _may_volunteer(message, details):
        code = order_words.reason_meant(message.turn, _reasons(message))
    return replace(details, reason=code) if code is not None else None


def _of_malfunction(message: Hearing) -> str | None:
    """Return the reason that goods are faulty, where the words tell what does not work ("the lid won't close")."""
    text = normalise(message.text)
    if order_words.is_question(text) or pattern("malfunctions").search(text) is None:
        return None
    return next((str(reason["code"]) for reason in _reasons(message) if _is_fault(reason)), None)


def _is_fault(reason: Json) -> bool:
    """Say whether a reason is by its name that something is wrong with the goods themselves."""
    return bool(reason.get("shop_fault")) and any(
        normalise(phrase) in normalise(name)
        for language, name in reason["label"].items()
        for phrase in heard_in(language, "fault")
    )


def _may_volunteer(message: Hearing, details: OD) -> bool:
    """Say whether words at the confirmation may be the reason that nobody had to give."""
    text, request = message.text, message.turn.request
    is_open = message.asking is Question.CONFIRM and details.reason is None
    is_typed = bool(text) and not text.startswith("/") and not order_words.is_question(text)
    is_decision = request.intent in (*DECIDING, message.change.name) or opening(text, "agrees") > 0
    return is_open and is_typed and not is_decision and bool(_reasons(message))


def gives_reason(message: Hearing) -> bool:
    """Say whether words that look like a refusal name a reason, which was asked for ("I can't wait any longer")."""
    is_typed = bool(message.text) and not message.text.startswith("/")
    if message.asking not in REASON_QUESTIONS or not is_typed:
        return False
    if order_words.is_question(message.text):
        return False
    return order_words.tells_a_reason(message.turn, _reasons(message))


def _reasons(message: Hearing) -> list[Json]:
    rules = load_rules(message.turn.session).of(message.change.operation)
    return [reason.model_dump() for reason in rules.reasons]
