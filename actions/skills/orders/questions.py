"""What is asked before a change of an order can be planned: which order, which lines, why, by which way to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills.orders import wording as order_texts
from actions.skills.orders.details import OD
from actions.skills.orders.repertoire import (
    CHANGES,
    ORDERS_READ,
    Change,
    able_orders,
    is_possible,
)
from actions.turn.memory import Question, Queued, Task
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding import order_lines
from ecomcore.errors import CodedError
from ecomcore.orders import (
    MethodView,
    OrderView,
    find_order,
    get_order,
    methods_of,
    orders_of,
)
from ecomcore.shop.rules import load_rules

ORDERS_OFFERED = 6
ASKED_BY_CODE = {
    "reason_needed": Question.REASON,
    "reason_unknown": Question.REASON,
    "variant_needed": Question.VARIANT,
    "variant_unknown": Question.VARIANT,
    "same_variant": Question.VARIANT,
    "out_of_stock": Question.VARIANT,
    "method_needed": Question.METHOD,
    "method_unknown": Question.METHOD,
    "method_not_allowed": Question.METHOD,
    "same_method": Question.METHOD,
    "gift_card_balance": Question.METHOD,
    "address_incomplete": Question.ADDRESS,
    "address_unchanged": Question.ADDRESS,
    "resolution_unknown": Question.RESOLUTION,
}
"""What has to be asked for where a plan is refused with a code."""


def not_offered(turn: Turn) -> Reply:
    """Say that the shop does not offer this here, and offer a person."""
    person = button(turn.say("fallback.button_person"), "talk_to_person")
    return Reply().say(turn.say("orders.no_operation_disabled"), [person])


def unknown_order(turn: Turn, task: Task[OD], change: Change, customer_id: str) -> Reply:
    """Say that no order has the number, and ask for another one."""
    number = task.details.unknown_order
    task.details = replace(task.details, unknown_order=None)
    task.asking = Question.ORDER
    able = able_orders(turn, change, customer_id)
    return Reply().say(turn.say("orders.not_found", number=number), _order_buttons(turn, able))


def which_order(turn: Turn, task: Task[OD], change: Change, able: Sequence[OrderView]) -> Reply:
    """Ask which order is meant; where there is none to choose from, say so."""
    name = turn.say(f"orders.task_{change.name}")
    if not able:
        has_any = bool(orders_of(turn.session, turn.identity.customer_id or "", limit=1))
        key = "orders.none_able" if has_any else "orders.none"
        person = button(turn.say("fallback.button_person"), "talk_to_person")
        buttons = [button(turn.say("smalltalk.button_orders"), "list_orders"), person]
        return Reply().say(turn.say(key, task=name), buttons)
    task.asking = Question.ORDER
    offered = tuple(order.id for order in able[:ORDERS_OFFERED])
    task.details = replace(task.details, offered=offered)
    return Reply().say(turn.say("orders.which_order", task=name), _order_buttons(turn, able))


def _order_buttons(turn: Turn, able: Sequence[OrderView]) -> list[Json]:
    return [
        button(order_texts.order_label(turn, order), "give_details", order=order.id)
        for order in able[:ORDERS_OFFERED]
    ]


def order_meant(
    turn: Turn, change: Change, able: Sequence[OrderView], customer_id: str, *, is_asked: bool
) -> OrderView | None:
    """Return the order that is meant without being named by a number, None where that is not clear.

    With `is_asked` the shopper was asked for it: what else was spoken of since does not answer that.
    """
    focused = [order for order in able if order.id == turn.memory.order_focus and not is_asked]
    named = order_lines.order_by_lines(turn, able) or order_lines.order_by_lines(
        turn, orders_of(turn.session, customer_id, limit=ORDERS_READ)
    )
    chosen = named or next(iter(focused), None) or _pointed_at(turn, customer_id)
    chosen = chosen or _first_of_several(turn, change, able)
    return chosen or (able[0] if len(able) == 1 else None)


def _pointed_at(turn: Turn, customer_id: str) -> OrderView | None:
    """Return the order that was spoken of last, if the words point back to it ("can I return it")."""
    order_id = turn.memory.order_focus
    if order_id is None or not says(turn.text, "acts_on_it"):
        return None
    return find_order(turn.session, customer_id, order_id)


def _first_of_several(turn: Turn, change: Change, able: Sequence[OrderView]) -> OrderView | None:
    """Return the first of the orders whose goods are named, and queue the others; None where it is not clear."""
    if change.swaps:
        return None
    several = order_lines.orders_by_lines(turn, able)
    if len(several) < 2:
        return None
    others = [
        replace(turn.request, entities=({"entity": "order_number", "value": order.id},))
        for order in several[1:]
    ]
    turn.memory.queue = [*(Queued(request) for request in others), *turn.memory.queue]
    return several[0]


def which_lines(turn: Turn, task: Task[OD], change: Change, order: OrderView) -> Reply:
    """Ask which lines of the order are meant."""
    task.asking = Question.LINES
    text = turn.say(f"orders.which_lines_{change.name}", number=order.number)
    buttons = [
        button(order_texts.line_words(turn, line), "give_details", line=line.id)
        for line in order.open_lines
    ]
    if not change.swaps:
        buttons.append(button(turn.say("orders.button_all"), "give_details", choice="all"))
    return Reply().say(text, buttons)


def which_reason(turn: Turn, task: Task[OD], change: Change) -> Reply:
    """Ask why, with the shop's reasons to choose from."""
    task.asking = Question.REASON
    buttons = [
        button(turn.speaker.pick(reason.label), "give_details", choice=reason.code)
        for reason in load_rules(turn.session).of(change.operation).reasons
    ]
    own = f"orders.ask_reason_{change.name}"
    key = own if turn.speaker.has(own) else "orders.ask_reason"
    return Reply().say(turn.say(key, task=turn.say(f"orders.task_{change.name}")), buttons)


