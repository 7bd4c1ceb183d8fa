"""Photos that shoppers sent: read once, their metadata dropped, kept for a day, or for the staff with a claim."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from ecomcore.errors import BadImageError
from ecomcore.images.reading import WORKING_SIDE, Photo, read_photo

logger = logging.getLogger(__name__)
NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png|webp)")
KEPT_SIDE = 1600
"""Pixels a side of what stays of an upload: enough to see a scratch."""
PLAIN = ".plain.jpg"
SWEEP_EVERY_S = 600.0


class Uploads:
    """The folder that channels put photos into, by names of their content.

    A channel may store one as it was sent, with the place where it was taken in it; the first look leaves a plain
    JPEG in its place. A file that cannot be read is removed at once, any other after `keep_s` seconds.
    """

    def __init__(self, folder: Path, keep_s: float) -> None:
        """Serve `folder`, which need not be there yet."""
        self.folder = folder
        self.keep_s = keep_s

    def photo(self, name: str) -> Photo:
        """Return the photo that was stored under a name.

        Raises:
            BadImageError: there is none any more (`expired`), or as `read_photo`.
        """
        path = self._path(name)
        if self._is_old(path):
            path.unlink(missing_ok=True)
            raise _expired()
        try:
            large = read_photo(path, KEPT_SIDE)
        except BadImageError as error:
            path.unlink(missing_ok=True)
            raise _expired() if error.code == "missing" else error from error
        if path.name == name:
            _write(_encoded(large.image), self.folder / f"{path.stem}{PLAIN}")
            path.unlink(missing_ok=True)
        working = large.image.copy()
        working.thumbnail((WORKING_SIDE, WORKING_SIDE))
        return replace(large, image=working)

    def keep(self, name: str, folder: Path) -> str:
        """Copy a photo to where it does not expire, and return its name there, which follows from its content.

        Raises:
            BadImageError: as `photo`.
        """
        self.photo(name)
        content = self._path(name).read_bytes()
        kept = f"{hashlib.sha256(content).hexdigest()[:32]}.jpg"
        _write(content, folder / kept)
        return kept

    def sweep(self) -> int:
        """Remove what is too old, and return how many files that were."""
        if not self.folder.is_dir():
            return 0
        old = [path for path in self.folder.iterdir() if path.is_file() and self._is_old(path)]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def watch(self) -> None:
        """Sweep from a background thread for as long as the process lives."""

        def loop() -> None:
            while True:
                try:
                    self.sweep()
                except OSError:
                    logger.exception("old photos could not be removed")
                time.sleep(SWEEP_EVERY_S)

        threading.Thread(target=loop, name="upload-sweeper", daemon=True).start()

    def _path(self, name: str) -> Path:
        """Return the file that was sent, or what is left of it once it has been looked at."""
        if not NAME.fullmatch(name):
            raise _expired()
        sent = self.folder / name
        return sent if sent.is_file() else self.folder / f"{sent.stem}{PLAIN}"

    def _is_old(self, path: Path) -> bool:
        try:
            return path.stat().st_mtime < time.time() - self.keep_s
        except FileNotFoundError:
            return False


def _expired() -> BadImageError:
    return BadImageError("expired", "this photo is not kept any more; send it again")


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _write(content: bytes, path: Path) -> None:
    """Write a file that nobody sees half."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(f".{path.name}.{threading.get_ident()}")
    scratch.write_bytes(content)
    scratch.replace(path)
