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
    is_numbered: bool = False,
    is_sure: bool = False,
    is_certain: bool = False,
) -> Reader:
    """Return the reader of `skill` where `fits`, for requests that name an order (`is_numbered`) or for all others."""

    def read(turn: Turn) -> Iterator[Reading]:
        if bool(turn.request.value("order_number")) is is_numbered and fits(turn):
            yield Reading(skill, name, why=example, is_sure=is_sure, is_certain=is_certain)

    return read
