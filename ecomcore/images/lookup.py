"""Finds the products that a photo shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.images.features import ImageEmbedder
from ecomcore.images.reading import read_image
from ecomcore.vectors.flat import FlatIndex

INDEX, RECORD = "images.faiss", "images.json"
SHORTLIST = 8
"""Pictures looked at for each product wanted, since a product may have several."""


@dataclass(frozen=True)
class Match:
    """A product with its picture that is most like the photo; `score` is a cosine, 1 for the same picture."""

    product_id: str
    image: str
    score: float

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return asdict(self)


class PhotoLookup:
    """An index of the shop's pictures, searched by a photo."""

    def __init__(
        self, embedder: ImageEmbedder, index: FlatIndex, pictures: Sequence[tuple[str, str]]
    ) -> None:
        """Keep an index whose ids are positions in `pictures` (product id, name of the picture)."""
        self.embedder = embedder
        self._index = index
        self._pictures = list(pictures)

    @classmethod
    def build(
        cls, embedder: ImageEmbedder, pictures: Sequence[tuple[str, str]], files: Sequence[Path]
    ) -> PhotoLookup:
        """Index the pictures (product id, name) that lie in `files`.

        Raises:
            BadImageError: a file is no picture that can be read.
        """
        index = FlatIndex(embedder.dimension)
        for start in range(0, len(files), 64):
            vectors = embedder.embed([read_image(file) for file in files[start : start + 64]])
            index.add(np.arange(start, start + len(vectors)), vectors)
        return cls(embedder, index, pictures)

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._pictures)

    def warm(self) -> None:
        """Load the network now instead of at the first photo."""
        from PIL import Image

        self.embedder.embed([Image.new("RGB", (64, 64))])

    def lookup(self, photo: bytes | Path | str, k: int = 5) -> list[Match]:
        """Return up to `k` products whose pictures are most like the photo, best first, each once.

        Raises:
            BadImageError: the photo cannot be used; its `code` says why.
        """
        image = read_image(photo)
        if not self._pictures:
            return []
        wanted = min(len(self._pictures), k * SHORTLIST)
        scores, rows = self._index.search(self.embedder.embed([image]), wanted)
        best: dict[str, Match] = {}
        for score, row in zip(scores[0], rows[0], strict=True):
            product, name = self._pictures[row]
            if product not in best:
                best[product] = Match(product, name, round(float(score), 6))
        return list(best.values())[:k]

    def save(self, folder: Path) -> None:
        """Write index and names into `folder`."""
        self._index.save(folder / INDEX)
        record = {"embedder": self.embedder.identity, "pictures": self._pictures}
        (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, embedder: ImageEmbedder) -> PhotoLookup:
        """Read what `save` wrote; the network is not loaded yet.

        Raises:
            ModelMismatchError: the pictures were indexed with another embedder.
            BuildError: the files do not belong together.
        """
        record = json.loads((folder / RECORD).read_text("utf-8"))
        if record["embedder"] != embedder.identity:
            raise ModelMismatchError(
                f"{folder} was made with {record['embedder']}, but {embedder.identity} is in use; "
                "run 'ecomcore build'"
            )
        index = FlatIndex.load(folder / INDEX)
        pictures = [(str(product), str(name)) for product, name in record["pictures"]]
        if len(index) != len(pictures):
            raise BuildError(f"{folder} has {len(index)} vectors for {len(pictures)} pictures")
        return cls(embedder, index, pictures)
