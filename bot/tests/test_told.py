"""What a conversation is told without having asked: by whom, once, in the history, and on the right channel."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional

import pytest
from channels import told
from channels.dialogue import Dialogue
from channels.told import ToldInput
from messaging_place import Bot
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Sanic

from shoptalk.signing import Signer

SHOP = Signer("a secret of the shop, for tests", "small")
ANSWER = {"text": "It is.", "custom": {"type": "person", "state": "answering", "name": "Ann"}}
WEB, TELEGRAM = "web-abc", "telegram:501"


class Messenger:
    """Keeps what it is to tell."""

    def __init__(self) -> None:
        self.told: List[Any] = []

    async def tell(self, event: Any, _dialogue: Any) -> None:
        self.told.append((event.id, event.sender, [m["text"] for m in event.told]))


class News:
    """Keeps which conversations open pages are told of."""

    def __init__(self) -> None:
        self.told: List[str] = []

    async def tell(self, conversation: str, _kind: str) -> None:
        self.told.append(conversation)


class Place:
    """The channel in a server, with one conversation on the web and one on Telegram."""

    numbers = iter(range(1000))

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bot, self.telegram, self.news = Bot(), Messenger(), News()
        monkeypatch.setattr(told, "pushes", lambda: self.news)
        self.app = Sanic(f"told_test_{next(self.numbers)}", configure_logging=False)
        channel = ToldInput(SHOP, {"telegram": self.telegram})  # type: ignore[dict-item]
        self.app.blueprint(channel.blueprint(None), url_prefix="/webhooks/push")
        self.app.ctx.agent = self.bot

    async def says(self, text: str, conversation: str, own_id: str = "m1") -> Any:
        message = UserMessage(
            text, CollectingOutputChannel(), conversation, message_id=own_id, metadata={}
        )
        return await Dialogue(self.bot).answer(message)  # type: ignore[arg-type]

    async def tell(self, conversation: str, key: Optional[str] = None) -> Any:
        return await self.call(
            {"id": "p1", "conversation": conversation, "messages": [ANSWER]}, key
        )

    async def call(self, body: Dict[str, Any], key: Optional[str] = None) -> Any:
        headers = {"Authorization": f"Bearer {SHOP.call_key() if key is None else key}"}
        _, answer = await self.app.asgi_client.post(
            "/webhooks/push/messages", json=body, headers=headers
        )
        return answer

    async def history(self, conversation: str) -> List[Dict[str, Any]]:
        said = await Dialogue(self.bot).said(conversation)  # type: ignore[arg-type]
        return [exchange.as_json() for exchange in said.exchanges]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(monkeypatch)


def test_it_is_in_the_history_once_with_who_said_it(place: Place):
    async def scene() -> None:
        await place.says("hello", WEB)
        for _ in range(2):
            answer = await place.tell(WEB)
            assert (answer.status, answer.json) == (200, {"delivered": True})
        (exchange,) = await place.history(WEB)
        texts = [m["text"] for m in exchange["messages"] if "text" in m]
        assert texts == ["heard hello", "It is."]
        assert {m.get("person") for m in exchange["messages"][1:]} == {"Ann"}
        assert place.news.told == [WEB, WEB]
        assert place.telegram.told == []

    asyncio.run(scene())


def test_a_message_sent_again_gets_only_its_own_answer(place: Place):
    async def scene() -> None:
        first = await place.says("hello", WEB)
        await place.tell(WEB)
        again = await place.says("hello", WEB)
        assert [m["text"] for m in again.messages] == [m["text"] for m in first.messages]
        assert len(place.bot.heard) == 1

    asyncio.run(scene())


def test_on_a_messenger_it_is_delivered_with_the_name(place: Place):
    async def scene() -> None:
        await place.says("hello", TELEGRAM)
        assert (await place.tell(TELEGRAM)).json == {"delivered": True}
        assert place.telegram.told == [("push-p1", "501", ["Ann: It is."])]

    asyncio.run(scene())


def test_who_has_signed_out_is_told_on_their_messenger_but_not_on_the_web(place: Place):
    async def scene() -> None:
        place.bot.ends = True
        for conversation in (WEB, TELEGRAM):
            await place.says("log me out", conversation)
        assert (await place.tell(WEB)).json == {"delivered": False}
        assert (await place.tell(TELEGRAM)).json == {"delivered": True}
        assert len(place.telegram.told) == 1

    asyncio.run(scene())


def test_what_cannot_be_delivered_is_no_fault(place: Place):
    async def scene() -> None:
        for nowhere in ("web-none", "slack:U1"):
            answer = await place.tell(nowhere)
            assert (answer.status, answer.json) == (200, {"delivered": False})

    asyncio.run(scene())


@pytest.mark.parametrize("key", ["", "another key"])
def test_nobody_else_is_heard(place: Place, key: str):
    async def scene() -> None:
        await place.says("hello", WEB)
        assert (await place.tell(WEB, key)).status == 401
        (exchange,) = await place.history(WEB)
        assert [m["text"] for m in exchange["messages"]] == ["heard hello"]

    asyncio.run(scene())


@pytest.mark.parametrize(
    "wrong",
    [{"messages": []}, {"messages": "x"}, {"id": ""}, {"id": "x" * 71}, {"conversation": ""}],
)
def test_a_call_of_no_known_form_is_refused(place: Place, wrong: Dict[str, Any]):
    async def scene() -> None:
        assert (
            await place.call({"id": "p1", "conversation": WEB, "messages": [ANSWER], **wrong})
        ).status == 400

    asyncio.run(scene())


def test_a_database_that_is_away_is_asked_again(place: Place, caplog: pytest.LogCaptureFixture):
    async def scene() -> None:
        await place.says("hello", WEB)

        async def away(_tracker: Any) -> None:
            raise OSError("It is.")

        save, place.bot.tracker_store.save = place.bot.tracker_store.save, away
        assert (await place.tell(WEB)).status == 503
        assert "It is." not in caplog.text
        place.bot.tracker_store.save = save
        assert (await place.tell(WEB)).status == 200

    asyncio.run(scene())
