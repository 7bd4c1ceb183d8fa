"""Compares a question with every section: sentence vectors and keywords."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.knowledge.sections import Section
from ecomcore.knowledge.units import Embed, Vectors
from ecomcore.knowledge.view import COLUMNS, View
from ecomcore.search.lexical import FieldWeights, LexicalIndex, LexicalSettings
from ecomcore.text.tokens import tokenize
from shoptalk.language import detect

Features = NDArray[np.float64]
Embeds = Mapping[str, Embed]
"""Encoders by the language that they are for; `ALL` for the one that takes every language."""

ALL = "all"
SPECIALIST_SHARE = 2 / 3
"""Share of a language's own encoder in a similarity; half does nearly as well on the demo shop."""

FEATURES = (*COLUMNS, "bm25")
BM25_UNIT = 10.0
"""Makes a keyword score about as large as a cosine."""

LEXICAL = LexicalSettings(
    fields={
        "title": FieldWeights(2.0, 0.3),
        "questions": FieldWeights(1.5, 0.5),
        "text": FieldWeights(1.0, 0.75),
    }
)


@dataclass(frozen=True)
class Question:
    """A question, ready to be compared: its vector by every encoder that reads it, and its terms."""

    text: str
    vectors: Mapping[str, Vectors]
    terms: frozenset[str]


class KnowledgeIndex:
    """The sections with their keywords, and as each encoder sees them."""

    def __init__(self, sections: list[Section], views: Mapping[str, View]) -> None:
        """Index the keywords and keep the `views` by the name of their encoder."""
        self.sections = sections
        self.views = dict(views)
        self.lexical = LexicalIndex.build([_document(section) for section in sections], LEXICAL)

    @classmethod
    def build(cls, sections: list[Section], embeds: Embeds) -> KnowledgeIndex:
        """Index the sections with every encoder that there are texts for.

        Raises:
            BuildError: there is no section.
        """
        if not sections:
            raise BuildError("there is no knowledge to index")
        views = {
            name: View.build(sections, _language(name), embed)
            for name, embed in embeds.items()
            if name == ALL or any(name in section.title for section in sections)
        }
        return cls(sections, views)

    @property
    def base(self) -> View:
        """The view of the encoder that takes every language; it covers every section."""
        return self.views[ALL]

    def question(self, text: str, embeds: Embeds) -> Question:
        """Return the question, read by the encoder of all languages and by that of its own."""
        read_by = {ALL, detect(text) or ALL} & set(embeds)
        names = [name for name in self.views if name in read_by]
        vectors = {name: embeds[name]([text])[0] for name in names}
        return Question(text, vectors, frozenset(tokenize(text)))

    def features(self, question: Question) -> Features:
        """Return what speaks for each section, shape `(sections, len(FEATURES))`."""
        columns = self.base.columns(question.vectors[ALL]).astype(np.float64)
        for name, vector in question.vectors.items():
            if name != ALL:
                view = self.views[name]
                own = SPECIALIST_SHARE * view.columns(vector)
                columns[view.covered] = (1 - SPECIALIST_SHARE) * columns[view.covered] + own
        return np.column_stack([columns, self.bm25(question) / BM25_UNIT])

    def bm25(self, question: Question) -> NDArray[np.float32]:
        """Return the keyword score of every section."""
        return self.lexical.scores(dict.fromkeys(question.terms, 1.0))

    def passages(self, question: Question, section: int, language: str) -> list[tuple[str, float]]:
        """Return a section's runs of sentences in `language`, each with its similarity to the question."""
        name = language if language in question.vectors else ALL
        view = self.views[name]
        rows = view.passages(section, language)
        cosines = view.vectors[rows] @ question.vectors[name]
        return [(view.units[row].text, float(c)) for row, c in zip(rows, cosines, strict=True)]

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        facts = {"views": list(self.views), "sections": [s.as_dict() for s in self.sections]}
        (folder / "sections.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        for name, view in self.views.items():
            view.save(folder, name)

    @classmethod
    def load(cls, folder: Path) -> KnowledgeIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing or damaged.
        """
        try:
            facts = json.loads((folder / "sections.json").read_text("utf-8"))
            sections = [Section(**raw) for raw in facts["sections"]]
            names = list(facts["views"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(
                f"the knowledge in {folder} is damaged ({type(error).__name__}: {error}); "
                "run 'ecomcore build'"
            ) from error
        views = {name: View.load(folder, name, sections, _language(name)) for name in names}
        return cls(sections, views)


def _language(name: str) -> str | None:
    return None if name == ALL else name


def _document(section: Section) -> dict[str, list[str]]:
    names = [section.name(language) for language in section.title]
    asked = [question for questions in section.questions.values() for question in questions]
    return {
        "title": [term for name in names for term in tokenize(name)],
        "questions": [term for question in asked for term in tokenize(question)],
        "text": [term for text in section.text.values() for term in tokenize(text)],
    }
