"""Draws the textbook case: points with the red fitted line and its intervals, the loss curve beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.customers.pictures import save_figure
from ecomcore.customers.textbook.study import CHECKED_STEPS, AgeStudy, Prediction

SHOWN_QUANTILE = 0.99
RED = "#d62728"


def draw_study(study: AgeStudy, file: Path, prediction: Prediction | None = None) -> None:
    """Write the picture as PNG or SVG, by the name of the file.

    Raises:
        DataError: the name ends otherwise.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    points, curve = figure.subplots(1, 2, width_ratios=[3, 2])
    _draw_points(points, study, prediction)
    _draw_losses(curve, study)
    for axes in (points, curve):
        axes.spines[["top", "right"]].set_visible(False)
    save_figure(figure, file)


def _draw_points(axes: Any, study: AgeStudy, prediction: Prediction | None) -> None:
    unit = study.source.currency or "currency of the data"
    jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(study.ages))
    for part, colour, label in (
        (study.is_train, "#3b6ea5", "training part"),
        (~study.is_train, "#6aa84f", "test part"),
    ):
        axes.scatter(
            (study.ages + jitter)[part], study.amounts[part], s=9, alpha=0.35, color=colour,
            linewidths=0, label=label,
        )  # fmt: skip
    years = np.linspace(study.ages.min(), study.ages.max(), 120)
    low, high = study.line.prediction_interval(years)
    axes.fill_between(
        years, np.maximum(low, 0), high, color=RED, alpha=0.07, label="95 % of customers"
    )
    low, high = study.line.confidence_interval(years)
    axes.fill_between(years, low, high, color=RED, alpha=0.3, label="95 % confidence of the mean")
    r2 = "not defined" if study.r2 is None else f"{study.r2:.3f}"
    axes.plot(years, study.line(years), color=RED, linewidth=2, label=f"fitted line, test R² {r2}")
    if prediction is not None:
        axes.plot(
            [prediction.age], [prediction.expected], "o", color="black", markersize=7,
            label=f"age {prediction.age:g}: {prediction.expected:,.2f}",
        )  # fmt: skip
    top = float(np.quantile(study.amounts, SHOWN_QUANTILE))
    axes.set_ylim(0, max(top, 1e-9) * 1.05)
    axes.set_xlabel("age (years)")
    axes.set_ylabel(f"purchase amount ({unit})")
    label = ", synthetic data" if study.source.synthetic else ""
    axes.set_title(
        f"Purchase amount by age: {len(study.ages):,} customers{label}; top 1 % not shown",
        fontsize=10,
    )
    axes.legend(fontsize=8, frameon=False)


def _draw_losses(axes: Any, study: AgeStudy) -> None:
    for rate in study.rates:
        if not rate.diverges:
            axes.plot(
                np.arange(len(rate.losses)), rate.losses, linewidth=1, alpha=0.7,
                label=f"α = {rate.learning_rate:g}",
            )  # fmt: skip
    shown = study.descent.losses[: CHECKED_STEPS + 1]
    axes.plot(
        np.arange(len(shown)), shown, color=RED, linewidth=2,
        label=f"used: α = {study.descent.learning_rate:g}, {study.descent.steps:,} steps",
    )  # fmt: skip
    axes.set_xlabel("step of gradient descent")
    axes.set_ylabel("loss: half the mean squared error (currency²)")
    axes.set_yscale("log")
    axes.set_title(f"Loss curve; α ≥ {study.descent.largest_rate:.3g} diverges", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
