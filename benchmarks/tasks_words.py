"""The sentences of a shopper: many ways to say each wish, each answer, each correction."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from benchmarks.tasks_state import Method
from benchmarks.tasks_wishes import Item, Wish

YES = (
    "Yes, please.",
    "Yes, go ahead.",
    "yes",
    "Yes, that's right.",
    "Correct, please do that.",
    "Yes, do it please.",
    "Sounds good, yes.",
    "ok, yes",
)
THANKS = (
    "That's all, thank you.",
    "Thanks, that was all.",
    "Great, thanks for your help!",
    "No, that's everything. Thanks.",
)
FORGET = (
    "Then leave it as it is.",
    "Never mind then, forget it.",
    "OK, then forget about that.",
    "Then I'd rather not, leave it.",
)
UNWANTED = ("No, I did not ask for that.", "No, not that.", "No, that's not what I want.")
REASONS = {
    "no longer needed": (
        "I no longer need it",
        "I don't need it any more",
        "it is no longer needed",
        "I don't need this anymore",
    ),
    "ordered by mistake": (
        "I ordered it by mistake",
        "it was ordered by mistake",
        "I placed it by mistake",
        "that was an order by mistake",
    ),
}
RETURN_REASONS = (
    "I changed my mind",
    "I don't need it any more",
    "I just don't like it",
)
PLAIN = ("color", "colour", "frame color", "frame colour", "dial color", "dial colour")
NOTHING = ("none", "no", "not resistant")


class Words:
    """Chooses among the ways to say something, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        """Draw from `seed`."""
        self.random = random.Random(seed)
        self.is_lower = self.random.random() < 0.15

    def pick(self, *ways: str) -> str:
        """Return one of the ways."""
        return self.random.choice(ways)

    def chance(self, share: float) -> bool:
        """Return true in that share of cases."""
        return self.random.random() < share

    def styled(self, text: str) -> str:
        """Return a message as this shopper types: some use no capital letters."""
        text = " ".join(text.split())
        return text.lower() if self.is_lower else text

    def order(self, order_id: str) -> str:
        """Return an order's number as people write it."""
        bare = order_id.lstrip("#")
        return self.pick(
            f"order {order_id}",
            f"order {order_id}",
            f"order {bare}",
            f"order {bare}",
            f"my order {order_id}",
            f"my order {order_id}",
            f"order number {bare}",
            f"order no. {bare}",
            f"the order ending in {bare[-4:]}",
        )

    def item(self, item: Item) -> str:
        """Return an item as the shopper calls it: by its name, with options only where others have it too."""
        if not item.telling:
            return f"the {item.short if item.short and self.chance(0.35) else item.title}"
        return f"the {item.title} ({', '.join(item.telling.values())})"

    def option(self, key: str, value: str) -> str:
        """Return one option in words."""
        key = key.replace("_", " ")
        if value in NOTHING and value != "not resistant":
            return self.pick(
                f"{key}: {value}", f"with {value} {key}" if value == "no" else f"{key} {value}"
            )
        if value == "yes":
            return self.pick(key, f"{key}: yes") if key == "waterproof" else f"with {key}: yes"
        if key in PLAIN and " " not in value:
            return self.pick(f"in {value}", f"{key} {value}", value)
        if (key == "size" and value.isupper()) or value.isdigit():
            return f"{key} {value}"
        return self.pick(f"with {value} {key}", f"{key} {value}", f"with {key} {value}", value)

    def options(self, options: Mapping[str, str]) -> str:
        """Return several options in words."""
        if self.chance(0.35):
            return join([f"{key.replace('_', ' ')} {value}" for key, value in options.items()])
        return join([self.option(key, value) for key, value in options.items()])

    def swap(self, item: Item, *, whole: bool = False) -> str:
        """Return which version should come instead."""
        if item.stays:
            return self.pick("the same one again", "exactly the same version")
        wanted = item.new if whole or self.chance(0.25) else item.changed
        said = self.options(wanted)
        if said.startswith(("in ", "with ")):
            return self.pick(f"one {said}", f"the one {said}")
        if any(said.startswith(key.replace("_", " ")) for key in wanted):
            return f"the {self.pick('one', 'version')} with {said}"
        return self.pick(f"the {said} one", f"{said}", f"the version {said}")

    def method(self, method: Method, namesakes: int) -> str:
        """Return a way to pay in words, with the last digits of a card where there are several."""
        if method.kind == "credit_card":
            digits = f"ending in {method.last_four}"
            if namesakes > 1:
                return self.pick(
                    f"my card {digits}", f"the {method.brand or 'credit card'} {digits}"
                )
            return self.pick(f"my credit card {digits}", "my credit card", f"my card {digits}")
        if method.kind == "paypal":
            return self.pick("my PayPal", "PayPal", "my PayPal account")
        return self.pick("my gift card", "the gift card", "my gift card balance")

    def address(self, address: Mapping[str, str]) -> str:
        """Return an address as people type it."""
        tail = (
            f"{address.get('city', '')}, {address.get('state', '')} {address.get('postcode', '')}"
        )
        street = f"{address.get('street', '')}, {address.get('street2', '')}".strip(", ")
        country = address.get("country", "")
        if country and (country != "USA" or self.chance(0.6)):
            return f"{street}, {tail}, {country}"
        return f"{street}, {tail}"

    def wish(self, wish: Wish, facts: frozenset[str]) -> str:
        """Return the sentences of a wish; `facts` says which of `order`, `method`, `reason` to mention."""
        text = getattr(self, f"_{wish.kind}")(wish, facts)
        return str(text)

    def _of_order(self, wish: Wish, facts: frozenset[str], before: str = "from") -> str:
        return f" {before} {self.order(wish.order_id)}" if "order" in facts else ""

    def _cancel(self, wish: Wish, facts: frozenset[str]) -> str:
        order = self.order(wish.order_id) if "order" in facts else "an order that I placed"
        why = self.why(wish)
        if "reason" not in facts:
            return self.pick(
                f"I want to get {order} cancelled.",
                f"I'd like to cancel {order}.",
                f"Please cancel {order}.",
                f"Can you cancel {order}?",
            )
        return self.pick(
            f"Please cancel {order}, {why}.",
            f"I'd like to cancel {order} because {why}.",
            f"Can you cancel {order}? {_capital(why)}.",
            f"I want to cancel {order}. {_capital(why)}.",
            f"{_capital(why)}, so please cancel {order}.",
            f"Would you cancel {order} for me, please? {_capital(why)}.",
            f"I need {order} cancelled because {why}.",
        )

    def why(self, wish: Wish) -> str:
        """Return the reason of a wish in words; where the task has none, one that any shop knows."""
        own = (wish.reason,) if wish.reason else RETURN_REASONS
        return self.pick(*REASONS.get(wish.reason, own))

    def _address(self, wish: Wish, facts: frozenset[str]) -> str:
        order, place = self._of_order(wish, facts, "of"), self.address(wish.address)
        return self.pick(
            f"Please change the shipping address{order} to {place}.",
            f"Can you send {order.removeprefix(' of ') or 'my order'} to another address? It should go to {place}.",
            f"I need to change the delivery address{order}. The new one is {place}.",
            f"I typed the wrong address{order.replace(' of ', ' for ')}. It should be {place}.",
            f"Please ship {order.removeprefix(' of ') or 'my order'} to {place} instead.",
        )

    def _account(self, wish: Wish, facts: frozenset[str]) -> str:
        place = self.address(wish.address)
        return self.pick(
            f"Please change the default address of my account to {place}.",
            f"I have moved. Please update the address in my account: {place}.",
        )

    def _payment(self, wish: Wish, facts: frozenset[str]) -> str:
        order = self._of_order(wish, facts, "of")
        way = self.pay(wish)
        return self.pick(
            f"Please change the payment method{order} to {way}.",
            f"I'd like to pay{order.replace(' of ', ' for ')} with {way} instead.",
            f"Can you switch the payment{order} to {way}?",
            f"Could I use {way} as the payment method{order.replace(' of ', ' for ')} instead?",
        )

    def pay(self, wish: Wish) -> str:
        """Return the way to pay of a wish in words."""
        return self.method(wish.method, wish.namesakes) if wish.method else "the original way"

    def _settle(self, wish: Wish, facts: frozenset[str], *ways: str) -> str:
        return self.pick(*ways) if "method" in facts and wish.method else ""

    def _return(self, wish: Wish, facts: frozenset[str]) -> str:
        order, items = self._of_order(wish, facts), join([self.item(i) for i in wish.items])
        way = self.pay(wish)
        said = self.pick(
            f"I want to return {items}{order}.",
            f"I'd like to send back {items}{order}.",
            f"Can I return {items}{order}?",
            f"Please set up a return for {items}{order}.",
            f"I'm not happy with {items}{order} and would like to return {_them(wish)}.",
            f"I got {items}{order}, but I don't want to keep {_them(wish)}. I'd like to return {_them(wish)}.",
        )
        if wish.is_original and self.chance(0.25):
            way = "the original payment method"
        return said + self._settle(
            wish,
            facts,
            f" The refund should go to {way}.",
            f" Please refund it to {way}.",
            f" I'd like the money back on {way}.",
        )

    def _exchange(self, wish: Wish, facts: frozenset[str]) -> str:
        order, way = self._of_order(wish, facts), self.pay(wish)
        if len(wish.items) == 1:
            item, new = self.item(wish.items[0]), self.swap(wish.items[0])
            said = self.pick(
                f"I'd like to exchange {item}{order} for {new}.",
                f"Can I exchange {item}{order} for {new}?",
                f"I received {item}{order} and want to exchange it for {new}.",
                f"I'd rather have {new} instead of {item}{order}. Can I exchange it?",
                f"Could you swap {item}{order} for {new}?",
            )
        else:
            head = f"{_capital(order.removeprefix(' from '))}: " if order else ""
            said = (
                f"{self.pick('I want to exchange some items.', 'Some exchanges, please.')} {head}"
            )
            said += self._swaps(wish)
        return said + self._settle(
            wish,
            facts,
            f" I'd settle the difference with {way}.",
            f" Please use {way} for the difference.",
        )

    def _items(self, wish: Wish, facts: frozenset[str]) -> str:
        order, way = self._of_order(wish, facts, "in"), self.pay(wish)
        if len(wish.items) == 1:
            item, new = self.item(wish.items[0]), self.swap(wish.items[0])
            said = self.pick(
                f"Please change {item}{order} to {new}.",
                f"I'd like to change {item}{order} to {new}.",
                f"Can you switch {item}{order} to {new}?",
                f"I picked the wrong version of {item}{order}. It should be {new}.",
                f"Before it ships, could you change {item}{order} to {new}?",
            )
        else:
            said = f"I'd like to change some items{order}. {self._swaps(wish)}"
        return said + self._settle(
            wish, facts, f" Any difference goes to {way}.", f" I'd pay the difference with {way}."
        )

    def _swaps(self, wish: Wish) -> str:
        verb = self.pick("to", "for", "to")
        start = "change" if verb == "to" else "exchange"
        parts = [f"{self.item(item)} {verb} {self.swap(item)}" for item in wish.items]
        if not parts:
            return ""
        return f"Please {start} {'; '.join(parts[:-1])}; and {parts[-1]}."

    def _person(self, wish: Wish, facts: frozenset[str]) -> str:
        return self.pick("I'd like to talk to a person, please.", "Can I speak to a human agent?")

    def _look(self, wish: Wish, facts: frozenset[str]) -> str:
        if not wish.order_id:
            return "Can you show me my orders?"
        return f"What is the status of {self.order(wish.order_id)}?"


def _them(wish: Wish) -> str:
    return "it" if len(wish.items) == 1 else "them"


def join(parts: Sequence[str]) -> str:
    """Return parts as an enumeration."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
