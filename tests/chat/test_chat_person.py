"""A ticket travels to a Chatwoot that a local server plays, and back: on the web and on Telegram, with its faults."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from chat_shop import ChatShop, chat_shop
from standing_chatwoot import StandingChatwoot, send, standing_chatwoot
from test_chat_messengers import SECRET, OnTelegram, TelegramServer

from ecomcore.replay.conversation import Conversation
from scripts.bootstrap import CORE, ROOT
from scripts.prepare import secret
from scripts.services import wait_until_ready

pytestmark = pytest.mark.chat
WAIT_S = 40.0
NUMBER = re.compile(r"T-\d{6}-\w+")


def until(found: Callable[[], Any], what: str) -> Any:
    """Wait for something that another process does a moment later, and return it."""
    ends = time.monotonic() + WAIT_S
    while time.monotonic() < ends:
        value = found()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"it never came: {what}")


class Desk:
    """The running shop with its Chatwoot and its Telegram."""

    def __init__(self, shop: ChatShop, chatwoot: StandingChatwoot, telegram: TelegramServer):
        self.shop, self.chatwoot, self.telegram = shop, chatwoot, telegram

    @property
    def hook(self) -> str:
        """Where Chatwoot sends its events."""
        return self.shop.bot.actions.health.replace("/health", "/desk/chatwoot")

    def fresh(self) -> Desk:
        """Forget what earlier tests left."""
        self.shop.reset()
        for kept in (self.chatwoot.contacts, self.chatwoot.conversations, self.chatwoot.faults):
            kept.clear()
        self.chatwoot.messages.clear()
        self.chatwoot.is_down = False
        return self

    def talk(self, customer: str | None = None) -> Conversation:
        """Return a conversation on the web."""
        key = secret(self.shop.place.var)
        web = self.shop.bot.web
        return Conversation(web, secret=key, shop=self.shop.place.shop, customer_id=customer)

    def arrived(self, number: str) -> None:
        """Wait until a ticket has come to Chatwoot whole, and its number there is kept."""
        ref = "select number from ticket where desk_ref is not null"
        until(lambda: [number] in self.shop.rows(ref), "the ticket's number in Chatwoot")
        until(lambda: self.incoming(), "the question in Chatwoot")

    def incoming(self) -> list[str]:
        """What the shopper has written, as the agents read it."""
        if not self.chatwoot.conversations:
            return []
        return [text for kind, text in self.chatwoot.written() if kind == "incoming"]


@pytest.fixture(scope="module")
def running_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    telegram = TelegramServer()
    with standing_chatwoot() as chatwoot:
        settings = {
            **chatwoot.settings(),
            "ECOM_TELEGRAM_TOKEN": "1:a",
            "ECOM_TELEGRAM_SECRET": SECRET,
            "ECOM_TELEGRAM_API": telegram.url,
        }
        with chat_shop(tmp_path_factory.mktemp("person"), settings=settings) as shop:
            yield Desk(shop, chatwoot, telegram)
    telegram.server.shutdown()
    telegram.server.server_close()


@pytest.fixture
def desk(running_desk: Desk) -> Desk:
    return running_desk.fresh()


def told(talk: Conversation) -> list[str]:
    """What a person wrote, or the bot told unasked, as the page reads it in the history."""
    exchanges = talk.history()
    return [
        message["text"]
        for exchange in exchanges
        for message in exchange["messages"]
        if message.get("push") and message.get("text")
    ]


@pytest.mark.parametrize(
    ("words", "policy", "taken"),
    [
        ("let me talk to a real person", "how long can I send things back", "again"),
        ("帮我转人工客服", "多久之内可以退货", "继续为您服务"),
    ],
    ids=["en", "zh"],
)
def test_a_ticket_travels_to_chatwoot_and_back(desk: Desk, words: str, policy: str, taken: str):
    with desk.talk("C0003") as talk:
        number = NUMBER.findall(talk.say(words).text)[0]
        desk.arrived(number)
        assert desk.chatwoot.conversations[0]["custom_attributes"]["ticket"] == number
        assert number not in "".join(told(talk))

        assert desk.chatwoot.says(desk.hook, "Hello, Ann here. 您好！").status_code == 200
        assert until(lambda: told(talk), "the answer") == ["Hello, Ann here. 您好！"]

        assert talk.say("my red one is broken").text == ""
        until(lambda: desk.incoming()[-1] == "my red one is broken", "the shopper's words")

        assert send(desk.hook, desk.chatwoot.resolved_event()).status_code == 200
        until(lambda: len(told(talk)) == 2, "the end")
        assert number in told(talk)[1]
        assert taken in told(talk)[1]
        assert "30" in talk.say(policy).text
        rows = desk.shop.rows("select status, holder from ticket")
        assert rows == [["closed", None]]


def test_an_event_sent_again_is_taken_once_a_forged_one_never(desk: Desk):
    with desk.talk() as talk:
        desk.arrived(NUMBER.findall(talk.say("let me talk to a real person").text)[0])
        event = desk.chatwoot.message_event("Hello, Ann here.")
        forged = send(desk.hook, {**event, "id": 1, "content": "Pay here!"}, "another secret")
        stale = send(desk.hook, {**event, "id": 2}, at=time.time() - 900)
        assert (forged.status_code, stale.status_code) == (401, 401)
        assert httpx.post(desk.hook, json=event, trust_env=False).status_code == 401
        for _ in range(3):
            assert send(desk.hook, event).status_code == 200
        until(lambda: told(talk), "the answer")
        time.sleep(3)  # what would come twice
        assert told(talk) == ["Hello, Ann here."]


def test_on_telegram_it_comes_into_the_chat_that_it_came_from(desk: Desk):
    ann, ben = (OnTelegram(desk.shop, desk.telegram, who) for who in (701, 702))
    answer = ann.say("let me talk to a real person")
    assert "in this chat" in answer
    desk.arrived(NUMBER.findall(answer)[0])
    before = len(desk.telegram.sent)
    desk.chatwoot.says(desk.hook, "Hello, I am Ann.")
    until(lambda: len(desk.telegram.sent) > before, "the answer on Telegram")
    assert desk.telegram.sent[-1]["chat_id"] == "701"
    assert desk.telegram.sent[-1]["text"] == "Ann: Hello, I am Ann."
    assert "30" in ben.say("how long can I send things back")  # the bot is silent for one alone


def test_restarts_of_both_processes_lose_and_double_nothing(desk: Desk):
    bot = desk.shop.bot
    with desk.talk() as talk:
        desk.arrived(NUMBER.findall(talk.say("let me talk to a real person").text)[0])
        bot.bot.end()
        assert desk.chatwoot.says(desk.hook, "Written while the bot was away.").status_code == 200
        time.sleep(3)  # the first attempts fail
        bot.actions.restart()
        bot.bot.restart()
        wait_until_ready([bot.actions, bot.bot])
        until(lambda: told(talk), "the answer")
        assert talk.say("thanks, Ann").text == ""
        until(lambda: "thanks, Ann" in desk.incoming(), "the shopper's words")
        assert told(talk) == ["Written while the bot was away."]
        assert desk.incoming().count("thanks, Ann") == 1


def test_while_chatwoot_is_down_the_shopper_is_told_the_truth(desk: Desk):
    desk.chatwoot.is_down = True
    with desk.talk() as talk, desk.talk() as later:
        number = NUMBER.findall(talk.say("let me talk to a real person").text)[0]
        told_so = until(lambda: told(talk), "the word that it is down")[0]
        assert number in told_so
        assert "cannot reach" in told_so
        assert "cannot reach" in later.say("a human please").text
        desk.chatwoot.is_down = False
        until(lambda: len(told(talk)) == 2, "the word that it has come through")
        assert "now reached" in told(talk)[1]
        mine = [
            c for c in desk.chatwoot.conversations if c["custom_attributes"]["ticket"] == number
        ]
        assert len(mine) == 1


def test_goods_that_are_back_are_told_where_they_were_waited_for(desk: Desk):
    ann = OnTelegram(desk.shop, desk.telegram, 703)
    with desk.talk() as talk:
        talk.say("hello")
        ann.say("hello")
        with closing(sqlite3.connect(desk.shop.place.database, timeout=30)) as rows, rows:
            (sku, product), *_ = rows.execute("select sku, product_id from variant where stock > 3")
            rows.execute(
                "insert into stock_alert (conversation_id, product_id, sku, language, created_at) "
                "select distinct conversation_id, ?, ?, 'en', '2026-11-20 09:00:00' from turn",
                (product, sku),
            )
        before = len(desk.telegram.sent)
        command = [str(CORE.interpreter), "-m", "ecomcore.cli", "desk", "alerts"]
        place = desk.shop.place
        for _ in range(2):
            subprocess.run(command, cwd=ROOT, env=place.environment(), check=True)
        until(lambda: told(talk), "the notice on the web")
        until(lambda: len(desk.telegram.sent) > before, "the notice on Telegram")
        time.sleep(3)  # what would come twice
        assert len(told(talk)) == 1
        assert "available again" in told(talk)[0]
        (notice,) = desk.telegram.sent[before:]
        assert (notice["chat_id"], notice["text"]) == ("703", told(talk)[0])


def test_nothing_private_is_in_the_logs(running_desk: Desk):
    log = "".join(
        path.read_text("utf-8")
        for service in (running_desk.shop.bot.actions, running_desk.shop.bot.bot)
        for path in (service.log, service.log.with_name(f"{service.log.name}.1"))
        if path.is_file()
    )
    for private in ("Hello, Ann", "broken", "a token of a user", "a secret of the inbox"):
        assert private not in log
