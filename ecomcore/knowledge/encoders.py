"""Which encoders read the knowledge: the shop's, and for English an English one beside the bilingual default."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecomcore.knowledge.index import ALL, Embeds
from ecomcore.knowledge.units import Vectors
from ecomcore.text.embed import TextEmbedder, get_embedder
from ecomcore.text.specialists import SPECIALISTS, specialists_beside


def encoders_for(embedder: TextEmbedder) -> dict[str, TextEmbedder]:
    """Return the encoders by language; a model that somebody chose is used alone."""
    return {ALL: embedder} | specialists_beside(embedder)


def specialist_identities() -> dict[str, str]:
    """Return what tells the encoders of single languages from earlier versions of them."""
    return {language: get_embedder(name).identity for language, name in SPECIALISTS.items()}


def remembering(embedder: TextEmbedder) -> Embeds:
    """Return encoders for a build, which embed a text once, however often it is asked for."""
    return {name: _Remembering(encoder) for name, encoder in encoders_for(embedder).items()}


def answering(embedder: TextEmbedder) -> Embeds:
    """Return encoders for single questions."""
    return {name: encoder.embed for name, encoder in encoders_for(embedder).items()}


class _Remembering:
    def __init__(self, embedder: TextEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, vector in zip(new, self._embedder.embed(new), strict=True):
            self._known[text] = vector
        return np.stack([self._known[text] for text in texts])
