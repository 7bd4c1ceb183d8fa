"""The build part `knowledge`: policies and frequent questions, ready to be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ecomcore.knowledge.answers import CHOICE_FILE, EMPTY_FILE, KnowledgeBase
from ecomcore.knowledge.encoders import remembering, specialist_identities
from ecomcore.knowledge.index import ALL, KnowledgeIndex
from ecomcore.knowledge.learning import PACKAGED, UNANSWERABLE, choice_for
from ecomcore.knowledge.sections import sections_of
from ecomcore.knowledge.units import place_questions
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.specialists import BILINGUAL

NAME = "knowledge"
VERSION = 5


def inputs(data: ShopData) -> object:
    """Return the entries, what the model is learnt from, and the encoders besides the shop's."""
    return {
        "entries": _entries(data),
        "learning": [path.read_text("utf-8") for path in (PACKAGED, UNANSWERABLE)],
        "specialists": specialist_identities(),
    }


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Write the index and the fitted model; a shop without entries gets an empty part."""
    embeds = remembering(embedder)
    sections = [section for entry in _entries(data) for section in sections_of(entry)]
    sections = place_questions(sections, embeds[ALL])
    if not sections:
        (folder / EMPTY_FILE).write_text(json.dumps({"sections": 0}), "utf-8")
        return {"sections": 0.0}
    index = KnowledgeIndex.build(sections, embeds)
    learned = choice_for(index, embeds, is_default=embedder.name == BILINGUAL)
    index.save(folder)
    learned.choice.save(folder / CHOICE_FILE)
    return {
        "sections": float(len(sections)),
        "texts": float(len(index.base.units)),
        **learned.metrics,
    }


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
