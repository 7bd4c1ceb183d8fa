"""Part of skill `knowledge`: what follows from the shop's facts by computation: countries, days, hours, ways to pay."""

from __future__ import annotations

from datetime import date

from actions.phrases import says
from actions.turn.turn import Turn
from actions.understanding.order_words import is_question
from ecomcore.knowledge.brief import asks_yes_or_no
from ecomcore.service.answers import (
    DeliveredBy,
    ShipsTo,
    delivered_by,
    open_now,
    open_on,
    pays_with,
    ships_to,
)
from ecomcore.service.days import read_day
from ecomcore.service.facts import ServiceFacts, load_facts
from ecomcore.shop.rules import Rules, load_rules
from ecomcore.text.tokens import words

POLICY = "ask_policy"
LOOK_ALIKES = frozenset(
    {
        "ask_attribute", "ask_stock", "capabilities", "give_details", "greet", "nlu_fallback", "order_status",
        "out_of_scope", "product_details", "recommend", "refine_search", "search_product", "smalltalk",
    }
)  # fmt: skip
"""Intents that a question for the shop's facts may look like; one that would change something is none of them."""
LONGEST_FOLLOW_UP = 8
"""So many words ask on ("and to Brazil?"); more are a new question."""


def asks(turn: Turn) -> bool:
    """Say whether what looks like something else asks for what the shop's facts answer."""
    if turn.request.intent not in LOOK_ALIKES:
        return False
    is_asked = is_question(turn.text) or asks_yes_or_no(turn.text) or _follows(turn)
    return is_asked and answer(turn) is not None


def answer(turn: Turn) -> str | None:
    """Return what the shop's facts say to the message, once a turn; None where it asks for something else."""
    return turn.once(("service facts", turn.text), lambda: _answer(turn))


def _answer(turn: Turn) -> str | None:
    if says(turn.text, "beyond_service_facts"):
        return None
    facts = load_facts(turn.session)
    found = _delivery(turn, load_rules(turn.session), facts)
    if found is None and facts is not None:
        found = _hours(turn, facts) or _payment(turn, facts)
    return found


def _follows(turn: Turn) -> bool:
    """Say whether the message is short and comes after an answer about the shop."""
    return turn.asked.topic == POLICY and len(words(turn.text)) <= LONGEST_FOLLOW_UP


def _delivery(turn: Turn, rules: Rules, facts: ServiceFacts | None) -> str | None:
    """Answer whether the shop sends to a country, for how much, and whether it is there by a day."""
    is_asked = says(turn.text, "asks_sending") or _follows(turn)
    to = ships_to(rules, facts, turn.text) if is_asked else None
    if to is None or not rules.change_address.countries:
        return None
    country = turn.speaker.pick(to.names)
    if not to.yes:
        return turn.say("service.ships_not", country=country)
    day = read_day(turn.text, turn.now.date())
    if day is not None and facts is not None and facts.dispatch is not None:
        return _by(turn, country, delivered_by(rules, facts, to, day, turn.now))
    return _ships(turn, country, to)


def _ships(turn: Turn, country: str, to: ShipsTo) -> str:
    least, most = to.days
    cost = turn.speaker.money(to.cost_cents) if to.cost_cents else turn.say("service.free")
    parts = [turn.say("service.ships", country=country, cost=cost, least=least, most=most)]
    if asks_yes_or_no(turn.text):
        parts.insert(0, turn.say("service.yes"))
    if to.free_over_cents is not None and to.cost_cents:
        parts.append(turn.say("service.free_over", amount=turn.speaker.money(to.free_over_cents)))
    if to.express_cents is not None and to.express_days is not None:
        least, most = to.express_days
        cost = turn.speaker.money(to.express_cents)
        parts.append(turn.say("service.express", cost=cost, least=least, most=most))
    return turn.say("words.sentence_gap").join(parts)


def _by(turn: Turn, country: str, found: DeliveredBy) -> str:
    day = turn.speaker.day(found.deadline, turn.now)
    earliest = turn.speaker.day(found.standard.earliest, turn.now)
    latest = turn.speaker.day(found.standard.latest, turn.now)
    said = {"country": country, "day": day, "earliest": earliest, "latest": latest}
    parts = [turn.say(f"service.by_{found.likely}", **said)]
    if found.likely != "yes" and found.express and found.to.express_cents is not None:
        latest = turn.speaker.day(found.express.latest, turn.now)
        cost = turn.speaker.money(found.to.express_cents)
        key = f"service.by_express_{found.likely_by_express}"
        parts.append(turn.say(key, day=day, latest=latest, cost=cost))
    return turn.say("words.sentence_gap").join(parts)


def _hours(turn: Turn, facts: ServiceFacts) -> str | None:
    """Answer whether somebody is there, now or on a day."""
    if not says(turn.text, "asks_open"):
        return None
    today = facts.local(turn.now).date()
    day = read_day(turn.text, today)
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


def _hours_of(turn: Turn, facts: ServiceFacts, day: date) -> str:
    hours = open_on(facts, day)
    named = turn.speaker.day(day, turn.now)
    if hours is None:
        return turn.say("service.closed_on", day=named)
    opens, closes = (f"{at:%H:%M}" for at in hours)
    return turn.say("service.open_on", day=named, opens=opens, closes=closes, zone=facts.timezone)


def _payment(turn: Turn, facts: ServiceFacts) -> str | None:
    """Answer whether the one way to pay that is named is taken.

    A gift card or a card is named for many reasons, so that one which is taken counts only where paying is asked about.
    """
    named = dict(pays_with(facts, turn.text))
    if len(named) != 1:
        return None
    ((kind, is_taken),) = named.items()
    if not (says(turn.text, "asks_paying") or (_follows(turn) and asks_yes_or_no(turn.text))):
        return None
    if is_taken:
        return turn.say("service.pays", way=_way(turn, kind))
    taken = turn.say("words.comma").join(_way(turn, w.kind) for w in facts.payment if w.accepted)
    return turn.say("service.pays_not", way=_way(turn, kind), taken=taken)


def _way(turn: Turn, kind: str) -> str:
    """Return the name of a way to pay; one that only this shop has is called as in its facts."""
    key = f"service.way_{kind}"
    return turn.say(key) if turn.speaker.has(key) else kind.replace("_", " ")
