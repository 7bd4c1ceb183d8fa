"""What a shopper wants and knows: the expected actions of a task put in words, without any internal id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Literal

from benchmarks.tasks_policy import Action, expected, new_address
from benchmarks.tasks_state import Line, Method, OrderState, ShopState, VariantFacts

Kind = Literal[
    "cancel", "address", "account", "payment", "items", "return", "exchange", "person", "look"
]
KINDS: dict[str, Kind] = {
    "cancel_pending_order": "cancel",
    "modify_pending_order_address": "address",
    "modify_user_address": "account",
    "modify_pending_order_payment": "payment",
    "modify_pending_order_items": "items",
    "return_delivered_order_items": "return",
    "exchange_delivered_order_items": "exchange",
    "transfer_to_human_agents": "person",
}
ORDER_NUMBER = re.compile(r"#?W\d{7}")
UNCLEAR = frozenset({"set", "kit", "maker", "machine", "cleaner", "book", "camera"})
"""Last words of titles that nobody would say alone."""
METHOD_WORDS = {
    "paypal": ("paypal",),
    "gift_card": ("gift card", "gift_card", "store credit", "website credit"),
    "credit_card": ("credit card", "credit_card", "visa", "mastercard"),
}


@dataclass
class Item:
    """One item of an order that a wish is about.

    `telling` are the options that tell it from other items of the same name in its order; `new` are all options of
    what should come instead, `changed` those of them that differ. `short` is its name in one word, if that is clear.
    """

    title: str
    options: dict[str, str]
    telling: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    short: str = ""

    @property
    def changed(self) -> dict[str, str]:
        """Return the options that should be different."""
        return {key: value for key, value in self.new.items() if self.options.get(key) != value}

    @property
    def stays(self) -> bool:
        """Say whether it would be exchanged for the very same variant."""
        return bool(self.new) and not self.changed


@dataclass
class Wish:
    """One thing that the shopper wants done.

    `refused` says why the policy forbids it (empty: it does not); `told` is what the instruction mentions, so that the
    shopper says it without being asked.
    """

    kind: Kind
    order_id: str = ""
    items: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    method: Method | None = None
    namesakes: int = 0
    """How many of the customer's ways to pay are of the same kind as the one that is wanted."""
    reason: str = ""
    is_original: bool = False
    """Whether the wanted way to pay is the one that the order was paid with."""
    address: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    told: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Task:
    """A task of the file: who, what the shopper has been told, and what should happen."""

    number: int
    customer_id: str
    instruction: str
    actions: tuple[Action, ...]

    @classmethod
    def from_dict(cls, number: int, entry: Mapping[str, Any]) -> Task:
        """Read one line of a file of tasks; without an instruction or actions it is a task where nothing changes.

        Raises:
            KeyError: it lacks `user_id`, or an action has no name.
            ValueError, TypeError: what is given has another form.
        """
        actions = tuple(
            Action(str(action["name"]), dict(action.get("kwargs") or action.get("arguments") or {}))
            for action in entry.get("actions") or []
        )
        return cls(number, str(entry["user_id"]), str(entry.get("instruction") or ""), actions)

    @property
    def kind(self) -> str:
        """Return what kind of task it is: the kind of its wishes, or `several kinds`."""
        kinds = {KINDS[action.name] for action in self.actions if action.name in KINDS}
        kinds = {kind for kind in kinds if kind != "person"} or kinds
        return "several kinds" if len(kinds) > 1 else next(iter(kinds), "nothing")


def wishes_of(
    task: Task, start: ShopState, variants: Mapping[str, VariantFacts]
) -> tuple[list[Wish], ShopState]:
    """Return the wishes of a task in the order of its actions, and the state in which it should end."""
    end, refused = expected(task.actions, start, variants, task.customer_id)
    own = start.of(task.customer_id)
    wishes = []
    for index, action in enumerate(task.actions):
        if action.name in KINDS:
            wish = _wish(action, task.instruction, own, variants)
            wish.refused = refused.get(index, "")
            wishes.append(wish)
    if not wishes:
        wishes = [
            Wish("look", order_id=number if number.startswith("#") else f"#{number}")
            for number in dict.fromkeys(ORDER_NUMBER.findall(task.instruction))
        ] or [Wish("look")]
    return wishes, end


def _wish(
    action: Action, instruction: str, own: ShopState, variants: Mapping[str, VariantFacts]
) -> Wish:
    facts = action.arguments
    wish = Wish(KINDS[action.name])
    wish.order_id = str(facts.get("order_id") or "")
    wish.reason = str(facts.get("reason") or "") if wish.kind == "cancel" else ""
    if wish.kind in ("address", "account"):
        wish.address = new_address(facts)
    method = own.methods.get(str(facts.get("payment_method_id") or ""))
    if method is not None:
        wish.method = method
        wish.namesakes = sum(other.kind == method.kind for other in own.methods.values())
    order = own.orders.get(wish.order_id)
    wish.is_original = order is not None and method is not None and order.method_id == method.id
    if order is not None:
        _add_items(wish, order, action, variants)
    wish.told = _told(wish, instruction)
    return wish


def _add_items(
    wish: Wish, order: OrderState, action: Action, variants: Mapping[str, VariantFacts]
) -> None:
    left = list(order.lines)
    pairs = zip_longest(action.skus("item_ids"), action.skus("new_item_ids"), fillvalue="")
    for sku, new in pairs:
        line = next((line for line in left if line.sku == sku), None)
        if line is None:
            continue
        left.remove(line)
        options = dict(variants[new].options) if new in variants else {}
        wish.items.append(
            Item(
                line.title,
                dict(line.options),
                _telling(line, order.lines),
                options,
                _short(line.title, [other.title for other in order.lines]),
            )
        )
    wish.others = [
        Item(line.title, dict(line.options), _telling(line, order.lines)) for line in left
    ]


def _short(title: str, titles: Sequence[str]) -> str:
    """Return the last word of a title, if it says what it is and no other item of the order has it."""
    word = title.split()[-1]
    others = {other for other in titles if other != title}
    is_clear = word.lower() not in UNCLEAR and not any(word in other.split() for other in others)
    return word.lower() if is_clear and word != title else ""


def _telling(line: Line, lines: Sequence[Line]) -> dict[str, str]:
    """Return the options that tell a line from the others of its product, as few as possible."""
    rivals = [o for o in lines if o.product_id == line.product_id and o.options != line.options]
    telling: dict[str, str] = {}
    while rivals:
        best = max(
            line.options.keys() - telling.keys(),
            key=lambda key: (sum(o.options.get(key) != line.options[key] for o in rivals), key),
        )
        telling[best] = line.options[best]
        rivals = [o for o in rivals if o.options.get(best) == line.options[best]]
    return telling


def _told(wish: Wish, instruction: str) -> frozenset[str]:
    """Return which facts of a wish the instruction mentions: `order`, `method`, `reason`."""
    text = instruction.lower()
    told = set()
    if wish.order_id and wish.order_id.lstrip("#").lower() in text:
        told.add("order")
    if wish.method is not None and any(word in text for word in METHOD_WORDS[wish.method.kind]):
        told.add("method")
    if wish.reason and wish.reason in text:
        told.add("reason")
    return frozenset(told)
