"""The whole textbook case in its order: clean, split, impute, normalise, fit three ways, test, predict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.customers.textbook.regression import (
    LEARNING_RATE,
    Descent,
    Line,
    descend,
    largest_rate,
    line_through,
    solve,
)
from ecomcore.customers.textbook.scaling import Normalisation, Scale, fit_scale
from ecomcore.customers.textbook.table import MAX_AGE, MIN_AGE, AgesAndAmounts
from ecomcore.customers.wording import both
from ecomcore.errors import DataError

TEST_SHARE = 0.2
SEED = 42
LEVEL = 0.95
CHECKED_RATES = (0.001, 0.01, 0.1, 1.0)
CHECKED_STEPS = 200
WEAK_R2, MEDIUM_R2 = 0.05, 0.4
DEFAULT = "closed_form"

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Prediction:
    """What a customer of `age` spends, in units of the currency: the line, and both 95 % intervals.

    The amounts are not below nothing. `is_extrapolated` says that the age lies outside those that were learned from.
    """

    age: float
    expected: float
    confidence_95: tuple[float, float]
    prediction_95: tuple[float, float]
    is_extrapolated: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON, amounts to four decimals."""
        return {
            "age": self.age,
            "expected": round(self.expected, 4),
            "confidence_95": [round(value, 4) for value in self.confidence_95],
            "prediction_95": [round(value, 4) for value in self.prediction_95],
            "is_extrapolated": self.is_extrapolated,
        }


