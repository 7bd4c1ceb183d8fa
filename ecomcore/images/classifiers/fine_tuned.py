"""EfficientNet-Lite0 with its last blocks trained on: from maps of the frozen trunk, which are taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ecomcore.images.classifiers.classifier import Classes, Probabilities
from ecomcore.images.classifiers.training import parameters_of, probabilities, train
from ecomcore.images.classifiers.views import FIXED_VIEWS, Views
from ecomcore.images.features.network import DIMENSION, split_network

if TYPE_CHECKING:
    import torch


class FineTuned:
    """The last five blocks and a new linear layer, trained with a random view of each photo an epoch.

    The trunk never changes, so an epoch costs a quarter of one of the whole network, and pictures are decoded once.
    """

    name = "fine_tuned"

    def __init__(self, epochs: int = 7, rate: float = 1e-3, seed: int = 7) -> None:
        """Learn nothing yet; `rate` is the highest learning rate of the blocks, the new layer's is five times that."""
        self._epochs, self._rate, self._seed = epochs, rate, seed
        self._network: torch.nn.Module | None = None

    def fit(self, views: Views, classes: Classes) -> None:
        """Train."""
        import torch

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self._seed)
            self._fit(views, classes)

    def _fit(self, views: Views, classes: Classes) -> None:
        from torch import nn

        _, end = split_network()
        head = nn.Linear(DIMENSION, int(classes.max()) + 1)
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        self._network = nn.Sequential(end, head)
        rng = np.random.default_rng(self._seed)
        kinds = views.maps.shape[1]

        def batch_of(rows: Any) -> torch.Tensor:
            chosen = rng.integers(0, kinds, size=len(rows))
            return _tensor(np.stack([views.maps[r, v] for r, v in zip(rows, chosen, strict=True)]))

        dropping = nn.Sequential(end, nn.Dropout(0.3), head)
        groups = [
            {"params": list(end.parameters()), "lr": self._rate},
            {"params": list(head.parameters()), "lr": self._rate * 5},
        ]
        train(dropping, groups, batch_of, classes, self._epochs, self._seed)
        self._network.eval()

    def predict(self, views: Views) -> Probabilities:
        """Return the mean of the probabilities of the whole picture and of its middle."""
        network = self._network
        assert network is not None, "fit comes first"  # noqa: S101

        def of_view(view: int) -> Probabilities:
            return probabilities(network, lambda rows: _tensor(views.maps[rows, view]), len(views))

        return np.asarray(np.mean([of_view(view) for view in range(FIXED_VIEWS)], axis=0))

    @property
    def parameters(self) -> int:
        """How many numbers were trained."""
        return parameters_of(self._network) if self._network is not None else 0


def _tensor(maps: Any) -> torch.Tensor:
    import torch

    values = torch.from_numpy(np.asarray(maps, dtype=np.float32))
    return values.contiguous(memory_format=torch.channels_last)
