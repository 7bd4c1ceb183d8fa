"""Compares a photo of a product that arrived with its catalogue picture: a hint for staff, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.augment import phone_photo
from ecomcore.images.reading import read_image
from ecomcore.images.wording import in_both

Grey = NDArray[np.float64]

SIDE = 320
FEWEST_INLIERS = 14
DIFFERS_BY = 0.16
"""Difference in brightness, of 1, from which a place counts as changed."""
SUSPICIOUS_SHARE = 0.035
"""Share of the compared area from which staff are told to look."""
SEED = 7


@dataclass(frozen=True)
class Comparison:
    """What the comparison found: whether the two could be laid over each other, and which share of the area differs."""

    is_aligned: bool
    share: float

    @property
    def is_suspicious(self) -> bool:
        """Whether staff should look."""
        return not self.is_aligned or self.share >= SUSPICIOUS_SHARE

    def texts(self, error: float) -> dict[str, str]:
        """Return what to tell the staff, by language; `error` is the measured share of mistakes, 0 to 1."""
        if not self.is_aligned:
            return in_both("damage.unsure")
        key = "damage.suggest" if self.is_suspicious else "damage.none"
        return in_both(key, share=f"{self.share:.0%}", error=f"{error:.0%}")


def compare(photo: bytes | Path | Image.Image, picture: bytes | Path | Image.Image) -> Comparison:
    """Lay the catalogue picture over the photo, even out the light, and return how much differs.

    Corresponding points are ORB features (Rublee et al., 2011), the affine map is found by RANSAC.

    Raises:
        BadImageError: one of the two cannot be read.
    """
    from scipy.ndimage import binary_erosion, binary_opening, gaussian_filter
    from skimage.transform import warp

    seen, known = _grey(photo), _grey(picture)
    model = _alignment(known, seen)
    if model is None:
        return Comparison(False, 1.0)
    laid = warp(known, model.inverse, output_shape=seen.shape, cval=-1.0, order=1)
    overlap = binary_erosion(laid >= 0, iterations=6)
    if overlap.mean() < 0.15:
        return Comparison(False, 1.0)
    evened = _evened(gaussian_filter(laid, 2.0), gaussian_filter(seen, 2.0), overlap)
    changed = binary_opening(np.abs(evened) > DIFFERS_BY, iterations=2) & overlap
    return Comparison(True, float(changed.sum() / overlap.sum()))


def measured_error(pictures: list[Image.Image], seed: int = SEED) -> dict[str, float]:
    """Return how often the check errs on pictures changed as a phone would, half of them with a made-up damage.

    `missed` is the share of damaged ones that were not suspicious, `false_alarms` that of whole ones that were, and
    `error` their mean.
    """
    rng = np.random.default_rng(seed)
    missed, alarms = [], []
    for picture in pictures:
        alarms.append(compare(phone_photo(picture, rng), picture).is_suspicious)
        damaged = with_damage(picture, rng)
        missed.append(not compare(phone_photo(damaged, rng), picture).is_suspicious)
    rates = {"missed": float(np.mean(missed)), "false_alarms": float(np.mean(alarms))}
    return rates | {"error": (rates["missed"] + rates["false_alarms"]) / 2}


def with_damage(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a picture with a stain and cracks somewhere about its middle."""
    from PIL import ImageDraw

    found = picture.copy()
    draw = ImageDraw.Draw(found)
    side = min(found.size)
    x, y = (rng.uniform(0.35, 0.65) * length for length in found.size)
    radius = side * rng.uniform(0.09, 0.16)
    grey = int(rng.choice([25, 245]))
    draw.ellipse((x - radius, y - radius * 0.7, x + radius, y + radius * 0.7), fill=(grey,) * 3)
    for _ in range(4):
        angle, length = rng.uniform(0, 2 * np.pi), side * rng.uniform(0.15, 0.3)
        end = (x + np.cos(angle) * length, y + np.sin(angle) * length)
        draw.line((x, y, *end), fill=(grey,) * 3, width=max(2, side // 50))
    return found


def _grey(source: bytes | Path | Image.Image) -> Grey:
    image = source.copy() if isinstance(source, Image.Image) else read_image(source)
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(image.convert("L"), dtype=np.float64) / 255


def _alignment(known: Grey, seen: Grey):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Return the affine map from the picture to the photo, None where too few points fit."""
    from skimage.feature import ORB, match_descriptors
    from skimage.measure import ransac
    from skimage.transform import AffineTransform

    found = []
    for grey in (known, seen):
        orb = ORB(n_keypoints=500, fast_threshold=0.03)
        try:
            orb.detect_and_extract(grey)
        except (RuntimeError, IndexError):  # no corner anywhere
            return None
        found.append((orb.keypoints[:, ::-1], orb.descriptors))
    (points, own), (others, their) = found
    pairs = match_descriptors(own, their, cross_check=True, max_ratio=0.9)
    if len(pairs) < FEWEST_INLIERS:
        return None
    model, inliers = ransac(
        (points[pairs[:, 0]], others[pairs[:, 1]]),
        AffineTransform,
        min_samples=3,
        residual_threshold=3.0,
        max_trials=600,
        rng=SEED,
    )
    is_found = model is not None and inliers is not None and inliers.sum() >= FEWEST_INLIERS
    return model if is_found else None


def _evened(known: Grey, seen: Grey, overlap: NDArray[np.bool_]) -> Grey:
    """Return the difference after the picture's brightness is fitted to the photo's, most places being unchanged."""
    x, y = known[overlap], seen[overlap]
    keep = np.ones(len(x), dtype=bool)
    slope, level = 1.0, 0.0
    for _ in range(3):
        slope, level = np.polyfit(x[keep], y[keep], 1)
        off = np.abs(y - (slope * x + level))
        keep = off <= max(float(np.quantile(off, 0.85)), 1e-3)
    return np.asarray(seen - (slope * known + level))
