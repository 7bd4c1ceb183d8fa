"""Which topics a question and a remark speak of, in both languages, by words that need not be the same."""

import pytest

from ecomcore.reviews.topics import asked_about, speaks_of, topic_words


def test_both_languages_know_the_same_topics() -> None:
    assert topic_words("en").keys() == topic_words("zh").keys()
    assert not topic_words("sv")


@pytest.mark.parametrize(
    ("question", "language", "remark", "written_in", "topic"),
    [
        ("Does the dye rub off?", "en", "第一次洗掉色挺厉害。", "zh", "colour_fade"),
        ("会掉色吗？", "zh", "Dye came off on my legs.", "en", "colour_fade"),
        ("Is it noisy?", "en", "It crunches next to my ear.", "en", "noise"),
    ],
)
def test_question_and_answer_share_a_topic_and_no_word(
    question: str, language: str, remark: str, written_in: str, topic: str
) -> None:
    assert topic in asked_about(question, language).topics
    assert speaks_of(remark, written_in, topic)


def test_a_word_within_a_longer_one_tells_no_topic_of_its_own() -> None:
    assert "blisters" not in asked_about("Does the dye rub off?", "en").topics
    assert "blisters" in asked_about("Do they rub?", "en").topics


def test_a_single_character_counts_only_as_a_word() -> None:
    assert speaks_of("这口锅很重。", "zh", "weight")
    assert not speaks_of("掉毛严重。", "zh", "weight")


def test_what_no_topic_covers_stays_a_word() -> None:
    assert asked_about("Can I attach a helmet camera to it?", "en").words == {"attach"}
    assert asked_about("透不透？", "zh") == asked_about("透？", "zh")
