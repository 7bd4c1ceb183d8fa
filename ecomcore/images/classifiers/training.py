"""Trains a PyTorch network on batches that a function gives: what both networks here share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ecomcore.images.classifiers.classifier import Classes, Probabilities

if TYPE_CHECKING:
    import torch

BATCH = 32

Batch = Callable[[np.ndarray[Any, np.dtype[np.int64]]], "torch.Tensor"]


def train(
    network: torch.nn.Module,
    groups: list[dict[str, Any]],
    batch_of: Batch,
    classes: Classes,
    epochs: int,
    seed: int,
) -> None:
    """Train with AdamW, one cycle of the learning rate and smoothed labels.

    `groups` are parameters with their highest learning rates (`lr`). The network is trained in the mode in which it
    comes: a part whose batch normalisation is to keep the statistics of the weights' makers is in evaluation mode.
    """
    import torch

    rng = np.random.default_rng(seed)
    steps = epochs * -(-len(classes) // BATCH)
    optimiser = torch.optim.AdamW(groups, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [group["lr"] for group in groups], total_steps=steps + 1, pct_start=0.1
    )
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    for _ in range(epochs):
        order = rng.permutation(len(classes))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            loss = loss_of(network(batch_of(rows)), torch.from_numpy(classes[rows]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()


def probabilities(network: torch.nn.Module, batch_of: Batch, count: int) -> Probabilities:
    """Return the softmax of what the network says of `count` photos."""
    import torch

    found = []
    with torch.inference_mode():
        for start in range(0, count, 64):
            rows = np.arange(start, min(start + 64, count))
            found.append(network(batch_of(rows)).softmax(dim=1).numpy())
    return np.concatenate(found).astype(np.float64) if found else np.zeros((0, 1))


def parameters_of(network: torch.nn.Module) -> int:
    """Return how many numbers a network has."""
    return sum(parameter.numel() for parameter in network.parameters())
