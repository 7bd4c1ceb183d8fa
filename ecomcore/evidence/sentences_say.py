"""What the sentences about a product say to a question: by words first, by meaning where no word is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.evidence.amounts import amounts, has_number
from ecomcore.evidence.model import Place, Source, Verdict
from ecomcore.evidence.polarity import (
    has_negation,
    is_bad,
    is_denied,
    is_denied_at_once,
    is_of_another,
)
from ecomcore.evidence.question import Question, opposites
from ecomcore.evidence.reading import IDEA, Hit, Read
from ecomcore.evidence.statements import ProductFacts, Statement
from ecomcore.evidence.vocabulary import Vocabulary
from ecomcore.text.words import pattern

ANSWERS = 0.62
"""Least score of a sentence that answers: the share of what the question speaks of, weighed by how telling each word
is, and the nearness in meaning."""

LEAST_SHARED = 0.3
NEAR = 0.62
"""Least cosine at which a sentence that shares no word with the question tells a value that it asks for."""

MOST_OF_IT = 0.75
"""Share at which it does not matter that the head of a compound is left out."""

IDEAS_COUNT = 1.5
"""How much more an idea tells than another word: there are many words for it."""

OWN_KIND = 0.25
"""How much the name of the product's own kind still tells: every sentence is about it."""

MEANING = 0.3
"""What a cosine of 1 adds to the score of a sentence, beside the words."""

RIGHT_LANGUAGE = 0.04
SHORT = 0.1
"""What the title of a review is worth less than a sentence of it: it says less."""

UNHAPPY = 3
"""Up to so many stars a review is no witness of what a thing can do."""

MOST_SOURCES = 6


@dataclass(frozen=True)
class Sentence:
    """A sentence that answers: how well, and what it says."""

    source: Source
    score: float
    share: float
    value: str = ""
    amount: float | None = None


def sentences_say(
    question: Question,
    product: ProductFacts,
    reads: Sequence[Read],
    cosines: NDArray[np.float32],
    vocabulary: Vocabulary,
) -> list[Sentence]:
    """Return the sentences that answer, best first; `cosines` is one number a statement of the product."""
    weights = _weights(question, product, vocabulary)
    found: list[Sentence] = []
    for statement, read, cosine in zip(product.statements, reads, cosines, strict=True):
        judged = _judge(question, statement, read, float(cosine), weights)
        if judged is not None:
            found.append(judged)
    return sorted(found, key=lambda sentence: -sentence.score)[:MOST_SOURCES]


def _weights(question: Question, product: ProductFacts, vocabulary: Vocabulary) -> dict[str, float]:
    """Return how much each term of the question tells about this product."""
    kind = Read(" ".join((product.kind.replace("_", " "), *product.title.values())))
    weights: dict[str, float] = {}
    for term in question.terms:
        rarity = max(0.05, vocabulary.rarity(term))
        of_kind = OWN_KIND if kind.find(term) else 1.0
        weights[term] = rarity * of_kind * (IDEAS_COUNT if term.startswith(IDEA) else 1.0)
    for amount in question.amounts:
        if amount.dimension in ("length", "mass"):
            weights[f"amount:{amount.dimension}:{amount.middle:g}"] = 1.0
    return weights


def _judge(
    question: Question,
    statement: Statement,
    read: Read,
    cosine: float,
    weights: dict[str, float],
) -> Sentence | None:
    hits: dict[str, tuple[Hit, bool]] = {}
    for term in weights:
        hit, is_opposite = _hit(term, read)
        if hit is not None:
            hits[term] = (hit, is_opposite)
    whole = sum(weights.values())
    share = sum(weights[term] for term in hits) / whole if whole else 0.0
    score = share + MEANING * max(cosine, 0.0)
    if not _answers(question, hits, share, score, cosine):
        return None
    value, amount = "", None
    if question.asks_value:
        measured = _measured(question, read)
        if measured is None:
            return None
        value, amount = measured
        says = Verdict.VALUE
    elif not hits:
        return None
    else:
        says = _says(question, statement, read, hits)
        if _is_beside_it(question, statement, read, hits, says):
            return None
    is_own = statement.language == question.language
    score += RIGHT_LANGUAGE * is_own - SHORT * (statement.text == statement.title)
    source = Source(
        statement.place,
        statement.text,
        statement.key,
        says,
        statement.language,
        statement.title,
        statement.rating,
    )
    return Sentence(source, score, share, value, amount)


