"""Draws purchases by age with the fitted line and its interval."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ecomcore.customers.spend import SpendEstimate, SpendModel
from ecomcore.money import decimals

SHOWN_QUANTILE = 0.99


def draw_spend(
    table: pd.DataFrame, model: SpendModel, estimate: SpendEstimate, file: Path, *, currency: str, synthetic: bool
) -> None:  # fmt: skip
    """Write a PNG: a dot a purchase, the line, the 80 % interval, and the age that was asked about."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    unit = 10 ** decimals(currency)
    ages, amounts = (
        table["age"].to_numpy(dtype=float),
        table["amount_cents"].to_numpy(dtype=float) / unit,
    )
    jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(ages))
    axes.scatter(
        ages + jitter, amounts, s=6, alpha=0.25, color="#3b6ea5", linewidths=0, label="a purchase"
    )
    years = np.arange(ages.min(), ages.max() + 1)
    line = (model.intercept + model.slope * years) / unit
    low, high = model.residual_low / unit, model.residual_high / unit
    axes.fill_between(
        years,
        np.maximum(line + low, 0),
        line + high,
        color="#d9822b",
        alpha=0.18,
        label="80 % of purchases",
    )
    axes.plot(years, line, color="#d9822b", linewidth=2, label=f"line, R² = {model.r2:.3f}")
    axes.plot(
        [estimate.age], [estimate.expected_cents / unit], "o", color="#a82a2a", markersize=8,
        label=f"age {estimate.age}: {estimate.expected_cents / unit:.2f} {currency}",
    )  # fmt: skip
    axes.set_ylim(0, float(np.quantile(amounts, SHOWN_QUANTILE)))
    axes.set_xlabel("age of the customer, years")
    axes.set_ylabel(f"amount of one purchase, {currency}")
    label = ", synthetic data" if synthetic else ""
    axes.set_title(
        f"Purchases by age (n = {model.n}{label}; the top 1 % is not shown)", fontsize=10
    )
    axes.legend(fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, format="png", metadata={"Software": None})
