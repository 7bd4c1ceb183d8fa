"""Makes a reader of a condition: one skill, read with full strength wherever it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from actions.turn.turn import Turn
from actions.understanding.reading import Reader, Reading


def reader(
    name: str,
    example: str,
    skill: str,
    fits: Callable[[Turn], object],
    *,
    is_numbered: bool | None = False,
    is_sure: bool = False,
    is_certain: bool = False,
) -> Reader:
    """Return the reader of `skill` where `fits`.

    It is for requests that name an order (`is_numbered`), for those that name none, or (None) for both.
    """

    def read(turn: Turn) -> Iterator[Reading]:
        names_order = bool(turn.request.value("order_number"))
        if is_numbered in (None, names_order) and fits(turn):
            yield Reading(skill, name, why=example, is_sure=is_sure, is_certain=is_certain)

    return read
