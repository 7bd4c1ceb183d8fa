"""Questions about one order, or about all: where it is, where the money is, its invoice, the same goods once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from actions.skills.orders import again, facts, news, requests
from actions.skills.orders import wording as order_texts
from actions.skills.orders.details import LookupDetails
from actions.skills.orders.news import NEWS
from actions.skills.orders.questions import ORDERS_OFFERED
from actions.tasks import engine as tasks
from actions.tasks import verification
from actions.turn.memory import Question, Task
from actions.turn.payloads import File
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding import order_lines, order_words
from ecomcore.errors import NotAllowedError
from ecomcore.orders import (
    OrderView,
    RefundState,
    find_order,
    invoice,
    orders_of,
    possible_operations,
    refund_status,
    reorder,
)
from ecomcore.shop.carts import CartOwner

LISTED = 8
OFFERS = {
    "cancel": "cancel_order",
    "change_address": "change_address",
    "return_lines": "return_order",
    "exchange_lines": "exchange_order",
    "report_damaged": "report_damaged",
}
OFFERS_SHOWN = 3


class Lookup(tasks.TaskKind[LookupDetails]):
    """A question about one order: who asks, which order, then the answer."""

    details = LookupDetails
    waits = False
    needs_order: ClassVar[bool] = True
    takes_latest: ClassVar[bool] = False
    """Whether of several orders with the goods that are named the latest is meant ("the tea once more")."""
    is_rare: ClassVar[bool] = False
    """Whether so few orders fit the question that one which fits is likelier meant than the one spoken of last."""

    def heard(
        self, turn: Turn, details: LookupDetails, asking: Question | None
    ) -> LookupDetails | None:
        """Read the proof of who asks, and the order."""
        proved = verification.heard(turn, details, asking)
        said = proved or details
        value = turn.request.value("order") or turn.request.value("order_number")
        if asking is Question.ORDER and value is None:
            value = tasks.counted(turn, details.offered) or self._by_goods(turn, details.offered)
        if value is not None:
            said = replace(said, number=str(value))
        if turn.text and not details.text:
            said = replace(said, text=turn.text)
        is_going_on = value is not None or turn.request.value("choice") == "go_on"
        return said if is_going_on or said != details else None

    @staticmethod
    def _by_goods(turn: Turn, offered: Sequence[str]) -> str | None:
        customer_id = turn.identity.customer_id
        orders = orders_of(turn.session, customer_id, limit=LISTED) if customer_id else []
        among = [order for order in orders if order.id in offered]
        named = order_lines.named_order(turn, among) or order_lines.named_order(turn, orders)
        return named.id if named else None

    def claims(self, turn: Turn, details: LookupDetails, asking: Question | None) -> bool:
        """Claim that no code has come, whatever that is taken for."""
        return verification.asks_again(turn, asking)

    def advance(self, turn: Turn, task: Task[LookupDetails]) -> Reply:
        """Ask for proof, then for the order, then answer."""
        question = verification.ensure(turn, task)
        if question is not None:
            return question
        customer_id = turn.identity.customer_id or ""
        if not self.needs_order:
            return self.answer_all(turn, customer_id)
        asked = requests.asked_for(turn, task.details.number)
        if asked is not None and asked.order_id is None:
            return Reply().say(requests.became(turn, asked))
        if asked is not None:
            task.details = replace(task.details, number=asked.order_id)
        order = self._order(turn, task, customer_id)
        if isinstance(order, Reply):
            task.asking = Question.ORDER
            return order
        if order is None:
            return Reply().say(turn.say("orders.none_yet"))
        turn.memory.order_focus = order.id
        asked_first = tasks.with_request(turn, text=task.details.text or turn.text)
        return self.answer(asked_first, order)

    def _order(
        self, turn: Turn, task: Task[LookupDetails], customer_id: str
    ) -> OrderView | Reply | None:
        number = task.details.number or task.details.proof.order_number
        if number:
            found = find_order(turn.session, customer_id, number)
            if found is None:
                task.details = replace(task.details, number=None)
                return Reply().say(
                    turn.say("orders.not_found", number=number), order_buttons(turn, customer_id)
                )
            return found
        orders = orders_of(turn.session, customer_id, limit=LISTED)
        offered = tuple(order.id for order in self.offered(orders))
        task.details = replace(task.details, offered=offered)
        return self.choose(turn, orders, task.details.text) if orders else None

    def choose(self, turn: Turn, orders: list[OrderView], text: str) -> OrderView | Reply:
        """Return the order that is meant, or the question which one it is."""
        named = order_lines.named_order(tasks.with_request(turn, text=text), orders)
        if named is None and self.takes_latest:
            said = tasks.with_request(turn, text=text)
            recent = sorted(orders, key=lambda order: order.id != turn.memory.order_focus)
            holding = (o for o in recent if order_lines.mentioned_lines(said, o.lines))
            named = next(holding, None)
        if named is not None:
            return named
        focused = [order for order in orders if order.id == turn.memory.order_focus]
        fitting = [order for order in orders if self.fits(order)]
        if focused and (self.fits(focused[0]) or not (self.is_rare and fitting)):
            return focused[0]
        if order_words.is_latest(text) or len(orders) == 1:
            return orders[0]
        if len(fitting) == 1:
            return fitting[0]
        return self.of_several(tasks.with_request(turn, text=text), orders)

    def of_several(self, turn: Turn, orders: list[OrderView]) -> Reply:
        """Ask which of several orders is meant."""
        return Reply().say(
            turn.say("orders.which_order", task=turn.say(f"orders.task_{self.name}")),
            [
                button(order_texts.order_label(turn, order), "give_details", order=order.id)
                for order in self.offered(orders)
            ],
        )

    def offered(self, orders: list[OrderView]) -> list[OrderView]:
        """Return the orders to choose from: those that fit the question, or all where none does."""
        fitting = [order for order in orders if self.fits(order)]
        return (fitting or orders)[:ORDERS_OFFERED]

    def fits(self, order: OrderView) -> bool:
        """Say whether the question is likely to be about this order."""
        return True

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Answer about one order; the text of the turn is the question, also where who asks was proved since."""
        raise NotImplementedError

    def answer_all(self, turn: Turn, customer_id: str) -> Reply:
        """Answer about all orders."""
        raise NotImplementedError

    def carry_out(self, turn: Turn, task: Task[LookupDetails]) -> Reply:
        """Answer again: a question has nothing to confirm."""
        return self.advance(turn, task)


