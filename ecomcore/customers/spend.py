"""Predicts what customers of an age spend on one purchase: the textbook regression of amount on age.

One explanatory variable, ordinary least squares, as in every textbook; it explains little of what people spend, and
says so: the interval and R² come with every number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError

MIN_ORDERS = 20
MIN_AGE, MAX_AGE = 14, 110
QUANTILES = (0.1, 0.9)
NEARBY_YEARS = 5
"""An age counts as seen when customers within this many years have ordered."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class SpendEstimate:
    """What customers of `age` spend on one purchase, in cents.

    `low` to `high` holds 80 % of the purchases that the model has seen (the residuals' quantiles around the line).
    `typical_cents` is the middle of the medians of the ages around it, None where nobody of them has ordered.
    `is_extrapolated` says that hardly anybody of that age has ordered.
    """

    age: int
    expected_cents: int
    low_cents: int
    high_cents: int
    n: int
    r2: float
    cents_per_year: float
    is_extrapolated: bool
    typical_cents: int | None
    n_nearby: int

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return asdict(self)


@dataclass(frozen=True)
class SpendModel:
    """The fitted line, with what is needed to say how sure it is; amounts in cents."""

    intercept: float
    slope: float
    r2: float
    residual_sd: float
    residual_low: float
    residual_high: float
    n: int
    customers: int
    ages: Mapping[int, tuple[int, int]]
    """For each age in years: number of purchases and their median."""

    def predict(self, age: int) -> SpendEstimate:
        """Return the estimate for an age; no purchase is predicted below nothing.

        Raises:
            ValueError: the age is not between 14 and 110.
        """
        if not MIN_AGE <= age <= MAX_AGE:
            raise ValueError(f"an age between {MIN_AGE} and {MAX_AGE} is needed, not {age}")
        expected = self.intercept + self.slope * age
        near = [found for year, found in self.ages.items() if abs(year - age) <= NEARBY_YEARS]
        count = sum(number for number, _ in near)
        middle = _weighted_median(near) if near else None
        return SpendEstimate(
            age=age,
            expected_cents=max(0, round(expected)),
            low_cents=max(0, round(expected + self.residual_low)),
            high_cents=max(0, round(expected + self.residual_high)),
            n=self.n,
            r2=round(self.r2, 4),
            cents_per_year=round(self.slope, 2),
            is_extrapolated=count < MIN_ORDERS,
            typical_cents=middle,
            n_nearby=count,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON; ages become texts there."""
        return asdict(self) | {"ages": {str(age): list(found) for age, found in self.ages.items()}}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> SpendModel:
        """Return what `as_dict` wrote."""
        ages = {int(age): (int(n), int(median)) for age, (n, median) in value["ages"].items()}
        return cls(**{**value, "ages": ages})


def fit_spend(ages: Numbers, amounts_cents: Numbers, customers: int) -> SpendModel:
    """Fit the line to one age and one amount a purchase, of that many different customers.

    Raises:
        BuildError: there are fewer than 20 purchases, or all of the same age.
    """
    if len(ages) < MIN_ORDERS or np.ptp(ages) == 0:
        raise BuildError(
            f"a line of spend by age needs at least {MIN_ORDERS} purchases of customers of different ages, "
            f"found {len(ages)}"
        )
    from sklearn.linear_model import LinearRegression

    table = ages.reshape(-1, 1)
    line = LinearRegression().fit(table, amounts_cents)
    residuals = amounts_cents - line.predict(table)
    low, high = np.quantile(residuals, QUANTILES)
    years = np.rint(ages).astype(int)
    return SpendModel(
        intercept=float(line.intercept_),
        slope=float(line.coef_[0]),
        r2=float(line.score(table, amounts_cents)),
        residual_sd=float(np.std(residuals, ddof=2)),
        residual_low=float(low),
        residual_high=float(high),
        n=len(ages),
        customers=customers,
        ages={
            int(year): (
                int((years == year).sum()),
                round(float(np.median(amounts_cents[years == year]))),
            )
            for year in np.unique(years)
        },
    )


def _weighted_median(found: list[tuple[int, int]]) -> int:
    """Return the middle of medians, each counted as often as there were purchases."""
    ordered = sorted(found, key=lambda entry: entry[1])
    half = sum(number for number, _ in ordered) / 2
    passed = np.cumsum([number for number, _ in ordered])
    return ordered[int(np.searchsorted(passed, half))][1]
