"""A service is watched by asking: one that hangs or has died is started anew, and one that only dies is given up."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import watch
from scripts.services import Service, ServiceError, free_port, start, wait_until_ready
from scripts.watch import RESTARTS, Watch

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    port = free_port()
    made = start(
        "bot", [sys.executable, "-c", SERVER, str(port)], tmp_path / "bot.log", os.environ,
        f"http://127.0.0.1:{port}/",
    )  # fmt: skip
    try:
        wait_until_ready([made])
        yield made
    finally:
        made.end()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def watching(service: Service, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(watch, "SILENT_S", 0.3)
    monkeypatch.setattr("scripts.services.ASK_S", 0.2)
    return Watch([service], told.append)


def look_until(watching: Watch, told: list[str], count: int) -> None:
    while len(told) < count:
        watching.look()
        time.sleep(0.02)


def test_a_process_that_is_well_is_left_alone(service: Service, watching: Watch, told: list[str]):
    pid = service.process.pid
    time.sleep(0.5)
    watching.look()
    assert (service.process.pid, told) == (pid, [])


def test_a_process_that_hangs_is_started_anew(service: Service, watching: Watch, told: list[str]):
    hung = service.process.pid
    os.kill(hung, signal.SIGSTOP)
    look_until(watching, told, 1)
    assert service.process.pid != hung
    assert "has not answered for 0 s" in told[0]
    wait_until_ready([service])


def test_a_process_that_died_is_started_anew(service: Service, watching: Watch, told: list[str]):
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    watching.look()
    assert "ended with code -9" in told[0]
    wait_until_ready([service])


def test_one_that_is_starting_is_given_its_time(service: Service, watching: Watch, told: list[str]):
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    silent = start("bot", command, service.log, os.environ, service.health)
    silent.end()
    service.begin = silent.begin
    watching.look()
    time.sleep(0.5)
    watching.look()
    assert len(told) == 1


def test_one_that_cannot_be_kept_running_is_given_up(
    service: Service, watching: Watch, told: list[str]
):
    for _ in range(RESTARTS):
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
        watching.look()
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    with pytest.raises(ServiceError, match="for the 6th time within 600 s"):
        watching.look()
    assert len(told) == RESTARTS
