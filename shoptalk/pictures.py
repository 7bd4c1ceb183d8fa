"""What kind of file something is by its content, whatever it is called: both sides refuse the same ones."""

from __future__ import annotations

import re

READ = {"jpeg": "jpg", "png": "png", "webp": "webp"}
"""Kinds that are read as photos, with the ending of their names."""
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"%PDF-", "pdf"),
    (b"SIMPLE  =", "fits"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"BM", "bmp"),
)
_HEAD = 1024
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def kind_of(content: bytes) -> str:
    """Return `jpeg`, `png`, `webp` (which are read), another kind by name, `empty`, or `unknown`."""
    if not content:
        return "empty"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "heic" if content[8:12] in _HEIF_BRANDS else "video"
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    return "svg" if _SVG.search(content[:_HEAD]) else "unknown"
