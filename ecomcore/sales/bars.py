"""Draws what staff ask about sales: best sellers, stock, searches without a result, a promotion day by day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ecomcore.customers.pictures import new_figure, save_figure
from ecomcore.money import decimals
from ecomcore.sales.answers import BestSeller
from ecomcore.sales.promotions import PromotionResult
from ecomcore.sales.stock import Reorder

BLUE, RED, GREY = "#3b6ea5", "#d62728", "#9a9a9a"
SHOWN = 12
LONGEST_NAME = 34


def draw_best(found: Sequence[BestSeller], currency: str, file: Path) -> None:
    """Write a bar a product: what it sold for.

    Raises:
        DataError: the name of the file ends neither in .png nor in .svg.
    """
    minor = 10 ** decimals(currency)
    shown = list(found)[:SHOWN]
    names = [one.title.get("en") or one.product for one in shown]
    figure, axes = _bars(names, [one.amount_cents / minor for one in shown], BLUE)
    axes.set_xlabel(f"sales ({currency})")
    axes.set_title("Best sellers", fontsize=10)
    save_figure(figure, file)


def draw_reorders(found: Sequence[Reorder], lead_days: int, file: Path) -> None:
    """Write a bar a product that needs an order: how many days its stock lasts, beside the lead time.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    shown = [one for one in found if one.quantity > 0][:SHOWN]
    days = [one.days_of_cover or 0.0 for one in shown]
    figure, axes = _bars([one.name for one in shown], days, BLUE)
    axes.axvline(lead_days, color=RED, linewidth=1.5, label=f"lead time: {lead_days} days")
    axes.set_xlabel("days that the stock lasts")
    axes.set_title("What to reorder", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    save_figure(figure, file)


def draw_unfound(found: Sequence[tuple[str, int]], file: Path) -> None:
    """Write a bar for each thing that was looked for in vain; words that the font has not are numbered instead.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    shown = list(found)[:SHOWN]
    names = [
        words if words.isascii() else f"no. {place}" for place, (words, _) in enumerate(shown, 1)
    ]
    figure, axes = _bars(names, [float(count) for _, count in shown], BLUE)
    axes.set_xlabel("times asked for")
    axes.set_title("Looked for and not found", fontsize=10)
    save_figure(figure, file)


def draw_risk(found: pd.DataFrame, currency: str, file: Path) -> None:
    """Write a bar a customer of `at_risk`: the money at risk out of what they spent in a year.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    shown = found.head(SHOWN)
    figure, axes = _bars([str(name) for name in shown.index], list(shown["spend_year"]), GREY)
    place = list(range(len(shown)))[::-1]
    axes.barh(place, list(shown["money_at_risk"]), height=0.7, color=RED, label="at risk")
    axes.set_xlabel(f"spent in the last year ({currency})")
    axes.set_title("Customers who may leave", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    save_figure(figure, file)


def draw_promotion(found: PromotionResult, file: Path) -> None:
    """Write the sales a day of what a promotion covers, its days shaded.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    figure, axes = new_figure(8.0, 3.6)
    days = pd.to_datetime(list(found.daily))
    axes.bar(days, list(found.daily.values()), width=0.9, color=BLUE)
    axes.axvspan(
        pd.Timestamp(found.starts_on) - pd.Timedelta(hours=12),
        pd.Timestamp(found.ends_on) + pd.Timedelta(hours=12),
        color=RED, alpha=0.15, label="promotion",
    )  # fmt: skip
    axes.set_ylabel(f"sales a day ({found.currency})")
    axes.set_xlabel("day")
    axes.set_title(found.title.get("en", found.promotion), fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    save_figure(figure, file)


def _bars(names: Sequence[str], values: Sequence[float], colour: str) -> tuple[Any, Any]:
    """Return a figure with a bar for each name, the first on top."""
    figure, axes = new_figure(7.5, 1.2 + 0.32 * max(len(names), 1))
    place = list(range(len(names)))[::-1]
    axes.barh(place, list(values), height=0.7, color=colour)
    axes.set_yticks(place, [name[:LONGEST_NAME] for name in names])
    return figure, axes
