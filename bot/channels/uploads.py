"""Keeps photos that shoppers send, by content hash, so that only a name travels through the conversation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import time
from pathlib import Path

from shoptalk.pictures import READ, kind_of

MAX_BYTES = 8 * 1024 * 1024
KEEP_S = float(os.environ.get("ECOM_UPLOAD_HOURS") or 24) * 3600


class UploadError(ValueError):
    """What was sent is not a photo that can be kept; the message is `too_large` or the kind of file that it is."""


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
    """Store a photo and return its name; photos older than `KEEP_S` are removed.

    Nothing is decoded here: whoever looks at the photo does that, and removes it where it cannot be read.

    Raises:
        UploadError: it is too large, or of a kind that is not read as a photo; nothing is stored.
    """
    if len(content) > MAX_BYTES:
        raise UploadError("too_large")
    kind = kind_of(content)
    if kind not in READ:
        raise UploadError(kind)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_old(folder)
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{READ[kind]}"
    scratch = folder / f".{name}.{os.getpid()}"
    scratch.write_bytes(content)
    scratch.replace(folder / name)
    return name


def _remove_old(folder: Path) -> None:
    limit = time.time() - KEEP_S
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
