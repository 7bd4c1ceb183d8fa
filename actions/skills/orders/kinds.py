"""The kinds of changes of an order that are led in a way of their own, and the register of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.skills.orders import questions
from actions.skills.orders.changes import OrderChange
from actions.skills.orders.details import AddressDetails, ClaimDetails, OrderDetails
from actions.skills.orders.reading.address import read_address_change
from actions.skills.orders.reading.claim import read_claim, wished
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.reading.method import read_foreign
from actions.skills.orders.reading.opened import opened_lines, read_opened, without_opened
from actions.skills.orders.reading.photo import (
    is_bare_photo,
    kept,
    with_lines_seen,
    with_order_seen,
    with_photo,
)
from actions.skills.orders.reading.variants import read_same_again
from actions.skills.orders.repertoire import CHANGES, able_orders
from actions.skills.products import photos
from actions.tasks import engine as tasks
from actions.turn.memory import Question, Task
from actions.turn.turn import Message, Reply, Turn, button
from actions.understanding import order_words
from ecomcore.orders import Plan, Request, get_order
from ecomcore.shop.rules import load_rules


class Return(OrderChange[OrderDetails]):
    """Sending goods back for a refund."""

    def read(self, message: Hearing, details: OrderDetails) -> OrderDetails | None:
        """Note what was opened."""
        return read_opened(message, details)

    def plan_or_ask(self, turn: Turn, task: Task[OrderDetails], customer_id: str) -> Reply:
        """Leave out what is not taken back once it was opened, and say so."""
        if task.details.order is None:
            return super().plan_or_ask(turn, task, customer_id)
        order = get_order(turn.session, customer_id, task.details.order)
        opened = opened_lines(turn, task.details, order)
        if not opened:
            return super().plan_or_ask(turn, task, customer_id)
        goods = [turn.speaker.pick(line.title) for line in order.lines if line.id in opened]
        note = turn.say("orders.opened_stays", goods=turn.speaker.join(goods))
        task.details = without_opened(task.details, order, opened)
        if not task.details.lines:
            return Reply().say(note, questions.ways_on(turn, task, self.change))
        reply = super().plan_or_ask(turn, task, customer_id)
        reply.messages.insert(0, Message(note))
        return reply


class Cancel(OrderChange[OrderDetails]):
    """Taking back an order, or lines of it."""

    def ask_lines(self, turn: Turn, task: Task[OrderDetails], customer_id: str) -> Reply | None:
        """Take the whole order unless lines were named; ask which where only a part of it is meant."""
        if task.details.lines or not order_words.names_a_part(turn.text):
            return None
        return super().ask_lines(turn, task, customer_id)


class Swap(OrderChange[OrderDetails]):
    """Another variant of what was ordered, before shipment or after delivery."""

    def read(self, message: Hearing, details: OrderDetails) -> OrderDetails | None:
        """Take "a new one" for the same version again."""
        return read_same_again(message, details)


class ChangePayment(OrderChange[OrderDetails]):
    """Paying in another way."""

    def read(self, message: Hearing, details: OrderDetails) -> OrderDetails | None:
        """Note a way to pay that the shop does not take."""
        return read_foreign(message, details)

    def is_settled_otherwise(self, plan: Plan, details: OrderDetails) -> bool:
        """Look only at the new way: what was paid goes back the old one, which is not wanted any more."""
        return details.method in details.not_methods


class ChangeAddress(OrderChange[AddressDetails]):
    """Sending an order, or all future ones, somewhere else."""

    details = AddressDetails

    def read(self, message: Hearing, details: AddressDetails) -> AddressDetails | None:
        """Read the address, and whether the account is meant."""
        return read_address_change(message, details)

    def ask_order(self, turn: Turn, task: Task[AddressDetails], customer_id: str) -> Reply | None:
        """Ask for the order unless the account is meant; the words of an address name no goods of one."""
        if task.details.account:
            return None
        text = turn.text
        for part in (task.details.address or {}).values():
            text = text.replace(part, " ")
        return super().ask_order(tasks.with_request(turn, text=text), task, customer_id)

    def request(self, details: AddressDetails, customer_id: str) -> Request:
        """Return the operation with the address."""
        request = super().request(details, customer_id)
        return replace(request, address=details.address, account=details.account)


class Claim(OrderChange[ClaimDetails]):
    """Something is wrong with what arrived."""

    details = ClaimDetails

    def claims(self, turn: Turn, details: ClaimDetails, asking: Question | None) -> bool:
        """Claim how it should be put right, whatever the words look like ("a new one")."""
        is_wish = bool(wished(Hearing(turn, self.change, asking)))
        if (asking is Question.RESOLUTION and is_wish) or is_bare_photo(turn):
            return True
        return super().claims(turn, details, asking)

    def heard(
        self, turn: Turn, details: ClaimDetails, asking: Question | None
    ) -> ClaimDetails | None:
        """Read the message with its photo; the photo is taken from a stranger, too."""
        return with_photo(turn, super().heard(turn, details, asking), details)

    def advance(self, turn: Turn, task: Task[ClaimDetails]) -> Reply:
        """Ask for what is missing or show the plan, after a word on the photo that came with the message."""
        reply = super().advance(turn, task)
        noted = photos.noted(turn) if isinstance(task.details, ClaimDetails) else ""
        if noted:
            reply.messages.insert(0, Message(noted))
        return reply

    def carry_out(self, turn: Turn, task: Task[ClaimDetails]) -> Reply:
        """Put the photo where it does not expire, then open the claim."""
        task.details = kept(turn, task.details)
        return super().carry_out(turn, task)

    def ask_order(self, turn: Turn, task: Task[ClaimDetails], customer_id: str) -> Reply | None:
        """Ask for the order unless the photo tells."""
        able = able_orders(turn, self.change, customer_id) if task.details.seen else []
        task.details = with_order_seen(task.details, able)
        return super().ask_order(turn, task, customer_id)

    def ask_lines(self, turn: Turn, task: Task[ClaimDetails], customer_id: str) -> Reply | None:
        """Ask for the lines unless the photo tells."""
        if task.details.order and self.change.picks_lines:
            order = get_order(turn.session, customer_id, task.details.order)
            task.details = with_lines_seen(task.details, order)
        return super().ask_lines(turn, task, customer_id)

    def read(self, message: Hearing, details: ClaimDetails) -> ClaimDetails | None:
        """Read how it should be put right, and keep the shopper's own words."""
        return read_claim(message, details)

    def request(self, details: ClaimDetails, customer_id: str) -> Request:
        """Return the operation with the wish."""
        request = super().request(details, customer_id)
        return replace(
            request, note=details.note, resolution=details.resolution, photo=details.photo
        )

    def plan_or_ask(self, turn: Turn, task: Task[ClaimDetails], customer_id: str) -> Reply:
        """Ask how it shall be put right before the plan is shown."""
        reply = super().plan_or_ask(turn, task, customer_id)
        rules: Any = load_rules(turn.session).of(self.change.operation)
        is_planned = task.asking is Question.CONFIRM
        if not is_planned or task.details.resolution or not rules.resolutions:
            return reply
        task.asking = Question.RESOLUTION
        buttons = [
            button(turn.say(f"orders.resolution_{name}"), "give_details", choice=name)
            for name in rules.resolutions
        ]
        return Reply().say(turn.say("orders.ask_resolution"), buttons)


class ReportMissing(Claim):
    """A parcel did not arrive."""

    def ask_lines(self, turn: Turn, task: Task[ClaimDetails], customer_id: str) -> Reply | None:
        """Take the whole order: a parcel is missing, not a line."""
        return None


for _kind, _names in (
    (Cancel, ("cancel_order",)),
    (Swap, ("change_item", "exchange_order")),
    (Return, ("return_order",)),
    (ChangePayment, ("change_payment",)),
    (ChangeAddress, ("change_address",)),
    (Claim, ("report_damaged",)),
    (ReportMissing, ("report_missing",)),
):
    for _name in _names:
        tasks.register(_kind(CHANGES[_name]))
