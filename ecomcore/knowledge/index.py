"""Compares a question with every section: sentence vectors and keywords."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.knowledge.centres import Centres
from ecomcore.knowledge.sections import Section, passages
from ecomcore.search.lexical import FieldWeights, LexicalIndex, LexicalSettings
from ecomcore.text.tokens import tokenize

Vectors = NDArray[np.float32]
Features = NDArray[np.float64]
Embed = Callable[[Sequence[str]], Vectors]

TITLE = "title"
QUESTION = "question"
PASSAGE = "passage"
FEATURES = (
    "question_cosine",
    "mean_cosine",
    "centre_cosine",
    "passage_cosine",
    "overlap",
)
LEXICAL = LexicalSettings(
    fields={
        "title": FieldWeights(2.0, 0.3),
        "questions": FieldWeights(1.5, 0.5),
        "text": FieldWeights(1.0, 0.75),
    }
)


@dataclass(frozen=True)
class Unit:
    """One text with a vector of its own: a title, a known question, or a run of sentences."""

    section: int
    kind: str
    language: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question, ready to be compared: its unit-length vector and its terms."""

    text: str
    vector: Vectors
    terms: frozenset[str]


class KnowledgeIndex:
    """The sections with their vectors and keywords.

    A few thousand vectors are compared at once by one matrix product; every similarity is needed, not only
    the nearest, so an index of nearest neighbours would not help.
    """

    def __init__(
        self,
        sections: list[Section],
        units: list[Unit],
        vectors: Vectors,
        centres: Centres,
    ) -> None:
        """Index the keywords and keep the rest; `vectors` has one row a unit, units are in the order of sections."""
        self.sections = sections
        self.units = units
        self.vectors = vectors
        documents = [_document(section) for section in sections]
        self.lexical = LexicalIndex.build(documents, LEXICAL)
        self._places = _places(documents)
        self.centres = centres
        self._owners = np.array([unit.section for unit in units], dtype=np.int64)
        self._is_asked = np.array([unit.kind != PASSAGE for unit in units], dtype=bool)
        self._means = np.stack(
            [
                _mean(vectors[self._is_asked & (self._owners == number)])
                for number in range(len(sections))
            ]
        )

    @classmethod
    def build(cls, sections: list[Section], embed: Embed) -> KnowledgeIndex:
        """Index the sections; `embed` gives an array of shape `(texts, dimension)`.

        Raises:
            BuildError: there is no section.
        """
        if not sections:
            raise BuildError("there is no knowledge to index")
        units = [
            unit for number, section in enumerate(sections) for unit in units_of(number, section)
        ]
        vectors = embed([unit.text for unit in units])
        owners = np.array([unit.section for unit in units], dtype=np.int64)
        asked = np.array([unit.kind != PASSAGE for unit in units], dtype=bool)
        centres = Centres.fit(vectors[asked], owners[asked], vectors[~asked], owners[~asked])
        return cls(sections, units, vectors, centres)

    def question(self, text: str, embed: Embed) -> Question:
        """Return the question ready to be compared."""
        return Question(text, embed([text])[0], frozenset(tokenize(text)))

    def features(self, question: Question) -> Features:
        """Return what speaks for each section, shape `(sections, len(FEATURES))`."""
        cosines = self.vectors @ question.vector
        rarity = {term: self.lexical.rarity(term) for term in question.terms}
        total = sum(rarity.values()) or 1.0
        columns = {
            "question_cosine": self._best(cosines, self._is_asked),
            "mean_cosine": self._means @ question.vector,
            "centre_cosine": self.centres.cosines(question.vector),
            "passage_cosine": self._best(cosines, ~self._is_asked),
            "overlap": self._shares(rarity) / total,
        }
        return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float64)

    def _best(self, cosines: Vectors, rows: NDArray[np.bool_]) -> Vectors:
        """Return each section's highest cosine among some of the units, 0 where it has none."""
        best = np.zeros(len(self.sections), dtype=np.float32)
        np.maximum.at(best, self._owners[rows], cosines[rows])
        return best

    def bm25(self, question: Question) -> NDArray[np.float32]:
        """Return the keyword score of every section."""
        return self.lexical.scores(dict.fromkeys(question.terms, 1.0))

    def _shares(self, rarity: dict[str, float]) -> Features:
        """Return the rarity of those terms of the question that each section has."""
        shares = np.zeros(len(self.sections))
        for term, weight in rarity.items():
            shares[self._places.get(term, [])] += weight
        return shares

    def passages(self, section: int, language: str) -> list[int]:
        """Return the rows of a section's runs of sentences in `language`."""
        return [
            row
            for row in np.flatnonzero(~self._is_asked & (self._owners == section)).tolist()
            if self.units[row].language == language
        ]

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        facts = {
            "sections": [section.as_dict() for section in self.sections],
            "units": [[u.section, u.kind, u.language, u.text] for u in self.units],
        }
        (folder / "sections.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        np.save(folder / "vectors.npy", self.vectors, allow_pickle=False)
        self.centres.save(folder / "centres.npz")

    @classmethod
    def load(cls, folder: Path) -> KnowledgeIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing or damaged.
        """
        try:
            facts = json.loads((folder / "sections.json").read_text("utf-8"))
            sections = [Section(**raw) for raw in facts["sections"]]
            units = [Unit(*raw) for raw in facts["units"]]
            vectors = np.load(folder / "vectors.npy", allow_pickle=False)
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise BuildError(
                f"the knowledge in {folder} is damaged ({type(error).__name__}: {error}); run 'ecomcore build'"
            ) from error
        if len(vectors) != len(units):
            raise BuildError(
                f"the knowledge in {folder} has {len(units)} texts but {len(vectors)} vectors; run 'ecomcore build'"
            )
        return cls(sections, units, vectors, Centres.load(folder / "centres.npz"))


def units_of(number: int, section: Section) -> Iterator[Unit]:
    """Yield the texts of a section that get a vector."""
    for language in section.text | section.title:
        title = section.name(language) if language in section.title else ""
        if title:
            yield Unit(number, TITLE, language, title)
        for question in section.questions.get(language, []):
            yield Unit(number, QUESTION, language, question)
        for passage in passages(section.text.get(language, "")):
            yield Unit(number, PASSAGE, language, passage)


def place_questions(sections: list[Section], embed: Embed) -> list[Section]:
    """Move the questions of each entry that was cut to the section whose text they are nearest to."""
    placed: list[Section] = []
    for section in sections:
        siblings = [n for n, other in enumerate(sections) if other.entry_id == section.entry_id]
        if len(siblings) == 1:
            placed.append(section)
        elif section.questions:
            placed.extend(_shared_out(section.questions, [sections[n] for n in siblings], embed))
        elif not any(sections[n].questions for n in siblings):
            placed.append(section)
    return placed


def _shared_out(
    questions: dict[str, list[str]], sections: list[Section], embed: Embed
) -> list[Section]:
    texts = [
        (n, f"{s.name(lang)}. {text}")
        for n, s in enumerate(sections)
        for lang, text in s.text.items()
    ]
    vectors = embed([text for _, text in texts])
    owned: list[dict[str, list[str]]] = [{} for _ in sections]
    for language, asked in questions.items():
        nearest = np.argmax(embed(asked) @ vectors.T, axis=1)
        for question, row in zip(asked, nearest, strict=True):
            owned[texts[row][0]].setdefault(language, []).append(question)
    return [replace(section, questions=own) for section, own in zip(sections, owned, strict=True)]


def _places(documents: Sequence[dict[str, list[str]]]) -> dict[str, list[int]]:
    """Return for each term the numbers of the documents that have it."""
    places: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        for term in {term for terms in document.values() for term in terms}:
            places.setdefault(term, []).append(number)
    return places


def _document(section: Section) -> dict[str, list[str]]:
    names = [section.name(language) for language in section.title]
    asked = [question for questions in section.questions.values() for question in questions]
    return {
        "title": [term for name in names for term in tokenize(name)],
        "questions": [term for question in asked for term in tokenize(question)],
        "text": [term for text in section.text.values() for term in tokenize(text)],
    }


def _mean(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
