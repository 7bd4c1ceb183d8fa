"""Part of skill `products`: which one of a list is the lightest, the biggest, lasts longest; answered from the data."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills.products import products
from actions.turn.turn import Reply, Turn
from ecomcore.search.magnitude import Magnitudes, amounts, magnitudes
from ecomcore.shop.models import Product

BIGGEST = "size"
"""Stands for whichever property tells best how big the products are."""
ASKED = {
    "lightest": ("weight", False),
    "heaviest": ("weight", True),
    "lasts_longest": ("battery_life", True),
    "biggest": (BIGGEST, True),
    "smallest": (BIGGEST, False),
}
"""What may be asked for (phrases in `hear.yml`): by which property, and whether the most of it wins."""


def is_asked(turn: Turn) -> bool:
    """Say whether the message asks which of several products on the screen has the most or least of something."""
    is_which = says(turn.text, "which_of_them")
    return is_which and _asked(turn) is not None and len(references.shown_ids(turn)) > 1


def extreme(turn: Turn) -> Reply | None:
    """Name the product that wins, with its figure, and show it; None where the data do not tell it of two."""
    wanted = _asked(turn)
    fitting = cards.load(turn, references.shown_ids(turn))
    if wanted is None:
        return None
    key, most = ASKED[wanted]
    measured = _measured(fitting, key)
    if measured is None or len(measured.of) < 2:
        return None
    by_id = {product.id: product for product in fitting}
    winner = by_id[measured.ordered(rising=not most)[0]]
    turn.memory.focus = winner.id
    value = turn.say(
        "products.line",
        name=cards.name(turn, "attribute", measured.key),
        value=cards.word(turn, "value", winner.attributes[measured.key]),
    )
    title = turn.speaker.pick(winner.title)
    shown = cards.cards(turn, [(winner.id, None, None)])
    text = turn.say("products.extreme", title=title, text=value)
    if len(measured.of) < len(fitting):
        text += " " + turn.say("products.extreme_of", known=len(measured.of), total=len(fitting))
    return Reply().say(text, products.product_buttons(turn, winner), shown)


def _asked(turn: Turn) -> str | None:
    return next((name for name in ASKED if says(turn.text, name)), None)


def _measured(fitting: Sequence[Product], key: str) -> Magnitudes | None:
    return magnitudes(fitting) if key == BIGGEST else amounts(fitting, key)
