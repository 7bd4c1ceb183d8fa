"""The measures that evaluations of customers share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecomcore.evaluation import Metrics

Numbers = NDArray[np.float64]
TOP_SHARE = 0.1
BINS = 10


def number_scores(asked: Numbers, predicted: Numbers) -> Metrics:
    """Return `r2`, `rmse`, `mae`, `r` (correlation) and `total_error` (of the sum, relative)."""
    errors = predicted - asked
    spread = float(((asked - asked.mean()) ** 2).sum())
    found = {
        "rmse": float(np.sqrt((errors**2).mean())),
        "mae": float(np.abs(errors).mean()),
    }
    if spread > 0:
        found["r2"] = 1 - float((errors**2).sum()) / spread
        if float(np.ptp(predicted)) > 0:
            found["r"] = float(np.corrcoef(asked, predicted)[0, 1])
    if asked.sum() > 0:
        found["total_error"] = float(predicted.sum() / asked.sum() - 1)
    return rounded(found)


def yes_scores(
    is_yes: NDArray[np.bool_], score: Numbers, *, is_probability: bool = True
) -> Metrics:
    """Return `auc`, `pr_auc`, `lift_at_10` and, for probabilities, `brier` and `calibration_error`.

    Empty where all answers are the same: nothing can be told apart then.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    if is_yes.all() or not is_yes.any():
        return {}
    top = np.argsort(-score, kind="stable")[: max(1, round(TOP_SHARE * len(score)))]
    found = {
        "auc": float(roc_auc_score(is_yes, score)),
        "pr_auc": float(average_precision_score(is_yes, score)),
        "lift_at_10": float(is_yes[top].mean() / is_yes.mean()),
    }
    if is_probability:
        found["brier"] = float(((score - is_yes) ** 2).mean())
        found["calibration_error"] = calibration_error(is_yes, score)
    return rounded(found)


def calibration_error(is_yes: NDArray[np.bool_], probability: Numbers) -> float:
    """Return how far probabilities are from what happened, over ten bins of equal size (expected calibration error)."""
    order = np.argsort(probability, kind="stable")
    gaps = [
        len(part) * abs(float(probability[part].mean()) - float(is_yes[part].mean()))
        for part in np.array_split(order, min(BINS, len(order)))
    ]
    return sum(gaps) / len(order)


def auc_interval(
    is_yes: NDArray[np.bool_], score: Numbers, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the AUC (Hanley and McNeil, 1982)."""
    from scipy.stats import norm
    from sklearn.metrics import roc_auc_score

    auc = float(roc_auc_score(is_yes, score))
    yes, no = int(is_yes.sum()), int((~is_yes).sum())
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = (auc * (1 - auc) + (yes - 1) * (q1 - auc**2) + (no - 1) * (q2 - auc**2)) / (yes * no)
    half = float(norm.ppf((1 + level) / 2)) * variance**0.5
    return max(0.0, auc - half), min(1.0, auc + half)


def coverage(asked: Numbers, low: Numbers, high: Numbers) -> float:
    """Return the share of values inside their intervals."""
    return round(float(((asked >= low - 1e-9) & (asked <= high + 1e-9)).mean()), 4)


def rounded(found: Metrics) -> Metrics:
    """Return the figures to five decimals."""
    return {name: round(value, 5) for name, value in found.items()}
