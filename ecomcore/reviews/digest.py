"""What the reviews of a product say: how it was rated, and the most typical sentences.

A sentence is typical when its vector lies near the centre of those of the same opinion about the same product,
after the mean of all reviews of the shop has been taken off, so that "great, thanks" does not win everywhere.
Happy reviews hold complaints and bad ones praise, so a ridge regression of the ratings on the vectors, fitted
without the sentence it judges, says how well a sentence fits the opinion it would stand for. Sentences are picked
by maximal marginal relevance (Carbonell and Goldstein, 1998), those about the delivery or the refund left out where
there are others: they say nothing of the product. Every line is quoted from a review, never written
by a program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict

from ecomcore.reviews.service import is_about_service
from ecomcore.text.embed import Vectors
from ecomcore.text.sentences import weight
from shoptalk.sentences import sentences

Label = Literal["praise", "criticism", "mixed"]

LINES = 3
SHORTEST, LONGEST = 4, 45
RELEVANCE = 0.7
"""How much fitting counts against being different from the lines that were picked before."""

OPINION = 0.5
"""How much the opinion that a sentence itself shows adds to being typical."""

PENALTY, FOLDS = 3.0, 5


@dataclass(frozen=True)
class DigestLine:
    """A sentence out of a review; `label` follows from the rating that its writer gave."""

    text: str
    review_id: str
    label: Label
    rating: int
    language: str


@dataclass(frozen=True)
class ReviewDigest:
    """The reviews of one product: `counts[0]` is the number of one-star ratings, `counts[4]` of five-star ones.

    `average` and `counts` are over the reviews of all languages; `lines` are in the language that was asked
    for, or in another one where nobody wrote a sentence in it (each line says its language).
    """

    product_id: str
    average: float
    count: int
    counts: tuple[int, int, int, int, int]
    lines: tuple[DigestLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return asdict(self)


@dataclass(frozen=True)
class ProductReviews:
    """A digest with the lines of every language, as the build keeps it."""

    average: float
    counts: tuple[int, int, int, int, int]
    lines: Mapping[str, tuple[DigestLine, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        lines = {code: [asdict(line) for line in found] for code, found in self.lines.items()}
        return {"average": self.average, "counts": list(self.counts), "lines": lines}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> ProductReviews:
        """Return what `as_dict` wrote."""
        one, two, three, four, five = (int(count) for count in value["counts"])
        lines = {
            code: tuple(DigestLine(**line) for line in found)
            for code, found in value["lines"].items()
        }
        return cls(float(value["average"]), (one, two, three, four, five), lines)


class ReviewDigests:
    """The digests of all reviewed products of a shop."""

    def __init__(self, products: Mapping[str, ProductReviews]) -> None:
        """Keep the digests by product id."""
        self._products = products

    def __len__(self) -> int:
        """Return the number of reviewed products."""
        return len(self._products)

    def digest(self, product_id: str, language: str = "en") -> ReviewDigest | None:
        """Return the digest of a product, None where nobody has reviewed it."""
        found = self._products.get(product_id)
        if found is None:
            return None
        lines = found.lines.get(language) or next(
            (lines for _, lines in sorted(found.lines.items()) if lines), ()
        )
        return ReviewDigest(product_id, found.average, sum(found.counts), found.counts, lines)


class Embeds(Protocol):
    """What turns sentences into vectors of length one."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, shape (texts, dimension)."""


