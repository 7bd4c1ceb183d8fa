"""Which remarks answer a question: what they share with it decides, not how many there are."""

import numpy as np

from ecomcore.reviews.asking import answering
from ecomcore.reviews.relevance import Evidence, chances
from ecomcore.reviews.remarks import Remark


def remark(text: str, language: str = "en", name: str = "r1") -> Remark:
    return Remark(name, language, 4, text, 0.5, {})


def likely(
    question: str, remarks: list[Remark], likeness: list[float] | None = None
) -> list[float]:
    none = np.zeros(len(remarks))
    near = np.array(likeness) if likeness else none
    found = chances(Evidence(question, "en", remarks, near, none))
    return [round(float(chance), 3) for chance in found]


OTHERS = [remark("My sister has one too."), remark("I bought it in March."), remark("Lovely.")]


def test_a_shared_topic_makes_a_remark_likelier_than_any_other_within_and_across_languages() -> (
    None
):
    said = [*OTHERS, remark("Dripped all over my bag."), remark("杯底接口处漏水。", "zh")]
    found = likely("Does it leak?", said)
    assert min(found[3:]) > max(found[:3])


def test_meaning_decides_where_no_word_is_shared() -> None:
    said = [*OTHERS, remark("Nobody moved away from me in a café.")]
    near, far = (likely("Any body odour?", said, [0.1, 0.1, 0.1, last])[3] for last in (0.6, -0.2))
    assert near > far


def test_where_the_best_is_unlikely_nothing_answers() -> None:
    assert answering(np.array([0.1, 0.3])) == []
    assert answering(np.array([0.9, 0.1, 0.8])) == [0, 2]
    assert answering(np.array([])) == []
