"""Which lines of an order a message means, and how many pieces of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.phrases import says
from actions.skills.orders.details import OD, OrderDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.memory import Question
from actions.understanding import order_lines, order_words
from ecomcore.orders import LineView, OrderView


def read_lines(message: Hearing, details: OD) -> OD | None:
    """Read the lines that are meant, or that it is fewer pieces of the one that is."""
    order = message.order(details)
    if order is None or not message.change.picks_lines:
        return None
    chosen = _chosen(message, details, order)
    if chosen is not None:
        return chosen
    quantities = fewer(message, details)
    return replace(details, quantities=quantities) if quantities else None


def fewer(message: Hearing, details: OrderDetails) -> dict[int, int]:
    """Return how many pieces of the one line that is meant shall be taken ("just one of them"), by its id."""
    quantity = order_words.quantity_of(message.turn.request.values("quantity"))
    is_open = message.asking in (None, Question.LINES, Question.VARIANT)
    if is_open or len(details.lines) != 1 or not quantity:
        return {}
    return {line.id: quantity for line in message.lines(details) if quantity < line.quantity}


def _chosen(message: Hearing, details: OD, order: OrderView) -> OD | None:
    """Return the details with the lines that are tapped, named, counted or left over; None where there are none."""
    turn, open_lines = message.turn, list(order.open_lines)
    tapped = tuple(int(value) for value in turn.request.values("line"))
    if tapped or turn.request.value("choice") == "all":
        return replace(details, lines=tapped or _ids(open_lines))
    said, kept_words = order_words.without_kept(message.text)
    kept = order_lines.mentioned_lines(turn, open_lines, kept_words)
    if message.says("all_lines"):
        return replace(details, lines=_ids(line for line in open_lines if line not in kept))
    is_correcting = message.asking not in (None, Question.LINES)
    if is_correcting and set(_ids(kept)) & set(details.lines):
        more = order_lines.mentioned_lines(turn, open_lines, said)
        return _with(_without(details, kept), more)
    mentioned = _mentioned(message, open_lines, said, kept, kept_words)
    mentioned = mentioned or _named_at_all(message, order)
    if not mentioned:
        return None
    adds = message.asking is Question.CONFIRM and message.says("besides")
    is_fresh = message.asking in (Question.LINES, None, Question.CONFIRM) and not adds
    is_known = bool(set(details.lines) & set(_ids(mentioned)))
    if message.asking is Question.VARIANT and is_known:
        return None
    before = replace(details, lines=()) if is_fresh else details
    return replace(
        _with(before, mentioned), quantities={**details.quantities, **_pieces(message, mentioned)}
    )


def _mentioned(
    message: Hearing,
    open_lines: Sequence[LineView],
    said: str,
    kept: Sequence[LineView],
    kept_words: str,
) -> list[LineView]:
    """Return the lines that are asked for, or all but those that shall be kept."""
    asked_for = order_lines.asked_for(message.turn, open_lines, said, message.change.name)
    if not asked_for and kept and message.asking is None and not message.change.swaps:
        is_all_but = not says(kept_words, "drops")
        asked_for = [line for line in open_lines if (line not in kept) is is_all_but]
    return [line for line in asked_for if line not in kept] or asked_for


def _named_at_all(message: Hearing, order: OrderView) -> list[LineView]:
    """Return the lines that the message names in any way: open ones, others, or by their place in the list.

    What is on its way back already counts too, so that the refusal can say so.
    """
    turn, open_lines = message.turn, list(order.open_lines)
    named = order_lines.mentioned_lines(turn, open_lines)
    named = named or order_lines.mentioned_lines(turn, list(order.lines))
    if named or message.asking is not Question.LINES:
        return named
    numbers = [*turn.request.values("ordinal"), *turn.request.values("quantity")]
    return [open_lines[int(n) - 1] for n in numbers if 0 < int(n) <= len(open_lines)]


def _pieces(message: Hearing, mentioned: Sequence[LineView]) -> dict[int, int]:
    """Return how many pieces of the one line that is mentioned are meant, where that is not all of them."""
    quantity = order_words.quantity_of(message.turn.request.values("quantity"))
    if not quantity or len(mentioned) != 1 or quantity >= mentioned[0].quantity:
        return {}
    return {mentioned[0].id: quantity}


def _with(details: OD, lines: Iterable[LineView]) -> OD:
    return replace(details, lines=tuple(dict.fromkeys([*details.lines, *_ids(lines)])))


def _without(details: OD, lines: Iterable[LineView]) -> OD:
    """Return the details without lines that shall stay as they are."""
    ids = set(_ids(lines))
    return replace(
        details,
        lines=tuple(line_id for line_id in details.lines if line_id not in ids),
        variants={line_id: sku for line_id, sku in details.variants.items() if line_id not in ids},
    )


def _ids(lines: Iterable[LineView]) -> tuple[int, ...]:
    return tuple(line.id for line in lines)
