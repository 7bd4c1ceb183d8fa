"""A small convolutional network trained from nothing: what a shop's own photos teach alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ecomcore.images.classifiers.classifier import Classes, Probabilities
from ecomcore.images.classifiers.training import parameters_of, probabilities, train
from ecomcore.images.classifiers.views import THUMBNAIL, Views

if TYPE_CHECKING:
    import torch

WIDTHS = (3, 24, 48, 96)


class SmallNetwork:
    """Three convolutions on pictures of 64 pixels, mirrored and shifted at random while training."""

    name = "small_cnn"

    def __init__(self, epochs: int = 12, seed: int = 7) -> None:
        """Learn nothing yet."""
        self._epochs, self._seed = epochs, seed
        self._network: torch.nn.Module | None = None

    def fit(self, views: Views, classes: Classes) -> None:
        """Train."""
        import torch

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self._seed)
            network = _layers(int(classes.max()) + 1)
            rng = np.random.default_rng(self._seed)

            def batch_of(rows: Any) -> torch.Tensor:
                return torch.from_numpy(_shaken(views.thumbnails[rows], rng))

            groups = [{"params": list(network.parameters()), "lr": 3e-3}]
            train(network, groups, batch_of, classes, self._epochs, self._seed)
        self._network = network.eval()

    def predict(self, views: Views) -> Probabilities:
        """Return the probabilities."""
        import torch

        network = self._network
        assert network is not None, "fit comes first"  # noqa: S101
        return probabilities(
            network, lambda rows: torch.from_numpy(views.thumbnails[rows]), len(views)
        )

    @property
    def parameters(self) -> int:
        """How many numbers were trained."""
        return parameters_of(self._network) if self._network is not None else 0


def _layers(classes: int) -> torch.nn.Module:
    from torch import nn

    layers: list[nn.Module] = []
    for before, after in pairwise(WIDTHS):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.GroupNorm(8, after), nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(WIDTHS[-1] * 4, classes)
    )


def _shaken(thumbnails: Any, rng: np.random.Generator) -> Any:
    """Return the pictures mirrored or not, and shifted by up to six pixels."""
    padded = np.pad(thumbnails, ((0, 0), (0, 0), (6, 6), (6, 6)), mode="edge")
    found = []
    for picture in padded:
        top, left = rng.integers(0, 13, size=2)
        cut = picture[:, top : top + THUMBNAIL, left : left + THUMBNAIL]
        found.append(cut[:, :, ::-1] if rng.random() < 0.5 else cut)
    return np.ascontiguousarray(np.stack(found), dtype=np.float32)
