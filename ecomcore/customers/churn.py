"""Who may leave: the chance that a customer does not come back within their own rhythm, with reasons and money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.fairness import fair_selection, groups_of
from ecomcore.customers.features import DAY, customer_features
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import CLASSIFIERS, Chance, logistic
from ecomcore.customers.moments import MIN_HISTORY_DAYS, MOST_MOMENTS, MOST_ROWS
from ecomcore.customers.wording import both
from ecomcore.errors import DataError

SHORTEST_DAYS, LONGEST_DAYS = 14, 180
PATIENCE = 2.0
"""A customer is given this many of their own usual pauses."""
PRIOR_GAPS = 2
"""A customer's own rhythm counts as much as everybody's once so many pauses of theirs are known."""
MIN_ROWS = 40
EXPLAINED = {
    "recency_days": 1, "overdue": 1, "orders_90d": -1, "spend_90d": -1, "orders": -1, "spend": -1, "tenure_days": 0,
    "gap_median": 1, "returned_share": 1,
}  # fmt: skip
"""Features that reasons are told from; their sentences are true of large values (1), of small ones (-1), of any (0)."""
REASONS = 2

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class ChurnModel:
    """The fitted chance of not coming back.

    `days` is None where every customer is given their own time. `chance` predicts; `explainer` is a logistic
    regression on few features that people understand, from which the reasons are told.
    """

    days: int | None
    usual_gap: float
    chance: Chance
    explainer: Any

    def table(self, log: PurchaseLog, cutoff: pd.Timestamp) -> pd.DataFrame:
        """Return the features at a moment, with the days that each customer is given (`patience_days`)."""
        return churn_features(log, cutoff, self.days, self.usual_gap)

    def risk(self, table: pd.DataFrame) -> Numbers:
        """Return the chance that each will not come back in time, shape (n,)."""
        return self.chance.predict(table)

    def reasons(self, table: pd.DataFrame) -> list[list[dict[str, str]]]:
        """Return for each customer the sentences that raise the risk most, in both languages.

        Only what is true of the customer is said; who has none of it is told by the last order.
        """
        shown = table.reindex(columns=list(EXPLAINED))
        pipe = self.explainer
        names = list(pipe[:-1].get_feature_names_out())
        size = np.asarray(pipe[:-1].transform(shown))
        is_true = size * np.array([EXPLAINED[name] for name in names]) >= 0
        pull = np.where(is_true, size * pipe[-1].coef_[0], 0.0)
        order = np.argsort(-pull, axis=1)[:, :REASONS]
        raising = [
            [names[column] for column in columns if pull[row, column] > 0]
            for row, columns in enumerate(order)
        ]
        return [
            [_reason(name, shown.iloc[row], table.iloc[row]) for name in found or ["recency_days"]]
            for row, found in enumerate(raising)
        ]


def fit_churn(log: PurchaseLog, cutoff: pd.Timestamp, days: int | None = None) -> ChurnModel:
    """Teach the chance of not coming back on earlier moments whose outcome was known at the cutoff.

    Args:
        log: purchases.
        cutoff: when the model is needed.
        days: time that everybody is given; None: each customer's own, twice their usual pause, from two weeks to half
            a year.

    Raises:
        DataError: there is too little history or too few customers, or nobody (or everybody) left.
    """
    usual = usual_gap_days(log, cutoff)
    tables, lefts = [], []
    for at in learning_moments(log, cutoff, days or round(_most(usual))):
        table = churn_features(log, at, days, usual)
        table = table[
            table["patience_days"] <= (cutoff - at).days
        ]  # else the outcome is not known yet
        tables.append(table)
        lefts.append(has_left(log, at, table))
    table, left = sampled(pd.concat(tables), np.concatenate(lefts))
    if len(table) < MIN_ROWS or left.all() or not left.any():
        raise DataError(
            f"{log.name or 'the data'}: of {len(table)} customers at earlier moments {int(left.sum())} did not "
            f"come back; "
            f"at least {MIN_ROWS} of both kinds together are needed to learn from"
        )
    chance = CLASSIFIERS["blend"]().fit(table, left)
    explainer = logistic().fit(table.reindex(columns=list(EXPLAINED)), left)
    return ChurnModel(days, usual, chance, explainer)


def at_risk(
    log: PurchaseLog, *, days: int | None = None, k: int = 20, alike: str | None = None
) -> pd.DataFrame:
    """Return the customers with most money at risk now, the largest first, indexed by customer.

    Columns: `risk`, `patience_days` (by when they are expected), `recency_days`, `usual_gap_days`, `spend_year` (what
    they spent in the last 365 days), `money_at_risk` (risk times that), `reasons` (lists of sentences).

    Args:
        log: purchases.
        days: see `fit_churn`.
        k: how many customers.
        alike: `age` or `gender`: choose the same share of each of its groups.

    Raises:
        DataError: there is too little history or too few customers, or nothing is known of what `alike` names.
    """
    model = fit_churn(log, log.end, days)
    found = risks(model, log)
    if alike is not None:
        found = found[chosen_alike(log, found, k, alike)]
    found = found.nlargest(k, "money_at_risk")
    table = model.table(log, log.end).loc[found.index]
    return found.assign(reasons=pd.Series(model.reasons(table), index=found.index, dtype=object))


def risks(model: ChurnModel, log: PurchaseLog) -> pd.DataFrame:
    """Return everybody's columns of `at_risk` at the end of the log, but for the reasons, indexed by customer."""
    table = model.table(log, log.end)
    found = pd.DataFrame(
        {
            "risk": model.risk(table),
            "patience_days": table["patience_days"],
            "recency_days": table["recency_days"],
            "usual_gap_days": table["gap_median"].fillna(model.usual_gap),
            "spend_year": table["spend_365d"],
        }
    )
    found["money_at_risk"] = found["risk"] * found["spend_year"]
    return found


