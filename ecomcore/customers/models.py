"""The models that learn from features of customers, under the names that reports use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

SEED = 0
TREES = 100

Numbers = NDArray[np.float64]


class Learner(Protocol):
    """A regressor: learns numbers from a table of features, and tells them for another."""

    def fit(self, table: pd.DataFrame, values: Numbers) -> Any:
        """Learn from rows of the table."""

    def predict(self, table: pd.DataFrame) -> Numbers:
        """Return a number a row."""


class KnownColumns(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Keeps the columns that hold something in what is learned from, and that differ there."""

    def fit(self, table: pd.DataFrame, values: object = None) -> KnownColumns:
        """Find the columns."""
        self.columns_ = [name for name in table.columns if table[name].nunique() > 1]
        self.columns_ = self.columns_ or list(table.columns[:1])
        return self

    def transform(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return those columns."""
        return table.reindex(columns=self.columns_)

    def get_feature_names_out(self, names: object = None) -> NDArray[Any]:
        """Return their names."""
        return np.asarray(self.columns_, dtype=object)


def log_positive(table: Any) -> Any:
    """Return log(1 + x) of what is positive, 0 for the rest: amounts and counts have long tails."""
    return np.log1p(np.clip(table, 0.0, None))


def _filled(step: Any, *, logs: bool) -> Any:
    """Return a pipeline for models that need every value and similar scales."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    steps: list[Any] = [KnownColumns()]
    if logs:
        steps.append(FunctionTransformer(log_positive, feature_names_out="one-to-one"))
    steps += [SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler(), step]
    return make_pipeline(*steps)


def _trees(step: Any) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    fill = SimpleImputer(strategy="constant", fill_value=-1.0, keep_empty_features=True)
    return make_pipeline(KnownColumns(), fill, step)


def ridge() -> Any:
    """Return linear regression with a penalty chosen by cross-validation (Hoerl and Kennard, 1970)."""
    from sklearn.linear_model import RidgeCV

    return _filled(RidgeCV(np.logspace(0, 4, 9)), logs=False)


def extra_trees() -> Any:
    """Return extremely randomised trees (Geurts, Ernst and Wehenkel, 2006): robust with long tails."""
    from sklearn.ensemble import ExtraTreesRegressor

    return _trees(
        ExtraTreesRegressor(TREES, min_samples_leaf=3, max_features=0.5, random_state=SEED)
    )


def boosting(loss: str = "squared_error", quantile: float | None = None) -> Any:
    """Return gradient-boosted trees (Friedman, 2001) of a number, or of a quantile of it."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        KnownColumns(),
        HistGradientBoostingRegressor(
            loss=loss, quantile=quantile, learning_rate=0.05, max_iter=120, max_leaf_nodes=12,
            min_samples_leaf=20, random_state=SEED,
        ),
    )  # fmt: skip


def logistic() -> Any:
    """Return logistic regression on the logs of the features."""
    from sklearn.linear_model import LogisticRegression

    return _filled(LogisticRegression(C=0.05, max_iter=2000), logs=True)


def boosting_classifier() -> Any:
    """Return gradient-boosted trees of a yes or no."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        KnownColumns(),
        HistGradientBoostingClassifier(
            learning_rate=0.04, max_iter=120, max_leaf_nodes=8, min_samples_leaf=40,
            l2_regularization=1.0, random_state=SEED,
        ),
    )  # fmt: skip


def extra_trees_classifier() -> Any:
    """Return extremely randomised trees of a yes or no."""
    from sklearn.ensemble import ExtraTreesClassifier

    return _trees(
        ExtraTreesClassifier(TREES, min_samples_leaf=5, max_features=0.5, random_state=SEED)
    )


@dataclass
class MeanOf:
    """The mean of several regressors."""

    members: tuple[Callable[[], Any], ...]

    def fit(self, table: pd.DataFrame, values: Numbers) -> MeanOf:
        """Teach every member."""
        self.fitted = [make().fit(table, values) for make in self.members]
        return self

    def predict(self, table: pd.DataFrame) -> Numbers:
        """Return the mean of what they say, none of it below nothing, shape (n,)."""
        told = [np.clip(model.predict(table), 0.0, None) for model in self.fitted]
        result: Numbers = np.mean(told, axis=0)
        return result


@dataclass
class TwoPart:
    """Will they buy at all (logistic regression), times how much those spend who do (boosting)."""

    def fit(self, table: pd.DataFrame, values: Numbers) -> TwoPart:
        """Teach both parts; where everybody buys, the first says so."""
        bought = values > 0
        self.always = bool(bought.all())
        self.never = not bought.any()
        if self.never:
            return self
        self.amount = boosting().fit(table[bought], values[bought])
        if not self.always:
            self.chance = logistic().fit(table, bought)
        return self

    def predict(self, table: pd.DataFrame) -> Numbers:
        """Return the expected amounts, shape (n,)."""
        if self.never:
            return np.zeros(len(table))
        amount: Numbers = np.clip(self.amount.predict(table), 0.0, None)
        return amount if self.always else amount * self.chance.predict_proba(table)[:, 1]


BLENDED: dict[str, Callable[[], Any]] = {
    "ridge": ridge,
    "two_part": TwoPart,
    "boosting": boosting,
    "extra_trees": extra_trees,
}
REGRESSORS: dict[str, Callable[[], Any]] = BLENDED | {
    "blend": lambda: MeanOf(tuple(BLENDED.values()))
}


def predictions(
    names: Iterable[str], learn: tuple[pd.DataFrame, Numbers], table: pd.DataFrame
) -> dict[str, Numbers]:
    """Teach each regressor once and return what it says of the table, not below nothing; `blend` from its members."""
    wanted = list(names)
    told = {
        name: np.clip(make().fit(*learn).predict(table), 0.0, None)
        for name, make in BLENDED.items()
        if name in wanted or "blend" in wanted
    }
    if "blend" in wanted:
        told["blend"] = np.mean([told[name] for name in BLENDED], axis=0)
    return {name: told[name] for name in wanted}


@dataclass
class Chance:
    """The mean of several classifiers' probabilities of "yes"."""

    members: tuple[Callable[[], Any], ...]

    def fit(self, table: pd.DataFrame, is_yes: NDArray[np.bool_]) -> Chance:
        """Teach every member; where all answers are the same, that answer is kept."""
        self.fixed = float(is_yes[0]) if len(set(is_yes.tolist())) == 1 else None
        if self.fixed is None:
            self.fitted = [make().fit(table, is_yes) for make in self.members]
        return self

    def predict(self, table: pd.DataFrame) -> Numbers:
        """Return the probability of "yes", shape (n,)."""
        if self.fixed is not None:
            return np.full(len(table), self.fixed)
        result: Numbers = np.mean(
            [model.predict_proba(table)[:, 1] for model in self.fitted], axis=0
        )
        return result


CLASSIFIERS: dict[str, Callable[[], Chance]] = {
    "logistic": lambda: Chance((logistic,)),
    "boosting": lambda: Chance((boosting_classifier,)),
    "extra_trees": lambda: Chance((extra_trees_classifier,)),
    "blend": lambda: Chance((logistic, boosting_classifier, extra_trees_classifier)),
}
