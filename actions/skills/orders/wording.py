"""Orders, plans and receipts in the words of a shopper's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from actions.catalogue import cards
from actions.skills.orders.details import AddressDetails, OrderDetails
from actions.skills.orders.timeline import steps_of
from actions.turn.memory import Question
from actions.turn.payloads import Order, OrderLine
from actions.turn.turn import Json, Turn, button
from ecomcore.errors import CodedError
from ecomcore.orders import (
    LineChange,
    LineView,
    MethodView,
    OrderView,
    Plan,
    Receipt,
    Transfer,
    get_order,
    methods_of,
)
from ecomcore.shop.rules import load_rules


def status_words(turn: Turn, status: str) -> str:
    """Return a status as a shopper reads it."""
    key = f"orders.status_{status.replace(' ', '_').replace('(', '').replace(')', '')}"
    return turn.say(key) if turn.speaker.has(key) else status


def order_status_words(turn: Turn, order: OrderView) -> str:
    """Return the status of an order; of one that should have arrived, whose source does not tell, that it should."""
    if _should_have_arrived(turn, order):
        return turn.say("orders.status_assumed")
    return status_words(turn, order.status)


def _should_have_arrived(turn: Turn, order: OrderView) -> bool:
    return order.assumed_arrival_on is not None and order.assumed_arrival_on <= turn.now.date()


def titled(turn: Turn, title: dict[str, str], options: dict[str, str], quantity: int) -> str:
    """Return `2 × Title (navy, M)`."""
    name = turn.speaker.pick(title)
    words = cards.options_words(turn, options)
    shown = turn.say("orders.line_options", title=name, options=words) if words else name
    return shown if quantity == 1 else turn.say("orders.line_pieces", count=quantity, title=shown)


def line_words(turn: Turn, line: LineView) -> str:
    """Return a line of an order in words."""
    return titled(turn, line.title, line.options, line.quantity)


def order_label(turn: Turn, order: OrderView) -> str:
    """Return an order as the title of a button."""
    first = turn.speaker.pick(order.lines[0].title) if order.lines else ""
    more = len(order.lines) - 1
    goods = (
        turn.say("orders.goods_more", first=first, more=more, count=more + 1) if more > 0 else first
    )
    return turn.say(
        "orders.label", number=order.number, status=order_status_words(turn, order), goods=goods
    )


def order_words_of(turn: Turn, order: OrderView) -> str:
    """Return an order in full: status, dates, goods, parcel, total."""
    parts = [
        turn.say(
            "orders.head",
            number=order.number,
            status=order_status_words(turn, order),
            date=turn.speaker.day(order.placed_at),
        )
    ]
    for line in order.lines:
        price = turn.speaker.money(line.value_cents)
        text = turn.say("orders.line", line=line_words(turn, line), price=price)
        if line.status != "ordered":
            text += turn.say("orders.line_status", status=status_words(turn, line.status))
        parts.append(text)
    parts.append(turn.say("orders.total", total=turn.speaker.money(order.total_cents)))
    parts.extend(parcel_words(turn, order))
    parts.extend(
        turn.say("orders.case", number=case.number, kind=turn.say(f"orders.case_{case.kind}"))
        for case in order.cases
    )
    return "\n".join(parts)


def parcel_words(turn: Turn, order: OrderView) -> list[str]:
    """Return where the parcels of an order are, a sentence each."""
    parts = []
    for parcel in order.shipments:
        carrier = turn.speaker.pick(parcel.carrier_name) or parcel.carrier or ""
        if parcel.tracking_number:
            key = "orders.parcel" if carrier else "orders.parcel_number"
            parts.append(turn.say(key, carrier=carrier, number=parcel.tracking_number))
        if parcel.delivered_at:
            parts.append(
                turn.say("orders.delivered_on", date=turn.speaker.day(parcel.delivered_at))
            )
        elif parcel.expected_on and parcel.expected_on < turn.now.date():
            parts.append(turn.say("orders.overdue", date=turn.speaker.day(parcel.expected_on)))
        elif parcel.expected_on:
            parts.append(turn.say("orders.expected_on", date=turn.speaker.day(parcel.expected_on)))
    if order.assumed_arrival_on is not None and _should_have_arrived(turn, order):
        by = turn.speaker.day(order.assumed_arrival_on)
        parts.append(turn.say("orders.assumed_arrival", date=by))
    if not order.shipments and order.status in ("pending", "paid", "processing"):
        parts.append(turn.say("orders.not_shipped"))
    return parts


def order_payload(turn: Turn, order: OrderView) -> Order:
    """Return an order as channels draw it."""
    lines = (
        OrderLine(line_words(turn, line), turn.speaker.money(line.value_cents), line.image)
        for line in order.lines
    )
    return Order(
        id=order.id,
        number=order.number,
        status=order_status_words(turn, order),
        total=turn.speaker.money(order.total_cents),
        lines=tuple(lines),
        steps=steps_of(turn, order),
    )


def method_words(turn: Turn, kind: str | None, last_four: str | None = None) -> str:
    """Return a way to pay in words, with its last digits; one that the shop's system calls its own way is not named."""
    key = f"orders.method_{kind}"
    name = turn.say(key if turn.speaker.has(key) else "orders.method_unknown")
    return turn.say("orders.method_digits", name=name, digits=last_four) if last_four else name


