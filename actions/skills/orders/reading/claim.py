"""What went wrong with an order in the shopper's own words, and how it shall be put right."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.orders.details import ClaimDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.memory import Question

RESOLUTIONS = ("refund", "replacement")
LONGEST_NOTE = 500


def read_claim(message: Hearing, details: ClaimDetails) -> ClaimDetails | None:
    """Read how it should be put right, and keep the shopper's own words."""
    request = message.turn.request
    told: ClaimDetails | None = None
    is_told = bool(message.text) and not message.text.startswith("/")
    if is_told and request.intent == message.change.name and details.note is None:
        told = details = replace(details, note=message.text[:LONGEST_NOTE])
    tapped = request.value("choice")
    named = [name for name in RESOLUTIONS if tapped == name] or wished(message)
    if not named or (len(named) > 1 and message.asking is not Question.RESOLUTION):
        return told
    return replace(details, resolution=named[0])


def wished(message: Hearing) -> list[str]:
    """Return the ways to put it right that the words name."""
    return [name for name in RESOLUTIONS if message.says(f"resolution_{name}")]
