"""Draws what was sold and what will be, with both intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.customers.pictures import new_figure, save_figure
from ecomcore.sales.forecasting import Forecast
from ecomcore.sales.series import WeeklySeries

SHOWN_WEEKS = 52


def forecast_figure(series: WeeklySeries, told: Forecast, place: int = 0) -> Any:
    """Return the figure of one series: pieces a week, known and told."""
    figure, axes = new_figure(8.0, 3.6)
    known = series.values[place, -SHOWN_WEEKS:]
    axes.plot(series.weeks[-len(known) :], known, color="#3b6ea5", linewidth=1.5, label="sold")
    for level, alpha in ((0.95, 0.12), (0.8, 0.25)):
        axes.fill_between(
            told.weeks, told.low[level][place], told.high[level][place], color="#d62728", alpha=alpha,
            linewidth=0, label=f"{level:.0%} of weeks",
        )  # fmt: skip
    axes.plot(
        told.weeks,
        told.expected[place],
        color="#d62728",
        linewidth=2,
        label=f"forecast ({told.methods[place]})",
    )
    top = max(float(np.max(known)), float(told.high[0.8][place].max()), 1.0)
    axes.set_ylim(0, 1.15 * top)
    axes.set_ylabel("pieces a week")
    axes.set_xlabel("week beginning")
    name = str(series.names[place])
    axes.set_title("Demand" if not name.isascii() else f"Demand: {name}", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    return figure


def draw_forecast(series: WeeklySeries, told: Forecast, file: Path) -> None:
    """Write the picture of the first series as PNG or SVG.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    save_figure(forecast_figure(series, told), file)
