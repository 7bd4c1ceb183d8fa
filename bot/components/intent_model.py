"""The intent classifier itself: networks on sentence vectors and machines on n-grams with calibrated probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from components.calibration import (
    OUT_OF_SCOPE,
    Calibration,
    calibrate,
    combine,
    fit_probabilities,
    scope_of,
)
from components.cores import one_job_a_core
from components.network import Network, Schooling, softmax
from components.ngrams import Machines, Ngrams
from components.patterns import mask

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Rows = NDArray[np.int64]

FOLDS = 3
MEMBERS = 3
FIRST_SCHOOLING = Schooling(hidden=256, hidden_dropout=0.35)

SURE = 0.95
"""From this probability on, what the first vector says of a message is its intent, and the other is not asked for."""


class IntentModelError(Exception):
    """The classifier cannot be trained on what it was given; the message says what is missing."""


@dataclass(frozen=True)
class Example:
    """What the model reads of one message beside its vectors: its plain text and its tokens."""

    text: str
    tokens: tuple[str, ...]


class SentenceVectors(Protocol):
    """The vectors of some messages, worked out when they are asked for."""

    @property
    def has_first(self) -> NDArray[np.bool_]:
        """Say of each message whether it has a first vector."""
        ...

    def first(self, rows: Rows) -> Floats:
        """Return the first vectors of messages that have one, shape `(len(rows), d)`."""
        ...

    def together(self, rows: Rows) -> Floats:
        """Return the whole vectors of messages, shape `(len(rows), d)`."""
        ...


@dataclass(frozen=True)
class Judgement:
    """The probability of each intent, and whether the message seems to be none of them."""

    probabilities: Floats
    falls_back: bool


@dataclass(frozen=True)
class Opinion:
    """A network on one kind of vector, and how its logits and those of the machines become probabilities."""

    network: Network
    calibration: Calibration

    def logits(self, vectors: Floats, margins: Floats) -> Floats:
        """Return the calibrated logits of messages, shape `(n, classes)`."""
        return combine(self.network.logits(vectors), margins, self.calibration)


class IntentModel:
    """A committee of networks on sentence vectors beside linear machines on n-grams.

    A small network on the first vector speaks before the committee: where it is `SURE` of an intent, the whole vector
    need not be worked out, which is most of what a message costs (a cascade as in Viola & Jones, 2001).

    The calibrations are fitted to what models trained on two thirds of the examples say of the
    third that they have not seen; the model in use then learns from all of them.
    """

    def __init__(
        self,
        intents: list[str],
        ngrams: Ngrams,
        machines: Machines,
        committee: Opinion,
        early: Opinion | None,
    ) -> None:
        """Keep the parts; `train` and `load` make them."""
        self.intents = intents
        self.ngrams = ngrams
        self.machines = machines
        self.committee = committee
        self.early = early

    @classmethod
    def train(
        cls,
        examples: list[Example],
        intents: list[str],
        vectors: SentenceVectors,
        *,
        max_loss: float,
        enough_found: float,
        seed: int,
    ) -> IntentModel:
        """Learn from examples and their intents.

        Args:
            examples: at least two.
            intents: one an example; those of `out_of_scope` teach what is none of the shop's.
            vectors: those of the examples.
            max_loss: share of the in-scope messages that the fallback may take from their intents.
            enough_found: share of the out-of-scope messages that the fallback need not exceed.
            seed: makes the training repeatable.

        Raises:
            IntentModelError: there are fewer than two intents.
        """
        names = sorted(set(intents))
        if len(names) < 2:
            raise IntentModelError(
                f"the training data has the intents {names}; at least two are needed to tell apart"
            )
        y = np.array([names.index(intent) for intent in intents])
        ngrams = Ngrams.fit(*_texts(examples))
        features = ngrams.transform(*_texts(examples))
        whole = vectors.together(np.arange(len(y)))
        # Who has not seen an intent would be sure of another.
        read = np.flatnonzero(vectors.has_first)
        read = read if set(y[read]) == set(y) else read[:0]
        first = vectors.first(read)
        held_out = _HeldOut(features, whole, first, read, y, len(names), seed)

        def train_member(member: int) -> Network:
            return Network.train(whole, y, len(names), seed=seed + FOLDS + member)

        def train_first() -> Network:
            return Network.train(
                first, y[read], len(names), seed=seed + FOLDS + MEMBERS, how=FIRST_SCHOOLING
            )

        with one_job_a_core() as cores:
            members = cores.map(train_member, range(MEMBERS))
            asked = cores.map(held_out.ask, range(FOLDS))
            speaks_first = cores.submit(train_first) if len(read) else None
            machines = cores.submit(Machines.train, features, y).result()
            network = Network.average(list(members))
            list(asked)  # raises what went wrong
        return cls(
            names,
            ngrams,
            machines,
            Opinion(network, held_out.calibration(names, max_loss, enough_found)),
            Opinion(speaks_first.result(), held_out.first_calibration()) if speaks_first else None,
        )

    def judge(self, examples: list[Example], vectors: SentenceVectors) -> list[Judgement]:
        """Return one judgement an example."""
        margins = self.machines.margins(self.ngrams.transform(*_texts(examples)))
        judgements: dict[int, Judgement] = {}
        if self.early is not None:
            rows = np.flatnonzero(vectors.has_first)
            judgements |= self._sure(rows, vectors, margins, self.early)
        rows = np.array([row for row in range(len(examples)) if row not in judgements], np.int64)
        if len(rows):
            logits = self.committee.logits(vectors.together(rows), margins[rows])
            falls_back = scope_of(logits, self.intents) < self.committee.calibration.threshold
            found = map(Judgement, softmax(logits), map(bool, falls_back))
            judgements |= dict(zip(rows.tolist(), found, strict=True))
        return [judgements[row] for row in range(len(examples))]

    def _sure(
        self, rows: Rows, vectors: SentenceVectors, margins: Floats, early: Opinion
    ) -> dict[int, Judgement]:
        """Return the judgements of the messages whose first vector leaves no doubt that they are for the shop."""
        if not len(rows):
            return {}
        probabilities = softmax(early.logits(vectors.first(rows), margins[rows]))
        return {
            row: Judgement(found, falls_back=False)
            for row, found in zip(rows.tolist(), probabilities, strict=True)
            if found.max() >= SURE and self.intents[int(found.argmax())] != OUT_OF_SCOPE
        }

    def save(self, folder: Path) -> None:
        """Write `model.json` and `model.npz`."""
        facts: dict[str, Any] = {"intents": self.intents, "vocabulary": self.ngrams.vocabulary()}
        arrays: dict[str, Any] = self.ngrams.rarity() | vars(self.machines)
        for name, opinion in (("committee", self.committee), ("early", self.early)):
            if opinion is None:
                continue
            network = opinion.network
            facts[name] = {"calibration": vars(opinion.calibration), "scale": network.scale}
            arrays[f"{name}_centre"] = network.centre
            arrays |= {f"{name}_layer_{n}": layer for n, layer in enumerate(network.layers)}
        (folder / "model.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(folder / "model.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:

            def opinion(name: str) -> Opinion:
                layers = [arrays[f"{name}_layer_{number}"] for number in range(4)]
                network = Network(arrays[f"{name}_centre"], facts[name]["scale"], layers)
                return Opinion(network, Calibration(**facts[name]["calibration"]))

            return cls(
                facts["intents"],
                Ngrams.restore(facts["vocabulary"], arrays),
                Machines(arrays["weights"], arrays["intercepts"]),
                opinion("committee"),
                opinion("early") if "early" in facts else None,
            )


class _HeldOut:
    """What models trained on the other folds say of each example."""

    def __init__(
        self,
        features: sparse.csr_matrix,
        whole: Floats,
        first: Floats,
        read: Rows,
        y: Integers,
        classes: int,
        seed: int,
    ) -> None:
        """Take all that is trained on; `first` are the vectors of the rows in `read`."""
        self._features, self._whole, self._first, self._read = features, whole, first, read
        self._y, self._classes, self._seed = y, classes, seed
        self._fold_of = _folds(y, seed)
        self._by_committee = np.zeros((len(y), classes), dtype=np.float32)
        self._by_machines = np.zeros_like(self._by_committee)
        self._by_first = np.zeros((len(read), classes), dtype=np.float32)

    def ask(self, fold: int) -> None:
        """Train on all folds but one and ask about that one; folds may be asked at the same time."""
        train, held_out = (
            np.flatnonzero(n) for n in (self._fold_of != fold, self._fold_of == fold)
        )
        y, seed = self._y, self._seed + fold
        network = Network.train(self._whole[train], y[train], self._classes, seed=seed)
        self._by_committee[held_out] = network.logits(self._whole[held_out])
        machines = Machines.train(self._features[train], y[train])
        self._by_machines[held_out] = machines.margins(self._features[held_out])
        is_held_out = self._fold_of[self._read] == fold
        if is_held_out.any() and not is_held_out.all():
            early = Network.train(
                self._first[~is_held_out],
                y[self._read[~is_held_out]],
                self._classes,
                seed=seed,
                how=FIRST_SCHOOLING,
            )
            self._by_first[is_held_out] = early.logits(self._first[is_held_out])

    def calibration(self, names: list[str], max_loss: float, enough_found: float) -> Calibration:
        """Return the committee's calibration, with the threshold of the fallback."""
        asked = self._fold_of >= 0
        if not asked.any():
            return Calibration()
        return calibrate(
            self._by_committee[asked],
            self._by_machines[asked],
            self._y[asked],
            names,
            max_loss,
            enough_found,
        )

    def first_calibration(self) -> Calibration:
        """Return the calibration of the network that speaks first."""
        asked = self._fold_of[self._read] >= 0
        if not asked.any():
            return Calibration()
        rows = self._read[asked]
        return fit_probabilities(self._by_first[asked], self._by_machines[rows], self._y[rows])


def _texts(examples: list[Example]) -> tuple[list[str], list[str]]:
    return (
        [" ".join(example.tokens) for example in examples],
        [mask(example.text) for example in examples],
    )


def _folds(y: Integers, seed: int) -> Integers:
    """Return the fold of each example, the classes spread evenly; -1 for the only example of a class."""
    random = np.random.default_rng(seed)
    fold_of = np.full(len(y), -1)
    for label in np.unique(y):
        rows = random.permutation(np.flatnonzero(y == label))
        if len(rows) > 1:
            fold_of[rows] = (np.arange(len(rows)) + random.integers(FOLDS)) % FOLDS
    return fold_of
