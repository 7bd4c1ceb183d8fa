"""Draws purchases by age with the red fitted line and its interval, for everybody to see or for the staff alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ecomcore.customers.pictures import new_figure, save_figure
from ecomcore.customers.privacy import LEAST_GROUP
from ecomcore.customers.spend import SpendEstimate, SpendModel
from ecomcore.money import decimals

SHOWN_QUANTILE = 0.99
RED = "#d62728"


def draw_spend(
    table: pd.DataFrame, model: SpendModel, estimate: SpendEstimate, file: Path, *, currency: str, synthetic: bool,
    is_public: bool = True,
) -> None:  # fmt: skip
    """Write the red line with the 80 % interval and the age that was asked about, as PNG or SVG.

    The points are the means of the ages of which at least ten customers bought; unless the picture `is_public`, every
    purchase is one.

    Raises:
        DataError: the name of the file ends neither in .png nor in .svg.
    """
    unit = 10 ** decimals(currency)
    figure, axes = new_figure(7.2, 4.2)
    ages = table["age"].to_numpy(dtype=float)
    amounts = table["amount_cents"].to_numpy(dtype=float) / unit
    if is_public:
        means = mean_by_age(table)
        axes.scatter(
            means["age"], means["amount_cents"] / unit, s=24, alpha=0.7, color="#3b6ea5", linewidths=0,
            label=f"mean of an age (at least {LEAST_GROUP} customers)",
        )  # fmt: skip
    else:
        jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(ages))
        axes.scatter(
            ages + jitter, amounts, s=6, alpha=0.25, color="#3b6ea5", linewidths=0,
            label="a purchase",
        )  # fmt: skip
    years = np.arange(ages.min(), ages.max() + 1)
    line = (model.intercept + model.slope * years) / unit
    low, high = model.residual_low / unit, model.residual_high / unit
    axes.fill_between(
        years,
        np.maximum(line + low, 0),
        line + high,
        color=RED,
        alpha=0.1,
        label="80 % of purchases",
    )
    axes.plot(years, line, color=RED, linewidth=2, label=f"line, R² = {model.r2:.3f}")
    axes.plot(
        [estimate.age], [estimate.expected_cents / unit], "o", color="black", markersize=8,
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
    save_figure(figure, file)


def mean_by_age(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean amount of a purchase for each age of which at least ten customers bought."""
    grouped = table.groupby("age")
    means = pd.DataFrame(
        {
            "amount_cents": grouped["amount_cents"].mean(),
            "customers": grouped["customer_id"].nunique(),
        }
    )
    return means[means["customers"] >= LEAST_GROUP].reset_index()
