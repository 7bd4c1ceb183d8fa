"""BG/NBD: how often customers come back, and whether they still are customers.

Fader, Hardie and Lee (2005), "Counting your customers the easy way". While active, a customer buys at a rate of their
own (gamma distributed with shape r and rate alpha); after each repeat purchase they leave with a chance of their own
(beta distributed with a and b).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.customers.value.history import History
from ecomcore.errors import DataError

MIN_CUSTOMERS = 30
MOST_CUSTOMERS = 30_000
"""A large shop's few parameters come from a sample of its customers."""
LARGEST = 1e4
ALMOST_ONE = 1e-6
STARTS = ((0.3, 5.0, 0.8, 2.5), (1.0, 10.0, 0.5, 5.0), (2.0, 4.0, 0.2, 10.0))

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class BGNBD:
    """The fitted model; times in the unit of the history it was fitted to (weeks)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def as_dict(self) -> dict[str, float]:
        """Return the parameters."""
        return asdict(self)

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return how many repeat purchases each customer is expected to make in the next `ahead`; shape (n,).

        Eq. 10 of the paper, its hypergeometric function turned by Pfaff's transformation into one of a negative
        argument, which stays finite for frequent buyers.
        """
        from scipy.special import hyp2f1

        x, age = history.frequency, history.age
        a = self.a if abs(self.a - 1) > ALMOST_ONE else 1 + ALMOST_ONE
        total = a + self.b + x - 1
        turned = hyp2f1(self.r + x, a - 1, total, -ahead / (self.alpha + age))
        expected: Numbers = (
            total / (a - 1) * (1 - turned) / (1 + self._odds_of_having_left(history))
        )
        return np.clip(np.nan_to_num(expected), 0.0, None)

    def probability_alive(self, history: History) -> Numbers:
        """Return the probability that each still is a customer; 1 for who bought once (they cannot have left)."""
        found: Numbers = 1 / (1 + self._odds_of_having_left(history))
        return found

    def _odds_of_having_left(self, history: History) -> Numbers:
        x = history.frequency
        log_odds = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1) - 1)
            + (self.r + x) * np.log((self.alpha + history.age) / (self.alpha + history.recency))
        )
        return np.where(x > 0, np.exp(np.minimum(log_odds, 700.0)), 0.0)


def fit_bgnbd(history: History) -> BGNBD:
    """Fit the four parameters by maximum likelihood, from several starts.

    Raises:
        DataError: fewer than thirty customers, nobody has bought twice, or the likelihood has no maximum.
    """
    from scipy.optimize import minimize

    if len(history) < MIN_CUSTOMERS or not (history.frequency > 0).any():
        raise DataError(
            f"a model of repeat purchases needs at least {MIN_CUSTOMERS} customers, some with a second purchase; "
            f"found {len(history)}, {int((history.frequency > 0).sum())} of them with one"
        )
    counted = distinct(history.sample(MOST_CUSTOMERS))
    best = None
    for start in STARTS:
        found = minimize(
            lambda logs: -_log_likelihood(np.exp(logs), *counted),
            np.log(start), method="L-BFGS-B", bounds=[(-8.0, np.log(LARGEST))] * 4,
        )  # fmt: skip
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise DataError("the purchases do not fit a model of repeat buying (BG/NBD)")
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return BGNBD(r, alpha, a, b, log_likelihood=-float(best.fun))


def distinct(history: History) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return the different (frequency, recency, age) with how many customers have them: equal ones count once."""
    rows = np.column_stack([history.frequency, history.recency, history.age])
    different, counts = np.unique(rows, axis=0, return_counts=True)
    return different[:, 0], different[:, 1], different[:, 2], counts.astype(np.float64)


def _log_likelihood(
    parameters: Numbers, x: Numbers, recency: Numbers, age: Numbers, weights: Numbers
) -> float:
    from scipy.special import gammaln

    r, alpha, a, b = parameters
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    still_here = -(r + x) * np.log(alpha + age)
    left = np.where(
        x > 0,
        np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency),
        -np.inf,
    )
    return float((weights * (buying + staying + np.logaddexp(still_here, left))).sum())
