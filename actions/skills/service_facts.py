"""Part of skill `knowledge`: what follows from the shop's facts by computation: sending, hours, ways to pay, sales."""

from __future__ import annotations

from datetime import date

from actions.phrases import says, without
from actions.skills import sale_facts, sending_facts
from actions.skills.registry import STAFF_ONLY
from actions.skills.sending_facts import Told, follows
from actions.turn.turn import Turn
from actions.understanding.order_words import is_question
from ecomcore.knowledge.brief import asks_yes_or_no
from ecomcore.service.answers import open_now, open_on, pays_with
from ecomcore.service.days import read_day
from ecomcore.service.facts import ServiceFacts, load_facts
from ecomcore.shop.rules import load_rules

LOOK_ALIKES = frozenset(
    {
        "ask_attribute", "ask_stock", "capabilities", "give_details", "greet", "nlu_fallback", "on_sale",
        "order_status", "out_of_scope", "product_details", "recommend", "refine_search", "search_product", "smalltalk",
    }
)  # fmt: skip
"""Intents that a question for the shop's facts may look like; one that would change something is none of them."""


def asks(turn: Turn) -> bool:
    """Say whether what looks like something else asks for what the shop's facts answer."""
    is_of_staff = turn.request.intent in STAFF_ONLY and not turn.is_staff
    if not is_of_staff and turn.request.intent not in LOOK_ALIKES:
        return False
    is_asked = is_question(turn.text) or asks_yes_or_no(turn.text) or follows(turn)
    return is_asked and answer(turn) is not None


def answer(turn: Turn) -> Told | None:
    """Return what the shop's facts say to the message, once a turn; None where it asks for something else."""
    return turn.once(("service facts", turn.text), lambda: _answer(turn))


def _answer(turn: Turn) -> Told | None:
    if says(without(turn.text, "asks_customs"), "beyond_service_facts"):
        return None
    facts, rules = load_facts(turn.session), load_rules(turn.session)
    sale = sale_facts.answer(turn)
    if sale is not None:
        return Told(sale)
    found = sending_facts.to_a_country(turn, rules, facts) or sending_facts.until_free(turn, rules)
    if found is None and facts is not None:
        said = _hours(turn, facts) or _payment(turn, facts)
        found = Told(said) if said else None
    return found


def _hours(turn: Turn, facts: ServiceFacts) -> str | None:
    """Answer whether somebody is there, now or on a day."""
    today = facts.local(turn.now).date()
    day = read_day(turn.text, today)
    if day is not None and _asks_for_the_hours(turn):
        return _hours_of(turn, facts, day, "service.hours_on")
    if not says(turn.text, "asks_open"):
        return None
    if day is not None and day != today:
        return _hours_of(turn, facts, day)
    found = open_now(facts, turn.now)
    if found.closes_at is not None:
        return turn.say("service.open", until=f"{found.closes_at:%H:%M}", zone=found.timezone)
    if found.opens_at is None:
        return None
    opens, zone = found.opens_at, found.timezone
    day_name = turn.speaker.day(opens, turn.now)
    return turn.say("service.closed", day=day_name, time=f"{opens:%H:%M}", zone=zone)


def _asks_for_the_hours(turn: Turn) -> bool:
    """Say whether the message asks from when or until when somebody is there ("what time do you close today")."""
    return says(turn.text, "asks_hours") and says(turn.text, "asks_open_or_closed")


def _hours_of(turn: Turn, facts: ServiceFacts, day: date, key: str = "service.open_on") -> str:
    hours = open_on(facts, day)
    named = turn.speaker.day(day, turn.now)
    if hours is None:
        return turn.say("service.closed_on", day=named)
    opens, closes = (f"{at:%H:%M}" for at in hours)
    return turn.say(key, day=named, opens=opens, closes=closes, zone=facts.timezone)


def _payment(turn: Turn, facts: ServiceFacts) -> str | None:
    """Answer whether the one way to pay that is named is taken.

    A gift card or a card is named for many reasons, so that one which is taken counts only where paying is asked about.
    """
    named = dict(pays_with(facts, turn.text))
    if len(named) != 1:
        return None
    ((kind, is_taken),) = named.items()
    if not (says(turn.text, "asks_paying") or (follows(turn) and asks_yes_or_no(turn.text))):
        return None
    if is_taken:
        return turn.say("service.pays", way=_way(turn, kind))
    taken = turn.say("words.comma").join(_way(turn, w.kind) for w in facts.payment if w.accepted)
    return turn.say("service.pays_not", way=_way(turn, kind), taken=taken)


def _way(turn: Turn, kind: str) -> str:
    """Return the name of a way to pay; one that only this shop has is called as in its facts."""
    key = f"service.way_{kind}"
    return turn.say(key) if turn.speaker.has(key) else kind.replace("_", " ")
