"""Draws how good the lists of each model are against how much of the catalogue they show."""

from __future__ import annotations

from pathlib import Path

from ecomcore.evaluation import Evaluation

COLOUR, CHOSEN = "#3b6ea5", "#a82a2a"


def draw_models(evaluation: Evaluation, file: Path) -> None:
    """Write a PNG: a dot a model, nDCG@10 with its 95 % interval over customers, coverage of the items."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    shown = {
        name: found
        for name, found in evaluation.models.items()
        if "coverage_at_10" in found and "ndcg_at_10" in found
    }
    for name, found in shown.items():
        colour = CHOSEN if name == evaluation.default else COLOUR
        middle = found["ndcg_at_10"]
        spread = [[middle - found["ndcg_at_10_low"]], [found["ndcg_at_10_high"] - middle]]
        axes.errorbar(
            found["coverage_at_10"], middle, yerr=spread, fmt="o", color=colour, capsize=2,
            markersize=5, linewidth=1,
        )  # fmt: skip
        axes.annotate(
            name.replace("_", " "), (found["coverage_at_10"], middle), fontsize=8, color=colour,
            xytext=(5, 4), textcoords="offset points",
        )  # fmt: skip
    data = evaluation.data
    axes.set_xlabel("share of the items in at least one list of 10")
    axes.set_ylabel("nDCG@10 of new items")
    axes.set_title(
        f"{data.get('interactions', '')}, split by {data.get('split')}, {data.get('asked')} customers",
        fontsize=10,
    )
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, format="png", metadata={"Software": None})
