"""The texts of a section that get a vector of their own, and which section of an entry a question belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ecomcore.knowledge.sections import Section, passages

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Gives an array of shape `(texts, dimension)`, rows of length one."""

TITLE = "title"
QUESTION = "question"
PASSAGE = "passage"


@dataclass(frozen=True)
class Unit:
    """One text with a vector of its own: a title, a known question, or a run of sentences."""

    section: int
    kind: str
    language: str
    text: str


def units_of(sections: Sequence[Section], language: str | None = None) -> list[Unit]:
    """Return the units of all sections in their order, those of one `language` only if it is given."""
    return [
        unit
        for number, section in enumerate(sections)
        for unit in _section_units(number, section)
        if language in (None, unit.language)
    ]


def _section_units(number: int, section: Section) -> Iterator[Unit]:
    for language in section.text | section.title:
        if language in section.title:
            yield Unit(number, TITLE, language, section.name(language))
        for question in section.questions.get(language, []):
            yield Unit(number, QUESTION, language, question)
        for passage in passages(section.text.get(language, "")):
            yield Unit(number, PASSAGE, language, passage)


def place_questions(sections: list[Section], embed: Embed) -> list[Section]:
    """Move the questions of each entry that was cut to the section whose text they are nearest to."""
    placed: list[Section] = []
    for entry_id in dict.fromkeys(section.entry_id for section in sections):
        own = [section for section in sections if section.entry_id == entry_id]
        questions = own[0].questions
        placed.extend(_shared_out(questions, own, embed) if len(own) > 1 and questions else own)
    return placed


def _shared_out(
    questions: dict[str, list[str]], sections: list[Section], embed: Embed
) -> list[Section]:
    texts = [
        (number, f"{section.name(language)}. {text}")
        for number, section in enumerate(sections)
        for language, text in section.text.items()
    ]
    vectors = embed([text for _, text in texts])
    owned: list[dict[str, list[str]]] = [{} for _ in sections]
    for language, asked in questions.items():
        for question, row in zip(asked, np.argmax(embed(asked) @ vectors.T, axis=1), strict=True):
            owned[texts[row][0]].setdefault(language, []).append(question)
    return [replace(section, questions=own) for section, own in zip(sections, owned, strict=True)]