class ListOrders(Lookup):
    """All orders, newest first."""

    name = "list_orders"
    intents = ("list_orders",)
    needs_order = False

    def answer_all(self, turn: Turn, customer_id: str) -> Reply:
        """List the orders as buttons."""
        orders = orders_of(turn.session, customer_id, limit=LISTED)
        if not orders:
            return Reply().say(turn.say("orders.none_yet"))
        lines = [
            turn.say(
                "orders.listed",
                label=order_texts.order_label(turn, order),
                date=turn.speaker.day(order.placed_at),
                total=turn.speaker.money(order.total_cents),
            )
            for order in orders
        ]
        buttons = [button(order.number, "order_status", order=order.id) for order in orders]
        return Reply().say("\n".join([turn.say("orders.list"), *lines]), buttons)


class Status(Lookup):
    """Where an order is."""

    name = "order_status"
    intents = ("order_status",)

    def leads_back(self, turn: Turn, task: Task[LookupDetails]) -> bool:
        """Let go of which order is meant: how each stands has been said."""
        return task.asking is not Question.ORDER

    def fits(self, order: OrderView) -> bool:
        """Prefer orders that are on their way."""
        return order.status in news.ON_THE_WAY

    def of_several(self, turn: Turn, orders: list[OrderView]) -> Reply:
        """Say how each order that may be meant stands; ask which one it is where a fact of one is asked for."""
        if facts.asked(turn):
            holding = [o for o in orders if order_lines.mentioned_lines(turn, o.lines)]
            return Reply().say(
                turn.say("orders.which_meant"),
                [
                    button(order_texts.order_label(turn, order), "give_details", order=order.id)
                    for order in (holding or orders)[:ORDERS_OFFERED]
                ],
            )
        open_orders = self.offered(orders)
        lines = [
            turn.say(
                "orders.stands",
                label=order_texts.order_label(turn, order),
                parcel=turn.say("words.sentence_gap").join(order_texts.parcel_words(turn, order)),
            )
            for order in open_orders
        ]
        buttons = [button(order.number, "order_status", order=order.id) for order in open_orders]
        is_any_open = any(self.fits(order) for order in open_orders)
        head = turn.say("orders.stand_now" if is_any_open else "orders.none_on_the_way")
        return Reply().say("\n".join([head, *lines]), buttons)

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Answer the one thing that is asked, or show the whole order; offer what may be done now."""
        customer_id = turn.identity.customer_id or ""
        if turn.request.value("choice") == NEWS and news.is_told(turn, order):
            return news.noted(turn, order)
        possible = possible_operations(turn.session, customer_id, order.id, now=turn.now)
        buttons = [
            button(turn.say(f"fallback.guess_{OFFERS[name]}"), OFFERS[name], order=order.id)
            for name in possible
            if name in OFFERS
        ]
        shown = order_texts.order_payload(turn, order)
        offered = [*buttons[:OFFERS_SHOWN], *news.offered(turn, order)]
        fact = facts.told(turn, order)
        if fact is not None:
            return Reply().say(fact, offered, shown)
        whole = [order_texts.order_words_of(turn, order), *requests.became_words(turn, order)]
        return Reply().say("\n".join(whole), offered, shown)


class Refund(Lookup):
    """Where the money is."""

    name = "refund_status"
    intents = ("refund_status",)
    is_rare = True

    def fits(self, order: OrderView) -> bool:
        """Prefer orders with money on its way back."""
        return bool(order.refunded_cents or order.cases)

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Say how much comes back, where to and when."""
        states = refund_status(
            turn.session, turn.identity.customer_id or "", order.id, now=turn.now
        )
        if not states:
            text = turn.say("orders.no_refund", number=order.number)
            return Reply().say(
                "\n".join([text, *requests.became_words(turn, order)]),
                [button(turn.say("fallback.guess_return_order"), "return_order", order=order.id)],
            )
        lines = [
            turn.say(
                f"orders.refund_{state.state}",
                number=order.number,
                amount=turn.speaker.money(state.amount_cents),
                way=order_texts.method_words(
                    turn,
                    state.method.kind if state.method else None,
                    state.method.last_four if state.method else None,
                ),
                date=_day_of(turn, state),
            )
            for state in states
        ]
        return Reply().say("\n".join(lines))