def digest_reviews(
    reviews: Sequence[Mapping[str, Any]], embedder: Embeds
) -> dict[str, ProductReviews]:
    """Digest reviews (`id`, `product_id`, `rating`, `text`, `language`), by product id."""
    candidates = [line for review in reviews for line in _candidates(review)]
    products = [str(review["product_id"]) for review in reviews for _ in _candidates(review)]
    vectors = embedder.embed([line.text for line in candidates])
    if len(vectors):
        vectors = _unit(vectors - vectors.mean(axis=0))
    opinions = sentence_opinions(vectors, [line.rating for line in candidates])
    rows: dict[tuple[str, str], list[int]] = {}
    for row, (product, line) in enumerate(zip(products, candidates, strict=True)):
        rows.setdefault((product, line.language), []).append(row)
    ratings: dict[str, list[int]] = {}
    for review in reviews:
        ratings.setdefault(str(review["product_id"]), []).append(int(review["rating"]))
    lines: dict[str, dict[str, tuple[DigestLine, ...]]] = {product: {} for product in ratings}
    for (product, language), found in rows.items():
        mean = float(np.mean(ratings[product]))
        found = [row for row in found if not is_about_service(candidates[row].text)] or found
        lines[product][language] = pick_lines(
            [candidates[row] for row in found], vectors[found], opinions[found], mean
        )
    return {
        product: ProductReviews(round(float(np.mean(given)), 2), _count(given), lines[product])
        for product, given in ratings.items()
    }


def sentence_opinions(vectors: Vectors, ratings: Sequence[int]) -> NDArray[np.float64]:
    """Return what the words of each sentence say of the rating: -1 to 1, 0 being the shop's mean.

    Each sentence is judged by a model that has not seen it; there are zeros where there are too few sentences
    or ratings to fit one.
    """
    if len(ratings) < 10 * FOLDS or len(set(ratings)) < 2:
        return np.zeros(len(ratings))
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    expected = cross_val_predict(Ridge(alpha=PENALTY), vectors, np.array(ratings), cv=folds)
    return np.asarray(np.clip((expected - np.mean(ratings)) / 1.5, -1, 1))


def pick_lines(
    candidates: Sequence[DigestLine],
    vectors: Vectors,
    opinions: NDArray[np.float64],
    average: float,
) -> tuple[DigestLine, ...]:
    """Return up to three typical lines: mostly of the opinion that prevails, one of the other if there is any.

    `vectors` has the shape (candidates, dimension), rows of length one; `opinions` is one number a candidate.
    """
    pools = {
        label: [row for row, line in enumerate(candidates) if line.label == label]
        for label in ("praise", "criticism", "mixed")
    }
    main, other = ("praise", "criticism") if average >= 3.5 else ("criticism", "praise")
    second = pools[other] or pools["mixed"]
    first = pools[main] or pools["mixed"]
    sign = {"praise": 1.0, "criticism": -1.0, "mixed": 0.0}
    fit = opinions * np.array([sign[line.label] for line in candidates])
    leading = _typical(vectors, fit, first, LINES - 1 if second and second is not first else LINES)
    following = [] if second is first else _typical(vectors, fit, second, LINES - len(leading))
    return tuple(candidates[row] for row in leading + following)


def _typical(
    vectors: Vectors, fit: NDArray[np.float64], rows: Sequence[int], count: int
) -> list[int]:
    """Return `count` of `rows` by maximal marginal relevance to their centre and their opinion."""
    if not rows:
        return []
    pool = vectors[rows]
    centre = pool.mean(axis=0)
    relevance = pool @ centre / max(float(np.linalg.norm(centre)), 1e-9) + OPINION * fit[rows]
    picked: list[int] = []
    redundancy = np.zeros(len(rows), dtype=np.float32)
    for _ in range(min(count, len(rows))):
        score = RELEVANCE * relevance - (1 - RELEVANCE) * redundancy
        score[picked] = -np.inf
        best = int(score.argmax())
        picked.append(best)
        redundancy = np.maximum(redundancy, pool @ pool[best])
    return [rows[row] for row in picked]


def _candidates(review: Mapping[str, Any]) -> list[DigestLine]:
    rating = int(review["rating"])
    return [
        DigestLine(text, str(review["id"]), _label(rating), rating, str(review["language"]))
        for text in sentences(str(review["text"]))
        if SHORTEST <= weight(text) <= LONGEST
    ]


def _label(rating: int) -> Label:
    if rating >= 4:
        return "praise"
    return "criticism" if rating <= 2 else "mixed"


def _count(ratings: Sequence[int]) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (ratings.count(stars) for stars in range(1, 6))
    return one, two, three, four, five


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
