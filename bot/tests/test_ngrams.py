"""The n-grams of texts: the weights that TF-IDF should give, known and unknown, stored and read again."""

import numpy as np
import pytest
from components.ngrams import CHARACTER_LENGTHS, WORD_LENGTHS, Machines, Ngrams
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "cancel my order",
    "where is my order , my parcel",
    "取消 我 的 订单",
    "我 的 包裹 在 哪里 ?",
]
UNSEEN = ["my order is where ?", "我 的 订单 在 哪里", "", "zzz"]


@pytest.fixture(scope="module")
def ngrams():
    return Ngrams.fit(TEXTS, TEXTS)


def test_weights_are_those_of_tf_idf(ngrams):
    words = TfidfVectorizer(ngram_range=WORD_LENGTHS, token_pattern=r"\S+", sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=CHARACTER_LENGTHS, sublinear_tf=True
    )
    expected = sparse.hstack([kind.fit(TEXTS).transform(UNSEEN) for kind in (words, characters)])
    weights = ngrams.transform(UNSEEN, UNSEEN)
    np.testing.assert_allclose(weights.toarray(), expected.toarray(), atol=1e-6)
    assert weights.has_canonical_format


def test_both_kinds_of_a_text_have_length_one(ngrams):
    rows = ngrams.transform(TEXTS, TEXTS).toarray()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), np.sqrt(2), atol=1e-6)


def test_stored_ngrams_give_the_same(ngrams):
    again = Ngrams.restore(ngrams.vocabulary(), ngrams.rarity())
    one, two = (each.transform(UNSEEN, UNSEEN).toarray() for each in (ngrams, again))
    np.testing.assert_array_equal(one, two)


def test_machines_tell_what_they_have_learnt(ngrams):
    features = ngrams.transform(TEXTS, TEXTS)
    two = Machines.train(features, np.array([0, 1, 0, 1]))
    assert two.margins(features).argmax(axis=1).tolist() == [0, 1, 0, 1]
    four = Machines.train(features, np.arange(4))
    assert four.margins(features).argmax(axis=1).tolist() == [0, 1, 2, 3]
