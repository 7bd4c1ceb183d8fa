"""Reading what a shopper says about an order: which one, which lines, which variant, why, who pays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from actions import cards
from actions.texts import heard
from actions.turn import Json, Turn
from ecomcore.shop.orders import LineView, MethodView, OrderView
from ecomcore.text.tokens import normalise, tokenize

METHOD_KINDS = ("gift_card", "paypal", "credit_card", "store_credit")
INSTEAD = re.compile(
    r"\b(?:to|for|into|with|by)\b|换成|改成|换为|改为|变成|换到|改到|换个|换一个|想要|要一?[个件双条]|换",
    re.IGNORECASE,
)
INSTEAD_OF = re.compile(r"\b(?:instead of|rather than)\b|而不是|不要", re.IGNORECASE)
LEAST_REASON = 0.6
FOUR_DIGITS = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def says(text: str, meaning: str) -> bool:
    """Say whether the text holds one of the phrases for a meaning (`hear.yml`), in any language."""
    lowered = normalise(text)
    return any(phrase in lowered for phrase in heard(meaning))


def title_tokens(line: LineView) -> set[str]:
    """Return the tokens of a line's title in every language it has."""
    return {token for language, title in line.title.items() for token in tokenize(title, language)}


def mentioned_lines(
    turn: Turn, lines: Sequence[LineView], text: str | None = None
) -> list[LineView]:
    """Return the lines of an order that the words mean, in the order of the lines.

    A line counts if a token of its title that the other products do not share is in the text, or if it has the most
    tokens there. Lines of the same product are told apart by their options.
    """
    text = turn.text if text is None else text
    said = {token for language in ("en", "zh") for token in tokenize(text, language)}
    tokens = {line.id: title_tokens(line) for line in lines}
    hits: dict[int, set[str]] = {}
    for line in lines:
        others = [tokens[o.id] for o in lines if o.product_id != line.product_id]
        shared = set().union(*others) if others else set()
        hits[line.id] = (tokens[line.id] - shared) & said
    found = [line for line in lines if hits[line.id]]
    found = [line for line in found if not _is_weaker(line, found, hits, tokens, said)]
    return _by_options(turn, found, text)


def _is_weaker(
    line: LineView,
    found: Sequence[LineView],
    hits: Mapping[int, set[str]],
    tokens: Mapping[int, set[str]],
    said: set[str],
) -> bool:
    """Say whether another line has every word that speaks for this one, and its whole title besides."""
    for other in found:
        if other.product_id != line.product_id and tokens[other.id] <= said:
            if not tokens[line.id] <= said and hits[line.id] <= tokens[other.id]:
                return True
    return False


def _by_options(turn: Turn, found: list[LineView], text: str) -> list[LineView]:
    kept: list[LineView] = []
    for line in found:
        twins = [other for other in found if other.product_id == line.product_id]
        if len(twins) == 1:
            kept.append(line)
            continue
        score = {t.id: sum(is_said(turn, v, text) for v in t.options.values()) for t in twins}
        if score[line.id] == max(score.values()):
            kept.append(line)
    return kept


def is_said(turn: Turn, value: str, text: str) -> bool:
    """Say whether an option's value is in the text, in the catalogue's word or in the reply's language."""
    return last_said(turn, value, text) >= 0


def last_said(turn: Turn, value: str, text: str) -> int:
    """Return where an option's value is said last in the normalised text, or -1."""
    lowered = normalise(text)
    spoken = {normalise(value), normalise(cards.word(turn, "value", value))}
    return max((_last(word, lowered) for word in spoken if word), default=-1)


