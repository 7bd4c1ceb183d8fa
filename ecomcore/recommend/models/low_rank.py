"""A linear autoencoder of low rank, in closed form: taste in some hundred dimensions."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy import sparse

from ecomcore.recommend.log import Log
from ecomcore.recommend.models.embedding import EmbeddingModel

PASSES = 3


class LowRankModel(EmbeddingModel):
    """Projects a history onto the strongest directions of the normalised customers × items.

    X̃ = D_u^-½ X D_i^-a = U Σ Vᵀ; score = h D_i^-a V g(Σ) Vᵀ D_i^a with g(σ) = σ²/(σ² + median σ²). The projection is
    that of PureSVD (Cremonesi et al., 2010) with a normalisation like that of GF-CF (Shen et al., 2021) and the
    shrinkage of a ridge-regularised linear autoencoder (Jin et al., 2021). Found by randomised SVD (Halko et al.,
    2011), so memory grows with events and rank only.
    """

    name = "low_rank"

    def __init__(
        self,
        rank: int = 128,
        damping: float = 0.25,
        half_life_days: float | None = None,
        seed: int = 0,
    ) -> None:
        """Set the number of directions, the exponent a, how fast a history ages, and the seed of the SVD."""
        self.settings = {
            "rank": rank, "damping": damping, "half_life_days": half_life_days, "seed": seed,
        }  # fmt: skip
        self.rank, self.damping = rank, damping
        self.half_life_days, self.seed = half_life_days, seed

    def fit(self, log: Log) -> Self:
        """Find the directions."""
        from sklearn.utils.extmath import randomized_svd

        matrix = log.matrix()
        matrix.data[:] = 1.0
        of_customer = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1.0)
        of_item = np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1.0).astype(np.float32)
        of_item **= self.damping
        scaled = (sparse.diags(of_customer**-0.5) @ matrix @ sparse.diags(1 / of_item)).tocsr()
        rank = max(1, min(self.rank, min(matrix.shape) - 1))
        if matrix.nnz == 0:
            directions, gains = np.zeros((log.items, 1), np.float32), np.zeros(1, np.float32)
        else:
            _, strengths, found = randomized_svd(
                scaled.astype(np.float32), rank, n_iter=PASSES, random_state=self.seed
            )
            powers = strengths**2
            gains = powers / np.maximum(powers + np.median(powers), 1e-9)
            directions = found.T
        self.sources = (directions * gains / of_item[:, None]).astype(np.float32)
        self.targets = (directions * of_item[:, None]).astype(np.float32)
        self._index = None
        return self
