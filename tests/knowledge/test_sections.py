"""Cutting entries into sections, and sections into passages."""

from ecomcore.knowledge.sections import (
    LONG_CHARACTERS,
    blocks_of,
    joined,
    passages,
    pick,
    sections_of,
)


def entry(text, title=None, questions=None):
    title = title or {language: f"Title {language}" for language in text}
    return {"id": "e", "topic": "t", "title": title, "text": text, "questions": questions or {}}


def test_a_short_text_is_one_section_even_with_blank_lines():
    (section,) = sections_of(entry({"en": "One.\n\nTwo."}))
    assert section.text == {"en": "One.\n\nTwo."}
    assert section.name("en") == "Title en"


def test_markdown_headings_cut_a_text_of_any_length():
    found = blocks_of("Before.\n\n# Returns\nThirty days.\n## Cost ##\nFree.")
    assert [(block.heading, block.text) for block in found] == [
        ("", "Before."),
        ("Returns", "Thirty days."),
        ("Cost", "Free."),
    ]


def test_a_heading_without_text_makes_no_section():
    assert [block.heading for block in blocks_of("# All\n\n# Cost\nFree.")] == ["Cost"]


def test_a_long_text_is_cut_at_blank_lines_and_takes_short_lines_as_headings():
    first = "Goods can be sent back. " * 30
    second = "Refunds are paid to the card. " * 30
    assert len(first) + len(second) > LONG_CHARACTERS
    found = blocks_of(f"Sending back\n\n{first}\n\nRefunds:\n{second}\n\nThat is all.")
    assert [block.heading for block in found] == ["Sending back", "Refunds"]
    assert found[1].text.endswith("\nThat is all.")


def test_languages_that_are_cut_alike_share_their_sections():
    found = sections_of(
        entry({"en": "# Cost\nFree.\n# Time\nTwo days.", "zh": "# 费用\n免费。\n# 时间\n两天。"})
    )
    assert [section.name("zh") for section in found] == ["Title zh › 费用", "Title zh › 时间"]
    assert found[1].text == {"en": "Two days.", "zh": "两天。"}


def test_languages_that_are_cut_differently_have_their_own_sections():
    found = sections_of(entry({"en": "# Cost\nFree.\n# Time\nTwo days.", "zh": "免费，两天。"}))
    assert [section.text for section in found] == [
        {"en": "Free."},
        {"en": "Two days."},
        {"zh": "免费，两天。"},
    ]


def test_questions_without_words_are_left_out():
    (section,) = sections_of(entry({"en": "Free."}, questions={"en": ["is it free", " "]}))
    assert section.questions == {"en": ["is it free"]}


def test_passages_are_every_run_of_up_to_three_sentences():
    assert passages("A. B. C. D.") == [
        *("A.", "B.", "C.", "D."),
        *("A. B.", "B. C.", "C. D."),
        *("A. B. C.", "B. C. D."),
    ]


def test_chinese_sentences_are_joined_without_spaces():
    assert joined(["包邮。", "两天到。"]) == "包邮。两天到。"


def test_pick_prefers_the_language_and_takes_any_other():
    assert pick({"en": "free", "zh": "免费"}, "zh") == "免费"
    assert pick({"en": "free"}, "zh") == "free"
    assert pick({}, "zh") == ""
