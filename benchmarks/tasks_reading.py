"""What a shopper understands of the bot's replies: which question is open, and whether a summary is what was wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.tasks_wishes import METHOD_WORDS, Item, Wish

Asked = Literal[
    "confirm",
    "order",
    "items",
    "variant",
    "reason",
    "method",
    "address",
    "go_on",
    "refused",
    "unclear",
    "nothing",
]
Button = Mapping[str, str]
_YES_TITLE = re.compile(r"^(?:yes\b|confirm|do it|go ahead|ok\b)", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:no\b|don't|do not|cancel$|stop)", re.IGNORECASE)
_CONFIRM = re.compile(
    r"\b(?:shall i do|should i (?:do|go)|do you confirm|please confirm|is (?:that|this) (?:right|correct|ok)|"
    r"would you like me to (?:go|do)|go ahead\?)",
    re.IGNORECASE,
)
_GO_ON = re.compile(r"still open|shall we go on|want to continue", re.IGNORECASE)
_REASON = re.compile(r"\breason\b|\bwhy\b", re.IGNORECASE)
_VARIANT = re.compile(
    r"which (?:version|variant|options?|colou?r|size|one (?:would|do|shall))|instead of|what should it become",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"which order|what order|order number|number of (?:the|your) order", re.IGNORECASE
)
_ITEMS = re.compile(
    r"what (?:in|from|of) |which (?:items?|products?|lines?|things?|articles?|part|of (?:these|them))",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"way to pay|(?:which|what) (?:payment|method|card|account)|how (?:would|do|shall|should) .{0,30}(?:pay|refund)|"
    r"which (?:other )?way|which of these shall",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"what is the (?:new|full) address|for the address i|where (?:shall|should)|new one\?",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:cannot|can't|can not|could not|couldn't|not possible|only possible|not allowed|sold out|does not offer|"
    r"is possible once|nothing left|not possible here|unable|have not changed|has the order already|"
    r"already paid)\b|\bholds \S*\d",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(
    r"not sure (?:what|that|i)|do not understand|did you mean|did not understand|other words|rephrase|"
    r"outside what i can",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:done|is cancelled|has been|is registered|is changed|all set|completed|i have (?:cancelled|changed))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\bUSD\b")
_HANDED_OVER = re.compile(
    r"\b(?:colleague|person|human|agent)\b.{0,60}\b(?:take over|takes over|will|get back|ticket)",
    re.IGNORECASE,
)
_VERBS = {
    "cancel": re.compile(r"\bcancel", re.IGNORECASE),
    "return": re.compile(r"\breturn|send(?:ing)? back|refund", re.IGNORECASE),
    "exchange": re.compile(r"\bexchange|\bswap|\breplace", re.IGNORECASE),
    "items": re.compile(r"\bchange|\bmodif|\bswap|\bexchange|→|->", re.IGNORECASE),
    "address": re.compile(r"address", re.IGNORECASE),
    "account": re.compile(r"address", re.IGNORECASE),
    "payment": re.compile(r"\bpaid\b|\bpay|payment", re.IGNORECASE),
}
_STRONGER = {"items": ("address", "payment"), "return": ("exchange", "cancel")}
_MARKS = {
    "address": re.compile(r"another address|new address|address:", re.IGNORECASE),
    "payment": re.compile(r"how order .{1,15} is paid|payment method|new way", re.IGNORECASE),
    "exchange": re.compile(r"\bexchange\b|→|->", re.IGNORECASE),
    "cancel": re.compile(r"\bcancel", re.IGNORECASE),
}


@dataclass(frozen=True)
class Reading:
    """A reply as the shopper reads it.

    `text` is all of it, `last` the bubble with the question; `done` says that something was carried out.
    """

    text: str
    last: str
    asked: Asked
    buttons: Sequence[Button] = field(default_factory=tuple)
    done: bool = False
    refused: bool = False
    handed_over: bool = False

    def button(self, *words: str) -> Button | None:
        """Return the one button whose title has all these words, None where there is none or several."""
        fitting = [
            button for button in self.buttons if all(has(button.get("title", ""), w) for w in words)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def yes_button(self) -> Button | None:
        """Return the button that says yes."""
        return next((b for b in self.buttons if _YES_TITLE.match(b.get("title", ""))), None)


def read(messages: Sequence[Mapping[str, Any]]) -> Reading:
    """Read a reply."""
    texts = [str(message.get("text") or "") for message in messages]
    text = "\n".join(part for part in texts if part)
    asking = [m for m in messages if m.get("buttons") and not _is_rating(m["buttons"])]
    questions = [part for part in texts if part.rstrip().endswith("?") or _ADDRESS.search(part)]
    last = (
        str(asking[-1].get("text") or "")
        if asking
        else (questions or [p for p in texts if p] or [""])[-1]
    )
    buttons = list(asking[-1]["buttons"]) if asking else []
    asked = _asked(last, text, buttons)
    return Reading(
        text,
        last,
        asked,
        buttons,
        done=bool(_DONE.search(text)),
        refused=bool(_REFUSED.search(text)),
        handed_over=bool(_HANDED_OVER.search(text)),
    )


def _is_rating(buttons: Sequence[Button]) -> bool:
    return sum(bool(re.search(r"★|^[1-5]$|star", b.get("title", ""))) for b in buttons) > 2


def _asked(last: str, text: str, buttons: Sequence[Button]) -> Asked:
    titles = [button.get("title", "") for button in buttons]
    has_both = any(map(_YES_TITLE.match, titles)) and any(map(_NO_TITLE.match, titles))
    if has_both or _CONFIRM.search(last):
        return "confirm"
    tests: tuple[tuple[Asked, re.Pattern[str]], ...] = (
        ("go_on", _GO_ON),
        ("reason", _REASON),
        ("variant", _VARIANT),
        ("order", _ORDER),
        ("items", _ITEMS),
        ("address", _ADDRESS),
        ("method", _METHOD),
        ("unclear", _UNCLEAR),
        ("refused", _REFUSED),
    )
    for asked, pattern in tests:
        if pattern.search(last):
            return asked
    return "refused" if _REFUSED.search(text) and not _DONE.search(text) else "nothing"


def has(text: str, words: str) -> bool:
    """Say whether words stand in a text, in any case, not as a part of longer ones."""
    return bool(
        re.search(rf"(?<![\w]){re.escape(words.lower().strip())}(?![\w])", text.lower())
        if words.strip()
        else True
    )


def has_order(text: str, order_id: str) -> bool:
    """Say whether the number of an order stands in the text."""
    return has(text, order_id.lstrip("#"))


def fits(wish: Wish, text: str) -> bool:
    """Say whether a text could be about a wish: its order and what is done to it."""
    verb = _VERBS.get(wish.kind)
    if verb is None or not verb.search(text):
        return False
    if wish.kind == "account":
        return "account" in text.lower()
    if any(_MARKS[kind].search(text) for kind in _STRONGER.get(wish.kind, ())):
        return False
    return bool(wish.order_id) and has_order(text, wish.order_id)


def objections(wish: Wish, text: str) -> list[str]:
    """Return what is wrong with the summary of a wish.

    Returns:
        Some of `items` (one is missing), `more_items`, `options`, `address`, `reason` and `method`.
    """
    found = []
    if wish.kind in ("items", "exchange", "return"):
        found += _wrong_items(wish, text)
    if wish.address and not all(
        has(text, wish.address[key])
        for key in ("street", "street2", "city", "postcode")
        if wish.address.get(key)
    ):
        found.append("address")
    if wish.reason and (other := _other_reason(wish.reason, text)) and not has(text, wish.reason):
        found.append("reason" if other else "")
    if wish.method is not None and not _right_method(wish, text):
        found.append("method")
    return [name for name in found if name]


def _wrong_items(wish: Wish, text: str) -> list[str]:
    segments = [line for line in text.split("\n") if line.strip()]
    found = []
    wanted = [item for item in wish.items if not item.stays]
    free = list(segments)
    for item in wanted:
        mine = [line for line in free if _names(item, line)]
        if not mine:
            found.append("items")
            continue
        fitting = [line for line in mine if all(has(_after(line), v) for v in item.new.values())]
        if item.new and not fitting:
            found.append("options")
        free.remove((fitting or mine)[0])
    if any(_names(other, line) and _is_row(line) for other in wish.others for line in free):
        found.append("more_items")
    return list(dict.fromkeys(found))


def _is_row(line: str) -> bool:
    return line.lstrip().startswith(("•", "-", "*", "–"))


def _after(line: str) -> str:
    """Return what stands behind the arrow of a row, or all of it."""
    return re.split(r"→|->", line)[-1]


def _names(item: Item, line: str) -> bool:
    before = re.split(r"→|->", line)[0]
    return has(before, item.title) and all(has(before, v) for v in item.telling.values())


def _other_reason(reason: str, text: str) -> bool:
    return bool(re.search(r"reason", text, re.IGNORECASE))


def _right_method(wish: Wish, text: str) -> bool:
    method = wish.method
    if method is None or (wish.kind != "payment" and not _MONEY.search(text)):
        return True
    lines = [line for line in text.split("\n") if _MONEY.search(line) or wish.kind == "payment"]
    about = "\n".join(lines)
    if method.kind == "credit_card" and method.last_four:
        if re.search(r"ending|\*\*|••|x{2,}", about):
            return has(about, method.last_four)
    return any(has(about, word) for word in METHOD_WORDS[method.kind])
