"""The turns of a conversation that a person has taken over: the bot passes on what is written, and is silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from actions.skills.handover import OPENED
from actions.turn.payloads import Person
from actions.turn.turn import Message, Reply, Turn
from ecomcore.shop import talks
from ecomcore.shop.talks import Holding

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEAVING = "/sign_out"
"""What the shopper's own button for the end of the conversation sends, which no person stands in the way of."""
SENT = "sent_"


def held(
    session: Session, conversation_id: str, latest: Mapping[str, Any], now: datetime
) -> Holding | None:
    """Return who has the conversation, none where the bot has it or the shopper ends it."""
    if str(latest.get("text") or "").startswith(LEAVING):
        return None
    return talks.holding(session, conversation_id, now)


def passed_on(
    session: Session,
    conversation_id: str,
    latest: Mapping[str, Any],
    holding: Holding,
    now: datetime,
) -> list[Message]:
    """Pass a message on to the person, and say nothing."""
    uid = str(latest.get("message_id") or now.isoformat())
    talks.share(session, conversation_id, uid=uid, text=written(latest), now=now)
    return [Message(custom=Person("answering", holding.name))]


def shared(turn: Turn, latest: Mapping[str, Any], late: Holding | None, reply: Reply) -> Reply:
    """Let the desk read what was said while a ticket is open; who waits for a person in vain is told so."""
    if late is not None:
        talks.release(turn.session, late.number)
        name = late.name or turn.say("handover.somebody")
        waiting = Person("waiting", late.name)
        reply.messages.insert(
            0, Message(turn.say("handover.still_waiting", name=name), custom=waiting)
        )
    if OPENED in turn.kept:
        return reply
    talks.share(
        turn.session,
        turn.conversation_id,
        uid=turn.message_id or turn.now.isoformat(),
        text=written(latest),
        replies=[message.text for message in reply.messages if message.text],
        now=turn.now,
    )
    return reply


def written(latest: Mapping[str, Any]) -> str:
    """Return a message as a person reads it: what was typed or tapped, and what came instead or beside, in brackets."""
    notes = latest.get("metadata") or {}
    text = str(latest.get("text") or "")
    if text.startswith("/"):
        text = str(notes.get("shown") or "")
    problem = str(notes.get("problem") or "")
    beside = "photo" if notes.get("image") or notes.get("photo_problem") else ""
    if problem.startswith(SENT):
        beside = problem.removeprefix(SENT)
    return " ".join(filter(None, (text, f"[{beside}]" if beside else "")))
