"""What is one platform's own: how it checks the address, what it sends besides messages, what its answers mean."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Awaitable, Callable, List

import messaging_platforms as speaks
import pytest
from channels.messaging import work
from channels.messaging.calls import Answered
from channels.messaging.wechat_sealing import Seal, fields
from messaging_place import NOW, Bot, Place, picture, served

Stage = Callable[[Any, Callable[[Place], Awaitable[None]]], None]
META = [speaks.WhatsApp(), speaks.Messenger()]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Plays a scene with a channel and its platform."""
    monkeypatch.setenv("ECOM_UPLOAD_DIR", str(tmp_path / "uploads"))
    for name in ("ECOM_REDIS_URL", "ECOM_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)

    async def never(*_arguments: Any) -> None:
        return None

    monkeypatch.setattr(work.Work, "sweep_for_ever", never)

    async def play(platform: Any, scene: Callable[[Place], Awaitable[None]]) -> None:
        async with served(platform) as server:
            server.files["big.jpg"] = picture()
            await scene(Place(platform, server, tmp_path, Bot()))

    return lambda platform, scene: asyncio.run(play(platform, scene))


@pytest.mark.parametrize("platform", META, ids=["WhatsApp", "Messenger"])
def test_the_handshake_of_meta(stage: Stage, platform: Any):
    async def scene(place: Place) -> None:
        asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
        answer = await place.get(f"{asked}a%20word")
        assert (answer.status, answer.text) == (200, "1158201444")
        for wrong in ("another", "", "a%20word2"):
            assert (await place.get(asked + wrong)).status == 403

    stage(platform, scene)


def test_the_handshake_of_slack(stage: Stage):
    slack = speaks.Slack()

    async def scene(place: Place) -> None:
        asked = {"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"}
        answer = await place.send(asked)
        assert answer.json == {"challenge": asked["challenge"]}
        assert (await place.post(slack.signed(asked, NOW, "another secret"))).status == 403

    stage(slack, scene)


@pytest.mark.parametrize(
    "platform", [speaks.WeChat(), speaks.SealedWeChat()], ids=["plain", "safe"]
)
def test_the_handshake_of_wechat(stage: Stage, platform: Any):
    async def scene(place: Place) -> None:
        query = platform.signed(b"<xml/>").query
        answer = await place.get(f"{query}&echostr=5938")
        assert (answer.status, answer.text) == (200, "5938")
        assert (await place.get("?signature=0&timestamp=1&nonce=2&echostr=5938")).status == 403

    stage(platform, scene)


@pytest.mark.parametrize(
    "platform", [speaks.Webhook(), speaks.AskedWebhook()], ids=["sent", "asked"]
)
def test_names_of_any_length_and_form_come_back(stage: Stage, platform: Any):
    async def scene(place: Place) -> None:
        long = {"id": "i" * 300, "sender": "501:1" + "s" * 300, "text": "hello"}
        answer = await place.send(long)
        told = place.server.delivered[0].body if platform.pushes else answer.json
        assert (told["reply_to"], told["sender"]) == (long["id"], long["sender"])
        assert len(place.bot.heard[0].sender_id) < 120

    stage(platform, scene)


def test_nobody_is_named_as_the_next_conversation_of_somebody_else(stage: Stage):
    webhook = speaks.Webhook()

    async def scene(place: Place) -> None:
        place.bot.ends = True
        await place.send(webhook.text("log me out"))
        place.bot.ends = False
        names = (webhook.ann, f"{webhook.ann}:1", f"1:{webhook.ann}", f".1:{webhook.ann}")
        await place.send(*(webhook.text("hello", n, name) for n, name in enumerate(names, 2)))
        assert len({message.sender_id for message in place.bot.heard}) == 5

    stage(webhook, scene)


@pytest.mark.parametrize("platform", [speaks.Webhook(), speaks.Telegram(), speaks.Line()])
def test_who_has_no_handshake_says_nothing(stage: Stage, platform: Any):
    async def scene(place: Place) -> None:
        assert (await place.get("")).status == 404

    stage(platform, scene)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<mailto:ann@example.com|ann@example.com>", "ann@example.com"),
        ("see <https://shop.example/a?b=1&amp;c=2>", "see https://shop.example/a?b=1&c=2"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        (":grinning: and :unknown:", "😀 and :unknown:"),
    ],
)
def test_slack_is_read_as_it_was_typed(stage: Stage, typed: str, read: str):
    slack = speaks.Slack()

    async def scene(place: Place) -> None:
        body = slack.text(typed)
        sign = {"type": "emoji", "name": "grinning", "unicode": "1f600"}
        section = {"type": "rich_text_section", "elements": [sign]}
        body["event"]["blocks"] = [{"type": "rich_text", "elements": [section]}]
        await place.send(body)
        assert place.bot.texts == [read]

    stage(slack, scene)


