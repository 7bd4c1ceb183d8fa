"""What classifiers see of photos: features of several views each, taken once and kept for all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.augment import training_view
from ecomcore.images.features.colour import ColourHistogram
from ecomcore.images.features.network import DIMENSION, MAP_SHAPE, Maps, get_backbone
from ecomcore.images.preprocess import Pixels, centre, pixels, whole

FIXED_VIEWS = 2
"""The whole picture and its middle square come first; random views follow."""
THUMBNAIL = 64


@dataclass(frozen=True)
class Views:
    """Features of `n` photos in `v` views.

    `maps` is `(n, v, 112, 14, 14)`, the trunk's output; `pooled` `(n, v, 1280)`, the network's end; `colour`
    `(n, c)`; `thumbnails` `(n, 3, 64, 64)`, 0 to 1.
    """

    maps: Maps
    pooled: NDArray[np.float32]
    colour: NDArray[np.float32]
    thumbnails: Pixels

    def __len__(self) -> int:
        """Return the number of photos."""
        return len(self.pooled)


def views_of(
    images: Callable[[int], Image.Image],
    rows: Sequence[int],
    random_views: int = 0,
    *,
    folder: Path | None = None,
    seed: int = 7,
    progress: Callable[[int], None] = lambda count: None,
) -> Views:
    """Return the views of the photos that `images` gives for `rows`.

    The maps lie in a file in `folder` if one is named, since those of some thousand photos take a gigabyte; the caller
    removes it. `progress` is called with the number of photos done since the last call.
    """
    rng = np.random.default_rng(seed)
    count, views = len(rows), FIXED_VIEWS + random_views
    maps = _room(folder, (count, views, *MAP_SHAPE))
    pooled = np.zeros((count, views, DIMENSION), dtype=np.float32)
    thumbnails = np.zeros((count, 3, THUMBNAIL, THUMBNAIL), dtype=np.float32)
    colours = ColourHistogram()
    colour = np.zeros((count, colours.dimension), dtype=np.float32)
    for place, row in enumerate(rows):
        image = images(row)
        squares = [whole(image), centre(image)]
        squares += [training_view(image, rng) for _ in range(random_views)]
        maps[place], pooled[place] = get_backbone().features(pixels(squares))
        colour[place] = colours.embed([image])[0]
        small = np.asarray(squares[0].resize((THUMBNAIL, THUMBNAIL)), dtype=np.float32) / 255
        thumbnails[place] = small.transpose(2, 0, 1)
        progress(1)
    return Views(maps, pooled, colour, thumbnails)


def _room(folder: Path | None, shape: tuple[int, ...]) -> Maps:
    if folder is None:
        return np.zeros(shape, dtype=np.float16)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".maps", delete=False) as file:
        return np.memmap(file.name, dtype=np.float16, mode="w+", shape=shape)
