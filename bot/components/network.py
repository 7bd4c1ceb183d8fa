"""A small neural network that finds the class of a vector, trained and run with NumPy alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Schooling:
    """How a network is trained. The defaults were chosen on validation parts (benchmarks/intents.md).

    Few examples are seen more often than `epochs` times, until there were `least_steps` steps or each was seen
    `most_epochs` times.
    """

    hidden: int = 512
    epochs: int = 12
    least_steps: int = 1_200
    most_epochs: int = 30
    batch: int = 128
    rate: float = 1e-3
    decay: float = 1e-2
    input_dropout: float = 0.2
    hidden_dropout: float = 0.5
    label_smoothing: float = 0.02


class Network:
    """One hidden layer of rectified units between centred vectors and the logits of the classes."""

    def __init__(self, centre: Floats, scale: float, layers: list[Floats]) -> None:
        """Keep the parameters.

        Args:
            centre: mean of the training vectors, shape `(d,)`.
            scale: factor that gives the centred vectors unit variance a dimension.
            layers: weights `(d, h)`, biases `(h,)`, weights `(h, k)`, biases `(k,)`.
        """
        self.centre = centre
        self.scale = scale
        self.layers = layers

    def logits(self, vectors: Floats) -> Floats:
        """Return the logits, shape `(n, k)`, of vectors of shape `(n, d)`."""
        first, first_bias, second, second_bias = self.layers
        inputs = (vectors - self.centre) * np.float32(self.scale)
        logits: Floats = np.maximum(inputs @ first + first_bias, 0) @ second + second_bias
        return logits

    @classmethod
    def average(cls, members: list[Network]) -> Network:
        """Return one wide network whose logits are the mean of those of its members.

        Args:
            members: networks that were trained on the same vectors, at least one.
        """
        firsts, first_biases, seconds, second_biases = zip(
            *(member.layers for member in members), strict=True
        )
        layers = [
            np.hstack(firsts),
            np.concatenate(first_biases),
            np.vstack(seconds) / np.float32(len(members)),
            np.mean(second_biases, axis=0),
        ]
        return cls(members[0].centre, members[0].scale, layers)

    @classmethod
    def train(
        cls, vectors: Floats, y: Integers, classes: int, *, seed: int, how: Schooling = Schooling()
    ) -> Network:
        """Train with AdamW (Loshchilov & Hutter, 2019), dropout on both layers and smoothed labels.

        Args:
            vectors: shape `(n, d)`, float32.
            y: the class of each vector, 0 … `classes - 1`.
            classes: how many classes there are.
            seed: makes the training repeatable.
            how: the sizes and rates.
        """
        centre = vectors.mean(axis=0)
        inputs = vectors - centre
        scale = 1 / max(float(np.sqrt(np.mean(inputs**2))), 1e-6)
        inputs *= np.float32(scale)
        random = np.random.default_rng(seed)
        layers = _first_layers(inputs.shape[1], how.hidden, classes, random)
        optimiser = _AdamW(layers, how.decay)
        steps_an_epoch = math.ceil(len(inputs) / how.batch)
        wanted = math.ceil(how.least_steps / steps_an_epoch)
        epochs = max(how.epochs, min(wanted, how.most_epochs))
        steps = epochs * steps_an_epoch
        step = 0
        for _ in range(epochs):
            order = random.permutation(len(inputs))
            for start in range(0, len(order), how.batch):
                rows = order[start : start + how.batch]
                gradients = _gradients(layers, inputs[rows], y[rows], how, random)
                step += 1
                warm = min(1.0, step / (0.1 * steps))
                optimiser.step(layers, gradients, how.rate * warm * (1 - step / steps))
        return cls(centre, scale, layers)


class _AdamW:
    def __init__(self, layers: list[Floats], decay: float) -> None:
        self._decay = decay
        self._means = [np.zeros_like(layer) for layer in layers]
        self._squares = [np.zeros_like(layer) for layer in layers]
        self._steps = 0

    def step(self, layers: list[Floats], gradients: list[Floats], rate: float) -> None:
        self._steps += 1
        mean_correction = 1 - 0.9**self._steps
        square_correction = 1 - 0.999**self._steps
        for layer, gradient, mean, square in zip(
            layers, gradients, self._means, self._squares, strict=True
        ):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            if layer.ndim > 1:
                layer *= 1 - rate * self._decay
            layer -= (rate / mean_correction) * mean / (np.sqrt(square / square_correction) + 1e-8)


def _first_layers(
    inputs: int, hidden: int, classes: int, random: np.random.Generator
) -> list[Floats]:
    first = random.standard_normal((inputs, hidden), dtype=np.float32) * np.float32(
        math.sqrt(2 / inputs)
    )
    second = random.standard_normal((hidden, classes), dtype=np.float32) * np.float32(
        math.sqrt(1 / hidden)
    )
    return [
        first,
        np.zeros(hidden, dtype=np.float32),
        second,
        np.zeros(classes, dtype=np.float32),
    ]


def _kept(
    shape: tuple[int, ...], dropout: float, random: np.random.Generator
) -> NDArray[np.float32]:
    kept: Floats = (random.random(shape, dtype=np.float32) >= dropout) / np.float32(1 - dropout)
    return kept


def _gradients(
    layers: list[Floats], x: Floats, y: Integers, how: Schooling, random: np.random.Generator
) -> list[Floats]:
    """Return the gradients of the smoothed cross-entropy, averaged over the batch."""
    first, first_bias, second, second_bias = layers
    x = x * _kept(x.shape, how.input_dropout, random)
    raw = x @ first + first_bias
    kept = _kept(raw.shape, how.hidden_dropout, random) * (raw > 0)
    hidden = raw * kept
    delta = softmax(hidden @ second + second_bias)
    classes = delta.shape[1]
    delta -= np.float32(how.label_smoothing / classes)
    delta[np.arange(len(y)), y] -= np.float32(1 - how.label_smoothing)
    delta /= np.float32(len(y))
    back = (delta @ second.T) * kept
    return [x.T @ back, back.sum(axis=0), hidden.T @ delta, delta.sum(axis=0)]


def softmax(logits: Floats) -> Floats:
    """Return the probabilities of each row of logits."""
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Floats = exponents / exponents.sum(axis=1, keepdims=True)
    return probabilities
