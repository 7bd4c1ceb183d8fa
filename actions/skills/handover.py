"""Skill `handover`: a ticket for a person, with the conversation so far."""

from __future__ import annotations

from actions.skills import feelings
from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn
from ecomcore.shop.tickets import open_ticket

ANGRY_INTENTS = ("complain",)


@handles("talk_to_person")
def talk_to_person(turn: Turn) -> Reply:
    """Open a ticket and say honestly what follows and when."""
    return hand_over(turn, "person_asked")


def hand_over(turn: Turn, subject: str, priority: str = "normal") -> Reply:
    """Open a ticket about `subject` and tell the shopper its number and what follows."""
    is_angry = (
        turn.request.intent in ANGRY_INTENTS
        or feelings.problem_in(turn, turn.text) is not None
        or feelings.was_upset(turn)
    )
    ticket = open_ticket(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id,
        subject=subject,
        language=turn.language,
        transcript=turn.transcript,
        sentiment="negative" if is_angry else "neutral",
        priority="high" if is_angry else priority,
        now=turn.now,
    )
    contact = turn.service.info.get("contact") or {}
    hours = turn.speaker.pick(contact.get("hours")) or turn.say("handover.hours_unknown")
    key = "handover.opened_known" if turn.identity.customer_id else "handover.opened_guest"
    email = contact.get("email") or ""
    return Reply().say(turn.say(key, number=ticket.number, hours=hours, email=email))
