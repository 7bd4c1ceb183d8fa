"""Keeps photos that shoppers send: their pixels only, for some hours, under a name that goes through the dialogue."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import os
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from shoptalk.pictures import READ, kind_of

MAX_BYTES = 8 * 1024 * 1024
KEEP_S = float(os.environ.get("ECOM_UPLOAD_HOURS") or 24) * 3600
MAX_PIXELS = 20_000_000
"""A file of a few kilobytes can claim gigabytes of pixels."""
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
KEPT_AS, QUALITY = "jpg", 92


class UploadError(ValueError):
    """What was sent is no photo that can be kept; the message is a word for the reason, or the kind of file."""


def decode(encoded: str) -> bytes:
    """Return the bytes of a base64 text, with or without a `data:` prefix.

    Raises:
        UploadError: it is too large, or no base64.
    """
    body = encoded.split(",", 1)[1] if encoded.startswith("data:") and "," in encoded else encoded
    if len(body) > MAX_BYTES * 4 // 3 + 4:
        raise UploadError("too_large")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UploadError("unknown") from error


def keep(content: bytes, folder: Path) -> str:
    """Store a photo without what the camera wrote beside it (place, time, device), and return its name.

    Raises:
        UploadError: it is too large, of a kind that is not read as a photo, or damaged; nothing is stored.
    """
    if len(content) > MAX_BYTES:
        raise UploadError("too_large")
    kind = kind_of(content)
    if kind not in READ:
        raise UploadError(kind)
    cleaned = _pixels_only(content)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{hashlib.sha256(cleaned).hexdigest()[:32]}.{KEPT_AS}"
    scratch = folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
    scratch.write_bytes(cleaned)
    scratch.replace(folder / name)
    return name


def _pixels_only(content: bytes) -> bytes:
    """Return the first picture of a file, turned as the camera was held and made smaller, and nothing else."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise UploadError("too_many_pixels")
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            layers = _eight_bits(upright).convert("RGBA")
            plain = Image.new("RGB", layers.size, "white")
            plain.paste(layers, mask=layers.getchannel("A"))
    except UploadError:
        raise
    except Image.DecompressionBombError as error:
        raise UploadError("too_many_pixels") from error
    except Exception as error:  # a broken picture may raise anything in its decoder
        raise UploadError("broken") from error
    cleaned = io.BytesIO()
    plain.save(cleaned, "JPEG", quality=QUALITY)
    return cleaned.getvalue()


def _eight_bits(photo: Image.Image) -> Image.Image:
    """Return a picture of sixteen bits a pixel in eight, which Pillow would cut off at white."""
    if not photo.mode.startswith("I"):
        return photo
    return Image.fromarray(
        np.clip(np.asarray(photo).astype(np.int64) >> 8, 0, 255).astype(np.uint8)
    )


def remove_old(folder: Path) -> None:
    """Remove photos that are older than `KEEP_S`."""
    limit = time.time() - KEEP_S
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