def chosen_alike(
    log: PurchaseLog, found: pd.DataFrame, k: int, attribute: str
) -> NDArray[np.bool_]:
    """Return about `k` rows of `risks`, those with most money at risk of each group, the same share of each.

    Raises:
        DataError: the groups are not known.
    """
    groups = groups_of(log.people, found.index)
    if attribute not in groups:
        raise DataError(
            f"{log.name or 'the data'} do not say the {attribute} of customers; known is: "
            f"{', '.join(groups) or 'nothing'}"
        )
    money = found["money_at_risk"].to_numpy(dtype=np.float64)
    return fair_selection(groups[attribute], money, min(1.0, k / len(found)))


def churn_features(
    log: PurchaseLog, at: pd.Timestamp, days: int | None, usual: float
) -> pd.DataFrame:
    """Return the features at a moment with `patience_days`: `days`, or each customer's own."""
    table = customer_features(log, at, season_days=days or 31)
    table["patience_days"] = float(days) if days else patience_days(table, usual)
    return table


def patience_days(table: pd.DataFrame, usual: float) -> Numbers:
    """Return how long each customer is given: twice their usual pause, drawn to everybody's while little is known."""
    gaps = np.maximum(table["orders"].to_numpy() - 1, 0.0)
    own = table["gap_median"].fillna(usual).to_numpy()
    rhythm = (gaps * own + PRIOR_GAPS * usual) / (gaps + PRIOR_GAPS)
    result: Numbers = np.clip(PATIENCE * rhythm, SHORTEST_DAYS, LONGEST_DAYS)
    return result


def usual_gap_days(log: PurchaseLog, cutoff: pd.Timestamp) -> float:
    """Return the median over customers of their usual pause between orders; 30 where nobody came back."""
    orders = log.before(cutoff).orders
    gaps = orders.groupby("customer")["at"].diff().dt.total_seconds() / 86_400
    gaps = gaps[gaps > 0.5]
    if gaps.empty:
        return 30.0
    return float(gaps.groupby(orders["customer"].loc[gaps.index]).median().median())


def has_left(log: PurchaseLog, at: pd.Timestamp, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether each did not come back within their `patience_days` from the moment on."""
    most = float(table["patience_days"].max())
    ahead = log.between(at, at + most * DAY).orders
    back = ahead.groupby("customer")["at"].min()
    days = (back - at).dt.total_seconds() / 86_400
    days = days.set_axis(log.names[days.index], axis=0).reindex(table.index)
    return (days.isna() | (days >= table["patience_days"])).to_numpy()


def sampled(
    table: pd.DataFrame, answers: NDArray[np.bool_], seed: int = 0
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the rows and answers, or a sample where there are very many."""
    if len(table) <= MOST_ROWS:
        return table, answers
    drawn = np.sort(np.random.default_rng(seed).choice(len(table), MOST_ROWS, replace=False))
    return table.iloc[drawn], answers[drawn]


def learning_moments(log: PurchaseLog, cutoff: pd.Timestamp, days: int) -> list[pd.Timestamp]:
    """Return the moments whose outcome was known at the cutoff, latest first, a month apart.

    Raises:
        DataError: the log is too short for any.
    """
    least = log.start + min(MIN_HISTORY_DAYS, max(days, 7)) * DAY
    latest = cutoff - days * DAY
    found = [latest - 30 * k * DAY for k in range(MOST_MOMENTS) if latest - 30 * k * DAY >= least]
    if not found:
        raise DataError(
            f"{log.name or 'the data'}: {(cutoff - log.start).days} days of history are too few to learn who leaves "
            f"within {days} days"
        )
    return found


def _most(usual: float) -> float:
    return float(np.clip(2 * PATIENCE * usual, SHORTEST_DAYS, LONGEST_DAYS))


def _reason(name: str, shown: pd.Series[Any], row: pd.Series[Any]) -> dict[str, str]:
    """Return why this feature raises the risk, with the customer's own figure."""
    value = float(shown.get(name, np.nan))
    gap = float(row["gap_median"])
    if not np.isfinite(value):
        name, value = ("recency_days", float(row["recency_days"]))
    return both(
        f"churn.{name}",
        value=f"{value:,.0f}",
        share=f"{value:.0%}",
        gap=f"{gap:,.0f}" if np.isfinite(gap) else "–",
        days=f"{float(row['recency_days']):,.0f}",
    )
