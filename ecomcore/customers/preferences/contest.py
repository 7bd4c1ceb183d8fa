"""Lets the rivals answer for rows that they have not seen, and weighs the best of them together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.customers.evaluations.scores import auc_interval, yes_scores
from ecomcore.customers.pictures import new_figure, save_figure
from ecomcore.customers.preferences.labelled import Labelled
from ecomcore.customers.preferences.rivals import RIVALS, SEED, SHOWN_DEPTH, STACKED
from ecomcore.errors import DataError
from ecomcore.evaluation import Metrics

FOLDS = 5
DRIVERS = 8
REPEATS = 3
DEFAULT = "chosen"
_EDGE = 1e-5

Numbers = NDArray[np.float64]


def contest(
    data: Labelled, progress: Callable[[str], None] = lambda name: None
) -> tuple[dict[str, Metrics], dict[str, Numbers]]:
    """Return scores and probabilities of every rival, and of the weighed answer, each row told by models without it.

    The weights of a fold are learned from the answers for the other folds.

    Raises:
        DataError: there are fewer than five rows of either kind.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    yes = int(data.is_yes.sum())
    if min(yes, len(data.is_yes) - yes) < FOLDS:
        raise DataError(
            f"{yes} of {len(data.is_yes)} rows say yes; at least {FOLDS} of both kinds are needed"
        )
    folds = list(
        StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(data.table, data.is_yes)
    )
    told: dict[str, Numbers] = {
        "base_rate": np.full(len(data.is_yes), data.is_yes.mean()),
    }
    for name, make in RIVALS.items():
        progress(name)
        told[name] = np.zeros(len(data.is_yes))
        for learn, test in folds:
            model = make().fit(data.table.iloc[learn], data.is_yes[learn])
            told[name][test] = model.predict_proba(data.table.iloc[test])[:, 1]
    answers = np.column_stack([_logit(told[name]) for name in STACKED])
    told[DEFAULT] = np.zeros(len(data.is_yes))
    for learn, test in folds:
        weigh = LogisticRegression(C=1.0).fit(answers[learn], data.is_yes[learn])
        told[DEFAULT][test] = weigh.predict_proba(answers[test])[:, 1]
    scores = {name: _scored(data.is_yes, probability) for name, probability in told.items()}
    return scores, told


def drivers(data: Labelled) -> list[dict[str, float | str]]:
    """Return the columns that boosting needs most: what its AUC on unseen rows loses when a column is shuffled."""
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import train_test_split

    learn, test = train_test_split(
        np.arange(len(data.is_yes)), test_size=0.25, random_state=SEED, stratify=data.is_yes
    )
    model = RIVALS["boosting"]().fit(data.table.iloc[learn], data.is_yes[learn])
    found = permutation_importance(
        model, data.table.iloc[test], data.is_yes[test], scoring="roc_auc", n_repeats=REPEATS,
        random_state=SEED,
    )  # fmt: skip
    order = np.argsort(-found.importances_mean, kind="stable")[:DRIVERS]
    return [
        {
            "column": str(data.table.columns[place]),
            "auc_lost": round(float(found.importances_mean[place]), 4),
        }
        for place in order
        if found.importances_mean[place] > 0
    ]


def draw_tree(data: Labelled, file: Path) -> None:
    """Draw the decision tree, taught on all rows, as PNG or SVG."""
    from sklearn.tree import plot_tree

    pipe: Any = RIVALS["decision_tree"]().fit(data.table, data.is_yes)
    figure, axes = new_figure(15, 7)
    plot_tree(
        pipe[-1], max_depth=SHOWN_DEPTH, ax=axes, filled=True, rounded=True, impurity=False,
        proportion=True, fontsize=7, class_names=["no", "yes"],
        feature_names=[str(name) for name in pipe[0].get_feature_names_out()],
    )  # fmt: skip
    axes.set_title(
        f"Decision tree of {data.label!r}, {len(data.is_yes):,} rows (top {SHOWN_DEPTH + 1} levels)"
    )
    save_figure(figure, file)


def _scored(is_yes: NDArray[np.bool_], probability: Numbers) -> Metrics:
    found = yes_scores(is_yes, probability)
    low, high = auc_interval(is_yes, probability)
    return found | {"auc_low": round(low, 5), "auc_high": round(high, 5)}


def _logit(probability: Numbers) -> Numbers:
    clipped = np.clip(probability, _EDGE, 1 - _EDGE)
    return np.log(clipped / (1 - clipped))
