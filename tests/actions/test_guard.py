"""Whatever goes wrong in an action, the shopper gets an answer, nothing is stored, and the log stays clean."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import time

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.server import bridge as rasa_actions
from actions.skills import registry as skills
from actions.texts import Speaker
from actions.turn.turn import Reply
from ecomcore.config import ROOT
from ecomcore.shop.models import StockAlert


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


SERVER = """
import sys
from rasa_sdk.executor import ActionExecutor
from actions.server.webhook import serve
serve(ActionExecutor(), "127.0.0.1", int(sys.argv[1]))
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
                httpx.get(f"{address}/health", trust_env=False).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def test_the_webhook_refuses_what_is_no_call_and_never_sends_a_tracker_back(webhook):
    for body in (b"", b"[]", b"{}", b"not json"):
        refused = httpx.post(f"{webhook}/webhook", content=body, trust_env=False)
        assert refused.status_code == 400
        assert refused.json() == {"error": "the body is not an action call"}
    call = {"next_action": "action_unknown", "tracker": {"latest_message": {"text": "my secret"}}}
    failed = httpx.post(f"{webhook}/webhook", json=call, trust_env=False)
    assert failed.status_code == 404
    assert "my secret" not in failed.text
