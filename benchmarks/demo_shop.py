"""Draws what the assumptions of the simulated demo shop come to: docs/img/demo-shop.png.

Run: python -m benchmarks.demo_shop
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ecomcore.config import ROOT
from ecomcore.simulate import simulate_folder

UNTIL = date(2026, 11, 24)
PICTURE = ROOT / "docs" / "img" / "demo-shop.png"
BLUE, ORANGE = "#3b6ea5", "#d9822b"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_orders(folder: Path) -> pd.DataFrame:
    """Return one row an order, with its time, its goods in dollars and the buyer's age."""
    orders, lines, customers = (
        pd.read_csv(folder / name, parse_dates=dates)
        for name, dates in (
            ("orders.csv", ["placed_at"]),
            ("order_lines.csv", []),
            ("customers.csv", []),
        )
    )
    goods = (lines["quantity"] * lines["unit_price"]).groupby(lines["order_id"]).sum()
    ages = customers.set_index("customer_id")["age"]
    return orders.assign(goods=orders["order_id"].map(goods), age=orders["customer_id"].map(ages))


def draw(orders: pd.DataFrame, file: Path) -> None:
    """Write the picture: orders over time, by weekday, by hour, and goods by age."""
    figure = Figure(figsize=(9, 5.4), dpi=90, layout="constrained")
    FigureCanvasAgg(figure)
    weeks, weekdays, repeats, ages = figure.subplots(2, 2).flat
    placed = orders["placed_at"].dt.tz_localize(None)
    weekly = placed.dt.to_period("W").value_counts().sort_index().iloc[1:-1]
    weeks.plot(weekly.index.to_timestamp(), weekly.to_numpy(), color=BLUE)
    titled(weeks, "orders a week (growth, season, promotions)")
    by_day = placed.dt.day_of_week.value_counts().sort_index()
    weekdays.bar(WEEKDAYS, by_day.to_numpy(), color=BLUE)
    titled(weekdays, "orders by weekday")
    counts = orders["customer_id"].value_counts().clip(upper=20).value_counts().sort_index()
    repeats.bar(counts.index, counts.to_numpy(), color=BLUE)
    titled(repeats, "customers by number of orders (20: 20 and more)")
    ages.scatter(orders["age"], orders["goods"], s=4, alpha=0.2, color=BLUE, linewidths=0)
    slope, start = np.polyfit(orders["age"], orders["goods"], 1)
    years = np.array([orders["age"].min(), orders["age"].max()])
    r2 = orders["age"].corr(orders["goods"]) ** 2
    ages.plot(years, start + slope * years, color=ORANGE, label=f"line, R² = {r2:.3f}")
    ages.set_ylim(0, orders["goods"].quantile(0.99))
    ages.legend(frameon=False, fontsize=8)
    titled(ages, "goods of an order in $, by age (top 1 % not shown)")
    figure.suptitle("Lantern & Pine: simulated customers and orders (synthetic data)", fontsize=11)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, format="png", metadata={"Software": None})


def titled(axes: Axes, title: str) -> None:
    """Give a panel its title and take off what is not needed."""
    axes.set_title(title, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def main() -> None:
    """Simulate the demo shop in a scratch folder and draw it."""
    with tempfile.TemporaryDirectory() as scratch:
        simulate_folder(ROOT / "data" / "shop", Path(scratch), until=UNTIL)
        draw(read_orders(Path(scratch)), PICTURE)


if __name__ == "__main__":
    main()
