"""Which reviews tell a reader most."""

from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.usefulness import most_useful

REVIEWS = [
    Review("short", "pan", 5, "Great!", "en"),
    Review("full", "pan", 3, "Heats fast. Too heavy.", "en"),
    Review("zh", "pan", 3, "受热快。太重。", "zh"),
    Review("copied", "pan", 3, "Heats fast. Too heavy.", "en"),
    Review("private", "pan", 1, "Call me.", "en"),
]


def remarks_of(review: Review) -> list[Remark]:
    if review.id == "short":
        return [Remark("short", "en", 5, "Great!", 0.9, {})]
    if review.id == "private":
        return [Remark("private", "en", 1, "Call me.", -0.9, {"service": -0.9}, 0, False)]
    fast, heavy = {"performance": 0.9}, {"weight": -0.9}
    first, second = (
        ("受热快。", "太重。") if review.language == "zh" else ("Heats fast.", "Too heavy.")
    )
    return [
        Remark(review.id, review.language, 3, first, 0.9, fast),
        Remark(review.id, review.language, 3, second, -0.9, heavy, 1),
    ]


REMARKS = [remark for review in REVIEWS for remark in remarks_of(review)]


def test_what_tells_of_several_things_and_both_sides_comes_first_and_nothing_private_comes() -> (
    None
):
    found = most_useful(REVIEWS, REMARKS, "en", {"copied": 0.3}, 9)
    # full: two aspects and both sides are 3; half of that in Chinese; 0.3 of it where it is a copy
    assert [(one.review_id, one.worth) for one in found] == [
        ("full", 3.0), ("zh", 1.5), ("copied", 0.9), ("short", 0.0),
    ]  # fmt: skip
    assert found[0].aspects == {"performance": 1, "weight": -1}
    assert found[0].text == "Heats fast. Too heavy."


def test_a_reader_of_another_language_gets_theirs_first() -> None:
    assert most_useful(REVIEWS, REMARKS, "zh", {}, 1)[0].review_id == "zh"
