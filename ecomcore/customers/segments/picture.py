"""Draws the segments: how many customers are in each, and how much of the spend."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecomcore.customers.pictures import new_figure, save_figure
from ecomcore.customers.segments.rfm import Segmentation


def draw_segments(found: Segmentation, file: Path) -> None:
    """Write a PNG or SVG with two bars a segment; the words are English, which every font has.

    Raises:
        DataError: the name of the file ends otherwise.
    """
    figure, axes = new_figure(7.5, 4.0)
    rows = found.segments.iloc[::-1]
    place = np.arange(len(rows))
    axes.barh(place + 0.2, 100 * rows["share"], height=0.38, color="#3b6ea5", label="customers")
    axes.barh(place - 0.2, 100 * rows["spend_share"], height=0.38, color="#d9822b", label="spend")
    axes.set_yticks(place, [Segmentation.name(str(name))["en"] for name in rows.index])
    axes.set_xlabel("share (%)")
    axes.set_title(f"Segments of {int(rows['customers'].sum()):,} customers", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    save_figure(figure, file)
