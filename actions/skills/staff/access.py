"""Who may ask as staff, and the form that their answers have: sentences, a picture, the command that gives the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import wraps
from pathlib import Path
from typing import TypeVar

from actions.skills.registry import STAFF_ONLY, Handler, handles
from actions.turn.pictures import drawn
from actions.turn.turn import Reply, Turn
from ecomcore.errors import DataError, NotFoundError
from ecomcore.shop.data import ShopData

Made = TypeVar("Made")


def for_staff(intent: str) -> Callable[[Handler], Handler]:
    """Register what answers an intent to the staff; a shopper is told that it is not for them, and nothing is read.

    What the data do not allow to be answered (too little history, say) is said in the words of the error.
    """
    STAFF_ONLY.add(intent)

    def register(handler: Handler) -> Handler:
        @handles(intent)
        @wraps(handler)
        def guarded(turn: Turn) -> Reply:
            if not turn.is_staff:
                return Reply().say(turn.say("staff.refused"))
            try:
                return handler(turn)
            except (DataError, NotFoundError) as error:
                return Reply().say(turn.say("staff.cannot", reason=str(error)))

        return guarded

    return register


def answer(
    turn: Turn,
    lines: Sequence[str],
    command: str,
    draw: Callable[[Path], None] | None,
    alt: str,
) -> Reply:
    """Return the lines with the picture and the command that reproduces them."""
    shop = turn.service.shop
    whole = f"ecomcore {command} --shop {shop}" + (" --plot picture.png" if draw else "")
    text = "\n".join([*lines, turn.say("staff.command", command=whole)])
    return Reply().say(text, custom=drawn(turn, draw, alt) if draw else None)


def kept(turn: Turn, key: Hashable, make: Callable[[], Made]) -> Made:
    """Return what takes seconds to work out, made once for a build."""
    name = f"staff:{key}"
    if name not in turn.service.kept:
        turn.service.kept[name] = make()
    found: Made = turn.service.kept[name]
    return found


def shop_data(turn: Turn) -> ShopData:
    """Return the shop's tables."""
    return ShopData(turn.session)
