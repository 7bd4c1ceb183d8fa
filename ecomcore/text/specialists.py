"""Encoders of one language that are used beside the bilingual default."""

from __future__ import annotations

from ecomcore.config import Settings
from ecomcore.text.embed import TextEmbedder, get_embedder

BILINGUAL = Settings.model_fields["embed_model"].default
SPECIALISTS = {"en": "packaged:minilm"}
"""By language (benchmarks/knowledge.md)."""


def specialists_beside(embedder: TextEmbedder) -> dict[str, TextEmbedder]:
    """Return the encoders of single languages; none beside a model that somebody chose."""
    if embedder.name != BILINGUAL:
        return {}
    return {language: get_embedder(name) for language, name in SPECIALISTS.items()}
