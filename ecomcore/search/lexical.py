"""BM25F: keyword scores over weighted fields, with changed products scored anew without a rebuild.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004: the counts of a term
in the fields are normalised by field length, weighted and added before they saturate, so a word that is in the title
and the description does not count twice as it would if each field had a score of its own.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.text.tokens import has_chinese

ARRAYS = ("start", "documents", "weights", "places", "idf")
HEADED_LENGTHS = (2, 3)
Document = Mapping[str, Sequence[str]]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class FieldWeights:
    """How much a field counts and how strongly its length is normalised (BM25's b)."""

    weight: float
    b: float


@dataclass(frozen=True)
class LexicalSettings:
    """The fields and BM25's saturation."""

    fields: Mapping[str, FieldWeights]
    k1: float = 1.2


@dataclass
class LexicalIndex:
    """Term weights by document, stored by term.

    The documents of term `t` are `documents[start[t]:start[t + 1]]`, ascending, with their weights
    in `weights` and, one bit a field, where they have it in `places`.
    """

    settings: LexicalSettings
    terms: dict[str, int]
    start: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: Scores
    places: NDArray[np.uint8]
    idf: Scores
    mean_lengths: dict[str, float]
    count: int
    changed: dict[int, dict[str, float]] = field(default_factory=dict)
    changed_places: dict[int, dict[str, int]] = field(default_factory=dict)
    _by_last: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, documents: Sequence[Document], settings: LexicalSettings) -> LexicalIndex:
        """Index `documents`, each a mapping of field to its terms."""
        mean_lengths = {
            name: sum(len(document.get(name, ())) for document in documents)
            / max(1, len(documents))
            for name in settings.fields
        }
        terms: dict[str, int] = {}
        found: list[list[int]] = []
        frequencies: list[list[float]] = []
        places: list[list[int]] = []
        for row, document in enumerate(documents):
            bits = _places(document, settings)
            for term, frequency in _frequencies(document, settings, mean_lengths).items():
                number = terms.setdefault(term, len(terms))
                if number == len(found):
                    found.append([])
                    frequencies.append([])
                    places.append([])
                found[number].append(row)
                places[number].append(bits[term])
                frequencies[number].append(frequency)
        counts = np.array([len(rows) for rows in found], dtype=np.float64)
        idf = np.log(1 + (len(documents) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        flat = np.array([f for row in frequencies for f in row], dtype=np.float32)
        weights = _saturated(flat, settings.k1) * np.repeat(idf, counts.astype(np.int64))
        return cls(
            settings=settings,
            terms=terms,
            start=start,
            documents=np.array([d for row in found for d in row], dtype=np.int32),
            weights=weights.astype(np.float32),
            places=np.array([p for row in places for p in row], dtype=np.uint8),
            idf=idf,
            mean_lengths=mean_lengths,
            count=len(documents),
        )

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """Return the score of every document for `terms` (term → weight), shape `(count,)`."""
        scores = np.zeros(self.count, dtype=np.float32)
        for term, weight in terms.items():
            number = self.terms.get(term)
            if number is not None:
                span = slice(self.start[number], self.start[number + 1])
                scores[self.documents[span]] += np.float32(weight) * self.weights[span]
        for row, own in self.changed.items():
            scores[row] = sum(weight * own.get(term, 0.0) for term, weight in terms.items())
        return scores

    def count_of(self, term: str) -> int:
        """Return how many of the documents have a term, as of the build."""
        number = self.terms.get(term)
        return int(self.start[number + 1] - self.start[number]) if number is not None else 0

    def ending_with(self, character: str) -> tuple[str, ...]:
        """Return the Chinese words of the catalogue, as of the build, that end with a character.

        The last character of a Chinese noun says what the thing is: 雨伞 and 折叠伞 are 伞.
        """
        if not self._by_last:
            for term in self.terms:
                if len(term) in HEADED_LENGTHS and has_chinese(term[-1]):
                    self._by_last.setdefault(term[-1], []).append(term)
        return tuple(self._by_last.get(character, ()))

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term; an unknown one is as rare as can be."""
        number = self.terms.get(term)
        return float(self.idf[number]) if number is not None else float(np.log(1 + 2 * self.count))

    def fields_with(self, row: int, terms: Iterable[str]) -> tuple[str, ...]:
        """Return the fields of a document that have one of `terms`, in the order of the settings."""
        bits = 0
        for term in terms:
            if row in self.changed:
                bits |= self.changed_places[row].get(term, 0)
                continue
            number = self.terms.get(term)
            if number is not None:
                first, last = self.start[number], self.start[number + 1]
                at = first + int(np.searchsorted(self.documents[first:last], row))
                if at < last and self.documents[at] == row:
                    bits |= int(self.places[at])
        return tuple(name for place, name in enumerate(self.settings.fields) if bits >> place & 1)

    def named(self, terms: Iterable[str], fields: Iterable[str]) -> NDArray[np.bool_]:
        """Return which documents have one of `terms` in one of `fields`, shape `(count,)`."""
        names = list(self.settings.fields)
        bits = sum(1 << names.index(name) for name in fields)
        found = np.zeros(self.count, dtype=np.bool_)
        wanted = set(terms)
        for number in (self.terms[term] for term in wanted if term in self.terms):
            span = slice(self.start[number], self.start[number + 1])
            found[self.documents[span]] |= (self.places[span] & bits) > 0
        for row, own in self.changed_places.items():
            found[row] = any(own.get(term, 0) & bits for term in wanted)
        return found

    def update(self, row: int, document: Document | None) -> None:
        """Score `row` by another document from now on; None empties it; a row may be new.

        The rarity of terms and the mean lengths stay those of the build.
        """
        if row >= self.count:
            for new in range(self.count, row):
                self.changed[new], self.changed_places[new] = {}, {}
            self.count = row + 1
        if document is None:
            self.changed[row], self.changed_places[row] = {}, {}
            return
        self.changed_places[row] = _places(document, self.settings)
        frequencies = _frequencies(document, self.settings, self.mean_lengths)
        self.changed[row] = {
            term: float(_saturated(np.float32(frequency), self.settings.k1)) * self.rarity(term)
            for term, frequency in frequencies.items()
        }

    def save(self, folder: Path) -> None:
        """Write `lexical.npz` and `lexical.json` into `folder`."""
        np.savez(
            folder / "lexical.npz",
            start=self.start,
            documents=self.documents,
            weights=self.weights,
            places=self.places,
            idf=self.idf,
        )
        facts = {
            "settings": asdict(self.settings),
            "terms": list(self.terms),
            "mean_lengths": self.mean_lengths,
            "count": self.count,
        }
        (folder / "lexical.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing or damaged.
        """
        try:
            facts = json.loads((folder / "lexical.json").read_text("utf-8"))
            with (
                (folder / "lexical.npz").open("rb") as file,
                np.load(file, allow_pickle=False) as arrays,
            ):
                read = {name: arrays[name] for name in ARRAYS}
            raw = facts["settings"]
            settings = LexicalSettings(
                fields={name: FieldWeights(**weights) for name, weights in raw["fields"].items()},
                k1=raw["k1"],
            )
            return cls(
                settings=settings,
                terms={term: number for number, term in enumerate(facts["terms"])},
                mean_lengths=facts["mean_lengths"],
                count=facts["count"],
                **read,
            )
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise BuildError(
                f"the keyword index in {folder} is damaged ({type(error).__name__}: {error}); "
                "run 'ecomcore build'"
            ) from error


def _frequencies(
    document: Document, settings: LexicalSettings, mean_lengths: Mapping[str, float]
) -> dict[str, float]:
    """Return the weighted, length-normalised frequency of each term over the fields."""
    found: dict[str, float] = {}
    for name, weights in settings.fields.items():
        terms = document.get(name, ())
        if not terms:
            continue
        norm = 1 - weights.b + weights.b * len(terms) / max(mean_lengths[name], 1e-9)
        for term, count in Counter(terms).items():
            found[term] = found.get(term, 0.0) + weights.weight * count / norm
    return found


def _places(document: Document, settings: LexicalSettings) -> dict[str, int]:
    """Return for each term one bit for every field that has it."""
    found: dict[str, int] = {}
    for place, name in enumerate(settings.fields):
        for term in document.get(name, ()):
            found[term] = found.get(term, 0) | 1 << place
    return found


def _saturated(frequency: Scores | np.float32, k1: float) -> Scores:
    return np.asarray(frequency * (k1 + 1) / (frequency + k1), dtype=np.float32)
