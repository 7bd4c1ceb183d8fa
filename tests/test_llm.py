"""The optional language model, against a local server that speaks the protocol and its faults."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ecomcore import llm
from ecomcore.config import Settings

TEXT = "You have 30 days to send goods back. The label is free. Refunds take 5–7 business days."
ZH_TEXT = "签收后30天内可以退货，退货运费由我们承担，退款5到7个工作日到账。"


@dataclass
class Endpoint:
    """What the server answers next, and what it was asked."""

    url: str = ""
    says: Any = "You can send it back for 30 days."
    status: int = 200
    raw: bytes | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    waits: bool = False

    def settings(self, **more: Any) -> Settings:
        """Return settings that name this endpoint."""
        return Settings(**{"llm_url": self.url, "llm_timeout_s": 5.0, **more})

    def body(self) -> bytes:
        """Return the body of the answer."""
        if self.raw is not None:
            return self.raw
        message = {"role": "assistant", "content": self.says}
        return json.dumps({"choices": [{"index": 0, "message": message}]}).encode()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A server of the protocol on a port of its own."""
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            state.asked.append(json.loads(self.rfile.read(length)))
            state.headers.append(dict(self.headers))
            state.paths.append(self.path)
            if state.waits:
                state.released.wait(20)
            body = state.body()
            try:
                self.send_response(state.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    yield state
    state.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_asked_unless_an_endpoint_is_set(endpoint: Endpoint) -> None:
    assert llm.rephrase(TEXT, "how long", "en", Settings()) == TEXT
    assert llm.small_talk("how are you", "en", Settings()) is None
    assert endpoint.asked == []


def test_a_grounded_wording_is_used(endpoint: Endpoint) -> None:
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings()) == endpoint.says


def test_a_chinese_wording_is_used(endpoint: Endpoint) -> None:
    endpoint.says = "您有30天时间可以退货，运费我们出。"
    assert llm.rephrase(ZH_TEXT, "几天能退", "zh", endpoint.settings()) == endpoint.says


def test_the_request_follows_the_protocol(endpoint: Endpoint) -> None:
    llm.rephrase(TEXT, "how long", "en", endpoint.settings(llm_model="tiny", llm_key="k-1"))
    (asked,) = endpoint.asked
    assert (asked["model"], asked["stream"]) == ("tiny", False)
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert TEXT in asked["messages"][1]["content"]
    assert "English" in asked["messages"][0]["content"]
    assert endpoint.headers[0]["Authorization"] == "Bearer k-1"


@pytest.mark.parametrize("ending", ["", "/", "/chat/completions"])
def test_the_address_may_be_given_in_any_usual_form(endpoint: Endpoint, ending: str) -> None:
    llm.rephrase(TEXT, "how long", "en", endpoint.settings(llm_url=endpoint.url + ending))
    assert endpoint.paths == ["/v1/chat/completions"]


def test_personal_data_is_not_sent(endpoint: Endpoint) -> None:
    question = (
        "my order #10023, mail emma.clark@example.com, phone +1 202-555-0142: may I return it"
    )
    llm.rephrase(TEXT, question, "en", endpoint.settings())
    llm.small_talk("I am Emma Clark, emma.clark@example.com", "en", endpoint.settings())
    sent = json.dumps(endpoint.asked)
    assert not any(secret in sent for secret in ("10023", "emma.clark", "Clark", "555-0142"))
    assert "[email]" in sent


def test_a_text_with_an_address_in_it_is_not_sent_at_all(endpoint: Endpoint) -> None:
    text = "Write to help@lanternpine.example."
    assert llm.rephrase(text, "where to write", "en", endpoint.settings()) == text
    assert endpoint.asked == []


@pytest.mark.parametrize(
    "says",
    [
        "You have 60 days to send it back.",
        "You have thirty-five days to send it back.",
        "It costs $4.90 to send it back.",
        "Send it back by Friday.",
        "Send it back to returns@example.com.",
        "See https://example.com for how to send it back.",
        "We guarantee that you can send it back.",
        "You cannot send it back.",
        "You have 7 days to send it back.",
        "30天内可以退货。",
        "",
        "   ",
        "You can send it back. " * 40,
        None,
        ["You can send it back."],
    ],
)
def test_what_is_not_grounded_or_not_usable_gives_the_text_itself(
    endpoint: Endpoint, says: Any
) -> None:
    endpoint.says = says
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings()) == TEXT


