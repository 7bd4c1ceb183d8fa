"""Answers about the shop and about spending, as the shopper reads them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ecomcore.customers.ages import age_in, is_about_self


def test_an_answer_names_its_source(shopper):
    said = shopper().say("how many days do I have to send something back", "ask_policy")
    assert "30 days" in said
    assert "From: How long you can return things" in said


def test_a_chinese_answer_names_its_source(shopper):
    said = shopper().say("收到货以后几天内可以退货", "ask_policy")
    assert "30天" in said
    assert "依据：退货期限" in said


def test_two_related_entries_can_be_tapped(shopper):
    guest = shopper()
    guest.say("how do coupons work", "ask_policy")
    whole, *titles = guest.buttons
    assert whole == "Read all of it"
    assert len(titles) == 2
    assert f"From: {titles[0]}" in guest.tap(titles[0])


def test_what_the_shop_does_not_say_is_not_invented(shopper):
    guest = shopper()
    said = guest.say("which documents does the embassy want for a visa", "ask_policy")
    assert "rather not guess" in said
    assert "From:" not in said
    assert guest.buttons[0] == "Talk to a person"


def test_yes_after_an_unanswered_question_opens_a_ticket(shopper):
    guest = shopper()
    assert "转给人工" in guest.say("现在哪个虚拟币最值得买", "ask_policy")
    assert "工单号" in guest.say("好的", "affirm")
    assert guest.rows("select count(*) from ticket") == [(1,)]


def test_an_offer_is_forgotten_after_another_question(shopper):
    guest = shopper()
    guest.say("who won the world cup in 2010", "ask_policy")
    guest.say("how much is shipping", "ask_policy")
    guest.say("yes", "affirm")
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_the_bare_topic_shows_what_can_be_asked(shopper):
    guest = shopper()
    assert "What would you like to know" in guest.say("/ask_policy", "ask_policy")
    assert len(guest.buttons) == 4


def test_the_answer_is_in_the_language_of_the_question(shopper):
    guest = shopper()
    guest.say("运费多少钱", "ask_policy")
    assert "From: Shipping cost" in guest.say("how much is shipping", "ask_policy")


def test_spend_is_told_with_its_range_and_its_weakness(shopper):
    said = shopper().say("how much does a 35 year old spend", "predict_spend")
    assert "A customer of 35" in said
    assert said.count("$") == 3
    assert "linear regression" in said
    assert "synthetic" in said


def test_spend_in_chinese(shopper):
    said = shopper().say("35岁的顾客一般花多少钱", "predict_spend")
    assert "35岁的顾客" in said
    assert "模拟数据" in said


def test_an_age_is_asked_for_and_taken(shopper):
    guest = shopper()
    assert "which age" in guest.say("predict spend", "predict_spend")
    assert guest.buttons == ["25 years", "40 years", "60 years"]
    assert "A customer of 41" in guest.say("41", "give_details")


def test_an_age_can_be_tapped(shopper):
    guest = shopper()
    guest.say("predict spend", "predict_spend")
    assert "A customer of 60" in guest.tap("60 years")


def test_a_number_later_is_not_taken_for_an_age(shopper):
    guest = shopper()
    guest.say("predict spend", "predict_spend")
    guest.say("hello", "greet")
    assert "A customer of" not in guest.say("41", "give_details")


def test_my_age_is_known_of_who_is_signed_in(shopper):
    emma = shopper("C0001")
    (age,) = emma.rows("select age from customer where id = 'C0001'")[0]
    assert f"A customer of {age}" in emma.say("how much do people my age spend", "predict_spend")
    assert "which age" in shopper().say("how much do people my age spend", "predict_spend")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("how much does a 35 year old spend", 35),
        ("someone who is thirty-five", 35),
        ("people in their twenties", 25),
        ("40s", 45),
        ("what about 30 year olds", 30),
        ("２４歳の人", 24),
        ("四十歲的客人", 40),
        ("三十五岁", 35),
        ("二十多岁的人", 25),
        ("30多岁", 35),
        ("90后平均消费", 31),
        ("00后一般花多少", 21),
        ("八零后", 41),
        ("95后", 29),
        ("how much do students spend", 21),
        ("退休的人花多少", 68),
        ("70岁的奶奶", 70),
        ("my dad is 58", 58),
        ("spend of a 3 year old", None),
        ("age 200", None),
        ("predict spend", None),
        ("像我这样的人", None),
    ],
)
def test_ages_are_read(text, age):
    assert age_in(text, 2026) == age


def test_own_age_is_meant():
    assert is_about_self("How much do people of MY AGE spend")
    assert is_about_self("同齡人一般花多少")
    assert not is_about_self("how much do teenagers spend")


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """An address that speaks the chat protocol, with what it says next as the one item of the list."""
    says = [""]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"choices": [{"message": {"content": says[0]}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1", says
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_language_model_may_word_an_answer_but_not_change_it(shopper, service, endpoint):
    url, says = endpoint
    service.settings = service.settings.model_copy(update={"llm_url": url, "llm_timeout_s": 10})
    guest = shopper()
    says[0] = "Sure: you have 30 days to send it back."
    question = "how many days do I have to send something back"
    assert guest.say(question, "ask_policy").startswith("Sure: you have 30 days")
    says[0] = "Sure: you have 90 days to send it back."
    said = guest.say(question, "ask_policy")
    assert "90" not in said
    assert "30 days" in said
    assert "From: How long you can return things" in said


def test_a_language_model_may_chat(shopper, service, endpoint):
    url, says = endpoint
    service.settings = service.settings.model_copy(update={"llm_url": url, "llm_timeout_s": 10})
    says[0] = "Very well, thank you! What may I look for?"
    assert shopper().say("how are you", "smalltalk") == says[0]
    says[0] = "Great, and everything is free!"
    assert "free" not in shopper().say("how are you", "smalltalk")
