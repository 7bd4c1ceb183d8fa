"""What a reader makes of a request: which skill it is for, how strongly, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.turn.request import Json

if TYPE_CHECKING:
    from actions.turn.turn import Turn

ANSWER = "answer"
"""The skill of a reading by which the request answers the open question of a task."""


@dataclass(frozen=True)
class Reading:
    """One way to understand a request."""

    skill: str
    """An intent that a skill answers, or `ANSWER`."""
    reader: str
    """Who reads it so."""
    strength: float = 1.0
    """How much speaks for it, 0 to 1."""
    why: str = ""
    """In words, for whoever debugs; it may quote the message, so no log gets it."""
    is_sure: bool = False
    """Whether it goes before what is only likely, unless all else speaks against it: what was asked for is worked out.
    Only for skills that change nothing unasked."""
    is_certain: bool = False
    """Whether nothing overrules it: the bot has asked for just this, or it is worked out beyond doubt."""
    entities: tuple[Json, ...] = ()
    """What the reader found, besides what is in the request."""


Reader = Callable[["Turn"], Iterator[Reading]]
"""Reads one request in its conversation; it changes nothing."""
