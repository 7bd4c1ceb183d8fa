"""Reads a picture that anybody may have sent: limited, upright, in plain RGB."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from ecomcore.errors import BadImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_SIDE = 8
WORKING_SIDE = 640
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


def read_image(source: bytes | Path | str) -> Image.Image:
    """Return the picture turned as its EXIF says, on white where it is transparent, at most 640 pixels a side.

    Args:
        source: the content of a file, or its path. Only the first frame of an animation is read.

    Raises:
        BadImageError: `code` says why: `missing`, `too_large` (bytes), `too_many_pixels`, `too_small`,
            `not_an_image` (or a format that is not read), `broken`.
    """
    content = _content(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=FORMATS)
            _check_size(image)
            image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise BadImageError(
            "not_an_image",
            "this is no picture that can be read; send a JPEG, PNG, WebP or GIF file",
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise BadImageError(
            "broken", f"the picture is damaged or cut short ({error}); send it again"
        ) from error
    return _plain(image)


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


def _plain(image: Image.Image) -> Image.Image:
    image.thumbnail((WORKING_SIDE, WORKING_SIDE))
    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return upright.convert("RGB")
