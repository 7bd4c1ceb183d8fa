"""Which version of the goods a message asks for instead of the one that was ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.catalogue import cards, references
from actions.phrases import pattern
from actions.skills.orders.details import OD, OrderDetails
from actions.skills.orders.reading.hearing import CONFIRMATIONS, REASON_QUESTIONS, Hearing
from actions.turn.memory import Question
from actions.turn.turn import Json, Turn
from actions.understanding import order_lines, order_variants
from ecomcore.orders import LineView
from ecomcore.shop.models import Product
from ecomcore.shop.rules import load_rules
from ecomcore.text.tokens import normalise

LONGEST_VERSION, WORDS_OF_VERSION = 20, 3
"""Letters and words of a message that says nothing but a version ("in navy", "藏青色的")."""


def read_variants(message: Hearing, details: OD) -> OD | None:
    """Read which version of each line shall come instead."""
    if not message.change.swaps or details.order is None:
        return None
    if message.asking is not None and asks_for_versions(message, details):
        return replace(details, variants={})
    tapped = message.turn.request.value("sku")
    if tapped and details.variant_line:
        found = {details.variant_line: str(tapped)}
    else:
        line, wanted = _not_made(message, details)
        if line is not None:
            kept = {each: sku for each, sku in details.variants.items() if each != line.id}
            return replace(details, variants=kept, variant_line=line.id, lacking=wanted)
        found = _found(message, details)
    return replace(details, variants={**details.variants, **found}) if found else None


def read_same_again(message: Hearing, details: OD) -> OD | None:
    """Take "a new one" for the same version again, where the shop swaps goods for the same."""
    rules: Any = load_rules(message.turn.session).of(message.change.operation)
    lines = message.lines(details)
    is_open = len(lines) == 1 and lines[0].id not in details.variants and rules.same_variant
    if not is_open or not message.says("same_again"):
        return None
    return replace(details, variants={**details.variants, lines[0].id: lines[0].sku})


def asks_for_versions(message: Hearing, details: OrderDetails) -> bool:
    """Say whether the shopper wants to know what else there is of the one thing that shall be changed."""
    is_one = message.change.swaps and len(details.lines) == 1
    return is_one and message.says("asks_versions")


def names_version(message: Hearing, details: OrderDetails, line: LineView) -> bool:
    """Say whether the message names a version of a line."""
    offered = _offered(message.turn, line)
    base = _as_wanted(line, offered, details.variants)
    sku = order_variants.read_variant(message.turn, base, offered, message.text, is_asked=True)
    return sku is not None


def open_to_change(message: Hearing, details: OrderDetails) -> list[LineView]:
    """Return the line whose version is asked for, or may be put right in a word or two at the confirmation."""
    lines, text = message.lines(details), message.text
    if message.asking is Question.VARIANT:
        return [line for line in lines if line.id == details.variant_line]
    is_short = len(text) <= LONGEST_VERSION and len(text.split()) <= WORDS_OF_VERSION
    is_open = message.change.swaps and message.asking in CONFIRMATIONS
    return lines if is_open and (is_short or message.says("prefers")) and len(lines) == 1 else []


def becomes(message: Hearing, details: OrderDetails) -> str | None:
    """Return the swap that the shopper would rather have than the money for one thing ("rather in L")."""
    swap, order = message.change.becomes, message.order(details)
    is_open = message.asking in (*CONFIRMATIONS, *REASON_QUESTIONS)
    if swap is None or order is None or not is_open or not message.says("prefers"):
        return None
    lines = [line for line in order.open_lines if not details.lines or line.id in details.lines]
    return swap if len(lines) == 1 and names_version(message, details, lines[0]) else None


def _found(message: Hearing, details: OrderDetails) -> dict[int, str]:
    """Return the versions that are named and are not chosen yet, by line."""
    turn, lines = message.turn, message.lines(details)
    parts = order_lines.parts_by_line(turn, lines)
    is_asked = message.asking is Question.VARIANT
    asked_about = _asked_about(turn, details, lines) if is_asked else None
    found = {}
    for line in lines:
        is_it = asked_about == line.id
        text = parts.get(line.id) or (message.text if is_it or len(lines) == 1 else "")
        if not text:
            continue
        offered = _offered(turn, line)
        base = line if message.asking is None else _as_wanted(line, offered, details.variants)
        sku = order_variants.read_variant(turn, base, offered, text, is_asked=is_it)
        if sku and details.variants.get(line.id) != sku:
            found[line.id] = sku
    return found


def _not_made(
    message: Hearing, details: OrderDetails
) -> tuple[LineView | None, dict[str, list[str]]]:
    """Return the line of which a version is wanted that there is not, and what of it there is not, by option."""
    turn, lines = message.turn, message.lines(details)
    if message.asking is Question.VARIANT:
        lines = [line for line in lines if line.id == details.variant_line]
    parts = order_lines.parts_by_line(turn, lines) if len(lines) > 1 else {}
    for line in lines:
        text = parts.get(line.id, "") if len(lines) > 1 else normalise(message.text)
        for product in cards.load(turn, [line.product_id]):
            lacking = _lacking_in(turn, product, text)
            if lacking:
                return line, lacking
    return None, {}


def _lacking_in(turn: Turn, product: Product, text: str) -> dict[str, list[str]]:
    """Return what a text wants of a product that it does not come in, by option; what it is changed from is none."""
    refused = pattern("instead_of").search(text)
    text = text[: refused.start()] if refused else text
    for part in (text[order_variants.wanted_from(text) :], text):
        said = replace(turn, request=replace(turn.request, text=part))
        wanted = references.wanted_options(said)
        if not wanted.is_any:
            return references.lacking(said, product, wanted)
    return {}


def _asked_about(turn: Turn, details: OrderDetails, lines: Sequence[LineView]) -> int | None:
    """Return the line that an answer to the question for a version is about.

    It is the one that was asked about, unless the words fit another one that is still open better.
    """
    asked, text = details.variant_line, normalise(turn.text)
    fits = {}
    for line in lines:
        if line.id == asked or line.id not in details.variants:
            offered = _offered(turn, line)
            values = {key: {v["options"].get(key, "") for v in offered} for key in line.options}
            fits[line.id] = len(order_variants.values_said(turn, values, text))
    best = max(fits.values(), default=0)
    if asked in fits and fits[asked] == best:
        return asked
    return next((line_id for line_id, count in fits.items() if count == best), asked)


def _offered(turn: Turn, line: LineView) -> list[Json]:
    product = cards.load(turn, [line.product_id])
    return [
        {"sku": v.sku, "options": v.options, "stock": v.sellable}
        for v in (product[0].variants if product else [])
    ]


def _as_wanted(line: LineView, offered: Sequence[Json], variants: Mapping[int, str]) -> LineView:
    """Return the line as the version chosen so far: "M", then "in navy", is navy in M."""
    chosen = variants.get(line.id, "")
    options = next((each["options"] for each in offered if each["sku"] == chosen), None)
    return replace(line, sku=chosen, options=dict(options)) if options else line
