"""The scripted shopper: says wishes, answers questions, checks every summary before saying yes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import tasks_words
from benchmarks.tasks_reading import Reading, fits, has, has_order, objections, read
from benchmarks.tasks_wishes import Item, Wish
from benchmarks.tasks_words import Words

TURNS = 25
TRIES = 3
_SAME = re.compile(r"already|the one you have|same", re.IGNORECASE)


@dataclass(frozen=True)
class Move:
    """What the shopper does next: types a text or taps a button; `confirms` is the wish that it says yes to."""

    text: str
    payload: str = ""
    confirms: Wish | None = None


@dataclass
class _Progress:
    """How far a wish is: not said yet, said, agreed to, over (given up or done)."""

    wish: Wish
    said: bool = False
    agreed: bool = False
    over: bool = False
    done: bool = False
    tries: int = 0
    corrections: int = 0


class Shopper:
    """Plays one task; `first` and then `react` give the moves until there is nothing left to say."""

    def __init__(
        self, wishes: Sequence[Wish], instruction: str, seed: str, opening: str = ""
    ) -> None:
        """Say the wishes in varied words drawn from `seed`; `opening` says all of them, if it is given."""
        self.words = Words(seed)
        self.progress = [_Progress(wish) for wish in wishes]
        self.instruction = instruction
        self.opening = opening
        self.has_left = False

    def first(self) -> Move:
        """Return the opening message: one wish, or several at once."""
        if self.opening:
            for step in self.progress:
                step.said = True
            return self._say(self.opening)
        greeting = self.words.pick("", "", "Hi, ", "Hello! ", "Hey, ", "Good morning. ")
        return self._say(greeting + self._next_wishes())

    def react(self, messages: Sequence[Mapping[str, Any]]) -> Move | None:
        """Return the next move after a reply, None when the conversation is over."""
        if self.has_left:
            return None
        reading = read(messages)
        self._take_note(reading)
        move = self._answer(reading)
        if move is not None:
            return move
        if any(not step.over and not step.said for step in self.progress):
            return self._say(self._next_wishes())
        if any(not step.over for step in self.progress):
            return self._insist(reading)
        self.has_left = True
        return self._say(self.words.pick(*tasks_words.THANKS)) if self.words.chance(0.5) else None

    def _next_wishes(self) -> str:
        """Say the next wish; often two at once where there are more, seldom three."""
        waiting = [step for step in self.progress if not step.said and not step.over]
        count = 1
        if len(waiting) > 1 and self.words.chance(0.35):
            count = 3 if len(waiting) > 2 and self.words.chance(0.2) else 2
        texts = []
        for step in waiting[:count]:
            step.said = True
            texts.append(self.words.wish(step.wish, self._facts(step.wish)))
        link = self.words.pick(" Also, ", " And ", " Besides, ", " ")
        return texts[0] + "".join(_linked(link, text) for text in texts[1:])

    def _facts(self, wish: Wish) -> frozenset[str]:
        """Return which facts to mention unasked: those the shopper was told, most of the time."""
        often = {"order": 0.95, "method": 0.6, "reason": 0.75}
        return frozenset(fact for fact in sorted(wish.told) if self.words.chance(often[fact]))

    def _take_note(self, reading: Reading) -> None:
        """Note which wishes are done or were refused."""
        for step in self.progress:
            if step.agreed and not step.over:
                step.over = step.done = reading.done
                step.agreed = False
                step.tries += not reading.done
            if step.said and step.wish.kind in ("look", "person"):
                step.over = step.wish.kind == "look" or reading.handed_over or step.tries > 1
                step.tries += 1

    def _answer(self, reading: Reading) -> Move | None:
        """Answer the open question, if there is one."""
        if reading.asked == "confirm":
            return self._check(reading)
        step = self._current(reading)
        if step is None:
            return None
        wish = step.wish
        answers = {
            "go_on": self._go_on,
            "order": self._name_order,
            "items": self._name_items,
            "variant": self._name_variant,
            "reason": self._name_reason,
            "method": self._name_method,
            "address": self._name_address,
        }
        if reading.asked in answers:
            step.tries += 1
            if step.tries > TRIES * (2 + len(wish.items)):
                return self._drop(step)
            if reading.refused and wish.refused and reading.asked == "method":
                return self._drop(step)
            return answers[reading.asked](step, reading)
        if reading.asked in ("refused", "unclear"):
            return self._insist(reading)
        return None

    def _open(self) -> list[_Progress]:
        return [step for step in self.progress if step.said and not step.over]

    def _current(self, reading: Reading) -> _Progress | None:
        """Return the wish that a question is about: the one it names, else the first open one."""
        steps = self._open()
        named = [s for s in steps if s.wish.order_id and has_order(reading.last, s.wish.order_id)]
        about = [s for s in steps if _is_about(s.wish, reading.last)]
        both = [s for s in named if s in about]
        return next(iter(both or about or named or steps), None)

    def _check(self, reading: Reading) -> Move:
        """Say yes to a summary only if it is exactly what was wanted."""
        candidates = [
            step for step in self.progress if not step.done and fits(step.wish, reading.last)
        ]
        if not candidates:
            current = next(iter(self._open()), None)
            no = self.words.pick(*tasks_words.UNWANTED)
            if current is None:
                return self._say(no)
            current.corrections += 1
            if current.corrections > TRIES:
                return self._drop(current)
            return self._say(f"{no} {self._restated(current)}")
        step = min(candidates, key=lambda s: len(objections(s.wish, reading.last)))
        wrong = objections(step.wish, reading.last)
        if not wrong and not all(item.stays for item in step.wish.items or [Item("", {})]):
            step.agreed, step.said, step.over = True, True, False
            return self._yes(step.wish, reading)
        step.corrections += 1
        if step.corrections > TRIES or not wrong:
            return self._drop(step)
        step.said = True
        return self._say(self._correction(step, wrong))

    def _yes(self, wish: Wish, reading: Reading) -> Move:
        button = reading.yes_button()
        if button is not None and self.words.chance(0.4):
            return Move(f"[{button.get('title')}]", button.get("payload", ""), wish)
        return Move(self.words.styled(self.words.pick(*tasks_words.YES)), confirms=wish)

    def _correction(self, step: _Progress, wrong: Sequence[str]) -> str:
        wish = step.wish
        if list(wrong) == ["method"] and step.corrections == 1:
            way = self.words.pay(wish)
            return self.words.pick(
                f"Please use {way} instead.", f"No, to {way} please.", f"I'd rather use {way}."
            )
        if list(wrong) == ["reason"]:
            return f"No, the reason is that {self.words.why(wish)}."
        if list(wrong) == ["address"]:
            return f"The address is not right. It should be {self.words.address(wish.address)}."
        if list(wrong) == ["items"] and step.corrections == 1 and wish.kind == "return":
            return f"Not only that. I want to return {self._items_of(wish)}."
        return f"No, that's not quite right. {self._restated(step)}"

    def _restated(self, step: _Progress) -> str:
        """Say the wish again, with everything that there is to know."""
        facts = {"order", "reason"} | ({"method"} if step.wish.method else set())
        return self.words.wish(step.wish, frozenset(facts))

    def _items_of(self, wish: Wish) -> str:
        return tasks_words.join([self.words.item(item) for item in wish.items])

    def _insist(self, reading: Reading) -> Move | None:
        """After a refusal or a misunderstanding: accept it if the policy says so, else say it again."""
        step = self._current(reading)
        if step is None:
            return None
        step.tries += 1
        if (step.wish.refused and reading.refused) or step.tries > TRIES:
            step.over = True
            if any(not other.over and not other.said for other in self.progress):
                return self._say(self._next_wishes())
            return self._insist(reading) if self._open() else None
        return self._say(self._restated(step))

    def _drop(self, step: _Progress) -> Move:
        step.over = True
        return self._say(self.words.pick(*tasks_words.FORGET))

    def _go_on(self, step: _Progress, reading: Reading) -> Move:
        button = reading.button("go on")
        if button is not None:
            return self._tap(button)
        return self._say("Yes, let's go on with that.")

    def _name_order(self, step: _Progress, reading: Reading) -> Move:
        number = step.wish.order_id
        button = reading.button(number.lstrip("#")) if number else None
        if button is not None and self.words.chance(0.5):
            return self._tap(button)
        order = self.words.order(number)
        return self._say(self.words.pick(number, f"It's {order}.", f"{order}", f"I mean {order}."))

    def _name_items(self, step: _Progress, reading: Reading) -> Move:
        wish = step.wish
        if not wish.items:
            return self._say(f"{self.words.pick(*tasks_words.UNWANTED)} {self._restated(step)}")
        everything = not wish.others and len(wish.items) > 1
        button = reading.button("all") if everything else None
        if len(wish.items) == 1:
            item = wish.items[0]
            button = reading.button(item.title, *item.options.values())
        if button is not None and self.words.chance(0.5):
            return self._tap(button)
        if everything and self.words.chance(0.4):
            return self._say("All of them.")
        items = self._items_of(wish)
        return self._say(self.words.pick(items, f"{items}, please.", f"I mean {items}."))

    def _name_variant(self, step: _Progress, reading: Reading) -> Move:
        items = [item for item in step.wish.items if item.new and has(reading.last, item.title)]
        items = [i for i in items if all(has(reading.last, v) for v in i.options.values())] or items
        if not items and (strange := self._not_meant(step.wish, reading)):
            # What is wanted first may be impossible after what comes later.
            return self._say(f"{strange} {self._restated(self._open()[0])}")
        item = next(iter(items), next((i for i in step.wish.items if i.new), None))
        if item is None:
            return self._say(self._restated(step))
        if item.stays or (step.wish.refused and reading.refused):
            return self._leave_out(step, item)
        button = reading.button(*item.new.values())
        if button is not None and self.words.chance(0.5):
            return self._tap(button)
        said = self.words.options(item.new)
        return self._say(self.words.pick(said, f"The one with {said}.", f"{said}, please."))

    def _not_meant(self, wish: Wish, reading: Reading) -> str:
        """Return the refusal of a question about a thing that the wish is not about, or nothing if it names none."""
        other = next((item for item in wish.others if has(reading.last, item.title)), None)
        if other is not None:
            name = self.words.item(other)
            return self.words.pick(f"No, leave {name} as it is.", f"Not {name}, I'll keep that.")
        is_named = any(has(reading.last, item.title) for item in wish.items)
        return "" if is_named or not wish.items else self.words.pick(*tasks_words.UNWANTED)

    def _leave_out(self, step: _Progress, item: Item) -> Move:
        """Take back an item that there is nothing to exchange for, or all if no other is left."""
        step.wish.items = [other for other in step.wish.items if other is not item]
        if not step.wish.items or step.wish.refused:
            return self._drop(step)
        step.wish.others.append(item)
        name = self.words.item(item)
        again = self._restated(step)
        return self._say(
            self.words.pick(f"Then leave {name} as it is.", f"OK, then not {name}. {again}")
        )

    def _name_reason(self, step: _Progress, reading: Reading) -> Move:
        reason = step.wish.reason
        button = reading.button(reason) if reason else None
        if button is not None and self.words.chance(0.5):
            return self._tap(button)
        said = self.words.why(step.wish)
        return self._say(f"{said[0].upper()}{said[1:]}.")

    def _name_method(self, step: _Progress, reading: Reading) -> Move:
        method = step.wish.method
        if method is None:
            return self._say("The way I paid, please.")
        kind = method.kind.replace("_", " ")
        button = (
            reading.button(kind, method.last_four) if method.last_four else reading.button(kind)
        )
        if button is not None and self.words.chance(0.5):
            return self._tap(button)
        return self._say(
            self.words.pick(
                f"{self.words.pay(step.wish)}", f"With {self.words.pay(step.wish)}, please."
            )
        )

    def _name_address(self, step: _Progress, reading: Reading) -> Move:
        if not step.wish.address:
            return self._say(f"{self.words.pick(*tasks_words.UNWANTED)} {self._restated(step)}")
        return self._say(self.words.address(step.wish.address))

    def _say(self, text: str) -> Move:
        return Move(self.words.styled(text))

    def _tap(self, button: Mapping[str, str]) -> Move:
        return Move(f"[{button.get('title')}]", button.get("payload", ""))


_TOPIC = {
    "cancel": re.compile(r"cancel", re.IGNORECASE),
    "return": re.compile(r"return|send(?:ing)? back|refund", re.IGNORECASE),
    "exchange": re.compile(r"exchange", re.IGNORECASE),
    "items": re.compile(r"change (?:of|in)|changed\?|version", re.IGNORECASE),
    "payment": re.compile(r"way to pay|payment|pay\b", re.IGNORECASE),
    "address": re.compile(r"address", re.IGNORECASE),
    "account": re.compile(r"address", re.IGNORECASE),
}


def _is_about(wish: Wish, text: str) -> bool:
    topic = _TOPIC.get(wish.kind)
    is_named = any(has(text, item.title) for item in wish.items)
    return is_named or bool(topic and topic.search(text))


def _linked(link: str, text: str) -> str:
    """Return a further sentence behind a linking word; `I` stays a capital letter."""
    if not link.strip() or text.startswith(("I ", "I'")):
        return link + text
    return link + text[:1].lower() + text[1:]
