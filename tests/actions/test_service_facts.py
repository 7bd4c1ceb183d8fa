"""Questions that the facts of the shop answer; it is Friday 20 November 2026, 11:00 in Amsterdam."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("do you ship to brazil", ["No, we do not deliver to Brazil"]),
        ("do you deliver to Germany?", ["Yes. We deliver to Germany in 3 to 6", "$5.90", "$14.90"]),
        # leaves on Friday; 3 to 6 business days later is Wednesday to Monday
        ("can you deliver it by november 30th to germany", ["Yes.", "Wed 25 Nov", "Mon 30 Nov"]),
        (
            "will it arrive in germany by november 27?",
            ["cannot promise", "With express ($14.90) it does: by Tue 24 Nov"],
        ),
        ("are you open now", ["Yes, our team is there now, until 20:00"]),
        ("is anyone there on sunday?", ["No, on Sun 22 Nov"]),
        ("do you do klarna?", ["No, we do not offer", "PayPal"]),
        ("can i pay with visa?", ["Yes, you can pay with credit or debit card"]),
        ("你们能送到巴西吗", ["送不到巴西"]),
        ("可以寄德国吗", ["可以的。", "3到6个工作日", "5.90"]),
        ("11月30日前能送到德国吗", ["来得及", "11月25日", "11月30日"]),
        ("现在有人吗", ["在的", "20:00"]),
        ("周日有人吗", ["11月22日", "休息"]),
        ("花呗分期可以吗", ["暂时不支持分期", "PayPal"]),
    ],
)
@pytest.mark.parametrize("intent", ["ask_policy", "out_of_scope"])
def test_facts_answer_first(shopper, text: str, parts: list[str], intent: str) -> None:
    said = shopper().say(text, intent, confidence=0.5)
    assert [part for part in parts if part not in said] == [], said


@pytest.mark.parametrize(
    ("first", "then", "part"),
    [
        ("do you ship to germany", "and to Brazil?", "No, we do not deliver to Brazil"),
        ("do you ship to brazil", "what about Japan", "We deliver to Japan"),
        ("送德国吗", "那巴西呢", "送不到巴西"),
    ],
)
def test_a_country_alone_goes_on(shopper, first: str, then: str, part: str) -> None:
    guest = shopper()
    guest.say(first, "ask_policy")
    assert part in guest.say(then, "nlu_fallback", confidence=0.4)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can i return it from germany", "ask_policy"),
        ("how much is customs duty to Germany", "ask_policy"),
        ("what is on my gift card", "ask_policy"),
        ("从德国退货运费谁出", "ask_policy"),
    ],
)
def test_what_goes_beyond_the_facts_is_left_to_the_entries(shopper, text, intent) -> None:
    said = shopper().say(text, intent)
    assert "We deliver to" not in said
    assert "you can pay with" not in said
    assert "送到德国" not in said


def test_an_address_to_be_changed_is_no_question_for_the_facts(shopper) -> None:
    said = shopper("C0001").say("can you send my order to Germany instead", "change_address")
    assert "We deliver to" not in said
