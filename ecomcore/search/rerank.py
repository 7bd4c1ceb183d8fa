"""Optional second look at the best products by a cross-encoder, which reads query and product together.

Off unless `ECOM_RERANK_MODEL` names a model: whether one pays depends on the catalogue, and
`ecomcore evaluate search --rerank-model NAME` says so on judged queries (benchmarks/search.md).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecomcore.config import keep_offline
from ecomcore.errors import SettingsError
from ecomcore.search.catalogue import SearchProduct
from ecomcore.text.embed import half_precision

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = NDArray[np.float32]

RERANKED = 50
"""So many of the best products are read."""

WEIGHT = 0.1
"""What a product gains at most, as a share of the best score: the cross-encoder decides between
products that fit about equally well."""

MOST_TOKENS = 32
"""Of query and title together: time grows with it, and titles say what a product is first."""

BATCH = 17
"""So many titles are read at once, those of like length together: a batch is as long as its longest."""


class Reranker:
    """A cross-encoder of sentence-transformers, loaded at the first use; threads may share it."""

    def __init__(self, name: str) -> None:
        """Name the model, a folder or a hub id; nothing is loaded yet."""
        self.name = name
        self._lock = threading.Lock()
        self._model: CrossEncoder | None = None

    @property
    def model(self) -> CrossEncoder:
        """The model itself, loaded if it is not yet.

        Raises:
            SettingsError: there is no such model, or it does not give one score a pair.
        """
        with self._lock:
            if self._model is None:
                self._model = _load(self.name)
            return self._model

    def relevance(self, query: str, texts: Sequence[str]) -> Scores:
        """Return how well each text answers the query, from 0 to 1, shape `(len(texts),)`."""
        from torch.nn import Sigmoid

        model = self.model
        with half_precision():
            found = model.predict(
                [(query, text) for text in texts],
                batch_size=BATCH,
                activation_fn=Sigmoid(),
                show_progress_bar=False,
            )
        return np.asarray(found, dtype=np.float32)

    def reranked(
        self, query: str, scores: Scores, products: Sequence[SearchProduct], language: str
    ) -> Scores:
        """Return the scores by product row, with what the best `RERANKED` gain by their titles.

        They keep their places before all others, so that pages fit together.
        """
        found = np.flatnonzero(np.isfinite(scores))
        best = found[np.argsort(-scores[found], kind="stable")][:RERANKED]
        if len(best) < 2:
            return scores
        gains = self.relevance(query, [products[row].text(language) for row in best.tolist()])
        changed = scores.copy()
        changed[best] += WEIGHT * max(0.0, float(scores[best[0]])) * gains
        return changed


def _load(name: str) -> CrossEncoder:
    keep_offline()
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(name, device="cpu", max_length=MOST_TOKENS)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"ECOM_RERANK_MODEL: the model {name!r} cannot be loaded ({error}); name a folder or a hub id "
            "that this machine can reach, or leave it unset"
        ) from error
    if model.num_labels != 1:
        raise SettingsError(
            f"ECOM_RERANK_MODEL: {name!r} gives {model.num_labels} scores a pair; name a model that gives one"
        )
    return model
