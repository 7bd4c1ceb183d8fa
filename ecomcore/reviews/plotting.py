"""Draws what reviewers say: bars of stars, aspects with praise and blame, stars over time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ecomcore.reviews.points import Balance
from ecomcore.reviews.summary import ReviewSummary
from ecomcore.reviews.trends import TrendReport
from ecomcore.reviews.wording import aspect_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PRAISE, BLAME, STARS = "#3b6ea5", "#a82a2a", "#d9822b"
SHOWN = 10


def draw_summary(summary: ReviewSummary, title: str, file: Path) -> None:
    """Write a PNG: how many gave each number of stars, and the points that most share."""
    figure = _figure()
    left, right = figure.subplots(1, 2, width_ratios=(2, 3))
    left.barh([f"{stars}★" for stars in range(1, 6)], summary.counts, color=STARS)
    mean = (
        "no review"
        if summary.average is None
        else f"{summary.average:.1f} of 5, {summary.count} reviews"
    )
    left.set_title(mean, fontsize=9)
    named = [(p.aspect, p.reviewers * p.side) for p in (*summary.liked, *summary.criticised)]
    for balance in summary.divided:
        named += [
            (balance.aspect, p.reviewers * p.side) for p in (balance.praise, balance.blame) if p
        ]
    _two_sided(right, named)
    figure.suptitle(_drawable(title, summary.product_id), fontsize=10)
    _save(figure, file)


def draw_aspects(found: Sequence[Balance], title: str, file: Path) -> None:
    """Write a PNG: reviewers who praise and who blame each aspect."""
    figure = _figure()
    axes = figure.subplots()
    _two_sided(
        axes,
        [
            (balance.aspect, point.reviewers * point.side)
            for balance in found[:SHOWN]
            for point in (balance.praise, balance.blame)
            if point
        ],
    )
    axes.set_title(_drawable(title, "aspects"), fontsize=10)
    _save(figure, file)


def draw_trends(report: TrendReport, file: Path) -> None:
    """Write a PNG: mean stars a month with their 95 % interval, and how many reviews stand behind them."""
    figure = _figure()
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    months = [period.month for period in report.periods]
    upper.errorbar(
        months, [p.mean for p in report.periods], yerr=[p.margin or 0.0 for p in report.periods],
        fmt="o-", color=PRAISE, ecolor="#9db7d2", markersize=4, linewidth=1.2, capsize=2,
    )  # fmt: skip
    upper.set_ylim(0.8, 5.2)
    upper.set_ylabel("mean stars")
    lower.bar(months, [period.reviews for period in report.periods], color=STARS)
    lower.set_ylabel("reviews")
    step = max(1, len(months) // 12)
    lower.set_xticks(months[::step], months[::step], rotation=45, ha="right", fontsize=7)
    fell = ", ".join(alert.aspect or "stars" for alert in report.alerts) or "none"
    upper.set_title(
        f"{report.scope} until {report.until}; falls beyond chance: {fell}", fontsize=10
    )
    _save(figure, file)


def _two_sided(axes: Axes, named: Sequence[tuple[str, int]]) -> None:
    for aspect, signed in reversed(named):
        axes.barh(aspect_name(aspect, "en"), signed, color=PRAISE if signed > 0 else BLAME)
    axes.axvline(0, color="#555555", linewidth=0.8)
    axes.set_xlabel("reviewers: complain ← → praise", fontsize=8)
    axes.tick_params(labelsize=8)


def _drawable(title: str, otherwise: str) -> str:
    """Return the title, or another where the fonts of the picture lack its characters."""
    return title if title.isascii() else otherwise


def _figure() -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 3.8), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _save(figure: Figure, file: Path) -> None:
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, format="png", metadata={"Software": None})
