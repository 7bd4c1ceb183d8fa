"""Measures segments: how stable clusters are, and whether segments tell what customers do next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomcore.customers.evaluations.scores import Numbers
from ecomcore.customers.features import customer_features, targets
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.moments import horizon_for
from ecomcore.customers.segments.clusters import cluster_customers
from ecomcore.customers.segments.rfm import rfm
from ecomcore.evaluation import Evaluation, Metrics

HORIZON_DAYS = 90
DEFAULT = "rfm"
SEED = 0


def evaluate_segments(log: PurchaseLog, days: int = HORIZON_DAYS) -> Evaluation:
    """Compare RFM segments, clusters, and as a baseline segments drawn at random.

    `explained_spend` and `explained_buying` are the shares of the differences in the spend (its logarithm), and in
    buying at
    all, of the days ahead that the segments explain (η²): a segment is of use if it tells what comes. `silhouette` and
    `least_jaccard` (the least stable cluster) are about the clusters themselves.

    Raises:
        DataError: the log is too short, or has too few customers.
    """
    log.require(days=28, customers=20)
    days = horizon_for(log, days)
    at = log.end - pd.Timedelta(days=days)
    table = customer_features(log, at)
    after = targets(log, at, days, table.index)
    spend, buys = (
        np.log1p(after["spend"].to_numpy()),
        (after["spend"] > 0).to_numpy().astype(np.float64),
    )
    segments = rfm(log, at)["segment"].to_numpy()
    clusters = cluster_customers(table)
    random = np.random.default_rng(SEED).permutation(segments)

    def told(labels: object) -> Metrics:
        return {
            "segments": float(pd.Series(labels).nunique()),
            "explained_spend": explained(spend, labels),
            "explained_buying": explained(buys, labels),
        }

    found = {
        "random": told(random),
        DEFAULT: told(segments),
        "clusters": told(clusters.labels.to_numpy())
        | {"silhouette": clusters.silhouette, "least_jaccard": min(clusters.stability)},
    }
    data = {
        "name": log.name,
        "customers": len(table),
        "at": str(at.date()),
        "days": days,
        "silhouettes": clusters.silhouettes,
        "stability": clusters.stability,
        "sizes": {str(name): int(n) for name, n in pd.Series(segments).value_counts().items()},
    }
    return Evaluation(data, DEFAULT, found)


def explained(values: Numbers, labels: object) -> float:
    """Return the share of the variance of the values that lies between the groups (η²)."""
    spread = float(((values - values.mean()) ** 2).sum())
    if spread == 0:
        return 0.0
    groups = pd.Series(values).groupby(np.asarray(labels))
    between = float((groups.size() * (groups.mean() - values.mean()) ** 2).sum())
    return round(between / spread, 5)
