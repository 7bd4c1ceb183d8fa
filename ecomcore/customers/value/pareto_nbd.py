"""Pareto/NBD: as BG/NBD, but a customer may leave at any time, not only after a purchase.

Schmittlein, Morrison and Colombo (1987), "Counting your customers"; the likelihood as in Fader and Hardie (2005), "A
note on deriving the Pareto/NBD model". Purchases come at a rate of the customer's own (gamma: shape r, rate alpha), the
end at another (gamma: shape s, rate beta).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from ecomcore.customers.value.bgnbd import MIN_CUSTOMERS, MOST_CUSTOMERS, distinct
from ecomcore.customers.value.history import History
from ecomcore.errors import DataError

START = (0.5, 10.0, 0.6, 11.0)
NODES = 24
TINY = 1e-12
LARGEST_LOG = 9.0
ALMOST_ONE = 1e-6
VERY_UNLIKELY = 1e12

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class ParetoNBD:
    """The fitted model; times in the unit of the history it was fitted to (weeks)."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    def as_dict(self) -> dict[str, float]:
        """Return the parameters."""
        return asdict(self)

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return how many repeat purchases each customer is expected to make in the next `ahead`; shape (n,)."""
        s = self.s if abs(self.s - 1) > ALMOST_ONE else 1 + ALMOST_ONE
        age = history.age
        while_active = (self.r + history.frequency) * (self.beta + age) / (self.alpha + age)
        left_until = 1 - ((self.beta + age) / (self.beta + age + ahead)) ** (s - 1)
        found = self.probability_alive(history) * while_active / (s - 1) * left_until
        return np.clip(np.nan_to_num(found), 0.0, None)

    def probability_alive(self, history: History) -> Numbers:
        """Return the probability that each still is a customer."""
        x, age = history.frequency, history.age
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        log_odds = (
            (self.r + x) * np.log(self.alpha + age)
            + self.s * np.log(self.beta + age)
            + _log_left(parameters, x, history.recency, age)
        )
        found: Numbers = 1 / (1 + np.exp(np.minimum(log_odds, 700.0)))
        return found


def fit_pareto_nbd(history: History, seed: int = 0) -> ParetoNBD:
    """Fit the four parameters by maximum likelihood (Nelder and Mead's method).

    Raises:
        DataError: fewer than thirty customers, nobody has bought twice, or the likelihood has no maximum.
    """
    from scipy.optimize import minimize

    if len(history) < MIN_CUSTOMERS or not (history.frequency > 0).any():
        raise DataError(
            f"a model of repeat purchases needs at least {MIN_CUSTOMERS} customers, some with a second purchase"
        )
    counted = distinct(history.sample(MOST_CUSTOMERS, seed))
    best = minimize(
        lambda logs: _cost(logs, *counted), np.log(START), method="Nelder-Mead",
        options={"maxiter": 400, "xatol": 5e-3, "fatol": 1e-2},
    )  # fmt: skip
    if best.fun >= VERY_UNLIKELY:
        raise DataError("the purchases do not fit a model of repeat buying (Pareto/NBD)")
    r, alpha, s, beta = (float(value) for value in np.exp(best.x))
    return ParetoNBD(r, alpha, s, beta, log_likelihood=-float(best.fun))


def _cost(logs: Numbers, x: Numbers, recency: Numbers, age: Numbers, weights: Numbers) -> float:
    if np.abs(logs).max() > LARGEST_LOG:
        return VERY_UNLIKELY
    parameters = np.exp(logs)
    r, alpha, s, beta = parameters
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    still_here = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    with np.errstate(all="ignore"):
        left = _log_left(parameters, x, recency, age)
        value = float((weights * (buying + np.logaddexp(still_here, left))).sum())
    return -value if np.isfinite(value) else VERY_UNLIKELY


def _log_left(parameters: Numbers, x: Numbers, recency: Numbers, age: Numbers) -> Numbers:
    """Return how likely it is, in logarithms, that the end came between the last purchase and now; shape (n,).

    It is s ∫ (alpha + t)^-(r + x) (beta + t)^-(s + 1) dt from the last purchase to now, by Gauss and Legendre's rule
    over log(c + t), c the smaller of alpha and beta, where the integrand is smooth. The closed form of the note is a
    difference of hypergeometric functions, which are wrong by any amount where s and beta are large.
    """
    r, alpha, s, beta = parameters
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    least = min(alpha, beta)
    first, last = np.log(least + recency), np.log(least + age)
    half = np.maximum((last - first) / 2, TINY)[:, None]
    stretched = (first + last)[:, None] / 2 + half * nodes
    time = np.exp(stretched) - least
    logs = stretched - (r + x)[:, None] * np.log(alpha + time) - (s + 1) * np.log(beta + time)
    found: Numbers = np.log(s) + logsumexp(logs, axis=1, b=half * weights)
    return found
