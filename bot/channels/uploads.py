"""Keeps photos that shoppers send, by content hash, so that only a name travels through the conversation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import time
from pathlib import Path

MAX_BYTES = 8 * 1024 * 1024
KEEP_S = 24 * 3600
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
    """Store a photo and return its name; photos older than a day are removed.

    Raises:
        UploadError: `too_large` or `not_an_image`.
    """
    if len(content) > MAX_BYTES:
        raise UploadError("too_large")
    ending = next((e for start, e in SIGNATURES.items() if content.startswith(start)), None)
    if ending is None or (ending == "webp" and content[8:12] != b"WEBP"):
        raise UploadError("not_an_image")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_old(folder)
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
    scratch = folder / f".{name}.{os.getpid()}"
    scratch.write_bytes(content)
    scratch.replace(folder / name)
    return name


def _remove_old(folder: Path) -> None:
    limit = time.time() - KEEP_S
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
