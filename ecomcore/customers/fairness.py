"""Whether models treat age groups and genders alike: errors, selection rates, and the cost of leaving them out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.privacy import LEAST_GROUP

AGE_BANDS = (0, 25, 35, 45, 55, 65, 200)
MOST_ERROR_RATIO = 1.5
"""A group whose relative error is larger than the best group's by more than this is flagged."""
LEAST_SELECTION_RATIO = 0.8
"""A group chosen at less than four fifths of the most chosen group's rate is flagged (the four-fifths rule)."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Fairness:
    """One attribute: the figures of its groups, the ratio of the extremes, and whether that is flagged."""

    attribute: str
    measure: str
    groups: dict[str, dict[str, float]]
    ratio: float
    is_flagged: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def groups_of(people: pd.DataFrame | None, index: pd.Index) -> dict[str, pd.Series[Any]]:
    """Return the group of every customer of `index` by protected attribute, missing where unknown."""
    if people is None:
        return {}
    found: dict[str, pd.Series[Any]] = {}
    if "age" in people:
        ages = pd.to_numeric(people["age"].reindex(index), errors="coerce")
        labels = [f"{low}–{high - 1}" for low, high in pairwise(AGE_BANDS)]
        labels[0], labels[-1] = f"under {AGE_BANDS[1]}", f"{AGE_BANDS[-2]}+"
        found["age"] = pd.cut(ages, AGE_BANDS, right=False, labels=labels).astype(object)
    if "gender" in people:
        found["gender"] = people["gender"].reindex(index)
    return {name: groups for name, groups in found.items() if groups.notna().any()}


def group_errors(
    people: pd.DataFrame | None, index: pd.Index, asked: Numbers, predicted: Numbers
) -> list[dict[str, Any]]:
    """Return the mean absolute error relative to the mean, by age group and gender; groups below ten are left out."""
    found = []
    for name, groups in groups_of(people, index).items():
        errors = pd.DataFrame(
            {"group": groups.to_numpy(), "asked": asked, "error": np.abs(predicted - asked)}
        )
        rows = {}
        for group, part in errors.groupby("group"):
            if len(part) >= LEAST_GROUP and part["asked"].mean() > 0:
                relative = float(part["error"].mean() / part["asked"].mean())
                rows[str(group)] = {"customers": float(len(part)), "error": round(relative, 4)}
        found += _compared(name, "error", rows)
    return found


def selection_rates(
    people: pd.DataFrame | None, index: pd.Index, is_selected: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Return the share that is selected, by age group and gender; groups below ten are left out."""
    found = []
    for name, groups in groups_of(people, index).items():
        chosen = pd.DataFrame({"group": groups.to_numpy(), "selected": is_selected})
        rows = {
            str(group): {
                "customers": float(len(part)),
                "rate": round(float(part["selected"].mean()), 4),
            }
            for group, part in chosen.groupby("group")
            if len(part) >= LEAST_GROUP
        }
        found += _compared(name, "rate", rows)
    return found


def fair_selection(groups: pd.Series[Any], score: Numbers, share: float) -> NDArray[np.bool_]:
    """Select the highest scores, the same share of every group: the mitigated choice.

    Customers whose group is unknown form one of their own.
    """
    chosen = np.zeros(len(score), dtype=bool)
    labels = groups.astype(object).where(groups.notna(), "unknown").to_numpy()
    for label in pd.unique(labels):
        place = np.flatnonzero(labels == label)
        count = round(share * len(place))
        chosen[place[np.argsort(-score[place], kind="stable")[:count]]] = True
    return chosen


def _compared(name: str, measure: str, rows: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    if len(rows) < 2:
        return []
    values = [row[measure] for row in rows.values()]
    low, high = min(values), max(values)
    if measure == "error":
        ratio = high / low if low > 0 else 1.0
        return [Fairness(name, measure, rows, round(ratio, 3), ratio > MOST_ERROR_RATIO).as_dict()]
    ratio = low / high if high > 0 else 1.0
    return [Fairness(name, measure, rows, round(ratio, 3), ratio < LEAST_SELECTION_RATIO).as_dict()]
