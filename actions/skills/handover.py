"""Skill `handover`: a ticket for a person, with the conversation so far."""

from __future__ import annotations

from actions.skills import feelings
from actions.skills.registry import handles
from actions.turn.turn import Json, Reply, Turn
from ecomcore.shop.tickets import TicketView, open_ticket

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
    ticket = passed_on(
        turn,
        subject,
        sentiment="negative" if is_angry else "neutral",
        priority="high" if is_angry else priority,
    )
    key = "handover.opened_known" if turn.identity.customer_id else "handover.opened_guest"
    email = _contact(turn).get("email") or ""
    return Reply().say(turn.say(key, number=ticket.number, hours=hours(turn), email=email))


def passed_on(
    turn: Turn, subject: str, *, priority: str = "normal", sentiment: str = "neutral"
) -> TicketView:
    """Open a ticket about `subject` with the conversation so far, or add to the one that is open."""
    return open_ticket(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id,
        subject=subject,
        language=turn.language,
        transcript=turn.transcript,
        sentiment=sentiment,
        priority=priority,
        now=turn.now,
    )


def hours(turn: Turn) -> str:
    """Return when people answer, in the shop's own words."""
    return turn.speaker.pick(_contact(turn).get("hours")) or turn.say("handover.hours_unknown")


def _contact(turn: Turn) -> Json:
    return turn.service.info.get("contact") or {}
