"""Answers questions from the shop's knowledge, and knows when it has no answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.knowledge.choice import Choice
from ecomcore.knowledge.encoders import answering
from ecomcore.knowledge.index import Features, KnowledgeIndex, Question
from ecomcore.knowledge.learning import shortlist
from ecomcore.knowledge.sections import Section, pick
from ecomcore.knowledge.sellers import is_about_another_seller
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.ranking import AnswerRanker
from shoptalk.sentences import sentences

CHOICE_FILE = "choice.json"
EMPTY_FILE = "empty.json"
MAX_QUESTION_CHARACTERS = 1_000
KNOWN_WORD_FOR_WORD = 0.985
"""Cosine above which a question is one of the known ones, up to its punctuation."""

CHANCE_OF_KNOWN = 0.99
CLOSELY_READ = 6
"""So many sections, the likeliest to answer, are read sentence by sentence."""
CLEAR = 0.5
"""Least probability of the best entry to be given as the answer: it must be likelier right than wrong."""

LENGTH_COST = 0.03
"""What each further sentence of a passage must add in cosine to be worth reading."""


@dataclass(frozen=True)
class Answer:
    """An entry, or a section of a long one, that may answer the question.

    `score` is the probability that it is the answer; `passage` its one to three sentences that answer best, in the
    language asked for where there is one; `source` what to call it.
    """

    entry_id: str
    topic: str
    title: dict[str, str]
    text: dict[str, str]
    passage: str
    score: float
    source: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Consultation:
    """What the knowledge has on a question.

    `answerable` is the probability that any entry answers it; `is_known` whether that is enough to have an answer;
    `is_clear` whether it is also clear which entry that is. Where it is not, the asker should choose.
    """

    answers: list[Answer]
    answerable: float
    is_known: bool
    is_clear: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Closest:
    """The sentences that a question is read beside, by the section that they stand in.

    `scores` has those of each section of `answers`, in the order of its sentences; `best` is the section with the
    sentence that answers best, `is_answer` whether that one answers.
    """

    answers: list[Answer]
    scores: list[list[float]]
    best: int
    is_answer: bool

    def of(self, entry_id: str, text: str) -> list[float]:
        """Return the scores of the sentences of a section, none where it was not read."""
        return next(
            (
                scores
                for answer, scores in zip(self.answers, self.scores, strict=True)
                if answer.entry_id == entry_id and text in answer.text.values()
            ),
            [],
        )


@dataclass(frozen=True)
class Weighed:
    """How likely each section is to answer a question; what that takes is a part of what an answer takes.

    `rows` are the sections that may, the likeliest first, with their `chances`; the rest is as in `Consultation`.
    """

    rows: list[int]
    chances: list[float]
    answerable: float
    is_known: bool
    is_clear: bool
    asked: Question | None = None


NOTHING = Weighed([], [], 0.0, is_known=False, is_clear=False)


class KnowledgeBase:
    """The shop's policies and frequent questions, in service. May be shared by threads."""

    def __init__(
        self, index: KnowledgeIndex | None, choice: Choice | None, embedder: TextEmbedder
    ) -> None:
        """Keep the parts; without an index nothing is ever known."""
        self.index = index
        self.choice = choice
        self.embedder = embedder
        self._embeds = answering(embedder)
        self._ranker = AnswerRanker(embedder)

    @classmethod
    def load(cls, folder: Path, embedder: TextEmbedder) -> KnowledgeBase:
        """Read the build part in `folder`.

        Raises:
            BuildError: a file is missing or damaged.
        """
        if (folder / EMPTY_FILE).is_file():
            return cls(None, None, embedder)
        return cls(KnowledgeIndex.load(folder), Choice.load(folder / CHOICE_FILE), embedder)

    @property
    def threshold(self) -> float:
        """Least probability to be answerable at which a question is answered."""
        return self.choice.threshold if self.choice else 1.0

    def answer(self, question: str, language: str, k: int = 3) -> list[Answer]:
        """Return the `k` sections that answer best, most probable first; see `consult` for whether to trust them."""
        return self.consult(question, language, k).answers

    def consult(self, question: str, language: str, k: int = 3) -> Consultation:
        """Return the `k` best sections, and whether the question is answerable from them at all.

        The question may be in another language than the answer.
        """
        return self.told(self.weighed(question), language, k)

    def weighed(self, question: str) -> Weighed:
        """Return how likely each section is to answer the question, and whether any does."""
        text = " ".join(question.split())[:MAX_QUESTION_CHARACTERS]
        if self.index is None or self.choice is None or not text:
            return NOTHING
        asked = self.index.question(text, self._embeds)
        chances = self._chances(self.index.features(asked), self.choice)
        order = np.argsort(-chances, kind="stable")
        answerable = 0.0 if is_about_another_seller(text) else float(chances.sum())
        is_known = answerable >= self.choice.threshold
        is_clear = is_known and bool(chances.max() >= CLEAR)
        return Weighed(
            order.tolist(), chances[order].tolist(), answerable, is_known, is_clear, asked
        )

    def told(self, weighed: Weighed, language: str, k: int = 3) -> Consultation:
        """Return the `k` likeliest sections with the passage of each that answers best."""
        answers = [
            self._answer(self.index, row, chance, weighed.asked, language)
            for row, chance in list(zip(weighed.rows, weighed.chances, strict=True))[: max(0, k)]
            if self.index is not None and weighed.asked is not None
        ]
        return Consultation(answers, weighed.answerable, weighed.is_known, weighed.is_clear)

    def closest(self, question: str, weighed: Weighed, language: str) -> Closest | None:
        """Return the likeliest sections with how well each of their sentences answers.

        None where there is none, where the question is about another seller, and where nothing reads questions of
        this language together with a text: vectors alone choose sentences worse than words do.
        """
        if weighed.answerable <= 0.0 or not self._ranker.only_reads(language):
            return None
        likely = self.told(weighed, language, CLOSELY_READ).answers
        parts = [sentences(pick(answer.text, language)) for answer in likely]
        texts = [
            f"{answer.source}: {sentence}"
            for answer, own in zip(likely, parts, strict=True)
            for sentence in own
        ]
        if not texts:
            return None
        found, scale = self._ranker.scored(question, texts, language)
        ends = np.cumsum([len(own) for own in parts])[:-1]
        scores = [part.tolist() for part in np.split(found, ends)]
        best = max(range(len(likely)), key=lambda at: max(scores[at], default=-np.inf))
        return Closest(likely, scores, best, bool(found.max() >= scale.answers))

    def name(self, weighed: Weighed, language: str) -> str:
        """Return what the likeliest section is called, nothing where there is none."""
        if self.index is None or not weighed.rows:
            return ""
        return self.index.sections[weighed.rows[0]].name(language)

    def related(self, entry_id: str, language: str, k: int = 2) -> list[Answer]:
        """Return entries that are about something close to an entry, nearest first."""
        if self.index is None or self.choice is None:
            return []
        own = [
            row for row, section in enumerate(self.index.sections) if section.entry_id == entry_id
        ]
        if not own:
            return []
        centres = self.index.base.centres.centres
        cosines = centres @ centres[own].mean(axis=0)
        found: dict[str, int] = {}
        for row in np.argsort(-cosines, kind="stable").tolist():
            section = self.index.sections[row]
            if section.entry_id != entry_id:
                found.setdefault(section.entry_id, row)
        return [
            _answer_of(self.index.sections[row], "", 0.0, language)
            for row in list(found.values())[:k]
        ]

    def overview(self, language: str, k: int = 4) -> list[Answer]:
        """Return the first entry of each of the `k` topics that have the most entries."""
        by_topic: dict[str, list[Section]] = {}
        for section in self.index.sections if self.index else ():
            by_topic.setdefault(section.topic, []).append(section)
        largest = sorted(by_topic.values(), key=len, reverse=True)[:k]
        return [_answer_of(found[0], "", 0.0, language) for found in largest]

    def entry(self, entry_id: str, language: str) -> Answer | None:
        """Return an entry by its id (its first section), or None."""
        for section in self.index.sections if self.index else ():
            if section.entry_id == entry_id:
                return _answer_of(section, pick(section.text, language), 1.0, language)
        return None

    def _chances(self, features: Features, choice: Choice) -> NDArray[np.float64]:
        """Return the probability of every section to be the answer; outside the shortlist it is 0."""
        chances = np.zeros(len(features))
        rows = shortlist(features)
        chances[rows] = choice.probabilities(features[rows])
        known = int(features[:, 0].argmax())
        if features[known, 0] >= KNOWN_WORD_FOR_WORD and chances[known] < CHANCE_OF_KNOWN:
            others = chances.sum() - chances[known]
            chances *= (1 - CHANCE_OF_KNOWN) / max(others, 1 - CHANCE_OF_KNOWN)
            chances[known] = CHANCE_OF_KNOWN
        return chances

    def _answer(
        self, index: KnowledgeIndex, row: int, score: float, question: Question, language: str
    ) -> Answer:
        passage = _best_passage(index, row, question, language)
        return _answer_of(index.sections[row], passage, score, language)


def _answer_of(section: Section, passage: str, score: float, language: str) -> Answer:
    return Answer(
        entry_id=section.entry_id,
        topic=section.topic,
        title=section.title,
        text=section.text,
        passage=passage,
        score=round(score, 4),
        source=section.name(language),
    )


def _best_passage(index: KnowledgeIndex, row: int, question: Question, language: str) -> str:
    """Return the run of sentences that is nearest to the question, each sentence more having its cost."""
    section = index.sections[row]
    spoken = language if language in section.text else next(iter(section.text), language)
    found = index.passages(question, row, spoken)
    if not found:
        return pick(section.text, language)
    best, _ = max(found, key=lambda passage: passage[1] - LENGTH_COST * len(sentences(passage[0])))
    return best
