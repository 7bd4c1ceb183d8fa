"""Amounts of money that a message names, in minor units of the shop's currency."""

from __future__ import annotations

from actions.skills.products.other_money import rate_of
from actions.turn.turn import Turn
from ecomcore.money import minor_units
from ecomcore.search.money import amounts_in


def named(turn: Turn) -> list[int]:
    """Return the amounts in the order in which they are named; one in a currency without a rate is left out."""
    own = turn.speaker.currency
    found = []
    for amount, code in amounts_in(turn.text):
        rate = 1 if code in (None, own) else rate_of(turn, code)
        if rate:
            found.append(minor_units(amount / rate, own))
    return found
