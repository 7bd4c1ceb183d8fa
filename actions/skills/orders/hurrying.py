"""Part of skill `orders`: an order that is wanted sooner: when it is expected, and a note for a person."""

from __future__ import annotations

from actions.skills.handover import passed_on
from actions.skills.orders import wording as order_texts
from actions.skills.orders.lookups import Lookup
from actions.skills.orders.news import ON_THE_WAY
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.turn.turn import Reply, Turn, button
from actions.understanding.order_words import is_question
from ecomcore.orders import OrderView
from ecomcore.service.answers import arrival
from ecomcore.service.facts import load_facts
from ecomcore.shop.rules import load_rules

UNPAID = "pending"


class Hurry(Lookup):
    """An order that is wanted sooner."""

    name = "hurry_order"
    intents = ("hurry_order",)
    is_rare = True

    def fits(self, order: OrderView) -> bool:
        """Offer only orders that are not there yet."""
        return order.status in ON_THE_WAY

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Say when it is expected, and leave a note; a question about what is on its way is only answered."""
        if not self.fits(order):
            status = order_texts.status_words(turn, order.status)
            text = turn.say("care.hurry_over", number=order.number, status=status)
            return Reply().say(text, _ways_on(turn, order))
        if order.shipments and is_question(turn.text):
            parcel = order_texts.parcel_words(turn, order)
            text = "\n".join([turn.say("orders.cannot_speed_up"), *parcel])
            return Reply().say(text, _ways_on(turn, order))
        ticket = passed_on(turn, "hurry_order", order_id=order.id)
        said = turn.say("care.hurry_noted", order=order.number, number=ticket.number)
        lines = [said, _expected(turn, order)]
        if order.status == UNPAID:
            lines.append(turn.say("care.hurry_unpaid"))
        text = turn.say("words.sentence_gap").join(lines)
        return Reply().say(text, custom=order_texts.order_payload(turn, order))


@handles("hurry_order")
def hurry_order(turn: Turn) -> Reply:
    """Find out which order is urgent, then say how it stands and pass it on; a guest proves first who they are."""
    reply = tasks.start(turn, Hurry.name)
    if not turn.identity.is_known:
        reply.messages.insert(0, Reply().say(turn.say("care.hurry_first")).messages[0])
    return reply


def _expected(turn: Turn, order: OrderView) -> str:
    """Return when it is expected: as the carrier says, or what the shop's times make of it if it leaves next."""
    today = turn.now.date()
    if order.expected_on is not None:
        key = "orders.overdue" if order.expected_on < today else "orders.expected_on"
        return turn.say(key, date=turn.speaker.day(order.expected_on, turn.now))
    facts = load_facts(turn.session)
    country = str(order.address.get("country") or "")
    zone = load_rules(turn.session).shipping.zone(country or None)
    if facts is None or zone.days is None or order.shipments:
        return turn.say("care.hurry_no_date")
    found = arrival(facts, zone.days, 0, turn.now)
    return turn.say(
        "care.hurry_estimate",
        leaves=turn.speaker.day(found.leaves_on, turn.now),
        earliest=turn.speaker.day(found.earliest, turn.now),
        latest=turn.speaker.day(found.latest, turn.now),
    )


def _ways_on(turn: Turn, order: OrderView) -> list[dict[str, object]]:
    return [
        button(turn.say("fallback.guess_order_status"), "order_status", order=order.id),
        button(turn.say("fallback.button_person"), "talk_to_person"),
    ]


tasks.register(Hurry())
