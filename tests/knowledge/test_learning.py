"""Learning from a shop's own questions, for shops with another encoder than the default."""

import numpy as np
import pytest

from ecomcore.knowledge.index import ALL, KnowledgeIndex
from ecomcore.knowledge.learning import (
    HELD_BACK,
    SHORTLIST,
    choice_for,
    example,
    held_back,
    own_cases,
    shortlist,
    unanswerable,
)
from ecomcore.knowledge.sections import Section

TOPICS = (
    "apple bread cheese dates eggs figs grapes honey icing jam kale lemons".split(),
    "hammer ink jigsaw knife ladder mallet nails oil pliers rasp saw tape".split(),
)


def letters(texts):
    """An encoder for tests: one dimension a word, by a fixed table."""
    words = sorted({word for row in TOPICS for word in row} | {"where", "buy", "return", "other"})
    vectors = np.zeros((len(texts), len(words)), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            vectors[row, words.index(word) if word in words else words.index("other")] += 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def sections():
    return [
        Section(
            entry_id=food,
            topic="t",
            title={"en": food},
            heading={},
            text={"en": f"{food} {tool}"},
            questions={
                "en": [
                    f"where buy {food}",
                    f"buy {food} {tool}",
                    f"return {food} {tool}",
                    f"return {food}",
                    f"{food} {tool} where",
                ]
            },
        )
        for food, tool in zip(*TOPICS, strict=True)
    ]


def test_a_shop_with_another_encoder_learns_from_its_own_questions():
    embeds = {ALL: letters}
    index = KnowledgeIndex.build(sections(), embeds)
    learned = choice_for(index, embeds, is_default=False)
    assert learned.metrics["own_accuracy_at_1"] == 1.0
    question = index.question("where can I buy figs", embeds)
    chances = learned.choice.probabilities(index.features(question))
    assert index.sections[int(chances.argmax())].entry_id == "figs"


def test_the_default_encoder_and_shops_with_few_questions_get_the_packaged_model():
    embeds = {ALL: letters}
    few = KnowledgeIndex.build(sections()[:3], embeds)
    packaged = choice_for(few, embeds, is_default=False)
    assert packaged.metrics == {}
    many = choice_for(KnowledgeIndex.build(sections(), embeds), embeds, is_default=True)
    assert many.choice.weights.tolist() == packaged.choice.weights.tolist()


def test_each_question_is_asked_with_and_without_its_section():
    cases = list(own_cases(sections(), {ALL: letters}))
    assert len(cases) == 2 * 12 * 5
    assert {case.kind for case in cases if case.example.answer is None} == {"hidden"}
    assert all(len(case.example.features) == 11 for case in cases if case.kind == "hidden")


def test_every_question_is_held_back_once():
    apple = sections()[0]
    parts = [held_back(apple, part) for part in range(HELD_BACK)]
    assert sorted(map(len, parts)) == [1, 2, 2]
    assert sorted(q for part in parts for q in part) == sorted(apple.questions["en"])


def test_of_a_section_without_questions_nothing_is_held_back():
    bare = Section("a", "t", {"en": "apple"}, {}, {"en": "apple"}, {})
    assert held_back(bare, 0) == []


def test_the_shortlist_keeps_the_answer_and_the_best():
    features = np.arange(200, dtype=float).reshape(100, 2)
    assert len(shortlist(features)) == SHORTLIST
    kept = example(features, 0, "own")
    assert kept.answer == 0
    assert len(kept.features) == SHORTLIST + 1
    assert kept.features[-1].tolist() == [198.0, 199.0]


@pytest.mark.parametrize("pattern", ["amazon", "京东"])
def test_questions_that_no_shop_answers_come_in_both_languages(pattern):
    assert any(pattern in question for question in unanswerable())
    assert len(set(unanswerable())) == len(unanswerable())
