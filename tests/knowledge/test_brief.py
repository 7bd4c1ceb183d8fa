"""An entry in one or two sentences, yes or no first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecomcore.knowledge.answers import Answer
from ecomcore.knowledge.brief import asks_yes_or_no, brief

PAYING = Answer(
    entry_id="pay",
    topic="payment",
    title={"en": "Ways to pay", "zh": "支付方式"},
    text={
        "en": "You can pay by card and with PayPal. Alipay and bank transfer are not offered. "
        "There is no fee for any way of paying. The invoice comes by email.",
        "zh": "支持银行卡和PayPal。支付宝和银行转账暂不支持。所有支付方式都不收手续费。发票会发到邮箱。",
    },
    passage="You can pay by card and with PayPal.",
    score=0.9,
    source="Ways to pay",
)


@pytest.mark.parametrize(
    ("question", "language", "yes", "part"),
    [
        ("do you take paypal?", "en", True, "PayPal"),
        ("can I use alipay", "en", False, "not offered"),
        ("is there a fee", "en", False, "no fee"),
        ("支持支付宝吗", "zh", False, "暂不支持"),
        ("收手续费吗", "zh", False, "不收手续费"),
        ("可以用PayPal吗", "zh", True, "PayPal"),
        ("how does the invoice come", "en", None, "invoice"),
    ],
)
def test_yes_or_no_comes_with_the_sentence_that_tells_it(
    question: str, language: str, yes: bool | None, part: str
) -> None:
    found = brief(PAYING, question, language)
    assert found.yes is yes
    assert part in found.text
    assert (found.source, found.entry_id) == ("Ways to pay", "pay")


def test_never_more_than_two_sentences() -> None:
    found = brief(PAYING, "can I pay by card or paypal, and is there a fee for paying", "en")
    assert found.text.count(".") <= 2


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("do you ship to Brazil", True),
        ("how long does it take", False),
        ("能不能开发票", True),
        ("多久能到", False),
        ("周日有人吗", True),
    ],
)
def test_questions_that_want_a_yes_or_a_no(question: str, wants: bool) -> None:
    assert asks_yes_or_no(question) is wants


CHARGING = replace(
    PAYING,
    text={
        "en": "An order in two parcels is still one charge. Invoices are kept for ten years, "
        "and paper invoices are not put into the parcel. One code per order.",
        "zh": "分两个包裹发货也只扣一次。发票保留10年可查，包裹里不附纸质发票。自己付的邮费没法报销。每单限用一个码。",
    },
)


@pytest.mark.parametrize(
    ("question", "language", "yes"),
    [
        ("会不会扣两次", "zh", None),
        ("分两个包裹会扣两次吗", "zh", None),
        ("纸质发票有吗", "zh", False),
        ("能用两个码吗", "zh", None),
        ("要自己付邮费吗", "zh", None),
        ("will I be charged twice", "en", None),
        ("do you put paper invoices into the parcel", "en", False),
        ("can I use two codes per order", "en", None),
    ],
)
def test_what_the_sentence_does_not_say_for_certain_is_no_yes(
    question: str, language: str, yes: bool | None
) -> None:
    assert brief(CHARGING, question, language).yes is yes
