"""What a product's own data say to a question in other words than theirs."""

from __future__ import annotations

import numpy as np
import pytest

from ecomcore.errors import SettingsError
from ecomcore.evidence.model import Evidence, Place, Source, Verdict
from ecomcore.evidence.passages import MOST_NEAREST, Passage, second_look
from ecomcore.text.ranking import Scale
from ecomcore.text.relevance import Relevance, relevance_for

SCALE = Scale(answers=1.0, near=0.0)


def look(*ranked: tuple[float, str]) -> Evidence:
    found = [
        Passage(text, Source(Place.DESCRIPTION, text, "", Verdict.VALUE, "en"))
        for _, text in ranked
    ]
    return second_look("mug", found, np.array([score for score, _ in ranked], np.float32), SCALE)


def test_what_answers_is_told_as_a_value_with_its_source():
    found = look((0.4, "is blue"), (1.2, "holds 300 ml"))
    assert (found.verdict, found.quote, found.nearest) == (Verdict.VALUE, "holds 300 ml", ())


def test_what_comes_nearest_is_named_as_no_answer():
    found = look((0.5, "b"), (0.4, "c"), (0.9, "a"))
    assert not found.is_found
    assert [source.quote for source in found.nearest] == ["a", "b"]
    assert len(found.nearest) == MOST_NEAREST


@pytest.mark.parametrize("ranked", [[], [(-0.1, "is blue")]])
def test_what_is_far_from_a_question_is_left_out(ranked):
    found = look(*ranked)
    assert (found.is_found, found.nearest) == (False, ())


def test_a_passage_that_answers_stands_before_one_that_shares_a_word():
    question = "how long does it keep coffee hot?"
    texts = [
        "Its colour is a warm brown, as of coffee.",
        "It holds drinks steaming for six hours.",
        "Packed in paper.",
    ]
    assert int(np.argmax(Relevance("packaged:marco").scores(question, texts))) == 1


def test_scores_hardly_depend_on_what_else_is_read():
    # The weights have eight bits, and their rounding is of a batch.
    model = Relevance("packaged:marco")
    texts = ["Made of oak.", "It weighs 4 kg and folds flat for the boot of a car.", "Made of oak."]
    alone = [float(model.scores("how heavy is it", [text])[0]) for text in texts]
    assert model.scores("how heavy is it", texts) == pytest.approx(alone, abs=0.5)
    assert model.scores("how heavy is it", []).shape == (0,)


def test_a_model_reads_its_languages_only():
    assert relevance_for("en") is not None
    assert relevance_for("zh") is None


@pytest.mark.parametrize("name", ["packaged:nonsense", "/nowhere"])
def test_a_model_that_is_not_there_is_a_clear_error(name):
    with pytest.raises(SettingsError, match=r"packaged:marco|packaged answer model"):
        Relevance(name).scores("a", ["b"])