@pytest.mark.parametrize(
    "says", ["您有六十天可以退货。", "退货要自己付5美元。", "周五前寄回就行。", "全部终身保修。"]
)
def test_what_is_not_grounded_in_chinese_gives_the_text_itself(
    endpoint: Endpoint, says: str
) -> None:
    endpoint.says = says
    assert llm.rephrase(ZH_TEXT, "几天能退", "zh", endpoint.settings()) == ZH_TEXT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"<html>busy</html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"text": "x"}]}',
        b"\xff\xfe",
        b"[" * 5000,
        b" " * (llm.MAX_BYTES + 1),
    ],
)
def test_garbage_gives_the_text_itself(endpoint: Endpoint, raw: bytes) -> None:
    endpoint.raw = raw
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings()) == TEXT
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("status", [301, 401, 429, 500, 503])
def test_another_status_gives_the_text_itself(endpoint: Endpoint, status: int) -> None:
    endpoint.status = status
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings()) == TEXT


def test_a_slow_endpoint_gives_the_text_itself(endpoint: Endpoint) -> None:
    endpoint.waits = True
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings(llm_timeout_s=0.2)) == TEXT


def test_no_endpoint_at_the_address_gives_the_text_itself() -> None:
    settings = Settings(llm_url="http://127.0.0.1:9/v1", llm_timeout_s=5)
    assert llm.rephrase(TEXT, "how long", "en", settings) == TEXT


def test_an_address_that_is_none_gives_the_text_itself() -> None:
    assert llm.rephrase(TEXT, "how long", "en", Settings(llm_url="not an address")) == TEXT


def test_after_three_failures_the_endpoint_is_left_alone(endpoint: Endpoint) -> None:
    endpoint.status = 500
    for _ in range(5):
        llm.rephrase(TEXT, "how long", "en", endpoint.settings())
    assert len(endpoint.asked) == llm.REST_AFTER_FAILURES


def test_the_log_has_the_kind_of_failure_and_nothing_that_was_said(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    endpoint.says = "You have 77 days."
    llm.rephrase(TEXT, "a secret question", "en", endpoint.settings())
    endpoint.status = 500
    llm.rephrase(TEXT, "a secret question", "en", endpoint.settings())
    said = " ".join(record.getMessage() for record in caplog.records if record.name == llm.__name__)
    assert "a number that was not given" in said
    assert "status 500" in said
    assert "77" not in said
    assert "secret" not in said


def test_thinking_aloud_is_left_out(endpoint: Endpoint) -> None:
    endpoint.says = "<think>99 days? no</think>\nYou can send it back for 30 days."
    expected = "You can send it back for 30 days."
    assert llm.rephrase(TEXT, "how long", "en", endpoint.settings()) == expected


def test_small_talk_is_used_when_it_states_nothing(endpoint: Endpoint) -> None:
    endpoint.says = "I am well, thank you! What may I find for you?"
    assert llm.small_talk("how are you", "en", endpoint.settings()) == endpoint.says


@pytest.mark.parametrize(
    "says",
    ["Everything is free today!", "We have 20 tents.", "It costs five dollars.", "很高兴见到您！"],
)
def test_small_talk_that_states_something_is_not_used(endpoint: Endpoint, says: str) -> None:
    endpoint.says = says
    assert llm.small_talk("how are you", "en", endpoint.settings()) is None


def test_many_shoppers_at_once_are_all_answered(endpoint: Endpoint) -> None:
    settings = endpoint.settings()
    answers: list[str] = []

    def ask(number: int) -> Callable[[], None]:
        return lambda: answers.append(llm.rephrase(TEXT, f"how long {number}", "en", settings))

    threads = [threading.Thread(target=ask(number)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [endpoint.says] * 8
