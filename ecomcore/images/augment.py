"""Changes pictures at random, always with a seed: for training, and as a phone's camera would."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from ecomcore.images.preprocess import SIDE

TURN_DEGREES = 15.0


def training_view(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a square of 224 pixels: a random part of the picture, perhaps mirrored, turned, lighter or blurred.

    The part holds 35 to 100 % of the area (Szegedy et al., Going deeper with convolutions, 2015).
    """
    share, stretch = rng.uniform(0.35, 1.0), np.exp(rng.uniform(-0.29, 0.29))
    width = min(image.width, max(8, round(np.sqrt(image.width * image.height * share) * stretch)))
    height = min(image.height, max(8, round(np.sqrt(image.width * image.height * share) / stretch)))
    left = int(rng.integers(0, image.width - width + 1))
    top = int(rng.integers(0, image.height - height + 1))
    box = (left, top, left + width, top + height)
    view = image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)
    if rng.random() < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.3:
        view = turned(view, rng.uniform(-TURN_DEGREES, TURN_DEGREES))
    view = relit(view, rng)
    if rng.random() < 0.1:
        view = view.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5)))
    return view


def phone_photo(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a picture as a phone would take it of a screen or a print.

    It stands on another background, is turned by up to 15 degrees, cut by up to 12 % a side, in other light, a
    little blurred, and comes as a JPEG of quality 50.
    """
    rgb = tuple(int(value) for value in rng.integers(0, 256, size=3))
    margin = rng.uniform(0.0, 0.15)
    width, height = (round(side * (1 + 2 * margin)) for side in image.size)
    scene = Image.new("RGB", (width, height), rgb)
    scene.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    scene = turned(scene, rng.uniform(-TURN_DEGREES, TURN_DEGREES), rgb)
    cuts = rng.uniform(0.0, 0.12, size=4)
    scene = scene.crop(
        (
            round(width * cuts[0]),
            round(height * cuts[1]),
            round(width * (1 - cuts[2])),
            round(height * (1 - cuts[3])),
        )
    )
    scene = relit(scene, rng).filter(ImageFilter.GaussianBlur(rng.uniform(0.0, 1.5)))
    buffer = BytesIO()
    scene.save(buffer, "JPEG", quality=50)
    return Image.open(BytesIO(buffer.getvalue())).convert("RGB")


def turned(image: Image.Image, degrees: float, fill: tuple[int, ...] | None = None) -> Image.Image:
    """Return the picture turned about its middle; what comes into it has the colour `fill`, or that of its edges."""
    if fill is None:
        edge = np.asarray(image)[[0, -1]].reshape(-1, 3)
        fill = tuple(int(value) for value in np.median(edge, axis=0))
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=fill)


def relit(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return the picture with other brightness, contrast and saturation, each by up to 30 %."""
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = change(image).enhance(float(rng.uniform(0.7, 1.3)))
    return image
