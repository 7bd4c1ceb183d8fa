"""Part of skill `knowledge`: what the facts say about sending: to a country, by a day, from which worth it is free."""

from __future__ import annotations

from dataclasses import dataclass

from actions.phrases import says
from actions.skills import amounts
from actions.skills.cart import cart
from actions.turn.turn import Turn
from ecomcore.knowledge.brief import asks_yes_or_no
from ecomcore.service.answers import DeliveredBy, ShipsTo, delivered_by, ships_to
from ecomcore.service.days import read_day
from ecomcore.service.facts import ServiceFacts
from ecomcore.shop import carts
from ecomcore.shop.rules import Rules
from ecomcore.text.tokens import words

POLICY = "ask_policy"
LONGEST_FOLLOW_UP = 8
"""So many words ask on ("and to Brazil?"); more are a new question."""


@dataclass(frozen=True)
class Told:
    """An answer, and what a question that goes on from it may be about."""

    text: str
    country: str | None = None
    worth_cents: int | None = None


def follows(turn: Turn) -> bool:
    """Say whether the message is short and comes after an answer about the shop."""
    return turn.asked.topic == POLICY and len(words(turn.text)) <= LONGEST_FOLLOW_UP


def to_a_country(turn: Turn, rules: Rules, facts: ServiceFacts | None) -> Told | None:
    """Answer what is asked of a country: whether the shop sends there, for how much, by a day, by express, customs."""
    asked = _Asked.of(turn)
    to = ships_to(rules, facts, turn.text) if asked.anything or follows(turn) else None
    if to is None and asked.anything and turn.asked.country:
        to = ships_to(rules, facts, turn.asked.country)
    if to is None or not rules.change_address.countries:
        return None
    name = turn.speaker.pick(to.names)
    if not to.yes:
        return Told(turn.say("service.ships_not", country=name), to.country)
    day = read_day(turn.text, turn.now.date())
    by_day = delivered_by(rules, facts, to, day, turn.now) if day and facts else None
    if by_day:
        return Told(_by(turn, name, by_day), to.country)
    parts = asked.parts(turn, name, to)
    return Told(turn.say("words.sentence_gap").join(parts), to.country) if parts else None


@dataclass(frozen=True)
class _Asked:
    """What of sending a message asks for."""

    sending: bool
    express: bool
    customs: bool

    @classmethod
    def of(cls, turn: Turn) -> _Asked:
        return cls(
            sending=says(turn.text, "asks_sending"),
            express=says(turn.text, "asks_express"),
            customs=says(turn.text, "asks_customs"),
        )

    @property
    def anything(self) -> bool:
        """Whether it asks for any of it."""
        return self.sending or self.express or self.customs

    def parts(self, turn: Turn, name: str, to: ShipsTo) -> list[str]:
        """Return the sentences that answer it, the one that was asked for most plainly first."""
        customs = _customs(turn, name, to) if self.customs else []
        if self.express:
            return [*_express_first(turn, name, to), *customs]
        is_only_customs = self.customs and not self.sending
        if is_only_customs:
            return customs
        return [*_ships(turn, name, to), *customs]


def _express_first(turn: Turn, name: str, to: ShipsTo) -> list[str]:
    """Say first whether express goes there."""
    express = _express(turn, to)
    if not express:
        return [turn.say("service.express_not", country=name), *_standard(turn, name, to)]
    opening = [turn.say("service.yes")] if asks_yes_or_no(turn.text) else []
    return [*opening, turn.say("service.express_to", country=name), *express]


def _ships(turn: Turn, name: str, to: ShipsTo) -> list[str]:
    opening = [turn.say("service.yes")] if asks_yes_or_no(turn.text) else []
    return [*opening, *_standard(turn, name, to), *_express(turn, to)]


def _standard(turn: Turn, name: str, to: ShipsTo) -> list[str]:
    """Tell how long standard delivery takes, what it costs and from where it is free, as far as that is known."""
    parts = [_time_and_cost(turn, name, to)]
    if to.free_over_cents is not None and to.cost_cents:
        parts.append(turn.say("service.free_over", amount=turn.speaker.money(to.free_over_cents)))
    return parts


def _time_and_cost(turn: Turn, country: str, to: ShipsTo) -> str:
    if to.days is None and to.cost_cents is None:
        return turn.say("service.ships_there", country=country)
    cost = turn.speaker.money(to.cost_cents) if to.cost_cents else turn.say("service.free")
    if to.days is None:
        return turn.say("service.ships_for", country=country, cost=cost)
    least, most = to.days
    if to.cost_cents is None:
        return turn.say("service.ships_in", country=country, least=least, most=most)
    return turn.say("service.ships", country=country, cost=cost, least=least, most=most)


def _express(turn: Turn, to: ShipsTo) -> list[str]:
    """Tell how long express takes and what it costs, nothing where it is not offered."""
    if to.express_cents is None or to.express_days is None:
        return []
    least, most = to.express_days
    cost = turn.speaker.money(to.express_cents)
    return [turn.say("service.express", cost=cost, least=least, most=most)]


def _customs(turn: Turn, name: str, to: ShipsTo) -> list[str]:
    """Tell whether something is due at the border, nothing where the shop has not said it."""
    if to.is_customs_due is None:
        return []
    key = "service.customs_due" if to.is_customs_due else "service.customs_none"
    return [turn.say(key, country=name)]


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


def until_free(turn: Turn, rules: Rules) -> Told | None:
    """Tell what sending costs: for the worth that is named, else for the cart, else the rule itself."""
    limit, cost = rules.shipping.free_over_cents, rules.shipping.cost_cents
    is_asked = says(turn.text, "asks_shipping_cost") and not says(turn.text, "beyond_shipping_cost")
    if not is_asked or limit is None or not cost:
        return None
    named = [cents for cents in amounts.named(turn) if cents != limit]
    if not named and (turn.query.types or turn.query.categories):
        return None
    worth = named[0] if named else turn.asked.worth_cents
    money = turn.speaker.money
    facts = {"cost": money(cost), "limit": money(limit)}
    if worth is None:
        view = carts.show(turn.session, cart.owner(turn), now=turn.now)
        worth = view.subtotal_cents - view.discount_cents if view.lines else None
    if worth is None:
        return Told(turn.say("service.free_from", **facts))
    if worth >= limit:
        return Told(turn.say("service.is_free", worth=money(worth), **facts), worth_cents=worth)
    text = turn.say("service.not_free", worth=money(worth), missing=money(limit - worth), **facts)
    return Told(text, worth_cents=worth)
