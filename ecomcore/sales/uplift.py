"""Whom an offer moves: the chance to buy with it, less the chance without it, where there was a control group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.features import customer_features, targets
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import boosting_classifier
from ecomcore.customers.wording import both
from ecomcore.errors import DataError

MIN_GROUP = 50
SEED = 0

Numbers = NDArray[np.float64]
Answers = NDArray[np.bool_]


@dataclass(frozen=True)
class Uplift:
    """Two models, one of the treated, one of the control group (Künzel and others, 2019: T-learner).

    `qini` is the area between the uplift curve and chance on customers that were kept aside, relative to what was
    gained in all; at or below 0 the model is of no use, and the offer should go to all or nobody.
    """

    treated: Any
    control: Any
    qini: float

    def predict(self, table: pd.DataFrame) -> Numbers:
        """Return by how much the offer raises the chance to buy, shape (n,)."""
        found: Numbers = (
            self.treated.predict_proba(table)[:, 1] - self.control.predict_proba(table)[:, 1]
        )
        return found


def fit_uplift(table: pd.DataFrame, is_treated: Answers, bought: Answers) -> Uplift:
    """Fit on one half of the customers, measure on the other, then fit on all.

    Raises:
        DataError: a group has fewer than fifty customers, or all (or none) of it bought.
    """
    for group in (is_treated, ~is_treated):
        if group.sum() < MIN_GROUP or bought[group].all() or not bought[group].any():
            raise DataError(
                f"uplift needs a treated and a control group of at least {MIN_GROUP} customers each, with "
                f"buyers and others; there are {int(is_treated.sum())} and {int((~is_treated).sum())}"
            )
    order = np.random.default_rng(SEED).permutation(len(table))
    learn, test = order[: len(order) // 2], order[len(order) // 2 :]
    half = _fit(table.iloc[learn], is_treated[learn], bought[learn])
    score = half.predict(table.iloc[test])
    whole = _fit(table, is_treated, bought)
    return Uplift(whole.treated, whole.control, qini(score, is_treated[test], bought[test]))


@dataclass(frozen=True)
class Targets:
    """Whom a campaign moved: the fitted uplift, and what it says of every customer known before, the largest first.

    `is_random` says whether chance decided whom the campaign reached; else part of the uplift may come from whom it
    was sent to.
    """

    uplift: Uplift
    by_customer: pd.Series[float]
    reached: int
    others: int
    is_random: bool

    def words(self) -> dict[str, str]:
        """Return what it means, in every language."""
        key = "useful" if self.uplift.qini > 0 else "useless"
        told = [
            both(
                f"uplift.{key}", reached=f"{self.reached:,}", others=f"{self.others:,}", qini=f"{self.uplift.qini:.3f}"
            )
        ]  # fmt: skip
        if not self.is_random:
            told.append(both("campaigns.not_random"))
        return {language: " ".join(one[language] for one in told) for language in told[0]}


def campaign_targets(
    log: PurchaseLog, reached: pd.Index, starts: pd.Timestamp, ends: pd.Timestamp, *, is_random: bool = False
) -> Targets:  # fmt: skip
    """Learn from a campaign whom its offer made buy, from what was known of everybody before it.

    Args:
        log: purchases of everybody.
        reached: ids of the customers whom the campaign was sent to; all others are its control group.
        starts: its first day.
        ends: its last day.
        is_random: whether they were drawn by chance.

    Raises:
        DataError: a group has fewer than fifty customers known before, or all (or none) of it bought.
    """
    table = customer_features(log, starts)
    days = int((ends - starts).days) + 1
    bought = (targets(log, starts, days, table.index)["orders"] > 0).to_numpy()
    is_treated = np.asarray(table.index.isin(reached))
    fitted = fit_uplift(table, is_treated, bought)
    told = pd.Series(fitted.predict(table), index=table.index, name="uplift")
    return Targets(
        fitted, told.sort_values(ascending=False, kind="stable"), int(is_treated.sum()),
        int((~is_treated).sum()), is_random,
    )  # fmt: skip


def qini(score: Numbers, is_treated: Answers, bought: Answers) -> float:
    """Return the Qini coefficient (Radcliffe, 2007): mean gain over chance, treating the highest scores first."""
    order = np.argsort(-score, kind="stable")
    treated, yes = is_treated[order], bought[order]
    treated_count, control_count = np.cumsum(treated), np.cumsum(~treated)
    treated_yes, control_yes = np.cumsum(yes & treated), np.cumsum(yes & ~treated)
    gained = treated_yes - control_yes * treated_count / np.maximum(control_count, 1)
    chance = gained[-1] * np.arange(1, len(order) + 1) / len(order)
    scale = max(abs(float(gained[-1])), 1.0)
    return round(float((gained - chance).mean()) / scale, 4)


def _fit(table: pd.DataFrame, is_treated: Answers, bought: Answers) -> Uplift:
    treated, control = (
        boosting_classifier().fit(table[group], bought[group])
        for group in (is_treated, ~is_treated)
    )
    return Uplift(treated, control, 0.0)
