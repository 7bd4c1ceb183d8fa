"""The build part `knowledge`: policies and frequent questions, ready to be asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.knowledge.answers import CHOICE_FILE, EMPTY_FILE, KnowledgeBase
from ecomcore.knowledge.index import KnowledgeIndex, Vectors, place_questions
from ecomcore.knowledge.learning import learn, unanswerable
from ecomcore.knowledge.sections import sections_of
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "knowledge"
VERSION = 2


def inputs(data: ShopData) -> object:
    """Return the entries, and the questions that no shop answers."""
    return {"entries": _entries(data), "unanswerable": unanswerable()}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Write the index and the fitted model; a shop without entries gets an empty part."""
    embed = RememberingEmbed(embedder)
    sections = [section for entry in _entries(data) for section in sections_of(entry)]
    sections = place_questions(sections, embed)
    if not sections:
        (folder / EMPTY_FILE).write_text(json.dumps({"sections": 0}), "utf-8")
        return {"sections": 0.0}
    index = KnowledgeIndex.build(sections, embed)
    learned = learn(sections, index, embed)
    index.save(folder)
    learned.choice.save(folder / CHOICE_FILE)
    return {"sections": float(len(sections)), "texts": float(len(index.units)), **learned.metrics}


def load(folder: Path, embedder: TextEmbedder) -> KnowledgeBase:
    """Read the part for serving.

    Raises:
        BuildError: a file is missing or damaged.
    """
    return KnowledgeBase.load(folder, embedder)


def _entries(data: ShopData) -> list[dict[str, Any]]:
    columns = ["id", "topic", "title", "text", "questions"]
    return [
        dict(zip(columns, row, strict=True))
        for row in data.knowledge[columns].itertuples(index=False)
    ]


class RememberingEmbed:
    """Embeds a text once, however often it is asked for: folds share most of their texts."""

    def __init__(self, embedder: TextEmbedder) -> None:
        """Start with nothing remembered."""
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape `(len(texts), dimension)`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, vector in zip(new, self._embedder.embed(new), strict=True):
            self._known[text] = vector
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])
