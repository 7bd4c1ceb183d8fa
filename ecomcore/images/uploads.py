"""Keeps what shoppers upload: named after its content, stripped to pixels, for a day, for nobody else."""

from __future__ import annotations

import os
import re
import time
from io import BytesIO
from pathlib import Path

from ecomcore.errors import BadImageError
from ecomcore.images.reading import read_photo

KEEP_S = 24 * 3600
KEPT_SIDE = 1280
"""Pixels a side that are kept of an upload: enough to read a label."""
NAME = re.compile(r"[0-9a-f]{64}\.jpg")
CLAIM = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Uploads:
    """A folder of uploads, which only this process's user may read; nothing in it is served."""

    def __init__(self, folder: Path, keep_s: float = KEEP_S) -> None:
        """Use a folder, made when needed; uploads older than `keep_s` seconds are removed."""
        self.folder = folder
        self.keep_s = keep_s

    def add(self, content: bytes) -> str:
        """Store a picture and return its name, the hash of what was sent.

        What is stored is the picture alone, upright and without metadata, as a JPEG. Nothing is left behind where it
        cannot be read.

        Raises:
            BadImageError: it cannot be used; its `code` says why.
        """
        photo = read_photo(content, KEPT_SIDE)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.expire()
        name = f"{photo.digest}.jpg"
        buffer = BytesIO()
        photo.image.save(buffer, "JPEG", quality=90)
        _write(self.folder / name, buffer.getvalue())
        return name

    def path(self, name: str) -> Path:
        """Return the file of an upload.

        Raises:
            BadImageError: `missing`: there is none of that name, or it has expired.
        """
        path = self.folder / name
        is_there = NAME.fullmatch(name) is not None and path.is_file()
        if not is_there or path.stat().st_mtime < time.time() - self.keep_s:
            raise BadImageError("missing", "the photo is no longer here; send it again")
        return path

    def keep_for_staff(self, name: str, claim: str) -> Path:
        """Copy an upload to where the photos of a claim lie, and return the copy; it does not expire with the upload.

        Raises:
            BadImageError: `missing`: the upload is gone.
            ValueError: `claim` cannot name a folder.
        """
        if not CLAIM.fullmatch(claim):
            raise ValueError(f"{claim!r} cannot name a claim: use letters, digits, '-' and '_'")
        source = self.path(name)
        folder = self.folder / "claims" / claim
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(folder / name, source.read_bytes())
        return folder / name

    def expire(self) -> int:
        """Remove the uploads that are too old, and return how many; photos of claims stay."""
        limit = time.time() - self.keep_s
        old = [path for path in self.folder.glob("*.jpg") if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _write(path: Path, content: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_bytes(content)
    scratch.chmod(0o600)
    scratch.replace(path)