def test_slack_does_not_answer_itself_nor_changes_of_messages(stage: Stage):
    slack = speaks.Slack()

    async def scene(place: Place) -> None:
        own, changed = slack.text("hello", 1), slack.text("hello", 2)
        own["event"]["bot_id"] = "B1"
        changed["event"]["subtype"] = "message_changed"
        await place.send(own, changed)
        assert place.bot.heard == []

    stage(slack, scene)


def test_slack_is_sent_no_marks_of_its_own(stage: Stage):
    slack = speaks.Slack()

    async def scene(place: Place) -> None:
        place.bot.answers["hello"] = [{"text": "<!channel> & <@U1>"}]
        await place.send(slack.text("hello"))
        assert place.said == ["&lt;!channel&gt; &amp; &lt;@U1&gt;"]

    stage(slack, scene)


def test_twenty_photos_in_one_message(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.time", lambda: NOW)
    messenger = speaks.Messenger()

    async def scene(place: Place) -> None:
        body = messenger.photo(f"{place.server.url}/big.jpg", 1, "these")
        message = body["entry"][0]["messaging"][0]["message"]
        message["attachments"] *= 20
        await place.send(body)
        assert len(place.said) == 6
        assert place.bot.texts[0] == "these"
        assert len({m.message_id for m in place.bot.heard}) == 6

    stage(messenger, scene)


def test_whatsapp_passes_over_other_numbers_and_reactions(stage: Stage):
    whatsapp = speaks.WhatsApp()

    async def scene(place: Place) -> None:
        other = whatsapp.text("hello")
        other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "1"
        reaction = whatsapp._message(2, "", NOW, "reaction", {"message_id": "x", "emoji": "👍"})
        answer = await place.send(other, reaction)
        assert (answer.status, place.bot.heard) == (200, [])

    stage(whatsapp, scene)


def test_messenger_does_not_answer_itself(stage: Stage):
    messenger = speaks.Messenger()

    async def scene(place: Place) -> None:
        echo = messenger.text("hello")
        echo["entry"][0]["messaging"][0]["message"]["is_echo"] = True
        await place.send(echo)
        assert place.bot.heard == []

    stage(messenger, scene)


def test_a_tap_on_get_started_of_messenger(stage: Stage):
    messenger = speaks.Messenger()

    async def scene(place: Place) -> None:
        body = messenger.text("x")
        messaging = body["entry"][0]["messaging"][0]
        del messaging["message"]
        messaging["postback"] = {"mid": "m_1", "title": "Get started", "payload": "/greet"}
        await place.send(body)
        assert place.bot.texts == ["/greet"]

    stage(messenger, scene)


def test_start_on_telegram_is_a_greeting(stage: Stage):
    telegram = speaks.Telegram()

    async def scene(place: Place) -> None:
        await place.send(telegram.text("/start"), telegram.text("/start C0001", 2))
        assert place.bot.texts == ["/greet", "/greet"]
        assert "C0001" not in json.dumps([m.metadata for m in place.bot.heard])

    stage(telegram, scene)


def test_a_tapped_button_of_telegram_comes_to_rest(stage: Stage):
    telegram = speaks.Telegram()

    async def scene(place: Place) -> None:
        await place.send(telegram.tap("/affirm", "Yes"))
        asked = [call.path.rpartition("/")[2] for call in place.server.calls]
        assert asked.count("answerCallbackQuery") == 1

    stage(telegram, scene)


def test_line_replies_in_time_and_pushes_later(stage: Stage):
    line = speaks.Line()

    async def scene(place: Place) -> None:
        await place.send(line.text("hello", 1))
        await place.send(line.text("hello", 2, at=NOW - 70))
        first, second = place.server.delivered
        assert (first.path, first.body["replyToken"]) == ("/v2/bot/message/reply", "reply-1")
        assert (second.path, second.body["to"]) == ("/v2/bot/message/push", line.ann)

    stage(line, scene)


def test_line_is_pushed_what_a_used_token_does_not_bring(stage: Stage):
    line = speaks.Line()

    async def scene(place: Place) -> None:
        place.server.faults.extend([400, 500])
        await place.send(line.text("hello"))
        reply, push, again = place.server.delivered
        assert [call.path[-5:] for call in (reply, push, again)] == ["reply", "/push", "/push"]
        keys = {call.headers["X-Line-Retry-Key"] for call in (push, again)}
        assert len(keys) == 1

    stage(line, scene)


def test_line_takes_one_call_for_five_pieces(stage: Stage):
    line = speaks.Line()

    async def scene(place: Place) -> None:
        place.bot.answers["hello"] = [{"text": "a" * 30_000}]
        await place.send(line.text("hello"))
        assert [len(call.body["messages"]) for call in place.server.delivered] == [5, 1]
        assert [call.path[-5:] for call in place.server.delivered] == ["reply", "/push"]

    stage(line, scene)


def test_what_another_system_of_the_account_answers_on_line_is_left_to_it(stage: Stage):
    line = speaks.Line()

    async def scene(place: Place) -> None:
        body = line.text("hello")
        body["events"][0]["mode"] = "standby"
        await place.send(body, {"destination": "U1", "events": []})
        assert place.bot.heard == []

    stage(line, scene)


def test_wechat_answers_in_the_response_where_that_is_fast(stage: Stage):
    wechat = speaks.ServedWeChat()

    async def scene(place: Place) -> None:
        place.channel.answers_within_s = 4.5
        answer = await place.send(wechat.text("hello"))
        assert "heard hello" in answer.text
        assert place.server.delivered == []
        place.bot.answers["long"] = [{"text": "长" * 900}]
        answer = await place.send(wechat.text("long", 2))
        assert answer.text == "success"
        assert "".join(place.said) == "长" * 900

    stage(wechat, scene)


def test_wechat_without_calls_gets_the_answer_while_it_asks_again(stage: Stage):
    wechat = speaks.WeChat()

    async def scene(place: Place) -> None:
        place.bot.wait_s = 0.3
        place.channel.answers_within_s = 0.1
        first = await place.post(wechat.signed(wechat.text("hello")))
        place.channel.answers_within_s = 1.0
        second = await place.post(wechat.signed(wechat.text("hello")))
        assert first.text == "success"
        assert "heard hello" in second.text
        assert place.bot.texts == ["hello"]

    stage(wechat, scene)


def test_wechat_gets_a_new_token_when_the_old_one_is_not_taken(stage: Stage):
    wechat = speaks.ServedWeChat()
    stale: List[int] = [40001]

    def answer(call: Any, url: str) -> Any:
        if wechat.is_delivery(call) and stale:
            return {"errcode": stale.pop()}
        return speaks.ServedWeChat.answer(wechat, call, url)

    wechat.answer = answer  # type: ignore[method-assign]

    async def scene(place: Place) -> None:
        await place.send(wechat.text("hello"))
        asked = [call for call in place.server.calls if call.path.endswith("stable_token")]
        assert (len(asked), len(place.server.delivered)) == (2, 2)

    stage(wechat, scene)


def test_the_text_for_wechat_is_not_escaped(stage: Stage):
    wechat = speaks.ServedWeChat()

    async def scene(place: Place) -> None:
        await place.send(wechat.text("你好"))
        assert place.said == ["heard 你好"]

    stage(wechat, scene)


def test_following_on_wechat_is_greeted(stage: Stage):
    wechat = speaks.WeChat()

    async def scene(place: Place) -> None:
        told = wechat._message(1, "", NOW, MsgType="event", Event="subscribe")
        del told["MsgId"]
        for _ in range(2):
            await place.send(told)
        assert place.bot.texts == ["/greet"]

    stage(wechat, scene)


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Content>&b;</Content></xml>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><xml></xml>',
        b"<xml><Content>",
        b"",
    ],
)
def test_xml_that_declares_anything_is_refused(xml: bytes):
    with pytest.raises(ValueError, match=r"document type|XML"):
        fields(xml)