def _last(word: str, lowered: str) -> int:
    if not word.isascii():
        return lowered.rfind(word)
    found = [
        m.start() for m in re.finditer(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", lowered)
    ]
    return found[-1] if found else -1


def wanted_part(text: str) -> str:
    """Return the part of an exchange sentence that names what is wanted instead of what there is."""
    head = INSTEAD_OF.split(text)[0] if INSTEAD_OF.search(text) else text
    marks = list(INSTEAD.finditer(head))
    return head[marks[0].end() :] if marks else head


def read_variant(turn: Turn, line: LineView, variants: Sequence[Json], text: str) -> str | None:
    """Return the sku of the one variant that has the options named; options not named stay as they are.

    Where no variant keeps all the others, the one that keeps the most of them is taken if it is the only such one.
    """
    part = wanted_part(text)
    wanted: dict[str, str] = {}
    for key in line.options or (variants[0]["options"] if variants else {}):
        values = {v["options"].get(key, "") for v in variants} - {""}
        for source in (part, text):
            said = {value: last_said(turn, value, source) for value in values}
            said = {value: place for value, place in said.items() if place >= 0}
            longest = [
                v for v in said if not any(v != o and normalise(v) in normalise(o) for o in said)
            ]
            changed = [v for v in longest if v != line.options.get(key)]
            if source is part and longest:
                wanted[key] = max(longest, key=lambda v: said[v])
                break
            if source is text and len(changed) == 1:
                wanted[key] = changed[0]
    if not wanted:
        return None
    fitting = [v for v in variants if all(v["options"].get(k) == x for k, x in wanted.items())]
    fitting = [v for v in fitting if v["sku"] != line.sku] or fitting
    if not fitting:
        return None
    kept = {
        v["sku"]: sum(v["options"].get(k) == x for k, x in line.options.items()) for v in fitting
    }
    most = max(kept.values())
    best = [v for v in fitting if kept[v["sku"]] == most]
    in_stock = [v for v in best if v.get("stock", 1) > 0] or best
    return str(in_stock[0]["sku"]) if len(in_stock) == 1 else None


def read_method(turn: Turn, methods: Sequence[MethodView], text: str | None = None) -> str | None:
    """Return the id of the stored way to pay that is named, `original`, or None."""
    text = turn.text if text is None else text
    kinds = [kind for kind in METHOD_KINDS if says(text, f"method_{kind}")]
    digits = set(FOUR_DIGITS.findall(normalise(text)))
    by_digits = [m for m in methods if m.last_four and m.last_four in digits]
    if len(by_digits) == 1 and (not kinds or by_digits[0].kind in kinds):
        return by_digits[0].id
    if says(text, "method_original"):
        return "original"
    of_kind = [m for m in methods if m.kind in kinds]
    if len(of_kind) == 1:
        return of_kind[0].id
    if "store_credit" in kinds:
        return "store_credit"
    return None


def read_reason(turn: Turn, reasons: Sequence[Json], *, is_asked: bool) -> str | None:
    """Return the code of the reason that is given: by its words, or, when it was asked for, by meaning."""
    tapped = turn.request.value("choice")
    if tapped in {reason["code"] for reason in reasons}:
        return str(tapped)
    text = normalise(turn.text)
    for reason in reasons:
        phrases = [word for words in reason.get("words", {}).values() for word in words]
        names = [normalise(name) for name in (*reason["label"].values(), reason["code"], *phrases)]
        if any(name and name.replace("_", " ") in text for name in names):
            return str(reason["code"])
    if not is_asked or not turn.text or turn.text.startswith("/"):
        return None
    named = [(reason["code"], label) for reason in reasons for label in reason["label"].values()]
    vectors = turn.service.build.embedder.embed([turn.text, *(label for _, label in named)])
    scores = vectors[1:] @ vectors[0]
    best = int(np.argmax(scores))
    if scores[best] >= LEAST_REASON:
        return str(named[best][0])
    return next((str(r["code"]) for r in reasons if r["code"] == "other"), None)


def order_by_lines(turn: Turn, orders: Sequence[OrderView]) -> OrderView | None:
    """Return the one order whose goods the message mentions, or None."""
    fitting = [order for order in orders if mentioned_lines(turn, order.lines)]
    return fitting[0] if len(fitting) == 1 else None


def is_latest(text: str) -> bool:
    """Say whether the latest order is meant."""
    return says(text, "latest_order")


def quantity_of(request_values: Sequence[Any]) -> int | None:
    """Return a number of pieces, or None."""
    return int(request_values[0]) if request_values else None
