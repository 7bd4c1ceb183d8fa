"""Reads reviews sentence by sentence: what each remark is about and whether it praises or blames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.review import Review, is_private
from ecomcore.reviews.vocabulary import words
from ecomcore.text.embed import TextEmbedder, Vectors
from ecomcore.text.sentences import weight
from ecomcore.text.words import written
from shoptalk.sentences import sentences

MAX_SENTENCES = 40
"""Sentences of one review that are read."""

LIGHTEST = 1
BATCH = 4096
CLEAR = 0.25
"""An opinion (-1 to 1) of at least this size counts as praise or blame; below it a remark takes no side."""

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_CLAUSE = re.compile(rf"[，；;]|,\s|\s{written('reviews', 'turns')}\s|\s[–—-]\s")


@dataclass(frozen=True)
class Remark:
    """One sentence of a review, word for word.

    `opinion` goes from -1 (blame) to 1 (praise); `aspects` has the opinion of each aspect that it speaks of.
    """

    review_id: str
    language: str
    rating: int
    text: str
    opinion: float
    aspects: Mapping[str, float]
    position: int = 0
    is_quotable: bool = True

    @property
    def side(self) -> int:
        """1 for praise, -1 for blame, 0 for neither."""
        return side_of(self.opinion)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Remark:
        """Return what `as_dict` wrote."""
        return cls(**value)


def _is_quotable(text: str, language: str) -> bool:
    """Say whether a sentence may be shown: nothing private, no link, nothing meant for a machine."""
    if is_private(text) or _LINK.search(text):
        return False
    return not any(words(code).attack.search(text.lower()) for code in {language, "en"})


def side_of(opinion: float) -> int:
    """Return 1 for praise, -1 for blame, 0 where an opinion is not clear."""
    return 0 if abs(opinion) < CLEAR else int(np.sign(opinion))


def cut(review: Review) -> list[str]:
    """Return the sentences of a review that say something."""
    return [text for text in sentences(review.text) if weight(text) >= LIGHTEST][:MAX_SENTENCES]


def read_reviews(
    reviews: Sequence[Review],
    embedder: TextEmbedder,
    model: OpinionModel,
    vectors: Vectors | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[list[Remark], Vectors]:
    """Return the remarks of all reviews, in order, with their vectors, shape (remarks, dimension).

    `vectors` are those of the sentences, if they are known already; `progress` is told how many
    sentences have been read.
    """
    origins = [
        (review, place, text) for review in reviews for place, text in enumerate(cut(review))
    ]
    texts = [text for _, _, text in origins]
    languages = [review.language for review, _, _ in origins]
    ratings = [review.rating for review, _, _ in origins]
    if vectors is None:
        vectors = embed_all(texts, embedder, progress)
    if not texts:
        return [], vectors
    opinions = model.opinions(texts, vectors, ratings, languages)
    told = model.aspects_of(texts, vectors, languages)
    split = _opinions_by_clause(texts, told, ratings, languages, opinions, embedder, model)
    return remarks_from(origins, opinions, told, split), vectors


def remarks_from(
    origins: Sequence[tuple[Review, int, str]],
    opinions: NDArray[np.float64],
    told: Sequence[Sequence[str]],
    split: Mapping[int, Mapping[str, float]],
) -> list[Remark]:
    """Return the remarks of sentences, given as review, place in it, and text, with what was found out about each."""
    return [
        Remark(
            review.id,
            review.language,
            review.rating,
            text,
            round(float(opinions[row]), 3),
            split.get(row) or {aspect: round(float(opinions[row]), 3) for aspect in told[row]},
            place,
            _is_quotable(text, review.language),
        )
        for row, (review, place, text) in enumerate(origins)
    ]


def plain_opinions(
    remarks: Sequence[Remark], vectors: Vectors, model: OpinionModel
) -> dict[str, float]:
    """Return what the words of each review say without its stars: the mean opinion, by review id."""
    if not remarks:
        return {}
    languages = [remark.language for remark in remarks]
    opinions = model.opinions([r.text for r in remarks], vectors, [None] * len(remarks), languages)
    said: dict[str, list[float]] = {}
    for remark, opinion in zip(remarks, opinions, strict=True):
        said.setdefault(remark.review_id, []).append(float(opinion))
    return {name: float(np.mean(found)) for name, found in said.items()}


def embed_all(
    texts: Sequence[str],
    embedder: TextEmbedder,
    progress: Callable[[int], None] = lambda done: None,
) -> Vectors:
    """Return the vectors of the texts; what was written several times is worked out once."""
    unique = list(dict.fromkeys(texts))
    rows = {text: row for row, text in enumerate(unique)}
    batches = []
    for start in range(0, len(unique), BATCH):
        batches.append(embedder.embed(unique[start : start + BATCH]))
        progress(min(start + BATCH, len(unique)))
    known = np.vstack(batches) if batches else embedder.embed([])
    return np.ascontiguousarray(known[[rows[text] for text in texts]])


def clauses(text: str) -> list[str]:
    """Return the parts of a sentence between commas and words of contrast."""
    return [part.strip() for part in _CLAUSE.split(text) if weight(part)]


def _opinions_by_clause(
    texts: Sequence[str],
    told: Sequence[Sequence[str]],
    ratings: Sequence[int],
    languages: Sequence[str],
    whole: NDArray[np.float64],
    embedder: TextEmbedder,
    model: OpinionModel,
) -> dict[int, dict[str, float]]:
    """Return the opinion of each aspect by its own clause, for sentences about several things or with a contrast.

    A clause is short and easily misread, so its opinion is averaged with that of the sentence (`whole`).
    """
    parts: list[tuple[int, str]] = []
    for row, text in enumerate(texts):
        is_turning = words(languages[row]).contrast.search(text.lower())
        if told[row] and (len(told[row]) > 1 or is_turning):
            cut_up = clauses(text)
            parts += [(row, part) for part in cut_up] if len(cut_up) > 1 else []
    if not parts:
        return {}
    said = [text for _, text in parts]
    codes = [languages[row] for row, _ in parts]
    vectors = embed_all(said, embedder)
    opinions = model.opinions(said, vectors, [ratings[row] for row, _ in parts], codes)
    chances = model.aspect_chances(said, vectors, codes)
    columns = [[model.aspects.index(aspect) for aspect in found] for found in told]
    split: dict[int, dict[str, float]] = {}
    for row, (first, last) in _spans([row for row, _ in parts]):
        nearest = first + chances[first:last, columns[row]].argmax(axis=0)
        mixed = (opinions[nearest] + whole[row]) / 2
        split[row] = dict(zip(told[row], np.round(mixed, 3).tolist(), strict=True))
    return split


def _spans(rows: Sequence[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place] != rows[start]:
            yield rows[start], (start, place)
            start = place
