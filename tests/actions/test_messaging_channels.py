"""What holds where people write from a messaging platform: proving who one is, and things that are no words."""

from __future__ import annotations

import pytest

from actions.skills.fallback import UNREAD

EMMA = "emma.clark@example.com"


@pytest.mark.parametrize("channel", ["telegram", "slack", "whatsapp", "line", "wechat", "webhook"])
def test_a_code_links_the_conversation_of_a_sender_to_a_customer(shopper, channel):
    ann = shopper()
    ann.conversation = f"{channel}:501"
    other = shopper()
    other.conversation = f"{channel}:502"

    said = ann.say("where is my order 20001", "order_status", order_number="20001")
    assert "shipped" not in said.lower()
    ann.say(EMMA, "give_details", email=EMMA)
    code = ann.mailed_code()
    assert "#20001" in ann.say(code, "give_details", code=code)
    assert "#20002" in ann.say("and 20002", "order_status", order_number="20002")

    assert "#20001" not in other.say("where is 20001", "order_status", order_number="20001")


def test_a_sender_whose_name_is_a_customers_is_a_guest(shopper):
    guest = shopper()
    guest.conversation = "webhook:C0001"
    assert "#20001" not in guest.say("where is 20001", "order_status", order_number="20001")


@pytest.mark.parametrize("kind", sorted(UNREAD))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_read_is_answered_as_what_it_is(shopper, kind, language):
    from actions.texts import Speaker

    person = shopper()
    if language == "zh":
        person.say("你好", "greet")
    said = person._send("/nlu_fallback", "nlu_fallback", 1.0, {}, {"problem": kind})
    assert Speaker(language, "USD").say(f"fallback.{kind}") in said
