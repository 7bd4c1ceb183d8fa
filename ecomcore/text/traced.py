"""A sentence-transformers model recorded as one graph, for the few texts of a query.

A query has some ten tokens: Python's way through the layers and the reading of the weights cost more than the
arithmetic. Recorded once, with weights in bfloat16 where the processor multiplies them, MiniLM takes half the time
(benchmarks/search.md). `torch.jit` is PyTorch's older way; the newer ones need a C++ compiler on the shop's machine
or seconds at every start. Without it, or for a model that cannot be recorded, the plain model answers.
"""

from __future__ import annotations

import copy
import logging
import warnings
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PROBES = (("a red cup", "cup"), ("two warm blue coats for a long winter", "coat", "warm coat"))
"""Recorded with the first texts; both are compared with the plain model, since they differ in shape."""

CLOSE = 0.999
"""So alike the recorded model's vectors must be to those of the plain one (cosine)."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Encoder(Protocol):
    """Texts in, unit-length vectors of shape `(number of texts, dimension)` out."""

    def __call__(self, texts: list[str]) -> Tensor:
        """Return the vectors."""
        ...


def few_texts_encoder(model: SentenceTransformer, *, half: bool) -> Encoder:
    """Return the fastest encoder of a few texts that gives the model's own vectors.

    `half` says that the processor multiplies in bfloat16.
    """

    def plain(texts: list[str]) -> Tensor:
        features: dict[str, Any] = model.preprocess(texts)
        return _unit(model(features)["sentence_embedding"])

    layers = list(model)
    transformer = getattr(layers[0], "auto_model", None)
    if transformer is None:
        return plain

    def recorded(texts: list[str]) -> Tensor:
        features: dict[str, Any] = model.preprocess(texts)
        features["token_embeddings"] = graph(*_inputs(features)).float()
        for layer in layers[1:]:
            features = layer(features)
        return _unit(features["sentence_embedding"])

    try:
        with torch.inference_mode():
            graph = _recorded(model, transformer, half=half)
            is_same = all(_agree(recorded, plain, list(texts)) for texts in PROBES)
    except Exception as error:
        # Models from anywhere run through libraries of any version: nothing narrower names all that can fail.
        logging.getLogger(__name__).info("the plain model embeds queries too: %s", error)
        return plain
    return recorded if is_same else plain


def _agree(one: Encoder, other: Encoder, texts: list[str]) -> bool:
    return float((one(texts) * other(texts)).sum(dim=1).min()) >= CLOSE


class _TokenVectors(nn.Module):
    """A transformer that takes and gives tensors only, as recording needs."""

    def __init__(self, transformer: nn.Module, names: tuple[str, ...]) -> None:
        super().__init__()
        self.transformer = transformer
        self.names = names

    def forward(self, *inputs: Tensor) -> Tensor:
        found = self.transformer(**dict(zip(self.names, inputs, strict=True)))
        vectors: Tensor = found.last_hidden_state
        return vectors


def _recorded(model: SentenceTransformer, transformer: nn.Module, *, half: bool) -> Any:
    features = model.preprocess(list(PROBES[0]))
    inputs = _inputs(features)
    names = tuple(name for name in INPUTS if name in features)
    if half:
        transformer = copy.deepcopy(transformer).to(torch.bfloat16)
    with warnings.catch_warnings():
        # What depends on the shape of the inputs is compared with the plain model instead.
        warnings.simplefilter("ignore")
        tokens = _TokenVectors(transformer, names).eval()
        return torch.jit.freeze(
            torch.jit.trace(tokens, inputs, check_trace=False)  # type: ignore[no-untyped-call]
        )


def _inputs(features: dict[str, Any]) -> tuple[Tensor, ...]:
    return tuple(features[name] for name in INPUTS if name in features)


def _unit(vectors: Tensor) -> Tensor:
    return nn.functional.normalize(vectors, p=2, dim=1)
