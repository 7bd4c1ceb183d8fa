"""Keeps photos that shoppers send: their pixels only, for a day, under a name that travels through the conversation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import os
import threading
import time
from pathlib import Path

from PIL import Image, ImageOps

MAX_BYTES = 8 * 1024 * 1024
KEEP_S = 24 * 3600
MAX_PIXELS = 40_000_000
"""A file of a few kilobytes can claim gigabytes of pixels."""
LONGEST_SIDE = 1600
KEPT_AS, QUALITY = "jpg", 92
SIGNATURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"RIFF": "webp", b"GIF8": "gif"}


class UploadError(ValueError):
    """What was sent is not a photo that can be kept; the message is a word for the reason."""


def decode(encoded: str) -> bytes:
    """Return the bytes of a base64 text, with or without a `data:` prefix.

    Raises:
        UploadError: `too_large` or `not_an_image`.
    """
    body = encoded.split(",", 1)[1] if encoded.startswith("data:") and "," in encoded else encoded
    if len(body) > MAX_BYTES * 4 // 3 + 4:
        raise UploadError("too_large")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UploadError("not_an_image") from error


def keep(content: bytes, folder: Path) -> str:
    """Store a photo without what the camera wrote beside it (place, time, device), and return its name.

    Raises:
        UploadError: `too_large` or `not_an_image`.
    """
    if len(content) > MAX_BYTES:
        raise UploadError("too_large")
    ending = next((e for start, e in SIGNATURES.items() if content.startswith(start)), None)
    if ending is None or (ending == "webp" and content[8:12] != b"WEBP"):
        raise UploadError("not_an_image")
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
        with Image.open(io.BytesIO(content)) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise UploadError("too_large")
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            layers = upright.convert("RGBA")
            plain = Image.new("RGB", layers.size, "white")
            plain.paste(layers, mask=layers.getchannel("A"))
    except UploadError:
        raise
    except Exception as error:  # a broken picture may raise anything in its decoder
        raise UploadError("not_an_image") from error
    cleaned = io.BytesIO()
    plain.save(cleaned, "JPEG", quality=QUALITY)
    return cleaned.getvalue()


def remove_old(folder: Path) -> None:
    """Remove photos that are older than a day."""
    limit = time.time() - KEEP_S
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
