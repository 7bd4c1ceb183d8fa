"""Finds the products that a photo shows, and says when the shop has none of them."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.images.augment import phone_photo
from ecomcore.images.calibration import FEWEST, Calibration, fit, leads
from ecomcore.images.features import ImageEmbedder
from ecomcore.images.features.colour import dominant_colours
from ecomcore.images.found import Found, Look, Match
from ecomcore.images.inscriptions import Inscriptions, read_inscriptions
from ecomcore.images.quality import inspect
from ecomcore.images.reading import Photo, read_image, read_photo
from ecomcore.images.reasons import Reason, reasons
from ecomcore.vectors.flat import FlatIndex

INDEX, RECORD = "images.faiss", "images.json"
CHUNK, MOST_WORKERS = 64, 4
"""Pictures that one thread embeds at a time (some 120 MB of pixels), and threads that do so side by side."""
CALIBRATED_ON = 160
"""Pictures that the calibration changes and looks up."""
INSCRIPTION_SHARE = 0.08
"""What a full match of the text in the photo adds to a product's score."""
NEIGHBOURS = 10
"""Products that vote on the category."""
SHARPNESS = 8
"""Power of the cosine with which a neighbour votes: those that come nearest decide."""


class PhotoLookup:
    """An index of the shop's pictures, searched by a photo."""

    def __init__(
        self,
        embedder: ImageEmbedder,
        index: FlatIndex,
        pictures: Sequence[tuple[str, str]],
        categories: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        """Keep an index whose ids are positions in `pictures` (product id, name of the picture).

        `categories` and `names` (all that may be written on it: titles, brand, numbers) are by product id.
        """
        self.embedder = embedder
        self.calibration = calibration or Calibration()
        self.categories = dict(categories or {})
        self.names = dict(names or {})
        self._index = index
        self._pictures = list(pictures)
        self._inscriptions = Inscriptions(self.names)

    @classmethod
    def build(
        cls,
        embedder: ImageEmbedder,
        pictures: Sequence[tuple[str, str]],
        files: Sequence[Path],
        *,
        categories: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
        progress: Callable[[int], object] = lambda count: None,
        seed: int = 7,
    ) -> PhotoLookup:
        """Index the pictures (product id, name) that lie in `files`, and calibrate on them.

        `progress` is called with the number of pictures done since the last call.

        Raises:
            BadImageError: a file is no picture that can be read.
        """
        index = FlatIndex(embedder.dimension)
        starts = range(0, len(files), CHUNK)

        def embedded(start: int) -> NDArray[np.float32]:
            return embedder.embed([read_image(file) for file in files[start : start + CHUNK]])

        # Pillow and the network let go of the interpreter's lock, so the cores work side by side.
        with ThreadPoolExecutor(min(MOST_WORKERS, os.cpu_count() or 1)) as pool:
            for start, vectors in zip(starts, pool.map(embedded, starts), strict=True):
                index.add(np.arange(start, start + len(vectors)), vectors)
                progress(len(vectors))
        made = cls(embedder, index, pictures, categories, names)
        made.calibration = made._calibrated(files, np.random.default_rng(seed))
        return made

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._pictures)

    def warm(self) -> None:
        """Load the networks now instead of at the first photo."""
        self.embedder.embed([Image.new("RGB", (64, 64))])
        if self.names:
            read_inscriptions(Image.new("RGB", (64, 64)))

    def lookup(self, photo: bytes | Path | str, k: int = 5) -> list[Match]:
        """Return up to `k` products that the photo may show, best first, each once; none if the shop has none.

        Raises:
            BadImageError: the photo cannot be used; its `code` says why.
        """
        return list(self.find(photo, k).matches)

    def find(
        self,
        photo: Photo | bytes | Path | str,
        k: int = 5,
        *,
        allowed: Collection[str] | None = None,
        reads_text: bool = True,
    ) -> Found:
        """Return what the photo shows, and the `k` products that come nearest.

        Args:
            photo: the content of a file, its path, or what was read of it.
            k: how many products.
            allowed: ids of the products that may be answered, as a filter in the same message leaves them; None for
                all. Whether the shop has the thing is told from all products; where the one in the photo is not
                allowed, the verdict is `similar`.
            reads_text: whether text in the photo may help where the pictures alone are not sure.

        Raises:
            BadImageError: the photo cannot be used; its `code` says why.
        """
        return self.answer(self.look(photo, reads_text=reads_text), k, allowed=allowed)

    def look(self, photo: Photo | bytes | Path | str, *, reads_text: bool = True) -> Look:
        """Return how a photo looks to all pictures of the shop.

        Raises:
            BadImageError: the photo cannot be used; its `code` says why.
        """
        read = photo if isinstance(photo, Photo) else read_photo(photo)
        quality = inspect(read)
        colours = tuple(dominant_colours(read.image))
        if quality.is_hopeless or not self._pictures:
            return Look(quality, colours)
        vector = self.embedder.embed_photos([read.image])
        ranked = self._ranked(vector)
        sureness = float(self.calibration.probability(*self._leads(ranked)))
        text = ""
        if reads_text and self.names and sureness < self.calibration.same_from:
            text = read_inscriptions(read.image)
            ranked = self._with_inscription(ranked, text)
            sureness = float(self.calibration.probability(*self._leads(ranked)))
        category, share = _elected(ranked[:NEIGHBOURS], self.categories)
        return Look(quality, colours, tuple(ranked), vector[0], sureness, text, category, share)

    def answer(self, look: Look, k: int = 5, *, allowed: Collection[str] | None = None) -> Found:
        """Return what a photo shows, as `find` does, without looking at it again."""
        if look.vector is None:
            verdict = "unusable" if look.quality.is_hopeless else "none"
            return Found(verdict, 0.0, (), look.quality, look.colours)
        fitting = [m for m in look.ranked if allowed is None or m.product_id in allowed][:k]
        nearest = tuple(replace(match, reasons=self._reasons(match, look)) for match in fitting)
        verdict = self._verdict(look.sureness)
        if verdict == "same" and not (fitting and fitting[0] is look.ranked[0]):
            verdict = "similar"
        return Found(
            verdict,
            look.sureness,
            nearest,
            look.quality,
            look.colours,
            look.category,
            look.category_share,
            look.inscription,
        )

    def recognised(self, look: Look) -> str | None:
        """Return the product that the photo shows, None where that is not sure enough."""
        is_same = look.vector is not None and self._verdict(look.sureness) == "same"
        return look.ranked[0].product_id if is_same else None

    def vectors(self) -> NDArray[np.float32]:
        """Return the vectors of all pictures, in the order of `pictures`."""
        return self._index.vectors(np.arange(len(self)))

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Product id and name of every picture."""
        return list(self._pictures)

    def save(self, folder: Path) -> None:
        """Write index and names into `folder`."""
        self._index.save(folder / INDEX)
        record = {
            "embedder": self.embedder.identity,
            "pictures": self._pictures,
            "categories": self.categories,
            "names": self.names,
            "calibration": self.calibration.as_dict(),
        }
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
        calibration = Calibration(**record.get("calibration", {}))
        return cls(
            embedder, index, pictures, record.get("categories"), record.get("names"), calibration
        )

    def _ranked(self, vector: NDArray[np.float32], without: str | None = None) -> list[Match]:
        """Return each product once with its best picture, best first."""
        scores, found = self._index.search(vector, len(self._pictures))
        best: dict[str, Match] = {}
        for score, row in zip(scores[0], found[0], strict=True):
            product, name = self._pictures[row]
            if product != without and product not in best:
                best[product] = Match(product, name, round(float(score), 6))
        return list(best.values())

    @staticmethod
    def _leads(ranked: Sequence[Match]) -> tuple[float, float]:
        scores = np.array([match.score for match in ranked[:2]])
        return leads(scores, [match.product_id for match in ranked[:2]])

    def _verdict(self, sureness: float) -> str:
        if sureness >= self.calibration.same_from:
            return "same"
        return "similar" if sureness >= self.calibration.similar_from else "none"

    def _with_inscription(self, ranked: Sequence[Match], text: str) -> list[Match]:
        added = self._inscriptions.shares(text)
        if not added:
            return list(ranked)
        changed = [
            replace(match, score=match.score + INSCRIPTION_SHARE * added.get(match.product_id, 0.0))
            for match in ranked
        ]
        return sorted(changed, key=lambda match: -match.score)

    def _reasons(self, match: Match, look: Look) -> tuple[Reason, ...]:
        assert look.vector is not None  # noqa: S101 - only what was looked up has matches
        row = self._pictures.index((match.product_id, match.image))
        picture = self._index.vectors(np.array([row]))[0]
        text, product = look.inscription, match.product_id
        shared = self._inscriptions.shared(text, product) if text else ""
        is_kind = look.category is not None and self.categories.get(product) == look.category
        kind = look.category if is_kind else None
        return reasons(self.embedder, look.vector, picture, look.colours, shared, kind)

    def _calibrated(self, files: Sequence[Path], rng: np.random.Generator) -> Calibration:
        """Return what the pictures teach, or the default where there are too few products."""
        if len({product for product, _ in self._pictures}) < FEWEST:
            return Calibration()
        chosen = rng.permutation(len(files))[:CALIBRATED_ON]
        photos = [phone_photo(read_image(files[row]), rng) for row in chosen]
        vectors = self.embedder.embed_photos(photos)
        own, foreign = [], []
        for row, vector in zip(chosen, vectors, strict=True):
            product = self._pictures[row][0]
            ranked = self._ranked(vector[None])
            if ranked[0].product_id == product:
                own.append(self._leads(ranked))
            foreign.append(self._leads([m for m in ranked if m.product_id != product]))
        if len(own) < FEWEST:
            return Calibration()
        known, unknown = np.array(own), np.array(foreign)
        return fit((known[:, 0], known[:, 1]), (unknown[:, 0], unknown[:, 1]))


def _elected(
    neighbours: Sequence[Match], categories: Mapping[str, str]
) -> tuple[str | None, float]:
    """Return the category that the nearest products vote for, and its share of the vote."""
    votes: defaultdict[str, float] = defaultdict(float)
    for match in neighbours:
        if match.product_id in categories:
            votes[categories[match.product_id]] += max(match.score, 0.0) ** SHARPNESS
    total = sum(votes.values())
    if not total:
        return None, 0.0
    name = max(votes, key=lambda category: votes[category])
    return name, votes[name] / total
