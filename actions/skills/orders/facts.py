"""What shoppers ask about an order that they have placed: its cost, how it was paid, where it goes, what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.skills.orders import wording as order_texts
from actions.turn.turn import Turn
from actions.understanding import order_lines
from actions.understanding.likeness import Likeness, likeness
from actions.understanding.order_words import is_question
from ecomcore.orders import OrderView

GROUP = "order_facts"
OF_ALL = "spent"
"""The label of questions about all orders together."""
LEAST_SIMILAR = 0.45
"""Least likeness to the questions after a fact: below it the whole order is shown."""


def asked(turn: Turn) -> Likeness | None:
    """Return which fact of an order the message asks for and how surely, None where it asks for none."""
    found = likeness(turn, GROUP, turn.text)
    if found is None or found.similarity < LEAST_SIMILAR:
        return None
    return found if is_question(turn.text) or found.is_clear else None


def told(turn: Turn, order: OrderView) -> str | None:
    """Return the answer to what the message asks about an order, None where it asks for no single fact."""
    found = asked(turn)
    tell = TELLERS.get(found.label) if found else None
    return tell(turn, order) if tell else None


def _total(turn: Turn, order: OrderView) -> str:
    money = turn.speaker.money
    key = "orders.fact_total" if order.paid_cents >= order.total_cents else "orders.fact_to_pay"
    parts = [turn.say(key, number=order.number, total=money(order.total_cents))]
    for key, cents in (
        ("orders.fact_with_shipping", order.shipping_cents),
        ("orders.fact_with_discount", order.discount_cents),
        ("orders.fact_refunded", order.refunded_cents),
    ):
        if cents:
            parts.append(turn.say(key, amount=money(cents)))
    return turn.say("words.sentence_gap").join(parts)


def _payment(turn: Turn, order: OrderView) -> str:
    method = order.payment_method
    kind = method.kind if method else order.payment_kind
    if kind is None or not turn.speaker.has(f"orders.method_{kind}"):
        return turn.say("orders.fact_payment_open", number=order.number)
    way = order_texts.method_words(turn, kind, method.last_four if method else None)
    is_paid = order.paid_cents >= order.total_cents
    key = "orders.fact_payment" if is_paid else "orders.fact_payment_due"
    return turn.say(key, number=order.number, way=way, total=turn.speaker.money(order.total_cents))


def _address(turn: Turn, order: OrderView) -> str:
    words = order_texts.address_words(turn, order.address)
    key = "orders.fact_address" if words else "orders.fact_no_address"
    return turn.say(key, number=order.number, address=words)


def _placed(turn: Turn, order: OrderView) -> str:
    goods = turn.speaker.join(
        order_texts.line_words(turn, line)
        for line in order_lines.mentioned_lines(turn, order.lines) or order.lines
    )
    date = turn.speaker.day(order.placed_at)
    return turn.say("orders.fact_placed", number=order.number, date=date, goods=goods)


def _carrier(turn: Turn, order: OrderView) -> str:
    parcels = turn.say("words.sentence_gap").join(order_texts.parcel_words(turn, order))
    return turn.say("orders.fact_parcel", number=order.number, parcel=parcels) if parcels else ""


def _goods(turn: Turn, order: OrderView) -> str:
    named = order_lines.mentioned_lines(turn, order.lines) or order.lines
    lines = (
        turn.say(
            "orders.line",
            line=order_texts.line_words(turn, line),
            price=turn.speaker.money(line.value_cents),
        )
        for line in named
    )
    date = turn.speaker.day(order.placed_at)
    return "\n".join([turn.say("orders.fact_goods", number=order.number, date=date), *lines])


def _discount(turn: Turn, order: OrderView) -> str:
    key = "orders.fact_no_discount"
    if order.discount_cents:
        key = "orders.fact_coupon" if order.coupon else "orders.fact_discount"
    return turn.say(
        key,
        number=order.number,
        code=order.coupon,
        amount=turn.speaker.money(order.discount_cents),
    )


def _shipping(turn: Turn, order: OrderView) -> str:
    key = "orders.fact_shipping" if order.shipping_cents else "orders.fact_free_shipping"
    return turn.say(key, number=order.number, amount=turn.speaker.money(order.shipping_cents))


TELLERS: Mapping[str, Callable[[Turn, OrderView], str]] = {
    "total": _total,
    "payment": _payment,
    "address": _address,
    "placed": _placed,
    "carrier": _carrier,
    "goods": _goods,
    "discount": _discount,
    "shipping": _shipping,
}
"""What tells each fact; a test holds that every label of the examples has its teller."""
