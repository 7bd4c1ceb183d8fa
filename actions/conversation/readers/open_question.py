"""Reads whether a message answers the open question of a task."""

from __future__ import annotations

from collections.abc import Iterator

from actions.tasks import engine as tasks
from actions.turn.turn import Turn
from actions.understanding.reading import ANSWER, Reading


def read(turn: Turn) -> Iterator[Reading]:
    """Read an answer wherever a question is open; how strong depends on what the task hears in it."""
    heard = tasks.heard(turn)
    if heard is None:
        return
    yield Reading(ANSWER, "question-open", why=heard.question)
    if heard.tells:
        yield Reading(ANSWER, "tells-what-is-asked", why="the task hears something new in it")
    if heard.looks_like_answer:
        yield Reading(ANSWER, "looks-like-an-answer", why="answers to this question often look so")
    if heard.is_about_list:
        yield Reading(
            "product_details", "list-after-question", why="a list was shown after it was asked"
        )
