"""Proving who one is: signed in by the shop's site, or order number, e-mail and a one-time code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.phrases import says
from actions.turn.memory import D, Proof, Question, Task
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.shop.identity import check_code, start_code

PROVING = ("order_number", "email", "code")
"""Entities that are fields of a `Proof`."""
ASKS_BEFORE_PERSON = 2


def heard(turn: Turn, details: D, asking: Question | None) -> D | None:
    """Return the details of a task with the order number, e-mail and code that are said; None where none is new."""
    if turn.identity.is_known:
        return None
    said = {name: turn.request.value(name) for name in PROVING}
    new: dict[str, Any] = {
        name: str(value)
        for name, value in said.items()
        if value is not None and str(value) != getattr(details.proof, name)
    }
    if asks_again(turn, asking):
        new["sent"] = False
    return replace(details, proof=replace(details.proof, **new)) if new else None


def asks_again(turn: Turn, asking: Question | None) -> bool:
    """Say whether the shopper wants another code: by the button, or because none has come."""
    is_tapped = turn.request.value("choice") == "resend"
    return asking is Question.CODE and (is_tapped or says(turn.text, "no_code"))


def ensure(turn: Turn, task: Task[Any]) -> Reply | None:
    """Return None if it is known who asks; else the next question on the way there."""
    if turn.identity.is_known:
        return None
    proof = task.details.proof
    if proof.sent and proof.code:
        return _check(turn, task, proof.code)
    if proof.sent:
        task.asking = Question.CODE
        return Reply().say(turn.say("verification.code_again"), _resend(turn))
    if proof.order_number and proof.email:
        return _send(turn, task, proof.order_number, proof.email)
    task.asking = Question.WHO
    return _ask_who(turn, proof)


def _ask_who(turn: Turn, proof: Proof) -> Reply:
    """Ask for what is missing of order number and address; who was asked before may not have it, so offer a person."""
    turn.memory.proof_asks += 1
    number = proof.order_number or ""
    missing = "email" if number else "number" if proof.email else "both"
    if turn.memory.proof_asks < ASKS_BEFORE_PERSON:
        return Reply().say(turn.say(f"verification.ask_{missing}", number=number))
    turn.memory.offer("talk_to_person")
    return Reply().say(turn.say(f"verification.ask_{missing}_again", number=number), _person(turn))


def _send(turn: Turn, task: Task[Any], order_number: str, email: str) -> Reply:
    started = start_code(
        turn.session,
        turn.conversation_id,
        order_number,
        email,
        turn.service.notifier,
        turn.now,
        asker=turn.asker,
    )
    if started.state == "too_many":
        _prove(task, Proof())
        again = turn.speaker.moment(started.retry_at) if started.retry_at else ""
        return Reply().say(turn.say("verification.too_many", again=again), _person(turn))
    _prove(task, replace(task.details.proof, sent=True))
    turn.memory.proof_asks = 0
    task.asking = Question.CODE
    return Reply().say(turn.say("verification.code_sent", email=email), _resend(turn))


def _check(turn: Turn, task: Task[Any], code: str) -> Reply | None:
    """Check the code; return None if it was right, else what to tell the shopper."""
    _prove(task, replace(task.details.proof, code=None))
    checked = check_code(turn.session, turn.conversation_id, code, turn.now)
    if checked.state == "verified":
        turn.visitor.identity = checked.identity
        return None
    if checked.state == "wrong" and checked.attempts_left:
        task.asking = Question.CODE
        text = turn.say("verification.wrong", left=checked.attempts_left)
        return Reply().say(text, _resend(turn))
    _prove(task, Proof())
    if checked.state in ("wrong", "too_many"):
        return Reply().say(turn.say("verification.too_many_attempts"), _person(turn))
    task.asking = Question.WHO
    return Reply().say(turn.say("verification.code_expired"))


def _prove(task: Task[Any], proof: Proof) -> None:
    task.details = replace(task.details, proof=proof)


def _person(turn: Turn) -> list[Json]:
    return [button(turn.say("fallback.button_person"), "talk_to_person")]


def _resend(turn: Turn) -> list[Json]:
    return [
        button(turn.say("verification.button_resend"), "affirm", choice="resend"),
        button(turn.say("orders.button_drop"), "stop_task"),
    ]
