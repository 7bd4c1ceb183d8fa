"""The search engine as a part of the build."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from ecomcore.search.catalogue import read_shop
from ecomcore.search.engine import SearchEngine
from ecomcore.search.lexicon import lexicons, values
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "search"
VERSION = 1


def inputs(data: ShopData) -> object:
    """Return the catalogue and the lexicon, which everything here is made from."""
    words = {language: found.sections for language, found in lexicons().items()}
    return {"catalogue": asdict(read_shop(data)), "lexicons": words, "values": values()}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Index the catalogue into `folder`."""
    engine = SearchEngine.build(read_shop(data), embedder)
    engine.save(folder)
    return {"products": float(len(engine.products)), "vectors": float(len(engine.vectors))}


def load(folder: Path, embedder: TextEmbedder) -> SearchEngine:
    """Read the engine."""
    return SearchEngine.load(folder, embedder)
