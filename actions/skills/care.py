"""Skill `care`: what must not go wrong: danger, fraud, a person's data, unwanted messages, card numbers.

Each of them is passed on to a person exactly as it was said; what is not done yet is never said to be done.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, names, references
from actions.phrases import says
from actions.skills.handover import after_a_gap, hours, passed_on, person_button, where_to_answer
from actions.skills.products import safety
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.turn.turn import Reply, Request, Turn
from ecomcore.safety.dangers import Danger, dangers_in
from ecomcore.safety.emergency import Emergency, emergency_in
from ecomcore.shop import alerts, consents, wishes
from ecomcore.shop.models import Customer, Product
from ecomcore.shop.notices import end_watching
from ecomcore.shop.places import country_named
from ecomcore.shop.rules import load_rules
from ecomcore.text.tokens import normalise

FIRST_AIDS = 2
"""So many kinds of first aid are said at most: who is in danger reads no more."""
OF_WHAT_IS_IN_IT = frozenset({Danger.REACTION, Danger.SWALLOWED, Danger.EYES, Danger.BURN})
"""Dangers in which a doctor asks what is in the product."""
POISONOUS = frozenset({Danger.SWALLOWED, Danger.EYES})


@handles("report_danger")
def report_danger(turn: Turn) -> Reply:
    """Say what helps at once, then get a person; nobody is asked who they are before that."""
    found = dangers_in(turn.text)
    aids = [turn.say(f"care.first_{danger.value}") for danger in found[:FIRST_AIDS]]
    lines = [_whom_to_call(turn, found), *(aids or [turn.say("care.danger")])]
    reply = Reply().say("\n".join(line for line in lines if line))
    product = _product_of(turn)
    if product is not None and OF_WHAT_IS_IN_IT & set(found):
        reply.extend(safety.label_facts(turn, product))
    ticket = passed_on(turn, "danger", priority="high")
    phone = str((turn.service.info.get("contact") or {}).get("phone") or "")
    key = "care.danger_passed_phone" if phone else "care.danger_passed"
    passed = turn.say(key, number=ticket.number, phone=phone, hours=after_a_gap(turn, hours(turn)))
    reply.say(passed, [person_button(turn)])
    return reply if turn.identity.is_known else reply.extend(where_to_answer(turn, ticket))


@handles("report_fraud")
def report_fraud(turn: Turn) -> Reply:
    """Get a person, and say what to do until then."""
    ticket = passed_on(turn, "fraud", priority="high")
    reply = Reply().say(
        turn.say("care.fraud", number=ticket.number, hours=after_a_gap(turn, hours(turn)))
    )
    return reply.extend(where_to_answer(turn, ticket))


@handles("delete_data", "export_data")
def pass_on_privacy(turn: Turn) -> Reply:
    """Pass on what somebody wants to be done with their data; nothing is deleted or shown here."""
    wish = turn.request.intent
    ticket = passed_on(turn, wish)
    reply = Reply().say(turn.say(f"care.{wish}", number=ticket.number))
    return reply if turn.identity.is_known else reply.extend(where_to_answer(turn, ticket))


@handles("stop_messages", changes=True)
def stop_messages(turn: Turn) -> Reply:
    """End the alerts and wishes that are named, or all; take back the agreement to advertising where that is meant."""
    is_advertising = says(turn.text, "means_advertising")
    is_alert = says(turn.text, "means_alerts")
    reply = Reply()
    if is_alert or not is_advertising:
        ended = _end_alerts(turn)
        if ended:
            named = turn.say("words.comma").join(ended)
            reply.say(turn.say("care.messages_alerts", things=named))
        elif is_alert:
            reply.say(turn.say("care.messages_no_alert"))
    if is_advertising or not is_alert:
        reply.extend(_end_advertising(turn))
    return reply


def beside_the_card(requests: Sequence[Request]) -> list[Request]:
    """Return the requests that say something besides the card number which was taken out of the message."""
    return [request for request in requests if any(map(str.isalpha, request.text))]


def warned_of_card(turn: Turn, *, is_all: bool) -> Reply:
    """Say that a card number was taken out; where the message was no more than that, go on with what is open."""
    reply = Reply().say(turn.say("care.card_removed"))
    return reply.extend(tasks.remind(turn)) if is_all else reply


def _whom_to_call(turn: Turn, found: Sequence[Danger]) -> str:
    """Return the sentence with the emergency number of the shopper's country; an animal needs a vet instead."""
    if Danger.PET in found:
        return ""
    country = _country(turn)
    numbers = emergency_in(country) if country else None
    if numbers is None:
        return turn.say("care.call_anywhere")
    place = country_named(country or "")
    where = turn.speaker.pick(place.name) if place else country
    said = {"country": where, "number": _number(numbers, found), "poison": numbers.poison}
    needs_poison = numbers.poison and POISONOUS & set(found)
    return turn.say("care.call_poison" if needs_poison else "care.call", **said)


def _number(numbers: Emergency, found: Sequence[Danger]) -> str:
    return numbers.fire if found[:1] == (Danger.FIRE,) else numbers.ambulance


def _country(turn: Turn) -> str | None:
    """Return where the shopper lives; for a guest the only country that the shop sends to."""
    customer_id = turn.identity.customer_id
    customer = turn.session.get(Customer, customer_id) if customer_id else None
    if customer is not None:
        return customer.country or str((customer.address or {}).get("country") or "") or None
    served = tuple(load_rules(turn.session).change_address.countries)
    return served[0] if len(served) == 1 else None


def _product_of(turn: Turn) -> Product | None:
    """Return the product that it happened with, as it is named or in hand."""
    named = references.by_name(turn)
    found = cards.load(turn, named[:1] or ([turn.memory.focus] if turn.memory.focus else []))
    return found[0] if found else None


def _end_alerts(turn: Turn) -> list[str]:
    """End the alerts and wishes that the message names, all of them where it names none; return what they were for."""
    here, who = turn.conversation_id, turn.identity.customer_id
    waiting = alerts.alerts_of(turn.session, conversation_id=here, customer_id=who)
    wished = wishes.wishes_of(turn.session, conversation_id=here, customer_id=who)
    text = normalise(turn.text)
    products = set(names.called(turn, [alert.product_id for alert in waiting]))
    ids = {wish.id for wish in wished if normalise(wish.words) in text}
    is_named = bool(products or ids)
    ended = alerts.unsubscribe(
        turn.session,
        conversation_id=here,
        customer_id=who,
        product_ids=products if is_named else None,
    )
    forgotten = wishes.forget(
        turn.session, conversation_id=here, customer_id=who, ids=ids if is_named else None
    )
    orders = [] if is_named else end_watching(turn.session, here, who)
    watched = [turn.say("orders.news_of", number=number) for number in orders]
    return list(dict.fromkeys([*map(turn.speaker.pick, ended), *forgotten, *watched]))


def _end_advertising(turn: Turn) -> Reply:
    """Take back the agreement to advertising, which goes to the shop as a change; else have a person look into it."""
    customer_id = turn.identity.customer_id
    withdrawn = customer_id and consents.withdraw_marketing(
        turn.session, customer_id, now=turn.now, language=turn.language
    )
    if withdrawn:
        return Reply().say(turn.say("care.messages_ended", number=withdrawn))
    ticket = passed_on(turn, "stop_messages")
    if customer_id is None:
        passed = Reply().say(turn.say("care.messages_passed", number=ticket.number))
        return passed.extend(where_to_answer(turn, ticket))
    return Reply().say(turn.say("care.messages_never", number=ticket.number))
