"""Turns scores into probabilities and a fallback, as held-out messages ask for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from components.network import softmax

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

OUT_OF_SCOPE = "out_of_scope"
NEVER = -1e9
OUTSIDE_WEIGHT = 0.5
# Easy data must not make the temperature vanish.
LOGARITHMS = (-2.0, 2.0)


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities and a fallback, learnt from messages that were held out.

    `temperature` divides the logits; `ngram_weight` is the weight of the machines beside the
    network; below `threshold` a message falls back.
    """

    temperature: float = 1.0
    ngram_weight: float = 1.0
    threshold: float = NEVER


def calibrate(
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
    fitted = fit_probabilities(by_network, by_machines, y)
    logits = combine(by_network, by_machines, fitted)
    scores = scope_of(logits, names)
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


def scope_of(logits: Floats, intents: list[str]) -> Floats:
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


def combine(by_network: Floats, by_machines: Floats, calibration: Calibration) -> Floats:
    """Return the logits, shape `(n, classes)`, of a network and the machines together."""
    combined: Floats = (
        by_network + np.float32(calibration.ngram_weight) * by_machines
    ) / np.float32(calibration.temperature)
    return combined


def fit_probabilities(by_network: Floats, by_machines: Floats, y: Integers) -> Calibration:
    """Return the temperature and the weight that make held-out examples most likely."""
    rows = np.arange(len(y))

    def surprise(logarithms: NDArray[np.float64]) -> float:
        trial = Calibration(*np.exp(np.clip(logarithms, *LOGARITHMS)))
        probabilities = softmax(combine(by_network, by_machines, trial))
        return float(-np.log(probabilities[rows, y] + 1e-9).mean())

    best = minimize(surprise, np.zeros(2), method="Nelder-Mead", options={"maxfev": 80})
    temperature, ngram_weight = np.exp(np.clip(best.x, *LOGARITHMS))
    return Calibration(float(temperature), float(ngram_weight))
