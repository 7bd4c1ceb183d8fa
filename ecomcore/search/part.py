"""The search engine as a part of the build."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from ecomcore.config import get_settings
from ecomcore.search.catalogue import read_shop
from ecomcore.search.engine import SearchEngine
from ecomcore.search.lexicon import lexicons, synonyms, values
from ecomcore.search.model import embedder_for
from ecomcore.search.rerank import Reranker
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "search"
VERSION = 1


def inputs(data: ShopData) -> object:
    """Return the catalogue and the lexicon, which everything here is made from."""
    words = {language: found.sections for language, found in lexicons().items()}
    catalogue = read_shop(data)
    model = embedder_for(catalogue.languages).identity
    return {
        "catalogue": asdict(catalogue),
        "model": model,
        "lexicons": words,
        "values": values(),
        "synonyms": synonyms(),
    }


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Index the catalogue into `folder`."""
    catalogue = read_shop(data)
    engine = SearchEngine.build(catalogue, embedder_for(catalogue.languages, embedder.name))
    engine.save(folder)
    return {
        "products": float(len(engine.products)),
        "vectors": float(len(engine.retriever.vectors)),
    }


def load(folder: Path, embedder: TextEmbedder) -> SearchEngine:
    """Read the engine."""
    name = get_settings().rerank_model
    engine = SearchEngine.load(folder, embedder.name)
    engine.reranker = Reranker(name) if name else None
    return engine
