"""The models that the field teaches for a yes or no, each ready for tables of numbers and categories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

SEED = 0
TREE_DEPTH = 4
SHOWN_DEPTH = 3


class Logs(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Adds the logarithm of every number that is never negative and has a long tail."""

    def fit(self, table: pd.DataFrame, answers: object = None) -> Logs:
        """Find those numbers."""
        numbers = table.select_dtypes("number")
        self.columns_ = [
            name for name in numbers
            if numbers[name].min() >= 0 and numbers[name].quantile(0.95) > 3 * numbers[name].median()
        ]  # fmt: skip
        return self

    def transform(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with `log_…` columns beside them."""
        return table.assign(
            **{f"log_{name}": np.log1p(table[name].clip(lower=0)) for name in self.columns_}
        )


def _encoded(step: Any, *, scaled: bool) -> Any:
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers: list[Any] = [SimpleImputer(strategy="median", keep_empty_features=True)]
    if scaled:
        numbers.append(StandardScaler())
    encode = make_column_transformer(
        (make_pipeline(*numbers), make_column_selector(dtype_include="number")),
        (
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            make_column_selector(dtype_include="category"),
        ),
        verbose_feature_names_out=False,
    )
    return make_pipeline(Logs(), encode, step) if scaled else make_pipeline(encode, step)


def logistic() -> Any:
    """Return logistic regression (Cox, 1958), with logarithms of long-tailed numbers."""
    from sklearn.linear_model import LogisticRegression

    return _encoded(LogisticRegression(C=1.0, max_iter=3000), scaled=True)


def decision_tree() -> Any:
    """Return one small tree (Breiman and others, 1984), which can be drawn."""
    from sklearn.tree import DecisionTreeClassifier

    return _encoded(
        DecisionTreeClassifier(max_depth=TREE_DEPTH, min_samples_leaf=20, random_state=SEED),
        scaled=False,
    )


def random_forest() -> Any:
    """Return a random forest (Breiman, 2001)."""
    from sklearn.ensemble import RandomForestClassifier

    return _encoded(
        RandomForestClassifier(200, min_samples_leaf=5, max_features="sqrt", random_state=SEED),
        scaled=False,
    )


def support_vectors() -> Any:
    """Return a support vector machine with an approximate Gaussian kernel (Rahimi and Recht, 2007), calibrated."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.kernel_approximation import Nystroem
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    machine = make_pipeline(
        Nystroem(gamma=0.01, n_components=150, random_state=SEED),
        LinearSVC(C=0.1, random_state=SEED),
    )
    return _encoded(CalibratedClassifierCV(machine, cv=3), scaled=True)


def boosting() -> Any:
    """Return gradient-boosted small trees (Friedman, 2001), which take categories as they are."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=150, max_leaf_nodes=8, min_samples_leaf=30, l2_regularization=5.0,
        max_features=0.5, categorical_features="from_dtype", random_state=SEED,
    )  # fmt: skip


RIVALS: dict[str, Callable[[], Any]] = {
    "logistic": logistic,
    "decision_tree": decision_tree,
    "random_forest": random_forest,
    "support_vectors": support_vectors,
    "boosting": boosting,
}
STACKED = ("logistic", "random_forest", "boosting")
"""The rivals whose answers are weighed together in the default (Wolpert, 1992: stacked generalisation)."""
