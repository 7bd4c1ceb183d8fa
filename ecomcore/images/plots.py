"""Draws pictures of results: a photo beside the products found, and which kinds are taken for which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.images.found import Found
from ecomcore.images.reading import read_image


def plot_lookup(
    photo: Path, found: Found, file_of: Callable[[str], Path | None], target: Path
) -> None:
    """Draw the photo and the pictures of the nearest products, with their scores, into a PNG file."""
    from matplotlib.figure import Figure

    shown = [(match, file_of(match.image)) for match in found.nearest[:5]]
    figure = Figure(figsize=(2.4 * (len(shown) + 1), 3.0), layout="constrained")
    axes = figure.subplots(1, len(shown) + 1, squeeze=False)[0]
    axes[0].imshow(read_image(photo))
    axes[0].set_title(f"photo: {found.verdict}", fontsize=9)
    for axis, (match, file) in zip(axes[1:], shown, strict=True):
        if file is not None:
            axis.imshow(read_image(file))
        axis.set_title(f"{match.product_id}\n{match.score:.3f}", fontsize=7)
    for axis in axes:
        axis.set_axis_off()
    figure.savefig(target, dpi=110)


def plot_confusion(true: NDArray[np.str_], predicted: NDArray[np.str_], target: Path) -> None:
    """Draw how often each true class (a row) was called each class (a column), as a share of the row."""
    from matplotlib.figure import Figure
    from sklearn.metrics import confusion_matrix

    classes = np.unique(np.concatenate([true, predicted]))
    shares = confusion_matrix(true, predicted, labels=classes, normalize="true")
    side = min(14.0, 3.0 + 0.16 * len(classes))
    figure = Figure(figsize=(side, side), layout="constrained")
    axis = figure.subplots()
    drawn = axis.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    axis.set_xticks(range(len(classes)), list(classes), rotation=90, fontsize=6)
    axis.set_yticks(range(len(classes)), list(classes), fontsize=6)
    axis.set_xlabel("said")
    axis.set_ylabel("true")
    figure.colorbar(drawn, label="share of the true class", shrink=0.7)
    figure.savefig(target, dpi=110)
