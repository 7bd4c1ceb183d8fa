"""Proving who one is: signed in by the shop's site, or order number, e-mail and a one-time code."""

from __future__ import annotations

from actions.phrases import says
from actions.tasks import engine as tasks
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.shop.identity import check_code, start_code

ASK_WHO = "who"
ASK_CODE = "code"


def read(turn: Turn, details: Json, asking: str | None) -> bool:
    """Read order number, e-mail and code into the details of a task; return whether there was any."""
    if turn.identity.customer_id is not None:
        return False
    proof = details.setdefault("proof", {})
    found = False
    for entity in ("order_number", "email", "code"):
        value = turn.request.value(entity)
        if value is not None and proof.get(entity) != str(value):
            proof[entity] = str(value)
            found = True
    if asks_again(turn, asking):
        proof.pop("sent", None)
        found = True
    return found


def asks_again(turn: Turn, asking: str | None) -> bool:
    """Say whether the shopper wants another code: by the button, or because none has come."""
    is_tapped = turn.request.value("choice") == "resend"
    return asking == ASK_CODE and (is_tapped or says(turn.text, "no_code"))


def ensure(turn: Turn, task: Json) -> Reply | None:
    """Return None if it is known who asks; else the next question on the way there."""
    if turn.identity.customer_id is not None:
        return None
    proof = task["details"].setdefault("proof", {})
    if proof.get("sent") and proof.get("code"):
        return _check(turn, task, proof)
    if proof.get("sent"):
        tasks.ask(task, ASK_CODE)
        return Reply().say(turn.say("verification.code_again"), _resend(turn))
    if not (proof.get("order_number") and proof.get("email")):
        tasks.ask(task, ASK_WHO)
        if proof.get("order_number"):
            return Reply().say(turn.say("verification.ask_email", number=proof["order_number"]))
        if proof.get("email"):
            return Reply().say(turn.say("verification.ask_number"))
        return Reply().say(turn.say("verification.ask_both"))
    return _send(turn, task, proof)


def _send(turn: Turn, task: Json, proof: Json) -> Reply:
    started = start_code(
        turn.session,
        turn.conversation_id,
        proof["order_number"],
        proof["email"],
        turn.service.notifier,
        turn.now,
    )
    if started.state == "too_many":
        proof.clear()
        again = turn.speaker.moment(started.retry_at) if started.retry_at else ""
        return Reply().say(turn.say("verification.too_many", again=again), _person(turn))
    proof["sent"] = True
    tasks.ask(task, ASK_CODE)
    return Reply().say(turn.say("verification.code_sent", email=proof["email"]), _resend(turn))


def _check(turn: Turn, task: Json, proof: Json) -> Reply | None:
    """Check the code; return None if it was right, else what to tell the shopper."""
    checked = check_code(turn.session, turn.conversation_id, str(proof.pop("code")), turn.now)
    if checked.state == "verified":
        turn.identity = checked.identity
        return None
    if checked.state == "wrong" and checked.attempts_left:
        tasks.ask(task, ASK_CODE)
        text = turn.say("verification.wrong", left=checked.attempts_left)
        return Reply().say(text, _resend(turn))
    proof.clear()
    if checked.state in ("wrong", "too_many"):
        return Reply().say(turn.say("verification.too_many_attempts"), _person(turn))
    tasks.ask(task, ASK_WHO)
    return Reply().say(turn.say("verification.code_expired"))


def _person(turn: Turn) -> list[Json]:
    return [button(turn.say("fallback.button_person"), "talk_to_person")]


def _resend(turn: Turn) -> list[Json]:
    return [
        button(turn.say("verification.button_resend"), "affirm", choice="resend"),
        button(turn.say("orders.button_drop"), "stop_task"),
    ]
