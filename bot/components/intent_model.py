"""The intent classifier itself: a committee on sentence vectors and n-grams with calibrated probabilities."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from components.cores import one_job_a_core
from components.network import Network, softmax
from components.ngrams import Machines, Ngrams
from components.patterns import mask

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

OUT_OF_SCOPE = "out_of_scope"
FOLDS = 3
MEMBERS = 3
NEVER = -1e9
OUTSIDE_WEIGHT = 0.5
# Easy data must not make the temperature vanish.
LOGARITHMS = (-2.0, 2.0)


class IntentModelError(Exception):
    """The classifier cannot be trained on what it was given; the message says what is missing."""


@dataclass(frozen=True)
class Example:
    """What the model reads of one message: its plain text, its tokens and its dense features."""

    text: str
    tokens: tuple[str, ...]
    vector: Floats


@dataclass(frozen=True)
class Judgement:
    """The probability of each intent, and whether the message seems to be none of them."""

    probabilities: Floats
    falls_back: bool


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities and a fallback, learnt from messages that were held out.

    `temperature` divides the logits; `ngram_weight` is the weight of the machines beside the
    network; below `threshold` a message falls back.
    """

    temperature: float = 1.0
    ngram_weight: float = 1.0
    threshold: float = NEVER


class IntentModel:
    """A committee of networks on sentence vectors beside linear machines on n-grams.

    The calibration is fitted to what models trained on two thirds of the examples say of the
    third that they have not seen; the model in use then learns from all of them.
    """

    def __init__(
        self,
        intents: list[str],
        ngrams: Ngrams,
        network: Network,
        machines: Machines,
        calibration: Calibration,
    ) -> None:
        """Keep the parts; `train` and `load` make them."""
        self.intents = intents
        self.ngrams = ngrams
        self.network = network
        self.machines = machines
        self.calibration = calibration

    @classmethod
    def train(
        cls,
        examples: list[Example],
        intents: list[str],
        *,
        max_loss: float,
        enough_found: float,
        seed: int,
    ) -> IntentModel:
        """Learn from examples and their intents.

        Args:
            examples: at least two.
            intents: one an example; those of `out_of_scope` teach what is none of the shop's.
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
        vectors, features = _inputs(examples, ngrams)
        by_network = np.zeros((len(y), len(names)), dtype=np.float32)
        by_machines = np.zeros_like(by_network)
        fold_of = _folds(y, seed)

        def ask_held_out(fold: int) -> None:
            train, held_out = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
            network = Network.train(vectors[train], y[train], len(names), seed=seed + fold)
            machines = Machines.train(features[train], y[train])
            by_network[held_out] = network.logits(vectors[held_out])
            by_machines[held_out] = machines.margins(features[held_out])

        def train_member(member: int) -> Network:
            return Network.train(vectors, y, len(names), seed=seed + FOLDS + member)

        with one_job_a_core() as cores:
            members = cores.map(train_member, range(MEMBERS))
            asked = cores.map(ask_held_out, range(FOLDS))
            machines = cores.submit(Machines.train, features, y).result()
            network = Network.average(list(members))
            list(asked)  # raises what went wrong
        calibration = Calibration()
        unseen = fold_of >= 0
        by_network, by_machines, y = by_network[unseen], by_machines[unseen], y[unseen]
        if len(y):
            calibration = _calibrate(by_network, by_machines, y, names, max_loss, enough_found)
        return cls(names, ngrams, network, machines, calibration)

    def judge(self, examples: list[Example]) -> list[Judgement]:
        """Return one judgement an example."""
        vectors, features = _inputs(examples, self.ngrams)
        logits = _combine(
            self.network.logits(vectors), self.machines.margins(features), self.calibration
        )
        scope = _scope_of(logits, self.intents)
        return [
            Judgement(row, bool(score < self.calibration.threshold))
            for row, score in zip(softmax(logits), scope, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write `model.json` and `model.npz`."""
        facts: dict[str, Any] = {
            "intents": self.intents,
            "calibration": vars(self.calibration),
            "scale": self.network.scale,
            "vocabulary": self.ngrams.vocabulary(),
        }
        arrays: dict[str, Any] = self.ngrams.rarity() | vars(self.machines)
        arrays["centre"] = self.network.centre
        arrays |= {f"layer_{number}": layer for number, layer in enumerate(self.network.layers)}
        (folder / "model.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(folder / "model.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            layers = [arrays[f"layer_{number}"] for number in range(4)]
            return cls(
                facts["intents"],
                Ngrams.restore(facts["vocabulary"], arrays),
                Network(arrays["centre"], facts["scale"], layers),
                Machines(arrays["weights"], arrays["intercepts"]),
                Calibration(**facts["calibration"]),
            )


def _inputs(examples: list[Example], ngrams: Ngrams) -> tuple[Floats, sparse.csr_matrix]:
    vectors = np.stack([example.vector for example in examples])
    return vectors, ngrams.transform(*_texts(examples))


def _calibrate(
    by_network: Floats,
    by_machines: Floats,
    y: Integers,
    names: list[str],
    max_loss: float,
    enough_found: float,
) -> Calibration:
    """Return the calibration that held-out examples ask for.

    The threshold rises until the share `enough_found` of those out of scope stands below it, or the
    share `max_loss` of those in scope that were understood, whichever comes first.
    """
    fitted = _fit_probabilities(by_network, by_machines, y)
    logits = _combine(by_network, by_machines, fitted)
    scores = _scope_of(logits, names)
    inside = [number for number, name in enumerate(names) if name != OUT_OF_SCOPE]
    is_inside = np.isin(y, inside)
    best = np.array(inside)[logits[:, inside].argmax(axis=1)]
    understood = np.sort(scores[is_inside & (best == y)])
    if not len(understood):
        return fitted
    threshold = float(understood[min(int(max_loss * is_inside.sum()), len(understood) - 1)])
    outside = np.sort(scores[~is_inside])
    if len(outside):
        found = outside[math.ceil(enough_found * len(outside)) - 1]
        threshold = min(threshold, float(np.nextafter(found, np.float32(np.inf))))
    return replace(fitted, threshold=threshold)


def _scope_of(logits: Floats, intents: list[str]) -> Floats:
    """Return how sure the model is that a message is for the shop.

    It is the logit of the best intent less a part of that of `out_of_scope`, where that exists:
    the whole of it would trust its few examples too much.
    """
    if OUT_OF_SCOPE not in intents:
        best: Floats = logits.max(axis=1)
        return best
    outside = intents.index(OUT_OF_SCOPE)
    others: Floats = np.delete(logits, outside, axis=1).max(axis=1)
    return others - np.float32(OUTSIDE_WEIGHT) * logits[:, outside]


def _texts(examples: list[Example]) -> tuple[list[str], list[str]]:
    return (
        [" ".join(example.tokens) for example in examples],
        [mask(example.text) for example in examples],
    )


def _combine(by_network: Floats, by_machines: Floats, calibration: Calibration) -> Floats:
    combined: Floats = (
        by_network + np.float32(calibration.ngram_weight) * by_machines
    ) / np.float32(calibration.temperature)
    return combined


def _folds(y: Integers, seed: int) -> Integers:
    """Return the fold of each example, the classes spread evenly; -1 for the only example of a class."""
    random = np.random.default_rng(seed)
    fold_of = np.full(len(y), -1)
    for label in np.unique(y):
        rows = random.permutation(np.flatnonzero(y == label))
        if len(rows) > 1:
            fold_of[rows] = (np.arange(len(rows)) + random.integers(FOLDS)) % FOLDS
    return fold_of


def _fit_probabilities(by_network: Floats, by_machines: Floats, y: Integers) -> Calibration:
    """Return the temperature and the weight that make held-out examples most likely."""
    rows = np.arange(len(y))

    def surprise(logarithms: NDArray[np.float64]) -> float:
        trial = Calibration(*np.exp(np.clip(logarithms, *LOGARITHMS)))
        probabilities = softmax(_combine(by_network, by_machines, trial))
        return float(-np.log(probabilities[rows, y] + 1e-9).mean())

    best = minimize(surprise, np.zeros(2), method="Nelder-Mead", options={"maxfev": 80})
    temperature, ngram_weight = np.exp(np.clip(best.x, *LOGARITHMS))
    return Calibration(float(temperature), float(ngram_weight))
