"""Brings pictures into the form that features are taken from: border off, squares of one side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels = NDArray[np.float32]

SIDE = 224
"""Side of the square that the network takes, in pixels."""
BORDER_TOLERANCE = 12
"""How far, of 255, a pixel may be from the border's colour and still belong to it."""


def whole(image: Image.Image) -> Image.Image:
    """Return the whole picture as a square, its shape given up for it."""
    return image.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def centre(image: Image.Image, share: float = 1.0) -> Image.Image:
    """Return a square about the middle whose side is `share` (0 to 1) of the shorter side."""
    side = max(1, round(min(image.size) * share))
    left, top = (image.width - side) // 2, (image.height - side) // 2
    box = (left, top, left + side, top + side)
    return image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)


def mirrored(image: Image.Image) -> Image.Image:
    """Return the whole picture as a square, left and right changed over."""
    return ImageOps.mirror(whole(image))


def padded(image: Image.Image) -> Image.Image:
    """Return the whole picture in its own shape on a white square."""
    side = max(image.size)
    square = Image.new("RGB", (side, side), "white")
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def corners(image: Image.Image, share: float = 0.7) -> list[Image.Image]:
    """Return the four squares in the corners, whose side is `share` (0 to 1) of the shorter side."""
    side = max(1, round(min(image.size) * share))
    return [
        image.resize(
            (SIDE, SIDE), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side)
        )
        for top in (0, image.height - side)
        for left in (0, image.width - side)
    ]


def without_border(image: Image.Image, margin: float = 0.04) -> Image.Image:
    """Return the picture cut to what differs from its border, if the border has one colour.

    Screenshots with bars and scans on white are cut; a photo whose edges vary is returned as it is. `margin` is kept
    round what is left, as a share of its size.
    """
    values = np.asarray(image, dtype=np.int16)
    edges = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    colour = np.median(edges, axis=0)
    near = np.abs(edges - colour).max(axis=1) <= BORDER_TOLERANCE
    if near.mean() < 0.95:
        return image
    content = np.abs(values - colour).max(axis=2) > BORDER_TOLERANCE
    rows, columns = np.flatnonzero(content.any(axis=1)), np.flatnonzero(content.any(axis=0))
    if len(rows) < 8 or len(columns) < 8:
        return image
    extra = round(max(len(rows), len(columns)) * margin)
    return image.crop(
        (
            max(0, int(columns[0]) - extra),
            max(0, int(rows[0]) - extra),
            min(image.width, int(columns[-1]) + 1 + extra),
            min(image.height, int(rows[-1]) + 1 + extra),
        )
    )


def pixels(squares: Sequence[Image.Image]) -> Pixels:
    """Return squares as the network takes them: `(n, 3, 224, 224)`, about -1 to 1."""
    stacked = np.stack([np.asarray(square, dtype=np.float32) for square in squares])
    return np.ascontiguousarray(((stacked - 127.0) / 128.0).transpose(0, 3, 1, 2))
