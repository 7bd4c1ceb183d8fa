"""Says why a picture was found, from the parts of the features themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.images.features import BlendedEmbedder, ImageEmbedder
from ecomcore.images.features.colour import Colour, ColourHistogram
from ecomcore.images.wording import in_both, languages, say

SAME_LOOK, SAME_SHAPE, SAME_COLOUR = 0.8, 0.65, 0.75
"""Cosines from which a part counts as the same."""


@dataclass(frozen=True)
class Reason:
    """One reason: a `code` and its text by language."""

    code: str
    texts: dict[str, str]


def reasons(
    embedder: ImageEmbedder,
    photo: NDArray[np.float32],
    picture: NDArray[np.float32],
    colours: Sequence[Colour],
    inscription: str,
    category: str | None,
) -> tuple[Reason, ...]:
    """Return what the photo and a picture have in common, the strongest first.

    `inscription` is what both have written on them, `category` the kind that both are of; either may be missing.
    """
    found = []
    if inscription:
        found.append(Reason("text", in_both("reason.text", text=inscription)))
    for code, cosine in _parts(embedder, photo, picture):
        if code == "shape" and cosine >= SAME_LOOK:
            found.append(Reason("looks", in_both("reason.looks")))
        elif code == "shape" and cosine >= SAME_SHAPE:
            found.append(Reason("shape", in_both("reason.shape")))
        elif code == "colour" and cosine >= SAME_COLOUR and colours:
            texts = {
                language: say(
                    "reason.colour", language, colour=say(f"colours.{colours[0].name}", language)
                )
                for language in languages()
            }
            found.append(Reason("colour", texts))
    if category and not found:
        found.append(Reason("category", in_both("reason.category", category=category)))
    return tuple(found)


def _parts(
    embedder: ImageEmbedder, photo: NDArray[np.float32], picture: NDArray[np.float32]
) -> list[tuple[str, float]]:
    """Return the cosine of each part of a blend; of an embedder that is no blend, that of the whole."""
    if not isinstance(embedder, BlendedEmbedder):
        return [("shape", float(photo @ picture))]
    found, start = [], 0
    for part, share in embedder.parts:
        end = start + part.dimension
        code = "colour" if isinstance(part, ColourHistogram) else "shape"
        found.append((code, float(photo[start:end] @ picture[start:end]) / share))
        start = end
    return found
