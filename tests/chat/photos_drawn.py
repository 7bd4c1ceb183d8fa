"""Pictures as shoppers send them, drawn for one step of a conversation: changed, spoilt, or of something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from ecomcore.images.augment import phone_photo

SEED = 20


@contextmanager
def drawn(path: Path | None, change: str) -> Iterator[Path]:
    """Give a file with the picture at `path` changed so, for as long as the block lasts."""
    if change == "as it is":
        assert path is not None
        yield path
        return
    with TemporaryDirectory(prefix="photo-") as folder:
        file = Path(folder) / f"photo.{'gif' if change == 'gif' else 'jpg'}"
        file.write_bytes(_content(path, change))
        yield file


def _content(path: Path | None, change: str) -> bytes:
    if path is None:
        return DRAWN[change]()
    with Image.open(path) as opened:
        return CHANGED[change](opened.convert("RGB"))


def _as_jpeg(image: Image.Image, kind: str = "JPEG") -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def _cut_short(image: Image.Image) -> bytes:
    content = _as_jpeg(image)
    return content[: len(content) // 3]


def _stranger() -> bytes:
    """Return a photo of a palace, which lies in scikit-learn's package (CC BY 2.0)."""
    from sklearn.datasets import load_sample_image

    return _as_jpeg(Image.fromarray(load_sample_image("china.jpg")))


CHANGED: dict[str, Callable[[Image.Image], bytes]] = {
    "phone": lambda image: _as_jpeg(phone_photo(image, np.random.default_rng(SEED))),
    "dark": lambda image: _as_jpeg(ImageEnhance.Brightness(image).enhance(0.08)),
    "blurred": lambda image: _as_jpeg(image.filter(ImageFilter.GaussianBlur(12))),
    "cut short": _cut_short,
}
DRAWN: dict[str, Callable[[], bytes]] = {
    "black": lambda: _as_jpeg(Image.new("RGB", (400, 300))),
    "gif": lambda: _as_jpeg(Image.new("RGB", (40, 40), "red"), "GIF"),
    "stranger": _stranger,
}
