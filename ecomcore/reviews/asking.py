"""Answers a question about a product from what its reviewers wrote: the balance of their opinions, with quotes.

A remark answers when what it shares with the question makes that likely (`ecomcore.reviews.relevance`). Where no remark
answers, nobody mentions it, and that is the answer: nothing is guessed. What a remark says of the thing is mostly its
opinion, and partly that of its clause which speaks of the thing ("waterproof, but it itches").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.points import QUOTES, Quote, pick_quotes
from ecomcore.reviews.relevance import Evidence, chances
from ecomcore.reviews.remarks import Remark, clauses
from ecomcore.reviews.topics import asked_about, speaks_of
from ecomcore.reviews.vocabulary import words
from ecomcore.text.embed import TextEmbedder, Vectors
from ecomcore.text.tokens import tokenize

Verdict = Literal["praise", "blame", "divided", "no_side", "not_mentioned"]

LIKELY = 0.45
"""Probability that the best remark needs for the question to have an answer at all."""

BESIDE = 0.8
"""Share of the best remark's probability from which others answer, too."""

SURE = 0.6
"""Probability from which a remark answers however likely the best is."""

CLAUSE = 0.3
"""How much the opinion of the clause that speaks of the thing counts beside that of the sentence."""

MOST_CLAUSES = 64
"""Clauses that are read for one question; a product with very many answers is told by their sentences."""

CLEAR_MAJORITY = 0.6

TAKES_SIDE = 0.1
"""An opinion of this size takes a side here: what answers a question rarely says nothing either way."""


@dataclass(frozen=True)
class ReviewAnswer:
    """What reviewers say about a question: how many praise, blame or take no side, of `reviewers` who wrote.

    `quotes` has the clearest sentences of either side, the larger side first; empty where nobody mentions it.
    """

    question: str
    language: str
    aspects: tuple[str, ...]
    verdict: Verdict
    praise: int
    blame: int
    no_side: int
    reviewers: int
    quotes: tuple[Quote, ...]

    @property
    def mentions(self) -> int:
        """Reviewers who say something about it."""
        return self.praise + self.blame + self.no_side

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self) | {"mentions": self.mentions}


def ask(
    question: str,
    language: str,
    remarks: Sequence[Remark],
    vectors: Vectors,
    embedder: TextEmbedder,
    model: OpinionModel,
) -> ReviewAnswer:
    """Answer `question` from the remarks about one product; `vectors` has the shape (remarks, dimension)."""
    reviewers = len({remark.review_id for remark in remarks})
    if not remarks:
        return ReviewAnswer(question, language, (), "not_mentioned", 0, 0, 0, 0, ())
    asked = embedder.embed([question])
    about = asked_aspects(question, language, asked, model)
    evidence = weigh(question, language, remarks, vectors, asked, model)
    rows = answering(chances(evidence))
    said = said_of_it(question, language, {row: remarks[row] for row in rows}, embedder, model)
    sides: dict[str, float] = {}
    for row in rows:
        name = remarks[row].review_id
        sides[name] = sides.get(name, 0.0) + said[row]
    taken = [side(opinion) for opinion in sides.values()]
    praise, blame = taken.count(1), taken.count(-1)
    return ReviewAnswer(
        question,
        language,
        tuple(about),
        verdict(praise, blame, len(taken)),
        praise,
        blame,
        taken.count(0),
        reviewers,
        _quotes([(remarks[row], said[row]) for row in rows], language, praise >= blame),
    )


def asked_aspects(question: str, language: str, vector: Vectors, model: OpinionModel) -> list[str]:
    """Return what a question is about: the aspects that its words name, or the one that its vector tells."""
    named = words(language).named_aspects(question)
    return named or model.aspects_of([question], vector, [language])[0][:1]


def weigh(
    question: str,
    language: str,
    remarks: Sequence[Remark],
    vectors: Vectors,
    asked: Vectors,
    model: OpinionModel,
) -> Evidence:
    """Return what is known of a question, whose vector has the shape (1, dimension), and of each remark."""
    about = set(asked_aspects(question, language, asked, model))
    return Evidence(
        question,
        language,
        remarks,
        np.asarray(vectors @ asked[0], dtype=np.float64),
        np.array([float(bool(about & set(remark.aspects))) for remark in remarks]),
    )


def answering(likely: np.ndarray) -> list[int]:
    """Return the rows of the remarks that answer, given the probability of each; none where the best is unlikely."""
    best = float(likely.max(initial=0.0))
    if best < LIKELY:
        return []
    return [int(row) for row in np.flatnonzero(likely >= min(BESIDE * best, SURE))]


def said_of_it(
    question: str,
    language: str,
    remarks: Mapping[int, Remark],
    embedder: TextEmbedder,
    model: OpinionModel,
) -> dict[int, float]:
    """Return what each remark says of the thing asked about, -1 to 1, by the keys of `remarks`."""
    said = {row: remark.opinion for row, remark in remarks.items()}
    parts = [
        (row, clause)
        for row, remark in remarks.items()
        if (clause := _clause_about(question, language, remark)) is not None
    ]
    if not parts or len(parts) > MOST_CLAUSES:
        return said
    texts = [clause for _, clause in parts]
    opinions = model.opinions(
        texts,
        embedder.embed(texts),
        [remarks[row].rating for row, _ in parts],
        [remarks[row].language for row, _ in parts],
    )
    for (row, _), opinion in zip(parts, opinions, strict=True):
        said[row] = CLAUSE * float(opinion) + (1 - CLAUSE) * said[row]
    return said


def _clause_about(question: str, language: str, remark: Remark) -> str | None:
    """Return the clause of a remark that shares most with the question; None where none does, or it has but one."""
    parts = clauses(remark.text)
    if len(parts) < 2:
        return None
    asked = asked_about(question, language)
    shared = [
        sum(
            any(speaks_of(part, remark.language, topic) for topic in thing)
            for thing in asked.things
        )
        + len(asked.words & set(tokenize(part, remark.language)))
        for part in parts
    ]
    return parts[int(np.argmax(shared))] if any(shared) else None


def side(opinion: float) -> int:
    """Return 1 for praise, -1 for blame, 0 where an opinion takes no side."""
    return int(np.sign(opinion)) if abs(opinion) >= TAKES_SIDE else 0


def verdict(praise: int, blame: int, mentions: int) -> Verdict:
    """Return the balance of reviewers who praise and blame, of `mentions` who say something."""
    if not mentions:
        return "not_mentioned"
    if not praise + blame:
        return "no_side"
    share = praise / (praise + blame)
    if share >= CLEAR_MAJORITY:
        return "praise"
    return "blame" if share <= 1 - CLEAR_MAJORITY else "divided"


def _quotes(
    found: Sequence[tuple[Remark, float]], language: str, praise_first: bool
) -> tuple[Quote, ...]:
    """Return the clearest sentences of either side, given each remark with what it says; others fill up a few."""
    sides: dict[int, list[tuple[Remark, float]]] = {1: [], -1: [], 0: []}
    for remark, opinion in found:
        sides[side(opinion)].append((remark, opinion))
    quoted: list[Quote] = []
    for taken in (1, -1) if praise_first else (-1, 1):
        quoted += pick_quotes(
            [remark for remark, _ in sides[taken]],
            [abs(opinion) for _, opinion in sides[taken]],
            language,
        )
    if len(quoted) < QUOTES:
        silent = [remark for remark, _ in sides[0]]
        quoted += pick_quotes(silent, [0.0] * len(silent), language, count=QUOTES - len(quoted))
    return tuple(quoted)
