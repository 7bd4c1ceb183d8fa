"""What all pictures of customers and sales share: a quiet figure, written as PNG or SVG."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from ecomcore.errors import DataError

FORMATS = (".png", ".svg")


def new_figure(width: float, height: float) -> tuple[Any, Any]:
    """Return a figure of so many inches, and its axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def save_figure(figure: Any, file: Path) -> None:
    """Write the figure by the ending of the file's name; the same figure gives the same bytes.

    Raises:
        DataError: the name ends neither in .png nor in .svg.
    """
    import matplotlib as mpl

    kind = file.suffix.lower()
    if kind not in FORMATS:
        raise DataError(f"a picture is written as .png or .svg, not {file.suffix or file.name}")
    with mpl.rc_context({"svg.hashsalt": "ecomcore"}):
        figure.savefig(file, metadata={"Date": None} if kind == ".svg" else {"Software": None})


def svg_of(figure: Any) -> str:
    """Return the figure as an SVG element, to be put into a page."""
    import matplotlib as mpl

    text = StringIO()
    with mpl.rc_context({"svg.hashsalt": "ecomcore"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    whole = text.getvalue()
    return whole[whole.index("<svg") :]
