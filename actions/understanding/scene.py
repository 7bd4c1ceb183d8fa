"""What a conversation is about when a message comes: the wish, the products on the screen, the one in hand."""

from __future__ import annotations

from dataclasses import dataclass

from actions.turn.turn import Turn
from ecomcore.search.query import Query

FRESH_TURNS = 3
"""A list is what is looked at for so many turns after it was shown."""


@dataclass(frozen=True)
class Scene:
    """The things that a message may be about without naming them."""

    on_screen: tuple[str, ...] = ()
    """Products that were shown lately, in their order."""
    in_hand: str | None = None
    """The product that was looked at last."""
    wish: Query | None = None
    """What is being looked for: it holds until another kind of thing is named."""

    @classmethod
    def of(cls, turn: Turn) -> Scene:
        """Return the scene of a turn; a list that was shown long ago is none."""
        shown, focus = turn.memory.shown, turn.memory.focus
        is_fresh = bool(shown.ids) and turn.memory.turns - shown.at <= FRESH_TURNS
        return cls(
            on_screen=shown.ids if is_fresh else (),
            in_hand=focus,
            wish=(shown.query or (shown.origin.query if shown.origin else None))
            if is_fresh
            else None,
        )

    @property
    def about(self) -> tuple[str, ...]:
        """The products that a question without a name is about: the one in hand, else all on the screen."""
        return (self.in_hand,) if self.in_hand else self.on_screen
