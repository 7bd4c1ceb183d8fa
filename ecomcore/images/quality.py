"""Says whether a picture is good enough, why not, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.reading import Photo, read_photo
from ecomcore.images.wording import in_both

Grey = NDArray[np.float64]

MIN_SHARP_SIDE = 120
"""Pixels a side below which details that tell two products apart are lost."""
INSPECTED_SIDE = 256
BLUR_LIMIT, CLUTTER_LIMIT, BLANK_SPREAD = 0.62, 0.3, 2.0
HOPELESS = frozenset({"blank", "noise", "dark", "bright", "flat"})
"""Findings with which a picture is not looked up at all."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a picture; `reason` and `remedy` are texts by language."""

    code: str
    reason: dict[str, str]
    remedy: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {"code": self.code, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True)
class Measures:
    """What was measured of a picture.

    `brightness`, `spread` (standard deviation), `shadows` (5th percentile) and `highlights` (95th) are of luminance,
    0 to 255; `blur` is 0 (sharp) to 1
    (Crété-Roffet et al., The blur effect, 2007); `correlation` is that of neighbouring pixels, near 0 for noise;
    `clutter` is the share of pixels near the rim that lie on an edge.
    """

    width: int
    height: int
    brightness: float
    spread: float
    shadows: float
    highlights: float
    blur: float
    correlation: float
    clutter: float


@dataclass(frozen=True)
class Quality:
    """The measures of a picture and what is wrong with it; nothing where it is good."""

    measures: Measures
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def is_hopeless(self) -> bool:
        """Whether looking the picture up could only mislead."""
        return any(finding.code in HOPELESS for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {
            "good": self.is_good,
            "usable": not self.is_hopeless,
            "findings": [finding.as_dict() for finding in self.findings],
            "measures": {name: round(value, 4) for name, value in vars(self.measures).items()},
        }


def inspect_picture(source: bytes | Path | str) -> Quality:
    """Read a picture and inspect it.

    Raises:
        BadImageError: it cannot be read.
    """
    return inspect(read_photo(source))


def inspect(photo: Photo) -> Quality:
    """Inspect a picture that was read."""
    measures = measure(photo)
    values = {"width": photo.width, "height": photo.height, "min_side": MIN_SHARP_SIDE}
    findings = tuple(
        Finding(
            code,
            in_both(f"quality.{code}.reason", **values),
            in_both(f"quality.{code}.remedy", **values),
        )
        for code in _codes(measures)
    )
    return Quality(measures, findings)


def measure(photo: Photo) -> Measures:
    """Measure brightness, blur, noise and clutter on a grey copy of 256 pixels."""
    from skimage.measure import blur_effect

    small = photo.image.copy()
    small.thumbnail((INSPECTED_SIDE, INSPECTED_SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(small.convert("L"), dtype=np.float64)
    shadows, highlights = np.percentile(grey, (5, 95))
    is_plain = float(grey.std()) < BLANK_SPREAD
    return Measures(
        width=photo.width,
        height=photo.height,
        brightness=float(grey.mean()),
        spread=float(grey.std()),
        shadows=float(shadows),
        highlights=float(highlights),
        blur=0.0 if is_plain else float(np.clip(blur_effect(grey, h_size=11), 0, 1)),  # type: ignore[no-untyped-call]
        correlation=1.0 if is_plain else _neighbour_correlation(grey),
        clutter=_clutter(grey),
    )


def _codes(found: Measures) -> list[str]:
    """Return what is wrong, the worst first; what hides the rest stands alone."""
    if found.spread < BLANK_SPREAD:
        return ["blank"]
    if found.correlation < 0.3:
        return ["noise"]
    codes = []
    if found.brightness < 45 and found.highlights < 120:
        codes.append("dark")
    elif found.shadows > 200 and found.brightness > 238:
        codes.append("bright")
    elif found.highlights - found.shadows < 28 and found.spread < 12:
        codes.append("flat")
    if min(found.width, found.height) < MIN_SHARP_SIDE:
        codes.append("small")
    if found.blur > BLUR_LIMIT:
        codes.append("blurred")
    if found.clutter > CLUTTER_LIMIT:
        codes.append("cluttered")
    return codes


def _neighbour_correlation(grey: Grey) -> float:
    left, right = grey[:, :-1].ravel(), grey[:, 1:].ravel()
    return float(np.corrcoef(left, right)[0, 1]) if left.std() and right.std() else 1.0


def _clutter(grey: Grey) -> float:
    """Return the share of pixels in the outer fifth whose gradient is that of an edge."""
    down, across = np.gradient(grey)
    edges = np.hypot(down, across) > 18
    rim = np.ones_like(edges)
    height, width = (round(side * 0.2) for side in grey.shape)
    rim[height : grey.shape[0] - height, width : grey.shape[1] - width] = False
    return float(edges[rim].mean())
