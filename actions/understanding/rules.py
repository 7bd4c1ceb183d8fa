"""One shape for every rule by which a request means something else than the classifier saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from actions.turn import trace

Subject = TypeVar("Subject")


class Place(Enum):
    """Where a rule applies; places come in this order, and in each the first rule that fits counts."""

    REQUEST = "one request by its own words"
    PAIR = "two neighbouring pieces of one message"


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """What tells, besides the classifier, what a request means."""

    name: str
    place: Place
    example: str
    """A message that it is for, in English or Chinese."""
    meant: str
    """The intent that the request has by this rule; `joined` for a piece that belongs to the one before it."""
    fits: Callable[[Subject], bool]


def first_fitting(
    rules: Iterable[Rule[Subject]], subject: Subject, seen: str
) -> Rule[Subject] | None:
    """Return the first rule that fits, noted with the intent that was seen before; None where none does."""
    for rule in rules:
        if rule.fits(subject):
            trace.note(rule.name, seen, rule.meant)
            return rule
    return None
