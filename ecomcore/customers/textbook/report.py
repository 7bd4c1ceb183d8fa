"""Prints the textbook case: what was cleaned, how the three ways of fitting did, what is predicted."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from ecomcore.customers.textbook.study import AgeStudy, Prediction
from ecomcore.customers.wording import say

COLUMNS = ("intercept", "slope", "mse", "rmse", "mae", "r2")


def print_study(study: AgeStudy, prediction: Prediction, language: str) -> None:
    """Print the study in a language, figures as a table."""
    console = Console(highlight=False)
    done = study.source.cleaning
    console.print(
        say(
            "textbook.cleaned", language, rows=done.rows, read=done.rows_read,
            duplicates=done.duplicates_dropped, amounts=done.amounts_unusable,
            ages=done.ages_missing + done.ages_impossible, middle=f"{study.imputed_age:g}",
            train=int(study.is_train.sum()), test=int((~study.is_train).sum()),
        )
    )  # fmt: skip
    table = Table("", *COLUMNS)
    for name, found in study.models.items():
        cells = (found.get(column) for column in COLUMNS)
        table.add_row(name, *("" if value is None else f"{value:,.6g}" for value in cells))
    console.print(table)
    console.print(
        say(
            "textbook.descent", language, steps=study.descent.steps,
            rate=f"{study.descent.learning_rate:g}", limit=f"{study.descent.largest_rate:.4g}",
            difference=f"{study.agreement:.1e}",
        )
    )  # fmt: skip
    console.print(study.verdict()[language])
    console.print(predicted(study, prediction, language))


def predicted(study: AgeStudy, prediction: Prediction, language: str) -> str:
    """Return the prediction as sentences: the amount, both intervals, and how far it can be trusted."""
    unit = study.source.currency

    def money(value: float) -> str:
        return f"{value:,.2f} {unit}".strip()

    low, high = prediction.prediction_95
    mean_low, mean_high = prediction.confidence_95
    said = [
        say(
            "textbook.predicted", language, age=f"{prediction.age:g}", expected=money(prediction.expected),
            low=money(low), high=money(high), mean_low=money(mean_low), mean_high=money(mean_high),
        )
    ]  # fmt: skip
    if prediction.is_extrapolated:
        said.append(say("textbook.extrapolated", language))
    if study.source.synthetic:
        said.append(say("textbook.synthetic", language))
    return " ".join(said)
