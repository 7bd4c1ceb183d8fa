"""Answers a question about a product from what its reviewers wrote: the balance of their opinions, with quotes.

A remark answers when it shares the question's telling words (rare among the product's remarks; in Chinese also its
characters, as 缠毛 and 不缠 share one), or when its vector is near the question's, nearer still where question and
remark are not about the same aspect. Where no remark answers, nobody mentions it, and that is the answer: nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.points import Quote, pick_quotes
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.vocabulary import words
from ecomcore.text.embed import TextEmbedder, Vectors
from ecomcore.text.tokens import has_chinese, tokenize

Verdict = Literal["praise", "blame", "divided", "no_side", "not_mentioned"]

NEAR, NEAR_SAME_ASPECT = 0.6, 0.3
"""Cosines from which a remark answers: of any aspect, and of the question's."""

BROAD = frozenset({"performance", "use", "quality"})
"""Aspects that hold so many things that speaking of them is no answer yet; of any other it is."""

SHARED = 0.5
"""Share of the weight of the question's telling words that a remark must have to answer by its words."""

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
    rows = answering(question, language, remarks, vectors @ asked[0], about)
    sides: dict[str, float] = {}
    for row in rows:
        remark = remarks[row]
        sides[remark.review_id] = sides.get(remark.review_id, 0.0) + remark.opinion
    taken = [_side(opinion) for opinion in sides.values()]
    praise, blame = taken.count(1), taken.count(-1)
    return ReviewAnswer(
        question,
        language,
        tuple(about),
        _verdict(praise, blame, len(taken)),
        praise,
        blame,
        taken.count(0),
        reviewers,
        _quotes([remarks[row] for row in rows], language, praise >= blame),
    )


def asked_aspects(question: str, language: str, vector: Vectors, model: OpinionModel) -> list[str]:
    """Return what a question is about: the aspects that its words name, or the one that its vector tells."""
    named = words(language).named_aspects(question)
    return named or model.aspects_of([question], vector, [language])[0][:1]


def answering(
    question: str,
    language: str,
    remarks: Sequence[Remark],
    likeness: np.ndarray,
    about: Sequence[str],
) -> list[int]:
    """Return the rows of the remarks that answer; `likeness` has the cosine of each to the question."""
    shared = _shared_words(question, language, remarks)
    same = np.array([any(aspect in remark.aspects for aspect in about) for remark in remarks])
    narrow = set(about) - BROAD
    speaks = np.array([any(aspect in remark.aspects for aspect in narrow) for remark in remarks])
    answers = (
        (likeness >= NEAR) | (same & (likeness >= NEAR_SAME_ASPECT)) | speaks | (shared >= SHARED)
    )
    return [int(row) for row in np.flatnonzero(answers)]


def _shared_words(question: str, language: str, remarks: Sequence[Remark]) -> np.ndarray:
    """Return the share of the weight of the question's telling words, or characters, that each remark has.

    A word weighs more the fewer remarks have it; words of asking ("is", "the", "怎么样") weigh nothing.
    """
    small = words(language).small
    said = [set(tokenize(remark.text, remark.language)) for remark in remarks]
    shared = _share(set(tokenize(question, language)) - small, said)
    if not has_chinese(question):
        return shared
    asked = _characters(question) - _characters("".join(small))
    written = _share(asked, [_characters(remark.text) for remark in remarks])
    return np.asarray(np.maximum(shared, written))


def _share(asked: Set[str], said: Sequence[Set[str]]) -> np.ndarray:
    """Return, for each of what is `said`, the share of the weight of what is asked that it has."""
    worth = {
        unit: float(np.log((len(said) + 1) / (0.5 + sum(unit in one for one in said))))
        for unit in asked
    }
    total = sum(worth.values())
    if total <= 0:
        return np.zeros(len(said))
    return np.array([sum(worth[unit] for unit in asked & one) / total for one in said])


def _characters(text: str) -> set[str]:
    return {character for character in text if has_chinese(character)}


def _side(opinion: float) -> int:
    return int(np.sign(opinion)) if abs(opinion) >= TAKES_SIDE else 0


def _verdict(praise: int, blame: int, mentions: int) -> Verdict:
    if not mentions:
        return "not_mentioned"
    if not praise + blame:
        return "no_side"
    share = praise / (praise + blame)
    if share >= CLEAR_MAJORITY:
        return "praise"
    return "blame" if share <= 1 - CLEAR_MAJORITY else "divided"


def _quotes(found: Sequence[Remark], language: str, praise_first: bool) -> tuple[Quote, ...]:
    sides: dict[int, list[Remark]] = {1: [], -1: [], 0: []}
    for remark in found:
        sides[_side(remark.opinion)].append(remark)
    quoted: list[Quote] = []
    for side in (1, -1) if praise_first else (-1, 1):
        quoted += pick_quotes(
            sides[side], [abs(remark.opinion) for remark in sides[side]], language
        )
    return tuple(quoted) or pick_quotes(sides[0], [0.0] * len(sides[0]), language)
