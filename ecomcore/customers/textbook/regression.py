"""Least squares for one feature, by gradient descent and in closed form, with intervals.

The loss is half the mean squared error, L(w) = 1/(2n) ‖Xw − y‖², X = [1, x]. Its gradient is Xᵀ(Xw − y)/n and its
curvature XᵀX/n; a step of rate α along the gradient shrinks the error in every direction if, and only if,
α < 2/λ with λ the largest eigenvalue of XᵀX/n.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import DataError

LEARNING_RATE = 0.1
TOLERANCE = 1e-12
MAX_STEPS = 200_000

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Descent:
    """Where gradient descent ended: intercept and slope of the normalised feature, and how it came there.

    `losses` holds the loss before each step and after the last, of shape (steps + 1,). `largest_rate` is the rate at
    and above which the descent would run away.
    """

    intercept: float
    slope: float
    losses: Numbers
    steps: int
    converged: bool
    learning_rate: float
    largest_rate: float


def largest_rate(x: Numbers) -> float:
    """Return the learning rate from which on gradient descent diverges: 2 / the largest eigenvalue of XᵀX/n."""
    return 2.0 / float(np.linalg.eigvalsh(_curvature(x))[-1])


def descend(
    x: Numbers, y: Numbers, *, learning_rate: float = LEARNING_RATE, tolerance: float = TOLERANCE,
    max_steps: int = MAX_STEPS,
) -> Descent:  # fmt: skip
    """Fit `y ≈ intercept + slope·x` by gradient descent from (0, 0).

    It stops when no component of the gradient is larger than `tolerance` times the spread of `y` (or 1 if that is
    larger), or after `max_steps`.

    Args:
        x: the normalised feature, shape (n,).
        y: what is predicted, shape (n,).
        learning_rate: the step along the gradient.
        tolerance: the stopping rule, relative to the size of `y`.
        max_steps: where to give up.

    Raises:
        DataError: the learning rate is not positive, or so large that the descent would run away.
    """
    limit = largest_rate(x)
    if not 0 < learning_rate < limit:
        raise DataError(
            f"a learning rate of {learning_rate:g} cannot work here: it must be above 0 and below {limit:.4g} "
            "(2 / the largest eigenvalue of XᵀX/n)"
        )
    # With one feature the whole table enters the gradient through three numbers, so a step costs no pass over it.
    curvature = _curvature(x)
    pull = np.array([y.mean(), (x * y).mean()])
    half_square = float((y**2).mean()) / 2
    enough = tolerance * max(1.0, float(y.std()))
    weights = np.zeros(2)
    losses: list[float] = []
    for _ in range(max_steps + 1):
        gradient = curvature @ weights - pull
        losses.append(half_square + float(weights @ (curvature @ weights / 2 - pull)))
        if float(np.abs(gradient).max()) <= enough or len(losses) > max_steps:
            break
        weights = weights - learning_rate * gradient
    return Descent(
        intercept=float(weights[0]),
        slope=float(weights[1]),
        losses=np.maximum(np.array(losses), 0.0),
        steps=len(losses) - 1,
        converged=float(np.abs(gradient).max()) <= enough,
        learning_rate=learning_rate,
        largest_rate=limit,
    )


def solve(x: Numbers, y: Numbers) -> tuple[float, float]:
    """Return intercept and slope of the least-squares line, from a solver by singular values; nothing is inverted."""
    table = np.column_stack([np.ones_like(x), x])
    weights = np.linalg.lstsq(table, y, rcond=None)[0]
    return float(weights[0]), float(weights[1])


@dataclass(frozen=True)
class Line:
    """A fitted line over the feature as it is, with what its intervals need.

    `residual_sd` is the residual standard error √(SSE / (n − 2)).
    """

    intercept: float
    slope: float
    residual_sd: float
    x_mean: float
    x_squares: float
    n: int

    def __call__(self, x: Numbers) -> Numbers:
        """Return the expected values."""
        return self.intercept + self.slope * x

    def confidence_interval(self, x: Numbers, level: float = 0.95) -> tuple[Numbers, Numbers]:
        """Return where the mean of everybody with that `x` lies, with that confidence (Student's t)."""
        return self._interval(x, level, 0.0)

    def prediction_interval(self, x: Numbers, level: float = 0.95) -> tuple[Numbers, Numbers]:
        """Return where a single new value lies, with that probability, if residuals are normal."""
        return self._interval(x, level, 1.0)

    def _interval(self, x: Numbers, level: float, single: float) -> tuple[Numbers, Numbers]:
        from scipy.stats import t

        leverage = 1 / self.n + (x - self.x_mean) ** 2 / self.x_squares
        width = t.ppf((1 + level) / 2, self.n - 2) * self.residual_sd * np.sqrt(single + leverage)
        return self(x) - width, self(x) + width


def line_through(x: Numbers, y: Numbers, intercept: float, slope: float) -> Line:
    """Return the line with these coefficients, which were fitted to `x` and `y`."""
    residuals = y - intercept - slope * x
    return Line(
        intercept=intercept,
        slope=slope,
        residual_sd=float(np.sqrt((residuals**2).sum() / (len(x) - 2))),
        x_mean=float(x.mean()),
        x_squares=float(((x - x.mean()) ** 2).sum()),
        n=len(x),
    )


def _curvature(x: Numbers) -> Numbers:
    mean = float(x.mean())
    return np.array([[1.0, mean], [mean, float((x**2).mean())]])
