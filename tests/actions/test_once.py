"""A message is done once, whoever sends it again and whenever; what the bot missed of a turn is not lost."""

from __future__ import annotations

import threading

import pytest
from rasa_sdk import Tracker

from actions.conversation import once
from actions.conversation.dialogue import respond
from actions.turn.turn import Deadline
from ecomcore.shop.database import open_session
from ecomcore.shop.turns import KEPT, KEPT_FOR, forget_old

CANCELLED = "select count(*) from \"order\" where id = '20001' and status = 'cancelled'"


class Bot:
    """What the bot holds of a conversation: slots, as the last answer that reached it left them."""

    def __init__(self, service, customer="C0001"):
        self.service, self.customer, self.slots, self.count = service, customer, {}, 0

    def send(self, words, intent, message_id=None, *, is_lost=False, **entities):
        """Send a message; where the answer `is_lost`, the bot keeps nothing of it."""
        self.count += 1
        latest = {
            "text": words,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "message_id": message_id or f"m{self.count}",
            "metadata": {"customer_id": self.customer},
        }
        tracker = Tracker("conversation-1", self.slots, latest, [], False, None, {}, None)
        messages, memory = respond(intent, tracker, self.service, Deadline(60))
        if not is_lost:
            self.slots = memory.as_slots()
        return [(m.text, m.buttons, m.custom.as_json() if m.custom else None) for m in messages]


@pytest.fixture
def bot(service):
    made = Bot(service)
    made.send("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    return made


def test_a_change_whose_answer_was_lost_is_answered_again_and_not_done_again(bot, shopper):
    lost = bot.send("yes", "affirm", "yes-1", is_lost=True)
    assert "20001" in lost[0][0]
    assert shopper().rows(CANCELLED) == [(1,)]
    assert bot.send("yes", "affirm", "yes-1") == lost
    assert bot.slots["tasks"] == []


def test_what_the_bot_missed_of_a_turn_is_known_to_the_next(bot):
    bot.send("yes", "affirm", "yes-1", is_lost=True)
    said = bot.send("yes", "affirm", "yes-2")
    assert "20001" not in said[0][0] or "cannot" not in said[0][0]
    assert bot.slots["tasks"] == []
    assert bot.slots["turns"] == 3


def test_an_older_message_sent_again_does_not_turn_the_conversation_back(bot):
    done = bot.send("yes", "affirm", "yes-1")
    bot.send("show me jackets", "search_product", "m-9")
    shown = bot.slots["shown"]
    assert bot.send("yes", "affirm", "yes-1") == done
    assert bot.slots["shown"] == shown
    assert bot.slots["turns"] == 3


def test_cards_and_buttons_come_back_as_they_were(service):
    bot = Bot(service)
    first = bot.send("show me jackets", "search_product", "m-1", is_lost=True)
    assert any(custom and custom["type"] == "products" for _, _, custom in first)
    assert bot.send("show me jackets", "search_product", "m-1") == first


def test_one_message_at_the_same_time_is_done_once(service, shopper):
    goods = dict(product="pellmire-gooseneck-kettle")
    answers, senders = [], [Bot(service, customer=None) for _ in range(4)]
    start = threading.Barrier(len(senders))

    def send(bot):
        start.wait()
        answers.append(bot.send('/cart_add{"product": "x"}', "cart_add", "add-1", **goods))

    threads = [threading.Thread(target=send, args=(bot,)) for bot in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)
    assert shopper().rows("select count(*) from turn where message_id = 'add-1'") == [(1,)]


def test_a_turn_that_was_answered_meanwhile_is_rolled_back(bot, shopper, monkeypatch):
    """Another process is first, between this one's look and its end."""
    first, is_late = once.Past.answer, []

    def late(past):
        if is_late:
            return first(past)
        is_late.append(True)
        other = Bot(bot.service)
        other.slots = bot.slots
        other.send("yes", "affirm", "yes-1")
        return None

    monkeypatch.setattr(once.Past, "answer", late)
    bot.send("yes", "affirm", "yes-1")
    assert shopper().rows(CANCELLED) == [(1,)]
    assert shopper().rows("select count(*) from turn where message_id = 'yes-1'") == [(1,)]
    assert bot.slots["turns"] == 2


def test_only_the_latest_answers_are_kept_and_old_conversations_forgotten(service, shopper):
    bot = Bot(service)
    for _ in range(KEPT + 3):
        bot.send("hello", "greet")
    assert shopper().rows("select count(*) from turn") == [(KEPT,)]
    with open_session(service.shop, service.settings) as session:
        forget_old(session, service.settings.clock() + KEPT_FOR * 2)
    assert shopper().rows("select count(*) from turn") == [(0,)]
