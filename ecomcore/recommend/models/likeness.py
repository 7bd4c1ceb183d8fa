"""Content: what is alike in words, attributes and price, whoever bought it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import ModelMismatchError
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.embedding import EmbeddingModel
from ecomcore.recommend.models.model import Arrays
from ecomcore.vectors.index import Vectors


class LikenessModel(EmbeddingModel):
    """The profile of a customer is the sum of the vectors of what was had; an item's score is its product with it.

    It learns nothing from other customers, so it is the one model that knows a new item.
    """

    name = "content"

    def __init__(self, vectors: Vectors | None = None, half_life_days: float | None = None) -> None:
        """Take the vectors of the items, shape (items, dimension), rows of length one or all zero."""
        self.settings = {"half_life_days": half_life_days}
        self.half_life_days = half_life_days
        self._given = vectors

    def fit(self, log: Log) -> Self:
        """Check that there is a vector for each item.

        Raises:
            ModelMismatchError: there are more or fewer.
        """
        if self._given is None or len(self._given) != log.items:
            given = 0 if self._given is None else len(self._given)
            raise ModelMismatchError(f"{given} content vectors were given for {log.items} items")
        self.sources = self.targets = np.asarray(self._given, dtype=np.float32)
        self._index = None
        return self

    def usual(self, history: Log, item: int) -> float:
        """Return 0: what two products have in common is owed to nobody's habits."""
        return 0.0

    def arrays(self) -> Arrays:
        """Return the vectors."""
        return {"targets": self.targets}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over the vectors."""
        self._given = self.sources = self.targets = arrays["targets"]
        self._index = None
        return self
