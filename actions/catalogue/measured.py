"""Which one of a list is meant by how big, thick or heavy it is: "the small one", 大的那个."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards
from actions.phrases import says
from actions.turn.turn import Turn
from ecomcore.search.magnitude import amounts, magnitudes

BY_SIZE = None
SAID: dict[str, tuple[str | None, bool]] = {
    "smaller_one": (BY_SIZE, False),
    "bigger_one": (BY_SIZE, True),
    "thinner_one": ("thickness", False),
    "thicker_one": ("thickness", True),
    "lighter_one": ("weight", False),
}
"""What a product of a list may be called: by which property, and whether the most of it is meant."""


def singled_out(turn: Turn, ids: Sequence[str]) -> str | None:
    """Return the one of these products that the message calls so, None where it does not or the data do not tell."""
    said = next((name for name in SAID if says(turn.text, name)), None)
    if said is None:
        return None
    key, most = SAID[said]
    products = cards.load(turn, ids)
    measured = magnitudes(products) if key is BY_SIZE else amounts(products, key)
    if measured is None or len(measured.of) < len(products) or len(products) < 2:
        return None
    return measured.ordered(rising=not most)[0]