@dataclass(frozen=True)
class RateCheck:
    """What a learning rate does: the loss after each of the first steps, or that it runs away."""

    learning_rate: float
    diverges: bool
    losses: Numbers

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON, with the last loss only."""
        last = None if self.diverges else round(float(self.losses[-1]), 6)
        return {
            "learning_rate": self.learning_rate,
            "diverges": self.diverges,
            f"loss_after_{CHECKED_STEPS}_steps": last,
        }


@dataclass(frozen=True)
class AgeStudy:
    """All that was done and found; `models` holds coefficients and test errors by way of fitting."""

    source: AgesAndAmounts
    normalisation: Normalisation
    seed: int
    imputed_age: float
    ages: Numbers
    amounts: Numbers
    is_train: NDArray[np.bool_]
    scale: Scale
    descent: Descent
    rates: tuple[RateCheck, ...]
    line: Line
    models: dict[str, dict[str, float | None]]
    agreement: float

    @property
    def r2(self) -> float | None:
        """The share of the test part's variance that age explains; None where all spend the same."""
        return self.models[DEFAULT]["r2"]

    def predict(self, age: float) -> Prediction:
        """Return what customers of an age spend.

        Raises:
            DataError: the age is not between 14 and 110.
        """
        if not MIN_AGE <= age <= MAX_AGE:
            raise DataError(f"an age between {MIN_AGE} and {MAX_AGE} is needed, not {age:g}")
        at = np.array([float(age)])
        learned = self.ages[self.is_train]

        def positive(values: tuple[Numbers, Numbers]) -> tuple[float, float]:
            return max(0.0, float(values[0][0])), max(0.0, float(values[1][0]))

        return Prediction(
            age=age,
            expected=max(0.0, float(self.line(at)[0])),
            confidence_95=positive(self.line.confidence_interval(at, LEVEL)),
            prediction_95=positive(self.line.prediction_interval(at, LEVEL)),
            is_extrapolated=not learned.min() <= age <= learned.max(),
        )

    def verdict(self) -> dict[str, str]:
        """Return in both languages how much age tells of spend, from R² on the test part."""
        if self.r2 is None:
            return both("textbook.all_equal")
        strength = "weak" if self.r2 < WEAK_R2 else "medium" if self.r2 < MEDIUM_R2 else "strong"
        share = max(0.0, 100 * self.r2)
        return both(f"textbook.{strength}", share=f"{share:.1f}", r2=f"{self.r2:.3f}")

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON."""
        return {
            "data": {
                "name": self.source.name,
                "synthetic": self.source.synthetic,
                "currency": self.source.currency,
                **self.source.cleaning.as_dict(),
                "age_imputed_with": round(self.imputed_age, 4),
                "normalisation": self.normalisation,
                "seed": self.seed,
                "train": int(self.is_train.sum()),
                "test": int((~self.is_train).sum()),
            },
            "default": DEFAULT,
            "models": self.models,
            "largest_difference": self.agreement,
            "descent": {
                "learning_rate": self.descent.learning_rate,
                "largest_learning_rate": round(self.descent.largest_rate, 6),
                "steps": self.descent.steps,
                "converged": self.descent.converged,
                "first_loss": round(float(self.descent.losses[0]), 6),
                "last_loss": round(float(self.descent.losses[-1]), 6),
                "rates": [rate.as_dict() for rate in self.rates],
            },
            "verdict": self.verdict(),
        }


def study_ages(
    source: AgesAndAmounts, *, normalisation: Normalisation = "zscore", seed: int = SEED,
    learning_rate: float = LEARNING_RATE,
) -> AgeStudy:  # fmt: skip
    """Fit the line of amount by age on four fifths of the rows and test it on the fifth.

    What is learned of the data beside the line (the age that stands for unknown ones, the normalisation) is learned
    from the training part too, so that the test part stays unseen.

    Raises:
        DataError: all ages are unknown or equal, or the learning rate cannot work.
    """
    from sklearn.linear_model import LinearRegression
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(
        np.arange(len(source.ages)), test_size=TEST_SHARE, random_state=seed
    )
    is_train = np.zeros(len(source.ages), dtype=bool)
    is_train[train] = True
    known = source.ages[is_train & np.isfinite(source.ages)]
    if len(known) == 0:
        raise DataError("no age is known, so spend cannot be told from it")
    middle = float(np.median(known))
    ages = np.where(np.isfinite(source.ages), source.ages, middle)
    y = source.amounts
    scale = fit_scale(ages[train], normalisation)
    x = scale(ages)
    descent = descend(x[train], y[train], learning_rate=learning_rate)
    fitted = LinearRegression().fit(x[train].reshape(-1, 1), y[train])
    on_scale = {
        "gradient_descent": (descent.intercept, descent.slope),
        "closed_form": solve(x[train], y[train]),
        "scikit_learn": (float(fitted.intercept_), float(fitted.coef_[0])),
    }
    by_age = {name: _per_year(*weights, scale) for name, weights in on_scale.items()}
    models: dict[str, dict[str, float | None]] = {
        "mean": errors_of(y[test], np.full(len(test), y[train].mean()))
    }
    for name, (intercept, slope) in by_age.items():
        missed = errors_of(y[test], intercept + slope * ages[test])
        models[name] = {"intercept": intercept, "slope": slope, **missed}
    return AgeStudy(
        source=source,
        normalisation=normalisation,
        seed=seed,
        imputed_age=middle,
        ages=ages,
        amounts=y,
        is_train=is_train,
        scale=scale,
        descent=descent,
        rates=_check_rates(x[train], y[train]),
        line=line_through(ages[train], y[train], *by_age[DEFAULT]),
        models=models,
        agreement=_largest_difference(on_scale, float(y[train].std())),
    )


def errors_of(asked: Numbers, predicted: Numbers) -> dict[str, float | None]:
    """Return `mse`, `rmse`, `mae`, and `r2` (None where all of `asked` are equal)."""
    errors = asked - predicted
    mse = float((errors**2).mean())
    spread = float(((asked - asked.mean()) ** 2).mean())
    return {
        "mse": mse,
        "rmse": mse**0.5,
        "mae": float(np.abs(errors).mean()),
        "r2": 1 - mse / spread if spread > 0 else None,
    }


def _per_year(intercept: float, slope: float, scale: Scale) -> tuple[float, float]:
    """Return the coefficients for ages in years from those for normalised ages."""
    return intercept - slope * scale.shift / scale.width, slope / scale.width


def _largest_difference(weights: dict[str, tuple[float, float]], spread: float) -> float:
    """Return how far the ways of fitting are apart at most, relative to the spread of the amounts."""
    values = np.array(list(weights.values()))
    return float(np.ptp(values, axis=0).max() / (spread or 1.0))


def _check_rates(x: Numbers, y: Numbers) -> tuple[RateCheck, ...]:
    """Try learning rates, the last of them one that is too large."""
    limit = largest_rate(x)
    checks = [
        RateCheck(
            rate,
            rate >= limit,
            np.empty(0)
            if rate >= limit
            else descend(x, y, learning_rate=rate, max_steps=CHECKED_STEPS, tolerance=0.0).losses,
        )
        for rate in (*CHECKED_RATES, round(1.05 * limit, 3))
    ]
    return tuple(checks)
