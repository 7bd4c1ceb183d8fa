"""Tests of an offer: how many customers are needed before, what has been shown after."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ecomcore.customers.wording import both
from ecomcore.errors import DataError

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Difference:
    """Share of buyers with and without the offer, their difference with its 95 % interval, and the p-value."""

    treated_rate: float
    control_rate: float
    difference: float
    low: float
    high: float
    p_value: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no difference"."""
        return self.low > 0 or self.high < 0

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON, with the words."""
        return asdict(self) | {"is_clear": self.is_clear, "words": self.words()}

    def words(self) -> dict[str, str]:
        """Return what it means, in both languages."""
        key = "clear" if self.is_clear else "unclear"
        return both(
            f"experiments.{key}", treated=f"{self.treated_rate:.1%}", control=f"{self.control_rate:.1%}",
            difference=f"{100 * self.difference:+.2f}", low=f"{100 * self.low:+.2f}", high=f"{100 * self.high:+.2f}",
        )  # fmt: skip


def needed_customers(
    rate: float, lift: float, *, power: float = 0.8, significance: float = SIGNIFICANCE
) -> int:
    """Return how many customers each of two equal groups needs to see `lift` with that power (two-sided).

    The usual formula for two shares with the normal approximation (Fleiss, Levin and Paik, 2003, without the
    correction for continuity).

    Raises:
        DataError: a share or the power lies outside 0 to 1, or there is no lift to see.
    """
    from scipy.stats import norm

    other = rate + lift
    if not (0 < rate < 1 and 0 < other < 1 and 0 < power < 1) or lift == 0:
        raise DataError(
            f"a rate and a rate with the lift between 0 and 1, and a lift that is not 0, are needed; "
            f"not {rate:g} and {lift:g}"
        )
    mean = (rate + other) / 2
    significant = norm.ppf(1 - significance / 2) * (2 * mean * (1 - mean)) ** 0.5
    powerful = norm.ppf(power) * (rate * (1 - rate) + other * (1 - other)) ** 0.5
    return int(np.ceil(((significant + powerful) / lift) ** 2))


def compare_rates(treated: int, treated_yes: int, control: int, control_yes: int) -> Difference:
    """Compare two shares: Newcombe's interval (1998, method 10, from Wilson's) and the pooled z-test.

    Raises:
        DataError: a group is empty, or more bought than were in it.
    """
    from scipy.stats import norm

    if min(treated, control) < 1 or not (
        0 <= treated_yes <= treated and 0 <= control_yes <= control
    ):
        raise DataError(
            f"{treated_yes} of {treated} and {control_yes} of {control} cannot be: both groups need customers, and at "
            "most all of them buy"
        )
    one, other = treated_yes / treated, control_yes / control
    one_low, one_high = wilson(treated_yes, treated)
    other_low, other_high = wilson(control_yes, control)
    difference = one - other
    pooled = (treated_yes + control_yes) / (treated + control)
    error = (pooled * (1 - pooled) * (1 / treated + 1 / control)) ** 0.5
    return Difference(
        treated_rate=round(one, 6),
        control_rate=round(other, 6),
        difference=round(difference, 6),
        low=round(difference - ((one - one_low) ** 2 + (other_high - other) ** 2) ** 0.5, 6),
        high=round(difference + ((one_high - one) ** 2 + (other - other_low) ** 2) ** 0.5, 6),
        p_value=round(float(2 * norm.sf(abs(difference) / error)), 6) if error > 0 else 1.0,
    )


def wilson(yes: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share (1927)."""
    from scipy.stats import norm

    z = float(norm.ppf((1 + level) / 2))
    share = yes / count
    middle = share + z**2 / (2 * count)
    half = z * (share * (1 - share) / count + z**2 / (4 * count**2)) ** 0.5
    return (middle - half) / (1 + z**2 / count), (middle + half) / (1 + z**2 / count)