def _answers(
    question: Question,
    hits: Mapping[str, tuple[Hit, bool]],
    share: float,
    score: float,
    cosine: float,
) -> bool:
    """Say whether a sentence speaks of enough of the question to answer it."""
    if question.counted and question.counted not in hits:
        return False
    if question.dimensions and not question.terms:
        return True
    if question.asks_value and cosine >= NEAR:
        return True
    if share < LEAST_SHARED or score < ANSWERS:
        return False
    left_out = any(first in hits and head not in hits for first, head in question.heads)
    return not left_out or share >= MOST_OF_IT


def _hit(term: str, read: Read) -> tuple[Hit | None, bool]:
    """Return where a sentence speaks of a term, and whether it does so by the opposite idea."""
    if term.startswith("amount:"):
        _, dimension, middle = term.split(":")
        for own in amounts(read.plain):
            if own.dimension == dimension and f"{own.middle:g}" == middle:
                return Hit(term, own.start, own.end), False
        return None, False
    found = read.find(term)
    against = [hit for other in opposites().get(term, ()) for hit in read.find(other)]
    longest = max((*found, *against), key=lambda hit: hit.end - hit.start, default=None)
    if longest is None:
        return None, False
    return longest, longest not in found


def _is_beside_it(
    question: Question,
    statement: Statement,
    read: Read,
    hits: Mapping[str, tuple[Hit, bool]],
    says: Verdict,
) -> bool:
    """Say whether a review only speaks of another thing or of the past, or complains where it seems to affirm.

    That an unhappy buyer mentions something does not tell that the thing can do it.
    """
    if statement.place is not Place.REVIEW:
        return False
    if any(is_of_another(read, hit) for hit, _ in hits.values()):
        return True
    is_unhappy = (statement.rating or 5) <= UNHAPPY
    return question.ability and is_unhappy and says is Verdict.YES


def _says(
    question: Question,
    statement: Statement,
    read: Read,
    hits: Mapping[str, tuple[Hit, bool]],
) -> Verdict:
    """Return yes or no: whether the sentence says or denies what the question asks for at its end.

    A question names the thing first and what is asked of it last ("is the white one see-through"). What is asked
    about a danger is answered by the words alone.
    """
    if question.cautious:
        return Verdict.VALUE
    is_review = statement.place is Place.REVIEW
    hit, is_opposite = list(hits.values())[-1]
    affirmed = not is_denied(read, hit, after=is_review)
    if any(is_denied_at_once(read, other) for other, _ in hits.values()):
        affirmed = False
    if is_opposite:
        affirmed = not affirmed
    if is_review and affirmed and not is_opposite:
        is_complaint = is_bad(read, hit) and (question.quality or (statement.rating or 5) <= 3)
        affirmed = not is_complaint or is_bad(question.read)
    if affirmed and not is_review and not is_opposite and has_negation(read):
        return (
            Verdict.VALUE
        )  # it denies something: "on three batteries, not included" is told, not judged
    if question.absent:
        affirmed = not affirmed
    return Verdict.YES if affirmed else Verdict.NO


def _measured(question: Question, read: Read) -> tuple[str, float | None] | None:
    """Return the amount that a sentence tells where the question asks for one; None where it tells none."""
    if not question.dimensions:
        return ("", None) if not _counts(question) or has_number(read.plain) else None
    fitting = [a for a in amounts(read.plain) if a.dimension in question.dimensions]
    if fitting:
        return fitting[0].text, fitting[0].middle
    return None


def _counts(question: Question) -> bool:
    """Say whether the question asks for a number of something."""
    return pattern("evidence", "asks_number").search(question.read.plain) is not None
