"""RFM: scores of recency, frequency and money, and the segments that marketers name after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomcore.customers.features import DAY, customer_features
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.privacy import LEAST_GROUP, hide_small_groups
from ecomcore.customers.wording import both

SEGMENTS = (
    "champions", "loyal", "promising", "new", "needs_attention", "cannot_lose", "at_risk", "hibernating", "lost",
)  # fmt: skip
NEW_DAYS = 45
MONTH_DAYS = 30


@dataclass(frozen=True)
class Segmentation:
    """Everybody's segment now and a month ago.

    `customers` is indexed by customer: `recency_days`, `orders`, `spend`, the scores `r`, `f`, `m` (1 to 5), `segment`,
    `segment_before` (missing for who was no customer then). `segments` sums up those of ten people and more:
    `customers`, `share`, `spend`, `spend_share`, `mean_recency_days`. `moves` counts who changed, the same way.
    """

    customers: pd.DataFrame
    segments: pd.DataFrame
    moves: pd.DataFrame
    hidden: int

    @staticmethod
    def name(segment: str) -> dict[str, str]:
        """Return the segment's name in both languages."""
        return both(f"segments.{segment}")

    @staticmethod
    def action(segment: str) -> dict[str, str]:
        """Return what to do about the segment, in both languages."""
        return both(f"segments.{segment}_action")


def segment_customers(log: PurchaseLog, at: pd.Timestamp | None = None) -> Segmentation:
    """Return the RFM segments of everybody who bought before `at` (default: the end of the log), with moves.

    Raises:
        DataError: nobody has paid for anything.
    """
    log.require()
    at = at or log.end
    customers = rfm(log, at)
    before = at - MONTH_DAYS * DAY
    if (log.lines["at"] < before).any():
        customers["segment_before"] = rfm(log, before)["segment"].reindex(customers.index)
    else:
        customers["segment_before"] = None
    grouped = customers.groupby("segment")
    segments = pd.DataFrame(
        {
            "customers": grouped.size(),
            "spend": grouped["spend"].sum(),
            "mean_recency_days": grouped["recency_days"].mean(),
        }
    )
    segments["share"] = segments["customers"] / len(customers)
    segments["spend_share"] = segments["spend"] / max(float(customers["spend"].sum()), 1e-9)
    shown, hidden = hide_small_groups(
        segments.reindex([s for s in SEGMENTS if s in segments.index])
    )
    moved = customers[customers["segment_before"].notna()]
    moved = moved[moved["segment"] != moved["segment_before"]]
    moves = moved.groupby(["segment_before", "segment"]).size().rename("customers").reset_index()
    moves = moves[moves["customers"] >= LEAST_GROUP].sort_values("customers", ascending=False)
    return Segmentation(customers, shown, moves.reset_index(drop=True), hidden)


def rfm(log: PurchaseLog, at: pd.Timestamp) -> pd.DataFrame:
    """Return recency, frequency, money, their scores from 1 (worst fifth) to 5, and the segment, by customer."""
    table = customer_features(log, at)
    found = table[["recency_days", "orders", "spend", "tenure_days"]].copy()
    found["r"] = fifths(-found["recency_days"])
    found["f"] = fifths(found["orders"])
    found["m"] = fifths(found["spend"])
    found["segment"] = _segments(found)
    return found.drop(columns="tenure_days")


def fifths(values: pd.Series[float]) -> pd.Series[int]:
    """Return 1 to 5 by the share of customers with a lower value; equal values score equally.

    Where all values are equal, all score 3.
    """
    if values.nunique() < 2:
        return pd.Series(3, index=values.index)
    below = values.rank(method="average", pct=True)
    scores = np.ceil(below.to_numpy() * 5).clip(1, 5).astype(int)
    return pd.Series(scores, index=values.index)


def _segments(found: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return the first segment whose condition holds, row by row."""
    r, f, m = found["r"], found["f"], found["m"]
    value = (f + m) / 2
    conditions = {
        "new": (found["tenure_days"] <= NEW_DAYS) & (found["orders"] <= 1),
        "champions": (r >= 4) & (value >= 4),
        "loyal": (r >= 3) & (value >= 3.5),
        "cannot_lose": (r <= 2) & (value >= 4.5),
        "at_risk": (r <= 2) & (value >= 3),
        "promising": (r >= 4),
        "needs_attention": (r == 3),
        "hibernating": (r == 2),
    }
    return np.select([c.to_numpy() for c in conditions.values()], list(conditions), "lost").astype(
        object
    )
