"""Which order a message means: by its number, its last digits, its goods, its place in a list, or as the latest."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.skills.orders.details import OD, OrderDetails, for_order
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.repertoire import ORDERS_READ, able_orders
from actions.tasks import engine as tasks
from actions.turn.memory import Question
from actions.understanding import order_lines, order_words
from ecomcore.orders import find_order, orders_of
from ecomcore.shop.addresses import read_address

_SIGNS = re.compile(r"\D")


def read_order(message: Hearing, details: OD) -> OD | None:
    """Read which order is meant; a number that none has is noted as such."""
    turn, customer_id = message.turn, message.customer_id
    tapped = turn.request.value("order")
    numbers = [str(tapped)] if tapped else said_numbers(message)
    number = numbers[0] if numbers else _by_goods(message, details)
    if number is not None:
        order = find_order(turn.session, customer_id, number)
        if order is None:
            return replace(details, unknown_order=number)
        return for_order(details, order.id)
    orders = orders_of(turn.session, customer_id, limit=ORDERS_READ)
    ended = order_lines.order_by_ending(message.text, orders)
    if ended is not None:
        return for_order(details, ended.id)
    is_open = details.order is None and bool(message.text)
    if is_open and orders and order_words.is_latest(message.text):
        return replace(details, order=orders[0].id)
    return None


def said_numbers(message: Hearing) -> list[str]:
    """Return the order numbers that are said; a postcode or a telephone number, which no order has, is none."""
    turn = message.turn
    numbers = [str(number) for number in turn.request.values("order_number")]
    known = [n for n in numbers if find_order(turn.session, message.customer_id, n) is not None]
    if message.asking is Question.ADDRESS or len(known) == len(numbers):
        return known
    address = read_address(message.text)
    others = [address.get("postcode", ""), _SIGNS.sub("", address.get("phone", ""))]
    return [n for n in numbers if n in known or not any(n in other for other in others)]


def _by_goods(message: Hearing, details: OrderDetails) -> str | None:
    """Return the order that is counted or described where an order, or lines of one, was asked for."""
    if message.asking is Question.LINES:
        return _other_order(message, details)
    if message.asking is not Question.ORDER:
        return None
    counted = tasks.counted(message.turn, details.offered)
    if counted is not None:
        return counted
    orders = orders_of(message.turn.session, message.customer_id, limit=ORDERS_READ)
    offered = [order for order in orders if order.id in details.offered]
    for among in (offered, orders):
        named = order_lines.order_by_lines(message.turn, among)
        if named is not None:
            return named.id
    return None


def _other_order(message: Hearing, details: OrderDetails) -> str | None:
    """Return the order that the goods named are in, if they are not in the one whose lines were asked for."""
    order = message.order(details)
    if order is None or order_lines.mentioned_lines(message.turn, order.lines):
        return None
    able = able_orders(message.turn, message.change, message.customer_id)
    others = [other for other in able if other.id != order.id]
    named = order_lines.order_by_lines(message.turn, others)
    return named.id if named else None
