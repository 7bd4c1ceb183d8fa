"""Load is measured from the moment a message was due, and every reply is checked."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import sleep
from typing import Any

import pytest

from benchmarks.load import Tally, holds, measured, table
from benchmarks.processes import usage
from shoptalk.signing import Signer

SIGNER = Signer("a key of the shop, for tests", "demo")


class Bot:
    """A channel that takes its time, one message after the other, and may lose, double or garble."""

    def __init__(self, seconds: float = 0.0, fault: str = "") -> None:
        self.seconds, self.fault, self.lock = seconds, fault, Lock()
        self.said: dict[str, list[str]] = {}

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.endswith("/session"):
            return 200, {"session": f"s{len(self.said) + 1}-{os.urandom(4).hex()}"}
        said = self.said.setdefault(token, [])
        if path.endswith("/history"):
            return 200, {"exchanges": [{"id": one} for one in said]}
        with self.lock:
            sleep(self.seconds)
        said += [body["id"]] * {"lose": 0, "double": 2}.get(self.fault, 1)
        if self.fault == "error":
            return 500, {"messages": []}
        kinds = ("products", "comparison")
        text = (
            "hello 您好 available ★ 30 $ US$ 茶 KE2000300417 20003 glad Mug (olive) – $11.90 运费"
        )
        messages = [{"text": text}, *({"custom": {"type": kind}} for kind in kinds)]
        return 200, {"messages": [{"text": "?"}] if self.fault == "garble" else messages}


@pytest.fixture
def serve() -> Iterator[Any]:
    servers = []

    def start(bot: Bot) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                token = self.headers.get("Authorization", "")
                status, answer = bot.answer(self.path, token, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.load.WARM_SECONDS", 0.1)


def measure(web: str, rate: float, seconds: float) -> Tally:
    (tally,) = asyncio.run(measured(web, SIGNER, {"bot": os.getpid()}, [rate], seconds))
    return tally


def test_a_good_service_has_no_faults(serve):
    tally = measure(serve(Bot()), 60, 1.0)
    assert len(tally.ms) > 20
    assert (tally.errors, tally.wrong, tally.lost, tally.doubled) == ([], [], 0, 0)
    assert tally.keeps_up
    assert "Knee (p95 within 1000 ms, nothing lost): 60" in table([tally])


@pytest.mark.parametrize("fault", ["lose", "double", "garble", "error"])
def test_every_kind_of_fault_is_counted(serve, fault: str):
    tally = measure(serve(Bot(fault=fault)), 60, 0.5)
    counted = {
        "lose": tally.lost,
        "double": tally.doubled,
        "garble": len(tally.wrong),
        "error": len(tally.errors),
    }
    assert {kind for kind, count in counted.items() if count} == {fault}
    assert counted[fault] == len(tally.ms)


def test_a_service_that_falls_behind_cannot_hide_it(serve):
    """It takes 0.05 s a message and gets 40 a second: the last one waits for half of all that came before."""
    tally = measure(serve(Bot(seconds=0.05)), 40, 2.0)
    assert max(tally.ms) > 500
    assert max(tally.ms) > 5 * min(tally.ms)


def test_a_reply_must_hold_what_its_line_says():
    assert holds({"text": "(?i)hello"}, [{"text": "Hello!"}])
    assert not holds({"text": "hello"}, [{"custom": {"type": "products"}}])
    assert holds({"custom": "products"}, [{"text": "?"}, {"custom": {"type": "products"}}])


def test_what_a_process_uses_is_read_from_the_system():
    before = usage(os.getpid())
    sum(range(3_000_000))
    used = usage(os.getpid()).since(before)
    assert used.cpu_s > 0
    assert 5 < used.mb < 4000
    assert usage(2**22 + 1).mb == 0
