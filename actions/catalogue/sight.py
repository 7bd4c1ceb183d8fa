"""What the shopper shows: a photo is looked at once a turn, and puts the product that it shows into their hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actions.catalogue import references
from actions.turn.memory import Photographed
from actions.turn.turn import Turn
from ecomcore.errors import BadImageError

if TYPE_CHECKING:
    from ecomcore.images.found import Look
    from ecomcore.images.lookup import PhotoLookup
    from ecomcore.images.quality import Finding

TALKED_OF_TURNS = 3
"""A photo is what "this" means for so many turns after it came."""


@dataclass(frozen=True)
class Sight:
    """A photo as it was looked at; `problem` says why it cannot be, in a word, and then there is no `look`."""

    name: str = ""
    problem: str = ""
    look: Look | None = None
    product: str | None = None
    """The product that it shows, where that is sure enough."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the photo."""
        return self.look.quality.findings if self.look else ()

    @property
    def is_clear(self) -> bool:
        """Whether something can be seen on it."""
        return self.look is not None and not self.look.quality.is_hopeless


def lookup(turn: Turn) -> PhotoLookup:
    """Return the pictures of the shop."""
    found: PhotoLookup = turn.service.build.part("images")
    return found


def look(turn: Turn) -> None:
    """Take the photo of the message into the memory: what it shows is in the shopper's hand from now on."""
    shown = seen(turn)
    if shown is None:
        return
    turn.memory.photo = Photographed(turn.photo, turn.memory.turns) if turn.photo else None
    turn.memory.focus = shown.product


def seen(turn: Turn) -> Sight | None:
    """Return the photo of this message, None where there is none."""
    if turn.photo_problem:
        return Sight(problem=turn.photo_problem)
    return _sight(turn, turn.photo) if turn.photo else None


def held(turn: Turn) -> Sight | None:
    """Return the photo that came before this message and is still talked of: no other list has been shown since."""
    photo, shown = turn.memory.photo, turn.memory.shown
    if photo is None or turn.photo or turn.memory.turns - shown.at > TALKED_OF_TURNS:
        return None
    is_latest = shown.photo == photo.name
    return _sight(turn, photo.name) if is_latest else None


def of_claim(turn: Turn) -> Sight | None:
    """Return the photo that a claim in this message is about: the one it came with, or the one just before it.

    Words that name a thing are about that thing, not about what was shown before.
    """
    shown, photo = seen(turn), turn.memory.photo
    is_just_before = photo is not None and turn.memory.turns - photo.at <= 1
    if shown is None and photo is not None and is_just_before and not _names_a_thing(turn):
        shown = _sight(turn, photo.name)
    return shown if shown is not None and shown.name else None


def _names_a_thing(turn: Turn) -> bool:
    return bool(turn.query.types or turn.query.categories or references.by_name(turn))


def _sight(turn: Turn, name: str) -> Sight:
    def looked() -> Sight:
        try:
            photo = turn.service.uploads.photo(name)
        except BadImageError as error:
            return Sight(problem=error.code)
        pictures = lookup(turn)
        found = pictures.look(photo)
        return Sight(name, look=found, product=pictures.recognised(found))

    sight: Sight = turn.once(("photo", name), looked)
    on_sale = sight.product is None or sight.product in turn.service.engine.row_of
    return sight if on_sale else replace(sight, product=None)
