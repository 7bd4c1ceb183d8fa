"""Goods that were opened, of which some shops take certain ones back only sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.catalogue import cards
from actions.phrases import pattern
from actions.skills.orders.details import OrderDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.turn import Turn
from actions.understanding import order_lines, order_words
from ecomcore.categories import is_within
from ecomcore.orders import LineView, OrderView
from ecomcore.shop.operation_rules import SendBackRules
from ecomcore.shop.rules import load_rules


def read_opened(message: Hearing, details: OrderDetails) -> OrderDetails | None:
    """Note the words that tell what was opened, with the number of pieces that is said of it."""
    if not message.text or details.opened:
        return None
    clauses = order_words.clauses_of(message.text)
    telling = " ".join(clause for clause in clauses if pattern("opened").search(clause))
    if not telling:
        return None
    counted = order_words.quantity_of(message.turn.request.values("quantity"))
    return replace(details, opened=telling, opened_pieces=counted)


def opened_lines(turn: Turn, details: OrderDetails, order: OrderView) -> Mapping[int, int]:
    """Return how many pieces of each line that shall go back are not taken back, as they were opened.

    Nothing where the reason is the shop's fault.
    """
    rule = load_rules(turn.session).return_lines
    reason = next((r for r in rule.reasons if r.code == details.reason), None)
    if not details.opened or (reason is not None and reason.shop_fault):
        return {}
    lines = [line for line in order.lines if line.id in details.lines]
    told = order_lines.mentioned_lines(turn, order.lines, details.opened)
    found = [line for line in lines if line in (told or lines) and is_sealed_only(turn, line, rule)]
    return {line.id: min(details.opened_pieces or line.quantity, line.quantity) for line in found}


def is_sealed_only(turn: Turn, line: LineView, rule: SendBackRules) -> bool:
    """Say whether goods are taken back only unopened."""
    return any(
        product.kind in rule.sealed_kinds or is_within(product.category, rule.sealed_categories)
        for product in cards.load(turn, [line.product_id])
    )


def without_opened(
    details: OrderDetails, order: OrderView, opened: Mapping[int, int]
) -> OrderDetails:
    """Return the details with only what is still sealed of the lines that shall go back."""
    pieces = {line.id: line.quantity for line in order.lines}
    left = {line: pieces[line] - opened[line] for line in details.lines if line in opened}
    kept = tuple(line for line in details.lines if left.get(line, 1))
    quantities = {line: count for line, count in details.quantities.items() if line not in left}
    quantities |= {line: count for line, count in left.items() if count}
    return replace(details, lines=kept, quantities=quantities, opened="", opened_pieces=None)
