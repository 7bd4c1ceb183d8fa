"""What keeps people unrecognisable in figures about customers: a least group size, and totals with noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.errors import DataError

LEAST_GROUP = 10
"""Groups of fewer people are not shown."""


@dataclass(frozen=True)
class PrivateTotal:
    """A total with noise: what it may be told as, and how much it gives away at most (`epsilon`)."""

    value: float
    epsilon: float
    most_of_one: float
    noise_sd: float

    def as_dict(self) -> dict[str, float]:
        """Return the fields for JSON."""
        return asdict(self)


def hide_small_groups(
    groups: pd.DataFrame, count: str = "customers", least: int = LEAST_GROUP
) -> tuple[pd.DataFrame, int]:
    """Return the groups of at least `least` people, and how many groups were left out.

    If one group alone is hidden, the next smallest goes too: it could be told from the total.
    """
    shown = groups[groups[count] >= least]
    hidden = len(groups) - len(shown)
    if hidden == 1 and len(shown):
        shown = shown.drop(index=shown[count].idxmin())
        hidden += 1
    return shown, hidden


def private_total(
    by_customer: Mapping[str, float] | pd.Series[Any], *, epsilon: float, most_of_one: float
) -> PrivateTotal:
    """Return the sum over customers, told with noise (Dwork, McSherry, Nissim and Smith, 2006: Laplace mechanism).

    Each customer counts with at most `most_of_one`, so that one more or one less changes the sum by no more; the noise
    (drawn by OpenDP, whose sampler leaks nothing through rounding) hides such a change up to a factor exp(`epsilon`) in
    probability. Each call spends `epsilon` anew.

    Args:
        by_customer: amount by customer.
        epsilon: how much may be given away; smaller is more private.
        most_of_one: where an amount is cut off, in the same unit. It must not be taken from the data.

    Raises:
        DataError: `epsilon` or `most_of_one` is not positive.
    """
    if epsilon <= 0 or most_of_one <= 0:
        raise DataError(
            f"epsilon and the most that one customer counts must be positive, not {epsilon:g}, {most_of_one:g}"
        )
    import opendp.prelude as dp

    dp.enable_features("contrib")
    values = np.clip(np.fromiter(dict(by_customer).values(), dtype=np.float64), 0.0, most_of_one)
    scale = most_of_one / epsilon
    tell = dp.m.make_laplace(
        dp.atom_domain(T=float, nan=False), dp.absolute_distance(T=float), scale=scale
    )
    return PrivateTotal(
        value=max(0.0, float(tell(float(values.sum())))),
        epsilon=epsilon,
        most_of_one=most_of_one,
        noise_sd=round(2**0.5 * scale, 4),
    )
