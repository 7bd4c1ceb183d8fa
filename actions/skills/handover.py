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
    opened = turn.say("handover.opened", number=ticket.number)
    sentences = [opened, _answered(turn), *hours(turn), turn.say("handover.go_on")]
    return Reply().say(turn.say("words.sentence_gap").join(sentences))


def _answered(turn: Turn) -> str:
    """Return how the answer comes, and when as far as the shop has said it."""
    contact = _contact(turn)
    parts = []
    if not turn.identity.customer_id:
        email = contact.get("email")
        key = "handover.write_to" if email else "handover.leave_address"
        parts.append(turn.say(key, email=email or ""))
    within = turn.speaker.pick(contact.get("answers") or {})
    parts.append(
        turn.say("handover.answered_within" if within else "handover.answered", within=within)
    )
    return turn.say("words.sentence_gap").join(parts)


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


def hours(turn: Turn) -> list[str]:
    """Return when people are there, in the shop's own words; nothing where it has not said."""
    said = turn.speaker.pick(_contact(turn).get("hours") or {})
    return [turn.say("handover.hours", hours=said)] if said else []


def _contact(turn: Turn) -> Json:
    return turn.service.info.get("contact") or {}
