"""Skill `handover`: a ticket for a person, with the question, the order, where to answer, and what was said so far."""

from __future__ import annotations

from collections.abc import Sequence

from actions.skills import feelings
from actions.skills.registry import handles
from actions.turn.memory import Asked, Wait
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.service.answers import open_now
from ecomcore.service.facts import load_facts
from ecomcore.shop.outbox.channels import desk_channels
from ecomcore.shop.outbox.tickets import is_stuck
from ecomcore.shop.talks import usual_wait
from ecomcore.shop.tickets import TicketView, latest_ticket, leave_email, open_ticket
from shoptalk.email_address import address_in
from shoptalk.messaging import WEB, channel_of

ANGRY_INTENTS = ("complain",)
MISSES_BEFORE_PERSON = 3
PERSON = "talk_to_person"
OPENED = "ticket"
"""The key in `Turn.kept` that says that this message, which goes along with it, has led to a ticket."""
LONGEST_TOLD_MINUTES = 120
"""A longer wait than that says nothing about today's."""


@handles(PERSON)
def talk_to_person(turn: Turn) -> Reply:
    """Open a ticket and say honestly what follows and when; or take down where its answer shall go."""
    if gives_mail(turn):
        return _told_where(turn)
    return hand_over(turn, "person_asked")


@handles("ask_ticket")
def ask_ticket(turn: Turn) -> Reply:
    """Repeat the number of the ticket, and say how it stands."""
    ticket = _own_ticket(turn)
    if ticket is None:
        turn.memory.offer(PERSON)
        return Reply().say(turn.say("handover.no_ticket"), [person_button(turn)])
    day = turn.speaker.day(ticket.created_at)
    if ticket.status != "open":
        return Reply().say(turn.say("handover.ticket_closed", number=ticket.number, day=day))
    is_stuck = is_stuck_at_desk(turn, ticket.number)
    said = [
        turn.say("handover.ticket", number=ticket.number, day=day),
        turn.say("handover.not_there_yet") if is_stuck else waiting_time(turn),
        hours(turn),
    ]
    reply = Reply().say(_joined(turn, said))
    return reply.extend(where_to_answer(turn, ticket))


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
    is_stuck = is_stuck_at_desk(turn, None if ticket.is_new else ticket.number)
    said = [
        turn.say("handover.kept" if is_stuck else "handover.opened", number=ticket.number),
        "" if is_stuck else waiting_time(turn),
        hours(turn),
        turn.say("handover.go_on"),
    ]
    return Reply().say(_joined(turn, said)).extend(where_to_answer(turn, ticket))


def _joined(turn: Turn, sentences: Sequence[str]) -> str:
    return turn.say("words.sentence_gap").join(filter(None, sentences))


def after_a_gap(turn: Turn, sentence: str) -> str:
    """Return a sentence as it follows another one, nothing where there is none."""
    return turn.say("words.sentence_gap") + sentence if sentence else ""


def passed_on(
    turn: Turn,
    subject: str,
    *,
    priority: str = "normal",
    sentiment: str = "neutral",
    order_id: str | None = None,
) -> TicketView:
    """Open a ticket about `subject` with the conversation so far, or add to the one that is open."""
    turn.kept[OPENED] = True
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
        email=_typed_address(turn),
        question=_question(turn),
        order_id=order_id or _order_in_hand(turn),
        suggestion=_suggestion(turn),
    )


def is_stuck_at_desk(turn: Turn, number: str | None) -> bool:
    """Say whether a ticket, or any if none is named, does not get through to the shop's people at present."""
    return is_stuck(turn.session, desk_channels(turn.service.settings), number)


def waiting_time(turn: Turn) -> str:
    """Return how long an answer takes: what the shop promises, and what it took of late while people are there."""
    within = turn.speaker.pick(_contact(turn).get("answers") or {})
    promised = turn.say("handover.answered_within", within=within) if within else ""
    usual = usual_wait(turn.session, turn.now)
    facts = load_facts(turn.session)
    if usual is None or facts is None or not open_now(facts, turn.now).is_open:
        return promised
    minutes = max(1, round(usual.total_seconds() / 60))
    if minutes > LONGEST_TOLD_MINUTES:
        return promised
    return _joined(turn, [promised, turn.say("handover.usual", minutes=minutes)])


def _suggestion(turn: Turn) -> str:
    """Return what the shop's own entries answer to the question, else what the bot last said to it."""
    question = _question(turn)
    found = turn.service.build.part("knowledge").consult(question, turn.language, 1)
    if found.is_known and found.answers:
        return str(found.answers[0].passage)
    return next((str(e["text"]) for e in reversed(turn.transcript) if e["who"] == "bot"), "")


