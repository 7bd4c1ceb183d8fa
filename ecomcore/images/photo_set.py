"""Reads sets of labelled photos, in folders or archives, listed in a text file or sorted into folders."""

from __future__ import annotations

import csv
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.errors import BadImageError, NotFoundError
from ecomcore.images.reading import read_image

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
TRAINING = ("train.txt", "val.txt")
TESTING = ("test.txt", "val.txt")
TRAINING_FOLDERS, TESTING_FOLDERS = ("train",), ("test", "validation", "val")

Labels = NDArray[np.str_]
Loader = Callable[[], bytes]


@dataclass(frozen=True)
class PhotoSet:
    """Photos with their classes, read one at a time.

    `coarse` maps a class to a wider one; it is empty where the set knows none. `unreadable` names what was listed and
    could not be used.
    """

    names: tuple[str, ...]
    labels: Labels
    loaders: tuple[Loader, ...]
    coarse: dict[str, str]
    unreadable: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of photos."""
        return len(self.names)

    def image(self, row: int) -> Image.Image:
        """Read one photo.

        Raises:
            BadImageError: it cannot be read.
        """
        return read_image(self.loaders[row]())


def training_set(folder: Path) -> PhotoSet:
    """Return the photos to learn from: those of `train.txt` and `val.txt`, else those in folders named by class.

    Raises:
        NotFoundError: there are none.
    """
    return _photo_set(folder, TRAINING, TRAINING_FOLDERS, takes_all=True)


def held_out_set(folder: Path) -> PhotoSet:
    """Return the photos to be measured on: those of `test.txt` (else `val.txt`), else those in folders by class.

    Raises:
        NotFoundError: there are none.
    """
    return _photo_set(folder, TESTING, TESTING_FOLDERS, takes_all=False)


def catalogue_set(folder: Path) -> PhotoSet | None:
    """Return the catalogue pictures that `classes.csv` names, one a class, or None where there is no such file."""
    path = folder / "classes.csv"
    if not path.is_file():
        return None
    files = _files(folder)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (_cell(row, "Iconic Image Path"), _cell(row, "Class ID"), _cell(row, "Coarse Class ID"))
            for row in csv.DictReader(file)
        ]
    return _made([row for row in rows if row[0] in files], files)


def _photo_set(
    folder: Path, listings: tuple[str, ...], parts: tuple[str, ...], *, takes_all: bool
) -> PhotoSet:
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}")
    files = _files(folder)
    there = [name for name in listings if (folder / name).is_file()]
    if there:
        used = there if takes_all else there[:1]
        rows = [row for name in used for row in _listed(folder / name)]
    else:
        rows = _by_folder(files, parts)
    found = _made([row for row in rows if row[0] in files], files)
    missing = [row[0] for row in rows if row[0] not in files]
    if not len(found):
        raise NotFoundError(
            f"{folder} has no labelled photos: it needs {listings[0]} with the pictures it lists, as files or in a "
            ".tar, or one folder a class"
            + (f"; {len(missing)} listed are not there" if missing else "")
        )
    return PhotoSet(found.names, found.labels, found.loaders, found.coarse, tuple(missing))


def _listed(path: Path) -> list[tuple[str, str, str]]:
    """Return path, class and coarse class ("" where there is none) of each line."""
    rows = []
    for line in path.read_text("utf-8-sig").splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if len(cells) >= 2 and cells[0]:
            rows.append((cells[0].lstrip("./"), cells[1], cells[2] if len(cells) > 2 else ""))
    return rows


def _by_folder(files: dict[str, Loader], parts: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return the pictures below folders named by class, of the first of `parts` that is there, else of all."""
    pictures = [name for name in sorted(files) if "/" in name]
    for part in parts:
        own = [name for name in pictures if part in Path(name).parts[:-2]]
        if own:
            pictures = own
            break
    return [(name, Path(name).parent.name, "") for name in pictures]


def _files(folder: Path) -> dict[str, Loader]:
    """Return how to read each picture below a folder, by its path there or in an archive of it."""
    found: dict[str, Loader] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in ENDINGS and path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes
    for archive in sorted(folder.glob("*.tar")):
        with tarfile.open(archive) as opened:
            for member in opened:
                name = member.name.removeprefix("./")
                file = opened.extractfile(member) if name.lower().endswith(ENDINGS) else None
                if file is not None:
                    found.setdefault(name, _held(file.read()))
    return found


def _held(content: bytes) -> Loader:
    return lambda: content


def _made(rows: list[tuple[str, str, str]], files: dict[str, Loader]) -> PhotoSet:
    return PhotoSet(
        tuple(row[0] for row in rows),
        np.array([row[1] for row in rows], dtype=np.str_),
        tuple(files[row[0]] for row in rows),
        {row[1]: row[2] for row in rows if row[2]},
    )


def _cell(row: dict[str, str], start: str) -> str:
    """Return the cell of the column whose name starts so; types stand in brackets behind the names."""
    return next((value for key, value in row.items() if key.startswith(start)), "").strip("/ ")


def readable(photos: PhotoSet) -> tuple[list[int], list[str]]:
    """Return the rows that can be read, and the names of the others."""
    rows, broken = [], []
    for row, name in enumerate(photos.names):
        try:
            photos.image(row)
            rows.append(row)
        except BadImageError:
            broken.append(name)
    return rows, broken
