"""What is said of a photo: how it looks to the shop's pictures, and the answer that follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.images.features.colour import Colour
from ecomcore.images.quality import Quality
from ecomcore.images.reasons import Reason


@dataclass(frozen=True)
class Match:
    """A product with its picture that is most like the photo; `score` is a cosine, 1 for the same picture."""

    product_id: str
    image: str
    score: float
    reasons: tuple[Reason, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {
            "product_id": self.product_id,
            "image": self.image,
            "score": self.score,
            "reasons": [reason.texts for reason in self.reasons],
        }


@dataclass(frozen=True)
class Found:
    """The answer to a photo.

    `verdict` is `same` (the first match is what the photo shows), `similar` (not sure; the matches come nearest),
    `none` (the shop does not have it) or `unusable` (the photo is not good enough: see `quality`); `sureness` is the
    calibrated probability of `same`; `category` is what kind of thing it is, with its share of the neighbours' vote.
    `matches` is empty for `none` and `unusable`; the `nearest` are always there for who wants them.
    """

    verdict: str
    sureness: float
    nearest: tuple[Match, ...]
    quality: Quality
    colours: tuple[Colour, ...]
    category: str | None = None
    category_share: float = 0.0
    inscription: str = ""

    @property
    def matches(self) -> tuple[Match, ...]:
        """The products worth showing."""
        return self.nearest if self.verdict in ("same", "similar") else ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {
            "verdict": self.verdict,
            "sureness": round(self.sureness, 4),
            "category": self.category,
            "category_share": round(self.category_share, 3),
            "colours": [{"name": c.name, "share": c.share} for c in self.colours],
            "inscription": self.inscription,
            "matches": [match.as_dict() for match in self.matches],
            "nearest": [match.as_dict() for match in self.nearest],
            "quality": self.quality.as_dict(),
        }


@dataclass(frozen=True)
class Look:
    """A photo that was looked at once, to be answered with any filter.

    `ranked` are all products with the picture of each that is most like the photo, best first; none for a photo that
    is not good enough. `vector` is the photo's.
    """

    quality: Quality
    colours: tuple[Colour, ...]
    ranked: tuple[Match, ...] = ()
    vector: NDArray[np.float32] | None = None
    sureness: float = 0.0
    inscription: str = ""
    category: str | None = None
    category_share: float = 0.0
