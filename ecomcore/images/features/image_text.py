"""An image–text model of CLIP's kind, as a setting: pictures and words in one space."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from ecomcore.errors import SettingsError
from ecomcore.images.features.embedder import Vectors, unit


class ImageTextEmbedder:
    """Wraps `sentence_transformers.SentenceTransformer` on a CLIP model: a folder, or a hub id.

    The model is loaded at the first use. Its vectors of texts and of pictures can be compared with each other.
    """

    def __init__(self, model: str) -> None:
        """Load nothing yet; `model` is what the setting names."""
        self._name = model
        self._lock = threading.Lock()
        self._loaded: Any = None

    @property
    def identity(self) -> str:
        """The name of the model."""
        return f"image-text:{self._name}"

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self.embed([Image.new("RGB", (32, 32))]).shape[1])

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the vectors of pictures."""
        return self._encoded(list(images))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, in the same space as those of pictures."""
        return self._encoded(list(texts))

    def _encoded(self, inputs: list[Any]) -> Vectors:
        if not inputs:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return unit(np.asarray(self._model().encode(inputs, show_progress_bar=False)))

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                from sentence_transformers import SentenceTransformer

                try:
                    self._loaded = SentenceTransformer(self._name, device="cpu")
                except (OSError, ValueError) as error:
                    raise SettingsError(
                        f"ECOM_IMAGE_MODEL names {self._name!r}, which cannot be loaded ({error}); name a folder or "
                        "a hub id of an image–text model, or leave it unset"
                    ) from error
            return self._loaded