def which_method(turn: Turn, task: Task[OD], left: Sequence[MethodView]) -> Reply:
    """Ask by which of the ways that are left the money shall move; say so where it moves by none."""
    task.details = replace(task.details, not_methods=())
    if not left:
        return Reply().say(turn.say("orders.no_method_needed"))
    task.asking = Question.METHOD
    buttons = [
        button(order_texts.method_label(turn, method), "give_details", method=method.id)
        for method in left
    ]
    return Reply().say(turn.say("orders.ask_method_other"), buttons)


def methods_left(turn: Turn, details: OD, customer_id: str) -> list[MethodView]:
    """Return the stored ways to pay that were not refused."""
    stored = methods_of(turn.session, customer_id).values()
    return [method for method in stored if method.id not in details.not_methods]


def refused(turn: Turn, task: Task[OD], change: Change, error: CodedError) -> Reply:
    """Ask for what the plan lacks, or say why it cannot be."""
    asked = ASKED_BY_CODE.get(error.code)
    if asked is None:
        buttons = ways_on(turn, task, change)
        return Reply().say(_refusal(turn, task, change, error), buttons)
    if asked is Question.REASON:
        return which_reason(turn, task, change)
    details = task.details
    buttons = order_texts.question_buttons(turn, error, asked, details.order)
    if asked is Question.METHOD and not buttons:
        return Reply().say(_refusal(turn, task, change, error))
    task.asking = asked
    text = _not_made(turn, task) or order_texts.question_words(turn, error, details, change.name)
    if asked is Question.VARIANT:
        line = int(error.data["line_id"])
        chosen = {line_id: sku for line_id, sku in details.variants.items() if line_id != line}
        task.details = replace(details, variant_line=line, variants=chosen, lacking={})
    if asked is Question.METHOD:
        task.details = replace(details, method=None)
    return Reply().say(text, buttons)


def _not_made(turn: Turn, task: Task[OD]) -> str:
    """Return that there is no such version as was wanted, and what there is; nothing where none was wanted."""
    details, customer_id = task.details, turn.identity.customer_id or ""
    if not details.lacking or details.order is None:
        return ""
    lines = get_order(turn.session, customer_id, details.order).lines
    products = [line.product_id for line in lines if line.id == details.variant_line]
    return "\n".join(
        turn.say(
            "cart.no_such_option",
            title=turn.speaker.pick(product.title),
            wanted=wanted,
            values=values,
        )
        for product in cards.load(turn, products)
        for wanted, values in references.lacking_words(turn, product, details.lacking)
    )


def _refusal(turn: Turn, task: Task[OD], change: Change, error: CodedError) -> str:
    return order_texts.refusal_words(turn, error, task.details.order, change.name)


def ways_on(turn: Turn, task: Task[OD], change: Change) -> list[Json]:
    """Return buttons for what is possible instead of what was refused, and for a person."""
    customer_id, order_id = turn.identity.customer_id or "", task.details.order
    buttons = [
        button(turn.say(f"fallback.guess_{name}"), name, order=order_id)
        for name in change.alternatives
        if order_id and is_possible(turn, CHANGES[name], customer_id, order_id)
    ]
    return [*buttons, button(turn.say("fallback.button_person"), "talk_to_person")]