def method_label(turn: Turn, method: MethodView) -> str:
    """Return a stored way to pay as the title of a button."""
    name = method_words(turn, method.kind, method.last_four)
    if method.balance_cents is None:
        return name
    return turn.say(
        "orders.method_balance", name=name, balance=turn.speaker.money(method.balance_cents)
    )


def address_words(turn: Turn, address: dict[str, Any]) -> str:
    """Return an address on one line, in the order of the language."""
    keys = turn.say("words.address").split()
    return ", ".join(str(address[key]) for key in keys if address.get(key))


def when_words(turn: Turn, least: int | None, most: int | None, *, is_business: bool) -> str | None:
    """Return after how many days money arrives, none where the shop has not said."""
    if least is None or most is None:
        return None
    if most == 0:
        return turn.say("orders.at_once")
    key = "orders.business_days" if is_business else "orders.days"
    return turn.say(key, least=least, most=most)


def _transfer_words(turn: Turn, move: Transfer, settle: str) -> str:
    way = method_words(turn, move.method_kind, move.last_four)
    amount = turn.speaker.money(move.amount_cents)
    if move.kind == "payment":
        return turn.say("orders.will_pay", amount=amount, way=way)
    when = when_words(turn, move.days_least, move.days_most, is_business=move.business_days)
    is_later = settle == "receipt"
    if when is None:
        key = "orders.will_refund_later_some_time" if is_later else "orders.will_refund_some_time"
        return turn.say(key, amount=amount, way=way)
    key = "orders.will_refund_later" if is_later else "orders.will_refund"
    return turn.say(key, amount=amount, way=way, when=when)


def _change_words(turn: Turn, change: LineChange) -> str:
    old = titled(turn, change.title, change.options, change.quantity)
    if change.new_options is None:
        return turn.say("orders.bullet", text=old)
    new = cards.options_words(turn, change.new_options)
    return turn.say("orders.swap", old=old, new=new)


def plan_words(turn: Turn, plan: Plan, kind: str) -> str:
    """Return what will happen if the shopper says yes, and the question for it."""
    number = number_words(plan.order_id)
    key = f"orders.plan_{kind}"
    if kind == "cancel_order" and not plan.whole_order:
        key = "orders.plan_cancel_lines"
    if kind == "change_address" and plan.order_id is None:
        key = "orders.plan_account_address"
    parts = [turn.say(key, number=number)]
    parts += plan_facts(turn, plan)
    parts += [_transfer_words(turn, move, plan.settle) for move in plan.transfers]
    if kind == "change_payment" and not plan.transfers:
        parts.append(_payment_words(turn, plan))
    parts += plan_notes(turn, plan)
    parts.append(turn.say("orders.shall_i"))
    return "\n".join(parts)


def plan_facts(turn: Turn, plan: Plan) -> list[str]:
    """Return what a plan is about: the goods, the new address, the reason."""
    parts = [_change_words(turn, change) for change in plan.lines]
    if plan.address_after:
        address = address_words(turn, plan.address_after)
        parts.append(turn.say("orders.new_address", address=address))
    if plan.reason_label:
        parts.append(turn.say("orders.reason", reason=turn.speaker.pick(plan.reason_label)))
    elif load_rules(turn.session).of(plan.operation).reasons:
        parts.append(turn.say("orders.reason_if_you_like"))
    return parts


def _payment_words(turn: Turn, plan: Plan) -> str:
    """Return how an order that is not paid yet will be paid: nothing moves until then."""
    chosen = plan.request.settle_with or ""
    method = methods_of(turn.session, plan.customer_id).get(chosen)
    way = method_label(turn, method) if method else method_words(turn, chosen)
    return turn.say("orders.paid_later", amount=turn.speaker.money(plan.total_after_cents), way=way)


def plan_notes(turn: Turn, plan: Plan) -> list[str]:
    """Return what the rules say of sending back, how it shall be put right, and whether it is the last change."""
    parts = []
    if plan.fee_cents:
        parts.append(turn.say("orders.fee", fee=turn.speaker.money(plan.fee_cents)))
    if plan.send_back_within_days and plan.return_paid_by:
        key = f"orders.send_back_{plan.return_paid_by}"
        parts.append(turn.say(key, days=plan.send_back_within_days))
    elif plan.return_paid_by:
        parts.append(turn.say(f"orders.send_back_by_{plan.return_paid_by}"))
    if plan.resolution:
        parts.append(turn.say("orders.wish", wish=turn.say(f"orders.resolution_{plan.resolution}")))
    if plan.last_change:
        parts.append(turn.say("orders.last_change"))
    return parts


