"""The conversation files' form, and when an answer counts as right."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_format import Step, language_problem, problems, read_conversation, rendered

from ecomcore.replay.conversation import Answer

CARD = {"title": "Rain Shell", "price": "$89.00", "price_cents": 8900, "stock": "in stock"}
ANSWER = Answer(
    [
        {
            "text": "Here are two jackets:",
            "buttons": [{"title": "Show more", "payload": "/show_more"}],
        },
        {
            "custom": {
                "type": "products",
                "items": [CARD, {**CARD, "title": "Down Jacket", "price_cents": 12000}],
            }
        },
        {"custom": {"type": "something new"}},
    ]
)


def wrong(step: dict, answer: Answer = ANSWER, kept: dict | None = None) -> list[str]:
    kept = kept if kept is not None else {}
    return problems(Step.model_validate({"user": "hi", **step}), answer, "en", kept)


def test_shows_what_the_shopper_sees():
    assert rendered(ANSWER).splitlines() == [
        "Here are two jackets:",
        "  1. Rain Shell",
        "     $89.00  in stock",
        "  2. Down Jacket",
        "     $89.00  in stock",
        "  [1] Show more",
    ]


@pytest.mark.parametrize(
    "step",
    [
        {"bot": "two jackets"},
        {"bot": ["/TWO/i", {"not": "/sorry/i"}], "buttons": "/^Show/"},
        {"cards": {"min": 2, "max": 2, "max_price": 120, "min_price": 89}},
        {"cards": {"any": ["/down/i", "/rain/i"]}, "payload": "products"},
    ],
)
def test_accepts_a_right_answer(step: dict):
    assert wrong(step) == []


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ({"bot": "two coats"}, "the answer must match two coats"),
        ({"bot": {"not": "/jackets/"}}, "the answer must not match /jackets/"),
        ({"buttons": "/less/"}, "the buttons' titles must match /less/"),
        ({"cards": {"max": 1}}, "2 product cards; expected 0 to 1"),
        ({"cards": {"max_price": 100}}, "Down Jacket costs 120.00, more than 100.00"),
        ({"cards": {"min_price": 100}}, "Rain Shell costs 89.00, less than 100.00"),
        ({"cards": {"all": "/Rain/"}}, "the title 'Down Jacket' must match /Rain/"),
        ({"cards": {"any": "/tea/"}}, "no card's title matches /tea/"),
        ({"payload": "order"}, "there is no payload of type 'order'"),
        ({"language": "zh"}, "the answer is not in Chinese"),
        ({"keep": {"n": "/T-\\d+/"}}, "nothing to keep as 'n': no match of /T-\\d+/"),
    ],
)
def test_says_what_is_wrong(step: dict, complaint: str):
    assert wrong(step) == [complaint]


def test_an_answer_that_failed_is_wrong():
    assert wrong({}, Answer([{"text": "Sorry"}], failed=True)) == ["the bot could not answer"]


def test_keeps_what_matched_for_later_steps():
    kept: dict[str, str] = {}
    answer = Answer([{"text": "Your ticket is T-1.2 now."}])
    assert wrong({"keep": {"ticket": r"/ticket is (\S+)/"}}, answer, kept) == []
    assert kept == {"ticket": "T-1.2"}
    assert wrong({"bot": "/^Your ticket is ${ticket} now/"}, answer, kept) == []
    # What was kept is text, not a pattern: its dot must not match any character.
    assert wrong({"bot": "/${ticket}/"}, Answer([{"text": "T-1x2"}]), kept) != []


@pytest.mark.parametrize(
    ("text", "language", "is_wrong"),
    [
        ("您的订单 #20011 已由 SF Express 发出", "zh", False),
        ("Your order is on its way", "zh", True),
        ("Mistfold 雾岭 tea is in stock, and it is a fine gift", "en", False),
        ("您的订单已发出", "en", True),
        ("😀 12.50", "zh", False),
        ("请点这里：http://127.0.0.1/checkout?cart=eyJ-aB_cD-eF_gH-iJ_kL-mN_oP-qR.sT", "zh", False),
    ],
)
def test_knows_the_language_of_an_answer(text: str, language: str, is_wrong: bool):
    assert (language_problem(text, language) is not None) is is_wrong


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: x\nlanguage: en\nsteps: []", "at least 1 item"),
        ("name: x\nlanguage: fr\nsteps: [{user: hi}]", "'en' or 'zh'"),
        (
            "name: x\nlanguage: en\nsteps: [{user: hi, tap: ok}]",
            "exactly one of user, tap, photo, code",
        ),
        ("name: x\nlanguage: en\nsteps: [{user: hi, bto: ok}]", "Extra inputs are not permitted"),
        ("name: x\nlanguage: en\nsteps: [{user: hi, bot: '/(/'}]", "not a regular expression"),
        ("name: [", "expected"),
    ],
)
def test_refuses_a_file_that_is_not_of_the_form(tmp_path: Path, text: str, complaint: str):
    path = tmp_path / "conversation.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_conversation(path)
