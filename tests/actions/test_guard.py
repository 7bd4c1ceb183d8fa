"""Whatever goes wrong in an action, the shopper gets an answer, nothing is stored, and the log stays clean."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import time
import zlib

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.server import bridge as rasa_actions
from actions.skills import registry as skills
from actions.texts import Speaker
from actions.turn.turn import Deadline, Reply
from ecomcore.config import ROOT
from ecomcore.shop.models import StockAlert
from shoptalk.signing import Signer


def run(service, monkeypatch, words="I am emma.clark@example.com, hello", seconds=None):
    if seconds:
        service.settings = service.settings.model_copy(update={"action_timeout_s": seconds})
    monkeypatch.setattr(rasa_actions, "get_service", lambda: service)
    latest = {"text": words, "intent": {"name": "greet", "confidence": 1.0}, "metadata": {}}
    tracker = Tracker("conversation", {}, latest, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    events = asyncio.run(rasa_actions.action_for("greet")(dispatcher, tracker, {}))
    return dispatcher.messages, events


def answering(monkeypatch, handler):
    monkeypatch.setitem(skills.handlers(), "greet", handler)


def test_an_error_is_answered_with_an_apology_and_a_way_on(service, monkeypatch, caplog):
    def broken(turn):
        raise RuntimeError(f"cannot greet {turn.text}")

    answering(monkeypatch, broken)
    with caplog.at_level(logging.INFO):
        messages, _ = run(service, monkeypatch)
    assert messages[0]["text"] == Speaker("en").say("fallback.failed")
    assert messages[0]["buttons"][0]["payload"] == "/talk_to_person"
    assert "RuntimeError" in caplog.text
    assert "emma.clark" not in caplog.text


def test_the_apology_is_in_the_shoppers_language(service, monkeypatch):
    def broken(turn):
        raise RuntimeError

    answering(monkeypatch, broken)
    messages, _ = run(service, monkeypatch, "你好，在吗")
    assert messages[0]["text"] == Speaker("zh").say("fallback.failed")


def test_a_turn_that_misses_its_deadline_stores_nothing(service, monkeypatch, shopper):
    def slow(turn):
        turn.session.add(
            StockAlert(
                conversation_id="c",
                product_id="aldertop-rain-shell",
                sku="ALD-RS-NVY-M",
                created_at=turn.now,
            )
        )
        time.sleep(0.6)
        return Reply().say("too late")

    answering(monkeypatch, slow)
    messages, _ = run(service, monkeypatch, seconds=0.2)
    assert messages[0]["text"] == Speaker("en").say("fallback.too_slow")
    time.sleep(1.0)  # the thread itself has ended by now, and its transaction with it
    assert shopper().rows("select count(*) from stock_alert") == [(0,)]


def test_a_failure_keeps_what_the_conversation_remembers(service, monkeypatch):
    def broken(turn):
        turn.memory.focus = "something-else"
        raise RuntimeError

    answering(monkeypatch, broken)
    _, events = run(service, monkeypatch)
    assert {e["name"]: e["value"] for e in events}["focus"] is None


KEY = {"Authorization": f"Bearer {Signer('a key of the shop, for tests', 'small').call_key()}"}
SERVER = """
import sys
from rasa_sdk.executor import ActionExecutor
from actions.server.webhook import serve
from shoptalk.signing import Signer
serve(ActionExecutor(), Signer("a key of the shop, for tests", "small"), "127.0.0.1", int(sys.argv[1]))
"""


@pytest.fixture
def webhook():
    """The address of a running webhook without any action."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVER, str(port)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert server.poll() is None
            try:
                httpx.get(f"{address}/health", trust_env=False, timeout=60).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def test_the_webhook_refuses_what_is_no_call_and_never_sends_a_tracker_back(webhook):
    for body in (b"", b"[]", b"{}", b"not json"):
        refused = httpx.post(
            f"{webhook}/webhook", content=body, headers=KEY, trust_env=False, timeout=60
        )
        assert refused.status_code == 400
        assert refused.json() == {"error": "the body is not an action call"}
    call = {"next_action": "action_unknown", "tracker": {"latest_message": {"text": "my secret"}}}
    failed = httpx.post(f"{webhook}/webhook", json=call, headers=KEY, trust_env=False, timeout=60)
    assert failed.status_code == 404
    assert "my secret" not in failed.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Bearer 秘密".encode()},
        {"Authorization": f"Bearer {Signer('another key of the shop', 'small').call_key()}"},
        {"Authorization": f"Bearer {Signer('a key of the shop, for tests', 'other').call_key()}"},
    ],
    ids=["none", "too short", "nonsense", "another key", "another shop"],
)
def test_the_webhook_answers_the_shops_own_bot_only(webhook, headers):
    call = {"next_action": "action_unknown", "tracker": {}}
    refused = httpx.post(
        f"{webhook}/webhook", json=call, headers=headers, trust_env=False, timeout=60
    )
    assert refused.status_code == 401
    assert httpx.get(f"{webhook}/checkout", trust_env=False, timeout=60).status_code != 401


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: -1", b"Content-Length: abc", b"Content-Length: 2\r\nContent-Length: 3"],
)
def test_the_webhook_survives_a_malformed_request(webhook, head):
    with socket.create_connection(("127.0.0.1", int(webhook.rpartition(":")[2])), 60) as connection:
        connection.sendall(b"POST /webhook HTTP/1.1\r\nHost: shop\r\n" + head + b"\r\n\r\nhi")
        assert b" 400 " in connection.recv(4096).partition(b"\r\n")[0]
    assert httpx.get(f"{webhook}/health", trust_env=False, timeout=60).status_code == 200


def test_a_deflate_bomb_is_not_unpacked(webhook):
    bomb = zlib.compress(b" " * 200_000_000, 9)
    refused = httpx.post(
        f"{webhook}/webhook",
        content=bomb,
        headers={**KEY, "Content-Encoding": "deflate"},
        trust_env=False,
        timeout=60,
    )
    assert refused.status_code == 400


def test_what_failed_while_it_was_stored_is_not_said_to_have_changed_nothing(service, monkeypatch):
    def respond(intent, tracker, service, deadline):
        deadline.check()
        raise ConnectionError("the database went away during the commit")

    monkeypatch.setattr(rasa_actions, "respond", respond)
    messages, _ = run(service, monkeypatch)
    assert messages[0]["text"] == Speaker("en").say("fallback.uncertain")


def test_a_turn_that_was_given_up_cannot_be_stored_and_one_being_stored_not_given_up():
    given_up, storing = Deadline(60), Deadline(60)
    assert given_up.give_up()
    with pytest.raises(TimeoutError):
        given_up.check()
    storing.check()
    assert not storing.give_up()
