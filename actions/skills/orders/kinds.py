"""The kinds of changes of an order: what each is called, what it reads besides, how it differs from the others."""

from __future__ import annotations

import re
from typing import Any

from actions.phrases import pattern, says
from actions.skills.orders import changes as order_tasks
from actions.tasks import engine as tasks
from actions.tasks.engine import CONFIRM
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding import order_words
from ecomcore.orders import Plan
from ecomcore.shop.addresses import corrected, read_address
from ecomcore.shop.models import Customer
from ecomcore.shop.rules import load_rules

RESOLUTIONS = ("refund", "replacement")


class Cancel(order_tasks.OrderChange):
    """Taking back an order, or lines of it."""

    name = "cancel_order"
    operation = "cancel"
    intents = ("cancel_order",)
    picks_lines = True

    def ask_lines(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Take the whole order unless lines were named."""
        return None


class Swap(order_tasks.OrderChange):
    """Another variant of what was ordered."""

    intents = ("change_item", "exchange_order", "size_advice", "cart_update")
    picks_lines = True
    swaps = True

    def read_more(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Take "a new one" for the same version again, where the shop swaps goods for the same."""
        rules: Any = load_rules(turn.session).of(self.operation)
        lines, variants = details.get("lines") or [], details.setdefault("variants", {})
        is_open = len(lines) == 1 and str(lines[0]) not in variants and rules.same_variant
        if not is_open or not says(turn.text, "same_again"):
            return False
        order = self._order(turn, details, turn.identity.customer_id or "")
        for line in order.lines if order else ():
            if line.id == lines[0]:
                variants[str(line.id)] = line.sku
        return True


class ChangeItem(Swap):
    """Another variant before shipment."""

    name = "change_item"
    operation = "change_items"


class Exchange(Swap):
    """Another variant after delivery."""

    name = "exchange_order"
    operation = "exchange_lines"


class Return(order_tasks.OrderChange):
    """Sending goods back for a refund."""

    name = "return_order"
    operation = "return_lines"
    intents = ("return_order", "refund_status")
    picks_lines = True


class ChangePayment(order_tasks.OrderChange):
    """Paying in another way."""

    name = "change_payment"
    operation = "change_payment"
    intents = ("change_payment",)

    def read_more(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Note a way to pay that the shop does not take, so that the answer can say so."""
        if details.get("method") or not says(turn.text, "method_foreign"):
            return False
        details["method"] = order_words.FOREIGN
        return True

    def _is_settled_otherwise(self, plan: Plan, details: Json) -> bool:
        """Look only at the new way: what was paid goes back the old one, which is not wanted any more."""
        return details.get("method") in (details.get("not_methods") or [])


class ChangeAddress(order_tasks.OrderChange):
    """Sending an order, or all future ones, somewhere else."""

    name = "change_address"
    operation = "change_address"
    intents = ("change_address",)

    def read_more(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Read the address, and whether the account is meant."""
        is_own = pattern("own_address").search(turn.text) is not None
        if is_own:
            details["address"] = self._own_address(turn)
        is_account = says(turn.text, "account") and not is_own
        if is_account or turn.request.value("choice") == "account":
            details["account"] = True
            details.pop("order", None)
        address = self._address_in(turn, details, asking)
        has_place = bool({"street", "city", "postcode"} & address.keys())
        if asking not in ("address", CONFIRM) and not has_place:
            return is_own or bool(details.get("account"))
        if not address:
            return is_own
        details["address"] = corrected(details.get("address") or {}, address)
        return True

    @staticmethod
    def _own_address(turn: Turn) -> dict[str, str]:
        """Return the default address of the shopper's account."""
        customer = turn.session.get(Customer, turn.identity.customer_id)
        return {key: str(value) for key, value in (customer.address if customer else {}).items()}

    @staticmethod
    def _address_in(turn: Turn, details: Json, asking: str | None) -> dict[str, str]:
        """Return the parts of an address that the words give; the number of the order is none of them."""
        if not turn.text or turn.text.startswith("/"):
            return {}
        if order_words.is_question(turn.text) and not read_address(turn.text):
            return {}
        text = turn.text
        if details.get("order"):
            number = re.escape(str(details["order"]))
            text = re.sub(rf"(?<![A-Za-z0-9]){number}(?![A-Za-z0-9])", " ", text)
        is_open = asking in ("address", CONFIRM)
        return read_address(text, details.get("address") or {} if is_open else None)

    def ask_order(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Ask for the order unless the account is meant."""
        if task["details"].get("account"):
            return None
        return super().ask_order(turn, task, customer_id)


class Claim(order_tasks.OrderChange):
    """Something is wrong with what arrived, or nothing arrived."""

    picks_lines = True

    def claims(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Claim how it should be put right, whatever the words look like ("a new one")."""
        if asking == "resolution" and any(self._wished(turn)):
            return True
        return super().claims(turn, details, asking)

    @staticmethod
    def _wished(turn: Turn) -> list[str]:
        return [name for name in RESOLUTIONS if says(turn.text, f"resolution_{name}")]

    def read_more(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Read how it should be put right, and keep the shopper's own words."""
        if turn.text and not turn.text.startswith("/") and turn.request.intent == self.name:
            details.setdefault("note", turn.text[:500])
        tapped = turn.request.value("choice")
        said = self._wished(turn)
        named = [name for name in RESOLUTIONS if tapped == name] or said
        if not named or (len(named) > 1 and asking != "resolution"):
            return False
        details["resolution"] = named[0]
        return True

    def _plan_or_ask(self, turn: Turn, task: Json, customer_id: str) -> Reply:
        reply = super()._plan_or_ask(turn, task, customer_id)
        rules: Any = load_rules(turn.session).of(self.operation)
        if task["asking"] != CONFIRM or task["details"].get("resolution") or not rules.resolutions:
            return reply
        tasks.ask(task, "resolution")
        buttons = [
            button(turn.say(f"orders.resolution_{name}"), "give_details", choice=name)
            for name in rules.resolutions
        ]
        return Reply().say(turn.say("orders.ask_resolution"), buttons)


class ReportDamaged(Claim):
    """Goods arrived broken, wrong or incomplete."""

    name = "report_damaged"
    operation = "report_damaged"
    intents = ("report_damaged", "return_order", "complain")


class ReportMissing(Claim):
    """A parcel did not arrive."""

    name = "report_missing"
    operation = "report_missing"
    intents = ("report_missing", "order_status", "complain")

    def ask_lines(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Take the whole order: a parcel is missing, not a line."""
        return None


for _kind in (
    Cancel,
    ChangeItem,
    Exchange,
    Return,
    ChangePayment,
    ChangeAddress,
    ReportDamaged,
    ReportMissing,
):
    order_tasks.register(_kind())