def receipt_words(turn: Turn, receipt: Receipt, plan: Plan, kind: str) -> str:
    """Return what was done and what follows."""
    number = number_words(receipt.order_id)
    key = f"orders.done_{kind}"
    if kind == "cancel_order" and not plan.whole_order:
        key = "orders.done_cancel_lines"
    if kind == "change_address" and plan.order_id is None:
        key = "orders.done_account_address"
    parts = [turn.say(key, number=number)]
    parts += [_transfer_words(turn, move, receipt.settle) for move in receipt.transfers]
    if receipt.case_number:
        parts.append(turn.say("orders.case_number", number=receipt.case_number))
    if receipt.label:
        parts.append(turn.say("orders.label_sent"))
    if plan.answer_within_days:
        parts.append(answer_words(turn, plan.answer_within_days))
    return "\n".join(parts)


def answer_words(turn: Turn, days: int) -> str:
    """Return within how many days a colleague answers a claim."""
    key = "orders.answer_within_one" if days == 1 else "orders.answer_within"
    return turn.say(key, days=days)


def refusal_words(turn: Turn, error: CodedError, order_id: str | None, kind: str) -> str:
    """Return why something cannot be done, from the rule that forbids it."""
    own = f"{error.code}_{kind}"
    code = own if turn.speaker.has(f"orders.no_{own}") else error.code
    key = f"orders.no_{code}"
    name = turn.say(f"orders.task_{kind}")
    if not turn.speaker.has(key):
        return turn.say("orders.no_other", task=name)
    facts = {**error.data}
    for name_of_sum in ("balance", "needed"):
        if f"{name_of_sum}_cents" in facts:
            facts[name_of_sum] = turn.speaker.money(int(facts[f"{name_of_sum}_cents"]))
    if "status" in facts:
        facts["status"] = status_words(turn, str(facts["status"]))
    if "allowed" in facts:
        words = [status_words(turn, status) for status in facts["allowed"]]
        facts["allowed"] = turn.speaker.join(words, "or")
    for name_of_day in ("last_possible_on", "possible_from", "done_at", "requested_at"):
        if name_of_day in facts:
            facts[name_of_day] = _day(turn, facts[name_of_day])
    return turn.say(key, **{**facts, "task": name, "order": number_words(order_id)})


def _day(turn: Turn, value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return turn.speaker.day(value)
    return turn.speaker.day(datetime.fromisoformat(str(value)))


def question_words(turn: Turn, error: CodedError, details: OrderDetails, kind: str) -> str:
    """Return the question for what a plan still lacks."""
    facts: Json = {
        "task": turn.say(f"orders.task_{kind}"),
        "title": "",
        "balance": "",
        "needed": "",
    }
    if "line_id" in error.data:
        facts["title"] = _line_title(turn, details.order, int(error.data["line_id"]))
    if "balance_cents" in error.data:
        facts["balance"] = turn.speaker.money(int(error.data["balance_cents"]))
        facts["needed"] = turn.speaker.money(int(error.data["needed_cents"]))
    if "missing" in error.data:
        named = [turn.say(f"orders.field_{field}") for field in error.data["missing"]]
        facts["missing"] = turn.speaker.join(named)
    key = f"orders.ask_{error.code}"
    has_address = isinstance(details, AddressDetails) and bool(details.address)
    if error.code == "address_incomplete" and not has_address:
        key = "orders.ask_address"
    return turn.say(key, **facts)


def _line_title(turn: Turn, order_id: str | None, line_id: int) -> str:
    order = get_order(turn.session, turn.identity.customer_id or "", order_id or "")
    return next((line_words(turn, line) for line in order.lines if line.id == line_id), "")


def question_buttons(
    turn: Turn, error: CodedError, asked: Question, order_id: str | None
) -> list[Json]:
    """Return the possible answers to that question."""
    if asked is Question.VARIANT:
        return [
            button(
                cards.options_words(turn, variant["options"]), "give_details", sku=variant["sku"]
            )
            for variant in error.data["variants"]
            if variant.get("stock", 0) > 0
        ][:10]
    if asked is Question.METHOD:
        customer_id = turn.identity.customer_id or ""
        stored = methods_of(turn.session, customer_id)
        fitting = [stored[name] for name in error.data.get("methods", stored) if name in stored]
        if error.code == "gift_card_balance":
            order = get_order(turn.session, customer_id, order_id or "")
            short = (error.data["method_id"], order.payment_method and order.payment_method.id)
            fitting = [method for method in fitting if method.id not in short]
        return [button(method_label(turn, m), "give_details", method=m.id) for m in fitting]
    if asked is Question.RESOLUTION:
        return [
            button(turn.say(f"orders.resolution_{name}"), "give_details", choice=name)
            for name in error.data["resolutions"]
        ]
    return []


def number_words(order_id: str | None) -> str:
    """Return an order's number as a shopper reads it, with `#`; nothing for none."""
    if not order_id:
        return ""
    return order_id if order_id.startswith("#") else f"#{order_id}"
