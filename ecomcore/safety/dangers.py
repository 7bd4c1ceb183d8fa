"""What kind of danger somebody tells of, so that the right first aid is said at once."""

from __future__ import annotations

from enum import StrEnum

from ecomcore.safety.words import places, plain, words


class Danger(StrEnum):
    """Kinds of danger, what threatens life soonest first."""

    CHOKING = "choking"
    REACTION = "reaction"
    UNCONSCIOUS = "unconscious"
    FIRE = "fire"
    SHOCK = "shock"
    BLEEDING = "bleeding"
    EYES = "eyes"
    BURN = "burn"
    SWALLOWED = "swallowed"
    PET = "pet"


def dangers_in(text: str) -> tuple[Danger, ...]:
    """Return the kinds of danger that a text names, the most urgent first; one that is an animal's is only that."""
    read = plain(text)
    found = tuple(danger for danger in Danger if places(words("dangers", danger.value), read))
    if Danger.PET in found and not set(found) & {Danger.FIRE, Danger.SHOCK}:
        return (Danger.PET,)
    if Danger.REACTION in found or Danger.CHOKING in found:
        return tuple(danger for danger in found if danger is not Danger.SWALLOWED)
    return found
