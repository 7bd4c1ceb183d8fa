"""The guides of the messaging channels, followed to the letter: against a local server that plays the platform."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict
from urllib.parse import parse_qs, urlsplit

import messaging_platforms as speaks
import pytest
from channels.messaging import work
from channels.messaging.opening import opened
from messaging_place import NOW, Bot, Place, Sent, served

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "channels"
LINE = re.compile(r"^ *(ECOM_\w+)=(\S+)$", re.MULTILINE)
OWN = {
    "YOUR_SECRET": speaks.SECRET,
    "YOUR_TOKEN": speaks.SECRET,
    "43_CHARACTERS": speaks.SealedWeChat.aes_key,
    "wx…": speaks.SealedWeChat.app_id,
    "A_WORD_OF_YOURS": "a word",
    "xoxb-…": "xoxb-1",
}
"""What who follows a guide puts in place of its words."""
PLATFORMS: Dict[str, Any] = {
    "webhook": speaks.Webhook,
    "telegram": speaks.Telegram,
    "slack": speaks.Slack,
    "whatsapp": speaks.WhatsApp,
    "messenger": speaks.Messenger,
    "line": speaks.Line,
    "wechat": speaks.SealedWeChat,
}
Follow = Callable[[str, Callable[[Place], Awaitable[None]]], None]


def guide(name: str) -> str:
    return (GUIDES / f"{name}.md").read_text("utf-8")


def settings(name: str, url: str) -> Dict[str, str]:
    """What the guide has one set, with the addresses of the local server in place of the platform's."""
    kind = PLATFORMS[name]
    told = {key: OWN.get(value, value) for key, value in LINE.findall(guide(name))}
    told[kind.secret_setting] = speaks.SECRET
    at_server = {k: v for k, v in kind().environment(url).items() if v.startswith(url)}
    return {**told, **at_server}


def as_told(name: str) -> Any:
    """The platform, with the settings of its guide."""

    class Followed(PLATFORMS[name]):  # type: ignore[misc]
        def environment(self, url: str) -> Dict[str, str]:
            return settings(name, url)

    return Followed()


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Plays a scene with the channel that a guide leads to."""
    monkeypatch.setenv("ECOM_UPLOAD_DIR", str(tmp_path / "uploads"))
    for name in ("ECOM_REDIS_URL", "ECOM_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)

    async def never(*_arguments: Any) -> None:
        return None

    monkeypatch.setattr(work.Work, "sweep_for_ever", never)

    async def play(name: str, scene: Callable[[Place], Awaitable[None]]) -> None:
        platform = as_told(name)
        async with served(platform) as server:
            await scene(Place(platform, server, tmp_path, Bot()))

    return lambda name, scene: asyncio.run(play(name, scene))


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_settings_of_a_guide_open_its_channel_and_a_message_is_answered(
    follow: Follow, name: str, tmp_path: Path
):
    async def scene(place: Place) -> None:
        environment = {
            "ECOM_SHOP": "small",
            "ECOM_SECRET": "x" * 20,
            "ECOM_TRACKER_URL": f"sqlite:///{tmp_path / 'tracker.db'}",
            **settings(name, place.server.url),
        }
        assert [channel.name() for channel in opened(environment)] == [name]
        (address,) = set(re.findall(r"/webhooks/\w+/events", guide(name)))
        assert address == f"/webhooks/{name}/events"
        await place.send(place.platform.text("hello"))
        assert place.said == ["heard hello"]

    follow(name, scene)


@pytest.mark.parametrize("name", ["whatsapp", "messenger"])
def test_verify_and_save_at_meta(follow: Follow, name: str):
    async def scene(place: Place) -> None:
        asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%20word"
        answer = await place.get(asked)
        assert (answer.status, answer.text) == (200, "1158201444")

    follow(name, scene)


def test_slack_says_verified(follow: Follow):
    async def scene(place: Place) -> None:
        answer = await place.send({"type": "url_verification", "challenge": "3eZbrw1a"})
        assert answer.json == {"challenge": "3eZbrw1a"}

    follow("slack", scene)


def test_verify_at_line_says_success(follow: Follow):
    async def scene(place: Place) -> None:
        answer = await place.send({"destination": "U1", "events": []})
        assert answer.status == 200

    follow("line", scene)


def test_wechat_takes_the_address_on_submit(follow: Follow):
    async def scene(place: Place) -> None:
        query = place.platform.signed(b"<xml/>").query
        answer = await place.get(f"{query}&echostr=5938")
        assert (answer.status, answer.text) == (200, "5938")

    follow("wechat", scene)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl, which the guide uses")
def test_the_command_of_telegram_tells_it_where_the_bot_is(follow: Follow):
    async def scene(place: Place) -> None:
        (command,) = re.findall(
            r"^ *curl .*?(?=^ *```)", guide("telegram"), re.MULTILINE | re.DOTALL
        )
        command = command.replace("https://api.telegram.org", place.server.url)
        environment = {**os.environ, **settings("telegram", place.server.url), "no_proxy": "*"}
        done = await asyncio.create_subprocess_exec("/bin/sh", "-c", command, env=environment)
        assert await done.wait() == 0
        (call,) = place.server.calls
        token = environment["ECOM_TELEGRAM_TOKEN"]
        assert (call.method, call.path) == ("POST", f"/bot{token}/setWebhook")
        told = {name: values[0] for name, values in parse_qs(str(call.body)).items()}
        assert told["allowed_updates"] == '["message","callback_query"]'
        assert urlsplit(told["url"]).path == "/webhooks/telegram/events"
        place.server.calls.clear()
        update = place.platform.signed(place.platform.text("hello"), NOW, told["secret_token"])
        await place.post(update)
        await place.channel.work.idle()
        assert place.said == ["heard hello"]

    follow("telegram", scene)


def test_the_program_of_the_webhook_signs_as_the_bot_reads(follow: Follow):
    async def scene(place: Place) -> None:
        (program,) = re.findall(r"```python\n(.*?)```", guide("webhook"), re.DOTALL)
        made: Dict[str, Any] = {"SECRET": speaks.SECRET}
        exec(program, made)  # noqa: S102 - the guide's own lines
        place.clock = time.time()
        answer = await place.post(Sent(made["body"], made["headers"]))
        await place.channel.work.idle()
        assert answer.status == 200
        assert place.said == ["heard hello"]

    follow("webhook", scene)
