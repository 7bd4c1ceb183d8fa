"""Which lines of an order a message means, and how many pieces of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.skills.orders.details import OD, OrderDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.memory import Question
from actions.understanding import order_lines, order_words
from ecomcore.orders import LineView, OrderView

FIRST = (None, Question.LINES)
"""What is being asked while no lines have been named."""


def read_lines(message: Hearing, details: OD) -> OD | None:
    """Read the lines that are meant, or that it is fewer pieces of the one that is."""
    order = message.order(details)
    if order is None or not message.change.picks_lines:
        return None
    chosen = _chosen(message, details, order)
    if chosen is not None:
        return chosen
    quantities = fewer(message, details)
    return replace(details, quantities=quantities, lines=tuple(quantities)) if quantities else None


def fewer(message: Hearing, details: OrderDetails) -> dict[int, int]:
    """Return how many pieces of the one line that is meant shall be taken ("just one of them"), by its id."""
    is_open = message.asking in (None, Question.LINES, Question.VARIANT)
    held = [] if is_open else _held(message, details)
    if len(held) != 1:
        return {}
    line = held[0]
    before = details.quantities.get(line.id, line.quantity)
    quantity = order_words.quantity_of(message.turn.request.values("quantity"))
    if before > 1 and (_counts_one(message, before) or message.says("single")):
        quantity = 1
    return {line.id: quantity} if quantity and quantity < line.quantity else {}


def _counts_one(message: Hearing, pieces: int) -> bool:
    """Say whether one of several pieces is counted ("the second one is still sealed")."""
    counted = [int(number) for number in message.turn.request.values("ordinal")]
    return len(counted) == 1 and counted[0] <= pieces


def _held(message: Hearing, details: OrderDetails) -> list[LineView]:
    """Return the lines that are meant so far: those named, or all that are open where the whole order is meant."""
    order = message.order(details)
    if details.lines or order is None:
        return message.lines(details)
    return list(order.open_lines)


def keeps_all(message: Hearing, details: OrderDetails) -> bool:
    """Say whether all that is meant shall stay as it is after all ("keep the kettle", of an order of it)."""
    if message.asking in (*FIRST, Question.ORDER) or not message.change.picks_lines:
        return False
    said, kept_words = order_words.without_kept(message.text)
    order = message.order(details)
    if order is None or order_lines.mentioned_lines(message.turn, order.lines, said):
        return False
    held = _held(message, details)
    kept = order_lines.mentioned_lines(message.turn, held, kept_words)
    return bool(held) and len(kept) == len(held)


def is_of_several(message: Hearing, details: OrderDetails) -> bool:
    """Say whether the words are about one thing, where several lines were named ("ok return that one then")."""
    return len(details.lines) > 1 and message.says("single")


def _chosen(message: Hearing, details: OD, order: OrderView) -> OD | None:
    """Return the details with the lines that are tapped, named, counted or left over; None where there are none."""
    turn, open_lines = message.turn, list(order.open_lines)
    tapped = tuple(int(value) for value in turn.request.values("line"))
    if tapped or turn.request.value("choice") == "all":
        return replace(details, lines=tapped or _ids(open_lines))
    said, kept_words = order_words.without_kept(message.text)
    kept = order_lines.mentioned_lines(turn, open_lines, kept_words)
    beside = order_words.beside_the_rest(message.text, message.change.name)
    if beside is not None and (others := order_lines.mentioned_lines(turn, open_lines, beside)):
        rest = _ids(line for line in open_lines if line not in others)
        return replace(details, lines=rest, quantities={}) if rest else None
    named = order_lines.mentioned_lines(turn, open_lines, said)
    if order_words.means_all(message.text) and not (named and message.says("each_of")):
        return replace(details, lines=_ids(line for line in open_lines if line not in kept))
    held = _ids(_held(message, details))
    if message.asking not in FIRST and set(_ids(kept)) & set(held):
        more = order_lines.mentioned_lines(turn, open_lines, said)
        meant = () if more and message.says("only_this") else held
        left = _with(_without(replace(details, lines=meant), kept), more)
        return left if left.lines else None
    mentioned = _mentioned(message, open_lines, said, kept, kept_words)
    if not mentioned and not kept:
        mentioned = _named_at_all(message, order)
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
    if not asked_for and kept and message.asking in FIRST and not message.change.swaps:
        dropped = order_lines.mentioned_lines(
            message.turn, open_lines, order_words.dropped(kept_words)
        )
        return dropped or [line for line in open_lines if line not in kept]
    return [line for line in asked_for if line not in kept] or asked_for


def _named_at_all(message: Hearing, order: OrderView) -> list[LineView]:
    """Return the lines that the message names in any way: open ones, others, or by their place in the list.

    What is on its way back already counts too, so that the refusal can say so.
    """
    turn, open_lines = message.turn, list(order.open_lines)
    named = order_lines.mentioned_lines(turn, open_lines)
    named = named or order_lines.mentioned_lines(turn, list(order.lines))
    named = named or order_lines.lines_of_kind(turn, open_lines)
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
