"""The sentence vectors of texts: who reads which language, how much each reader counts, and when it is asked."""

import numpy as np
import pytest
from components.sentences import LazySentences

ENGLISH, CHINESE = "where is my order", "我的订单在哪里"
ALL = np.arange(2)


class Counting:
    """An encoder of its own language that counts what it is asked to read."""

    def __init__(self, name, dimension, languages):
        self.name, self.dimension, self._languages = name, dimension, languages
        self.asked = []

    def reads(self, language):
        return language in self._languages

    def encode(self, texts):
        self.asked += texts
        found = np.array(
            [[len(text), 1, *[0] * (self.dimension - 2)] for text in texts], np.float32
        )
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def both():
    return Counting("both", 3, {"en", "zh"})


@pytest.fixture
def english():
    return Counting("english", 2, {"en"})


@pytest.fixture
def vectors(both, english):
    return LazySentences({both: 1.0, english: 3.0}, english, [ENGLISH, CHINESE], ["en", "zh"])


def test_an_encoder_counts_as_it_weighs(vectors):
    whole = vectors.together(ALL)[0]
    assert np.linalg.norm(whole[3:]) / np.linalg.norm(whole[:3]) == pytest.approx(3, abs=1e-5)


def test_the_vector_of_a_text_has_length_one_whoever_reads_it(vectors):
    np.testing.assert_allclose(np.linalg.norm(vectors.together(ALL), axis=1), 1, atol=1e-5)


def test_an_encoder_gives_zeros_to_what_it_does_not_read_and_is_not_asked(vectors, english):
    assert not vectors.together(ALL)[1, 3:].any()
    assert english.asked == [ENGLISH]


def test_an_encoder_reads_a_text_once_and_only_when_it_is_needed(vectors, both, english):
    first = vectors.first(np.array([0]))
    assert first.shape == (1, 2)
    assert both.asked == []
    vectors.together(ALL)
    vectors.together(np.array([1]))
    assert (english.asked, both.asked) == ([ENGLISH], [ENGLISH, CHINESE])
    np.testing.assert_array_equal(vectors.first(np.array([0])), first)


def test_only_texts_that_the_first_encoder_reads_have_a_first_vector(vectors):
    assert vectors.has_first.tolist() == [True, False]


def test_without_a_first_encoder_there_is_no_first_vector(both):
    vectors = LazySentences({both: 1.0}, None, [ENGLISH], ["en"])
    assert not vectors.has_first.any()
    assert vectors.first(np.zeros(0, dtype=np.int64)).shape == (0, 0)


def test_a_text_that_nobody_reads_has_zeros(english):
    assert not LazySentences({english: 1.0}, None, [CHINESE], ["zh"]).together(ALL[:1]).any()
