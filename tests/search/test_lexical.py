"""BM25F, worked out by hand."""

import math

import numpy as np
import pytest

from ecomcore.search.lexical import FieldWeights, LexicalIndex, LexicalSettings

PLAIN = LexicalSettings({"title": FieldWeights(1.0, 0.0)}, k1=1.0)


def index(*titles: str, settings: LexicalSettings = PLAIN) -> LexicalIndex:
    return LexicalIndex.build([{"title": title.split()} for title in titles], settings)


def test_a_score_is_rarity_times_saturated_frequency() -> None:
    found = index("red mug", "red red jacket", "blue mug").scores({"red": 1.0})
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert found == pytest.approx([idf * 2 * 1 / (1 + 1), idf * 2 * 2 / (2 + 1), 0], rel=1e-6)


def test_fields_add_up_before_they_saturate() -> None:
    settings = LexicalSettings(
        {"title": FieldWeights(2.0, 0.0), "text": FieldWeights(1.0, 0.0)}, k1=1.0
    )
    both = LexicalIndex.build([{"title": ["mug"], "text": ["mug"]}, {}], settings)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert both.scores({"mug": 1.0})[0] == pytest.approx(idf * 2 * 3 / (3 + 1), rel=1e-6)


def test_a_long_field_counts_less() -> None:
    settings = LexicalSettings({"title": FieldWeights(1.0, 1.0)}, k1=1.0)
    short, long = index("mug", "mug with a very long name", settings=settings).scores({"mug": 1.0})
    assert short > long > 0


def test_which_fields_have_a_word() -> None:
    settings = LexicalSettings({"title": FieldWeights(1, 0), "text": FieldWeights(1, 0)})
    found = LexicalIndex.build(
        [{"title": ["mug"], "text": ["red", "mug"]}, {"text": ["red"]}], settings
    )
    assert found.fields_with(0, ["mug"]) == ("title", "text")
    assert found.fields_with(1, ["mug", "red"]) == ("text",)
    assert found.fields_with(1, ["blue"]) == ()


def test_a_changed_document_has_its_new_words_only() -> None:
    found = index("red mug", "blue jacket")
    found.update(0, {"title": ["blue", "cup"]})
    assert found.scores({"red": 1.0}).tolist() == [0, 0]
    assert found.scores({"blue": 1.0})[0] == pytest.approx(found.scores({"blue": 1.0})[1])
    assert found.fields_with(0, ["cup"]) == ("title",)


def test_a_new_and_an_emptied_document() -> None:
    found = index("red mug")
    found.update(2, {"title": ["red"]})
    assert found.scores({"red": 1.0}).tolist() == pytest.approx(
        [found.rarity("red"), 0, found.rarity("red")]
    )
    found.update(0, None)
    assert np.flatnonzero(found.scores({"red": 1.0})).tolist() == [2]


def test_no_documents() -> None:
    assert LexicalIndex.build([], PLAIN).scores({"red": 1.0}).tolist() == []
