"""Readers: each says of a request, at its place in the conversation, which skill it may be for, and why."""

from __future__ import annotations

from actions.conversation.readers import belongings, context, open_question, photo, scene, wants
from actions.turn.turn import Turn
from actions.understanding.reading import Reader, Reading

READERS: tuple[Reader, ...] = (
    open_question.read,
    photo.read,
    scene.kind,
    scene.conditions,
    scene.version,
    scene.evidence,
    scene.policy,
    *context.READERS,
    *belongings.READERS,
    *wants.READERS,
)


def readings(turn: Turn) -> list[Reading]:
    """Return what all readers make of the request."""
    return [reading for read in READERS for reading in read(turn)]
