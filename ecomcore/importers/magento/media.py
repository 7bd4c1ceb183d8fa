"""The pictures beside a Magento export: in a folder, or in `images.tar`."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from pathlib import Path

from ecomcore.importers.collector import Collector
from ecomcore.importers.images import WEB_ADDRESSES, Picture
from ecomcore.importers.textfile import refuse

MEDIA_FOLDERS = ("images", "media/catalog/product", "pub/media/catalog/product", ".")


@dataclass(frozen=True)
class _TarPicture:
    """A picture inside an uncompressed archive, read where it lies."""

    archive: Path
    offset: int
    size: int

    def read_bytes(self) -> bytes:
        """Return its content."""
        with self.archive.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


class Media:
    """The pictures beside an export, by the names that rows give them."""

    def __init__(self, folder: Path) -> None:
        """Look into `images.tar`, if there is one."""
        self.folder = folder
        self.archive = folder / "images.tar"
        self.members: dict[str, _TarPicture] = {}
        if self.archive.is_file():
            try:
                with tarfile.open(self.archive, "r:") as tar:
                    for member in filter(tarfile.TarInfo.isfile, tar):
                        picture = _TarPicture(self.archive, member.offset_data, member.size)
                        self.members[member.name.removeprefix("./")] = picture
            except tarfile.TarError as error:
                raise refuse(self.archive.name, f"cannot be read ({error})") from error

    def find(self, written: str, collector: Collector) -> str | None:
        """Return the name under which a picture will be kept, or None if it is not here."""
        if written.startswith(WEB_ADDRESSES):
            return written
        name = written.lstrip("/")
        if not name or ".." in name.split("/"):
            return None
        if name not in collector.batch.images:
            picture = self._picture(name)
            if picture is None:
                return None
            collector.batch.images[name] = picture
        return name

    def _picture(self, name: str) -> Picture | None:
        if name in self.members:
            return self.members[name]
        files = (self.folder / folder / name for folder in MEDIA_FOLDERS)
        return next((file for file in files if file.is_file()), None)