def where_to_answer(turn: Turn, ticket: TicketView) -> Reply:
    """Say where the answer will go; a guest on the web who has left no address is asked for one."""
    if channel_of(turn.conversation_id)[0] != WEB:
        return Reply().say(turn.say("handover.to_chat"))
    if turn.identity.is_known:
        return Reply().say(turn.say("handover.to_account"))
    if ticket.email:
        return Reply().say(turn.say("handover.to_mail", email=ticket.email))
    turn.memory.asked = Asked(wait=Wait(ticket=ticket.number))
    ours = str(_contact(turn).get("email") or "")
    key = "handover.ask_mail" if ours else "handover.ask_mail_only"
    return Reply().say(turn.say(key, email=ours, number=ticket.number))


def gives_mail(turn: Turn) -> bool:
    """Say whether the message answers the question where to, or brings an address later to a ticket that has none."""
    if turn.identity.is_known or "@" not in turn.text:
        return False
    if turn.asked.wait is not None:
        return turn.asked.wait.ticket is not None
    if turn.memory.tasks or address_in(turn.text) is None:
        return False
    ticket = turn.once(("ticket",), lambda: latest_ticket(turn.session, turn.conversation_id))
    return ticket is not None and ticket.status == "open" and ticket.email is None


def hours(turn: Turn) -> str:
    """Return when people answer: whether anybody is there now where the shop's facts tell, and its hours in words.

    A shop that has said neither promises nothing.
    """
    said = turn.speaker.pick(_contact(turn).get("hours") or {})
    if not said:
        return ""
    facts = load_facts(turn.session)
    if facts is None or not facts.hours:
        return turn.say("handover.hours", hours=said)
    found = open_now(facts, turn.now)
    if found.closes_at is not None:
        return turn.say("handover.hours_open", until=f"{found.closes_at:%H:%M}", hours=said)
    if found.opens_at is None:
        return turn.say("handover.hours", hours=said)
    day, time = turn.speaker.day(found.opens_at, turn.now), f"{found.opens_at:%H:%M}"
    return turn.say("handover.hours_closed", day=day, time=time, hours=said)


def person_button(turn: Turn) -> Json:
    """Return the button that asks for a person."""
    return button(turn.say("fallback.button_person"), PERSON)


def offered_after_misses(turn: Turn, reply: Reply) -> Reply:
    """Return the reply, with the offer of a person where several answers in a row have helped nobody."""
    is_offered = any(b["payload"] == f"/{PERSON}" for m in reply.messages for b in m.buttons)
    if turn.memory.misses < MISSES_BEFORE_PERSON or turn.memory.tasks or is_offered:
        return reply
    turn.memory.offer(PERSON)
    return reply.say(turn.say("handover.offer"), [person_button(turn)])


def _told_where(turn: Turn) -> Reply:
    """Keep the address for the ticket and nothing else; ask again for one that cannot be."""
    address = address_in(turn.text)
    ticket = leave_email(turn.session, turn.conversation_id, address) if address else None
    if ticket is None:
        turn.memory.asked = Asked(wait=turn.asked.wait)
        return Reply().say(turn.say("handover.mail_wrong"))
    said = turn.say("handover.mail_kept", email=ticket.email, number=ticket.number)
    return Reply().say(said)


def _typed_address(turn: Turn) -> str | None:
    """Return the address that a guest has typed last in this conversation; a customer's is that of the account."""
    if turn.identity.is_known:
        return None
    typed = [turn.text, *(text for text in reversed(_said(turn)))]
    return next((found for text in typed if (found := address_in(text))), None)


def _question(turn: Turn) -> str:
    """Return what is asked: the words of the request, with those before it where it only wants a person."""
    offer = turn.asked.offer
    is_bare = turn.text.startswith("/") or (offer is not None and offer.intent == PERSON)
    own = [] if is_bare else [turn.text]
    before = [text for text in _said(turn) if text != turn.text]
    is_only_asking = is_bare or turn.request.intent == PERSON
    return " / ".join([*(before[-1:] if is_only_asking else []), *own])


def _said(turn: Turn) -> list[str]:
    """Return what the shopper has typed, oldest first."""
    typed = (str(e["text"]) for e in turn.transcript if e["who"] == "user")
    return [text for text in typed if not text.startswith("/")]


def _order_in_hand(turn: Turn) -> str | None:
    """Return the order that the conversation is about, as its number was shown or named."""
    named = turn.request.value("order") or turn.request.value("order_number")
    return str(named) if named else turn.memory.order_focus


def _own_ticket(turn: Turn) -> TicketView | None:
    return latest_ticket(turn.session, turn.conversation_id, customer_id=turn.identity.customer_id)


def _contact(turn: Turn) -> Json:
    return turn.service.info.get("contact") or {}