class InvoiceLookup(Lookup):
    """A bill for an order."""

    name = "invoice"
    intents = ("invoice",)

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Write the invoice and say where it is."""
        try:
            bill = invoice(
                turn.session,
                turn.identity.customer_id or "",
                order.id,
                language=turn.language,
                now=turn.now,
                folder=turn.service.settings.var_dir / "invoices",
            )
        except NotAllowedError as error:
            return Reply().say(order_texts.refusal_words(turn, error, order.id, self.name))
        shown = turn.say(
            "orders.invoice",
            number=order.number,
            invoice=bill.number,
            total=turn.speaker.money(bill.total_cents),
        )
        return Reply().say(shown, custom=File(str(bill.path)))


class Reorder(Lookup):
    """The same goods once more."""

    name = "reorder"
    intents = ("reorder",)
    takes_latest = True

    def advance(self, turn: Turn, task: Task[LookupDetails]) -> Reply:
        """Show what there is of a kind to buy again, where a kind is named and no order; else ask for the order."""
        customer_id, text = turn.identity.customer_id, task.details.text
        if customer_id is not None and text and task.details.number is None:
            said = tasks.with_request(turn, text=text)
            orders = orders_of(turn.session, customer_id, limit=LISTED)
            if order_lines.named_order(said, orders) is None:
                found = again.of_a_kind(said)
                if found is not None:
                    return found
        return super().advance(turn, task)

    def answer(self, turn: Turn, order: OrderView) -> Reply:
        """Put what can be bought into the cart, and say what cannot."""
        result = reorder(
            turn.session,
            CartOwner(turn.conversation_id, turn.identity.customer_id),
            turn.identity.customer_id or "",
            order.id,
            skus=[line.sku for line in order_lines.mentioned_lines(turn, order.lines)],
            now=turn.now,
        )
        added = [line for line in result.lines if line.added]
        missing = [line for line in result.lines if not line.added]
        parts = []
        if added:
            names = [
                order_texts.titled(turn, line.title, line.options, line.added) for line in added
            ]
            parts.append(turn.say("orders.reordered", goods=turn.speaker.join(names)))
        if missing:
            names = [order_texts.titled(turn, line.title, line.options, 1) for line in missing]
            parts.append(turn.say("orders.not_reordered", goods=turn.speaker.join(names)))
        buttons = [
            button(turn.say("fallback.guess_cart_show"), "cart_show"),
            button(turn.say("fallback.guess_checkout"), "checkout"),
        ]
        return Reply().say("\n".join(parts), buttons if added else [])


def _day_of(turn: Turn, state: RefundState) -> str:
    """Return the day that a refund is told with: by when it is there, else when it was made."""
    day = state.expected_by or state.made_at
    return turn.speaker.day(day) if day else ""


def order_buttons(turn: Turn, customer_id: str) -> list[Json]:
    """Return the newest orders as buttons."""
    orders = orders_of(turn.session, customer_id, limit=ORDERS_OFFERED)
    return [
        button(order_texts.order_label(turn, order), "give_details", order=order.id)
        for order in orders
    ]


for _kind in (ListOrders, Status, Refund, InvoiceLookup, Reorder):
    tasks.register(_kind())
