"""Reads text in a photo, in both scripts, and tells which products it is the name or number of."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Mapping, Set
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Any

import numpy as np
from PIL import Image

from ecomcore.errors import MissingExtraError

WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|[\u4e00-\u9fff]+")
SURE = 0.6
"""Sureness of the reader, 0 to 1, below which a line is not used."""
READ_SIDE = 480
"""Pixels a side at which text is looked for: more finds no more on photos of things, and takes three times as long."""
_lock = threading.Lock()


class Inscriptions:
    """The words of the names of all products, the rare ones weighing more."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take what may be written on each product, by its id."""
        self._words = {product: _words(name) for product, name in names.items()}
        counts = Counter(word for words in self._words.values() for word in words)
        self._weights = {
            word: math.log((1 + len(names)) / (0.5 + count)) for word, count in counts.items()
        }

    def shares(self, text: str) -> dict[str, float]:
        """Return the products whose names share words with the text: the weight of what is shared, of what was read.

        A word of the text that is in no name weighs nothing.
        """
        read = {word for word in _words(text) if word in self._weights}
        total = sum(self._weights[word] for word in read)
        if total <= 0:
            return {}
        found = {
            product: sum(self._weights[word] for word in read & words) / total
            for product, words in self._words.items()
        }
        return {product: share for product, share in found.items() if share > 0}

    def shared(self, text: str, product_id: str) -> str:
        """Return what the text and the product's name share, as it stands in the text, each once."""
        own = self._words.get(product_id, set())
        found: list[str] = []
        for piece in WORD.findall(text.lower()):
            if piece[0] < "\u4e00":
                found += [piece] if piece in own else []
            else:
                found += _covered(piece, own)
        return " ".join(dict.fromkeys(found))


def read_inscriptions(image: Image.Image) -> str:
    """Return the text in a picture, a line each, in the order from the top; "" where there is none."""
    with _lock:
        found = _reader()(np.asarray(image)[:, :, ::-1])
    lines = zip(found.txts or (), found.scores or (), strict=True)
    return "\n".join(text for text, score in lines if score >= SURE)


@lru_cache(maxsize=1)
def _reader() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingExtraError("reading text in pictures needs rapidocr; install it") from error
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.limit_type": "max",
            "Det.limit_side_len": READ_SIDE,
            **_packaged_models(),
        }
    )


def _packaged_models() -> dict[str, str]:
    """Return the paths of the models in the package: it would fetch what is not named to it."""
    folder = resources.files("rapidocr") / "models"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".onnx"))
    found = {}
    for task, mark in (("Det", "_det_"), ("Cls", "_cls_"), ("Rec", "_rec_")):
        name = next((name for name in names if mark in name), None)
        if name is None:
            raise MissingExtraError(
                f"rapidocr has no {task} model in its package; install the version in requirements.lock"
            )
        found[f"{task}.model_path"] = str(folder / name)
    return found


def _sequence(text: str) -> list[str]:
    """Return the words of a text; Chinese in pairs of characters, since it has no spaces."""
    found: list[str] = []
    for piece in WORD.findall(text.lower()):
        if piece[0] < "\u4e00":
            found.append(piece)
        else:
            found += [piece[i : i + 2] for i in range(max(1, len(piece) - 1))]
    return found


def _covered(piece: str, words: Set[str]) -> list[str]:
    """Return the runs of Chinese characters in a piece whose pairs are all among the words."""
    hits = [piece[i : i + 2] in words for i in range(max(1, len(piece) - 1))]
    runs = ((hit, list(places)) for hit, places in groupby(range(len(hits)), hits.__getitem__))
    return [piece[places[0] : places[-1] + 2] for hit, places in runs if hit]


def _words(text: str) -> set[str]:
    return set(_sequence(text))
