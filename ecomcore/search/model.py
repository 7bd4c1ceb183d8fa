"""Which embedding model a catalogue is searched with."""

from __future__ import annotations

from collections.abc import Sequence

from ecomcore.config import Settings
from ecomcore.text.embed import TextEmbedder, get_embedder

BILINGUAL = Settings.model_fields["embed_model"].default
ENGLISH = "packaged:minilm"
"""Measured better on English catalogues than the bilingual default, which it cannot replace
elsewhere (benchmarks/search.md)."""


def embedder_for(languages: Sequence[str], wanted: str | None = None) -> TextEmbedder:
    """Return the embedder for a catalogue in `languages`.

    `wanted` is the model of the settings. The bilingual default gives way to an English model where
    all texts are English; a model that somebody chose is always taken.
    """
    name = get_embedder(wanted).name
    if name == BILINGUAL and list(languages) == ["en"]:
        name = ENGLISH
    return get_embedder(name)