def test_only_the_fields_of_a_message_are_read():
    xml = b"<xml><A><![CDATA[x <b> ]]></A><B>1<C>deep</C>2</B></xml>"
    assert fields(xml) == {"A": "x <b> ", "B": "12"}


def test_a_key_of_wechat_that_is_none():
    with pytest.raises(ValueError, match="ECOM_WECHAT_AES_KEY"):
        Seal("YWJj" * 10, "wx1")


@pytest.mark.parametrize(
    ("platform", "status", "body", "verdict"),
    [
        (speaks.Slack(), 200, {"ok": False, "error": "ratelimited"}, "again"),
        (speaks.Slack(), 200, {"ok": False, "error": "user_disabled"}, "blocked"),
        (speaks.Slack(), 200, {"ok": False, "error": "invalid_blocks"}, "refused"),
        (speaks.WhatsApp(), 400, {"error": {"code": 131047}}, "blocked"),
        (speaks.WhatsApp(), 400, {"error": {"code": 131056}}, "again"),
        (speaks.WhatsApp(), 400, {"error": {"code": 100}}, "refused"),
        (speaks.Messenger(), 400, {"error": {"code": 551}}, "blocked"),
        (speaks.Messenger(), 400, {"error": {"code": 613}}, "again"),
        (speaks.Telegram(), 400, {"description": "Bad Request: chat not found"}, "blocked"),
        (speaks.Telegram(), 401, {"description": "Unauthorized"}, "refused"),
        (speaks.Line(), 409, {}, "ok"),
        (speaks.ServedWeChat(), 200, {"errcode": 45015}, "blocked"),
        (speaks.ServedWeChat(), 200, {"errcode": -1}, "again"),
        (speaks.ServedWeChat(), 200, {"errcode": 40003}, "refused"),
        (speaks.ServedWeChat(), 200, {"errcode": 0}, "ok"),
        (speaks.Telegram(), 502, None, "again"),
    ],
)
def test_what_a_platform_means(stage: Stage, platform: Any, status: int, body: Any, verdict: str):
    async def scene(place: Place) -> None:
        assert place.channel.judge(Answered(status, body)) == verdict

    stage(platform, scene)


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        (speaks.Slack(), "http://169.254.169.254/latest/meta-data"),
        (speaks.Slack(), "https://files.slack.com.example.com/x"),
        (speaks.Slack(), "https://user@files.slack.com/x"),
        (speaks.Messenger(), "https://example.com/x.jpg"),
        (speaks.ServedWeChat(), "http://127.0.0.1:1/x.jpg"),
    ],
)
def test_a_photo_is_fetched_from_the_platform_only(stage: Stage, platform: Any, address: str):
    async def scene(place: Place) -> None:
        await place.send(platform.photo(address))
        assert place.bot.heard[0].metadata["photo_problem"] == "broken"

    stage(platform, scene)


def test_a_photo_is_not_followed_to_another_host(stage: Stage):
    slack = speaks.Slack()

    async def scene(place: Place) -> None:
        place.server.moved = {"/moved.jpg": "/big.jpg", "/away.jpg": "http://127.0.0.1:1/big.jpg"}
        await place.send(slack.photo(f"{place.server.url}/away.jpg", 1))
        await place.send(slack.photo(f"{place.server.url}/moved.jpg", 2))
        assert place.bot.heard[0].metadata["photo_problem"] == "broken"
        assert place.bot.heard[1].metadata["image"]

    stage(slack, scene)
