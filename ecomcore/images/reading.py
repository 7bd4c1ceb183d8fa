"""Reads a picture that anybody may have sent: limited, upright, in plain RGB, nothing else kept of the file."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ecomcore.errors import BadImageError
from shoptalk.pictures import READ, kind_of

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 20_000_000
MIN_SIDE = 8
WORKING_SIDE = 640
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Photo:
    """A picture that was read, and what its file said.

    `image` is RGB and at most `WORKING_SIDE` pixels a side; `width` and `height` are those of the file in pixels,
    upright; `digest` is the SHA-256 of the content.
    """

    image: Image.Image
    width: int
    height: int
    format: str
    digest: str


def read_image(source: bytes | Path | str) -> Image.Image:
    """Return the picture turned as its EXIF says, on white where it is transparent, at most 640 pixels a side.

    Args:
        source: the content of a file, or its path. Only the first frame of an animation is read.

    Raises:
        BadImageError: `code` says why: `missing`, `too_large` (bytes), `too_many_pixels`, `too_small`,
            `not_an_image` (or a format that is not read), `broken`.
    """
    return read_photo(source).image


def read_photo(source: bytes | Path | str, side: int = WORKING_SIDE) -> Photo:
    """Return the picture with the facts of its file; it is made at most `side` pixels wide and high.

    The format is told from the content, whatever the file is called, and the size from the header, before any
    pixel is decoded.

    Raises:
        BadImageError: as `read_image`.
    """
    content = _content(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=FORMATS)
            _check_size(image)
            width, height = image.size
            image.draft("RGB", (side, side))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _no_picture(content) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise BadImageError(
            "broken", f"the picture is damaged or cut short ({error}); send it again"
        ) from error
    kind = str(image.format)
    plain, is_turned = _plain(image, side)
    if is_turned:
        width, height = height, width
    return Photo(plain, width, height, kind, hashlib.sha256(content).hexdigest())


def _content(source: bytes | Path | str) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        path = Path(source)
        if not path.is_file():
            raise BadImageError("missing", f"there is no file {path}")
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(path.stat().st_size)
        content = path.read_bytes()
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    return content


def _check_size(image: Image.Image) -> None:
    """Refuse a picture by the size it declares, before any pixel is decoded."""
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(image.size) < MIN_SIDE:
        raise BadImageError(
            "too_small",
            f"a picture of {image.width} × {image.height} pixels shows nothing; "
            f"send one of at least {MIN_SIDE} pixels a side",
        )


def _no_picture(content: bytes) -> BadImageError:
    kind = kind_of(content)
    if kind in READ:
        return BadImageError("broken", "the picture is damaged or cut short; send it again")
    named = {"empty": "an empty file", "unknown": "no picture that can be read"}
    what = named.get(kind, f"a file of the kind {kind.upper()}")
    return BadImageError("not_an_image", f"this is {what}; send a JPEG, PNG or WebP file")


def _too_large(size: int) -> BadImageError:
    return BadImageError(
        "too_large",
        f"the picture has {size / 2**20:.1f} MB; send one of at most {MAX_BYTES // 2**20} MB",
    )


def _too_many_pixels() -> BadImageError:
    limit = MAX_PIXELS // 1_000_000
    return BadImageError(
        "too_many_pixels", f"the picture has more than {limit} million pixels; send a smaller one"
    )


def _plain(image: Image.Image, side: int) -> tuple[Image.Image, bool]:
    """Return the pixels alone as RGB, upright, and whether width and height changed places."""
    before = image.size
    image.thumbnail((side, side))
    is_wide = image.width >= image.height
    upright = ImageOps.exif_transpose(image)
    is_turned = before[0] != before[1] and (upright.width >= upright.height) != is_wide
    if upright.mode.startswith("I"):
        upright = _eight_bits(upright)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return Image.fromarray(np.array(upright.convert("RGB"))), is_turned


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return a picture of sixteen bits a pixel scaled to eight; Pillow itself would cut them off at 255."""
    values = np.asarray(image).astype(np.int64)
    return Image.fromarray(np.clip(values >> 8, 0, 255).astype(np.uint8))
