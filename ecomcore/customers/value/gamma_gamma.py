"""Gamma-gamma: what a customer's purchase is worth, between their own mean and everybody's.

Fader, Hardie and Lee (2005), "RFM and CLV: using iso-value curves". A purchase is gamma distributed around the
customer's mean (shape p), and the rates of customers are gamma distributed (shape q, rate v).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.customers.value.bgnbd import MOST_CUSTOMERS
from ecomcore.customers.value.history import History
from ecomcore.errors import DataError

MIN_CUSTOMERS = 20
STARTS = ((1.0, 3.0, 10.0), (6.0, 4.0, 15.0))
LEAST_Q = 1.05
"""With q at or below 1 the mean of a new customer would be infinite."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class GammaGamma:
    """The fitted model, amounts in units of the currency."""

    p: float
    q: float
    v: float

    def as_dict(self) -> dict[str, float]:
        """Return the parameters."""
        return asdict(self)

    def expected_spend(self, history: History) -> Numbers:
        """Return the expected amount of each customer's next purchase, shape (n,).

        Who has not come back yet is told by the population's mean.
        """
        x = history.frequency
        found: Numbers = self.p * (self.v + x * history.mean_spend) / (self.p * x + self.q - 1)
        return found


def fit_gamma_gamma(history: History) -> GammaGamma:
    """Fit the three parameters by maximum likelihood to the customers who came back.

    Raises:
        DataError: fewer than twenty came back, or all of them spend the same.
    """
    from scipy.optimize import minimize

    history = history.sample(MOST_CUSTOMERS)
    back = (history.frequency > 0) & (history.mean_spend > 0)
    x, mean = history.frequency[back], history.mean_spend[back]
    if len(x) < MIN_CUSTOMERS or np.ptp(mean) == 0:
        raise DataError(
            f"a model of spend needs at least {MIN_CUSTOMERS} customers who came back and spend differently; "
            f"found {len(x)}"
        )
    unit = float(np.median(mean))
    best = None
    for start in STARTS:
        found = minimize(
            lambda logs: -_log_likelihood(logs, x, mean / unit),
            np.log(start) - np.array([0, 0, np.log(15.0)]),
            method="L-BFGS-B",
            bounds=[(-6.0, 9.0), (np.log(LEAST_Q), 9.0), (-9.0, 12.0)],
        )
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise DataError("the amounts do not fit a model of spend (gamma-gamma)")
    p, q, v = (float(value) for value in np.exp(best.x))
    return GammaGamma(p, q, v * unit)


def _log_likelihood(logs: Numbers, x: Numbers, mean: Numbers) -> float:
    from scipy.special import gammaln

    p, q, v = np.exp(logs)
    values = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
        + q * np.log(v) + (p * x - 1) * np.log(mean) + p * x * np.log(x)
        - (p * x + q) * np.log(v + x * mean)
    )  # fmt: skip
    return float(values.sum())
