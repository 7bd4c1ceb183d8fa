"""Starting, watching and ending processes; stand-ins are small real servers."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts import services
from scripts.bootstrap import ROOT
from scripts.prepare import Place, Prepared
from scripts.services import Service, ServiceError, free_port, running, start, wait_until_ready

SERVER = """
import http.server, os, signal, subprocess, sys, threading
stubborn, port = sys.argv[1] == "stubborn", int(sys.argv[2])
if stubborn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(repr({k: v for k, v in os.environ.items() if k.startswith("ECOM_")}).encode())
    def log_message(self, *args): pass

http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def serve(folder: Path, kind: str = "polite", program: str = SERVER) -> Service:
    port = free_port()
    command = [sys.executable, "-c", program, kind, str(port)]
    return start("server", command, folder / "server.log", os.environ, f"http://127.0.0.1:{port}/")


def child_of(service: Service) -> int:
    return int(service.log.read_text().split()[1])


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pid: int) -> None:
    while is_alive(pid):
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["polite", "stubborn"])
def test_a_process_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
):
    monkeypatch.setattr(services, "END_TIMEOUT_S", 0.5)
    service = serve(tmp_path, kind)
    wait_until_ready([service])
    child = child_of(service)
    assert is_alive(child)
    service.end()
    assert service.process.returncode == (-signal.SIGTERM if kind == "polite" else -signal.SIGKILL)
    wait_until_gone(child)


def test_ending_twice_does_no_harm(tmp_path: Path):
    service = serve(tmp_path)
    wait_until_ready([service])
    service.end()
    service.end()


def test_a_process_that_dies_is_noticed_at_once_with_the_end_of_its_log(tmp_path: Path):
    service = serve(tmp_path, program="raise SystemExit('the port is taken')")
    with pytest.raises(ServiceError, match=r"(?s)the server ended with code 1.*the port is taken"):
        wait_until_ready([service])


def test_a_process_that_never_answers_is_given_up(tmp_path: Path):
    service = serve(tmp_path, program="print('thinking', flush=True); import time; time.sleep(600)")
    with ExitStack() as stack:
        stack.callback(service.end)
        while not service.log.read_text():
            time.sleep(0.02)
        with pytest.raises(ServiceError, match=r"(?s)did not answer within 0 s.*thinking"):
            wait_until_ready([service], timeout_s=0)


def test_the_log_of_the_run_before_is_kept(tmp_path: Path):
    (tmp_path / "server.log").write_text("before")
    serve(tmp_path).end()
    assert (tmp_path / "server.log.1").read_text() == "before"


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    """A shop whose two processes are stand-ins that show the settings they were given."""

    def stand_in(
        name: str, command: list[str], log: Path, env: dict[str, str], health: str
    ) -> Service:
        port = health.split(":")[2].split("/")[0]
        return start(name, [sys.executable, "-c", SERVER, "polite", port], log, env, health)

    monkeypatch.setattr(services, "start", stand_in)
    for name in ("ECOM_TRACKER_URL", "ECOM_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return Prepared(Place("luma", tmp_path / "var", tmp_path / "models"), tmp_path / "bot.tar.gz")


def settings_of(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the stand-in's own address
        return dict(ast.literal_eval(answer.read().decode()))


def test_both_processes_get_the_settings_of_the_shop(prepared: Prepared):
    with running(prepared, settings={"ECOM_MESSAGES_PER_MINUTE": "5"}) as bot:
        settings = settings_of(bot.url)
        assert settings_of(bot.actions.health) == settings
    var = prepared.place.var
    assert settings["ECOM_SHOP"] == "luma"
    assert settings["ECOM_VAR_DIR"] == str(var)
    assert settings["ECOM_SECRET"] == (var / "secret").read_text()
    assert settings["ECOM_ACTIONS_URL"] == bot.actions.health.replace("/health", "/webhook")
    assert settings["ECOM_TRACKER_URL"] == f"sqlite:///{var}/trackers/luma.db"
    assert settings["ECOM_IMAGE_DIR"] == str(var / "shops" / "luma" / "images")
    assert settings["ECOM_MESSAGES_PER_MINUTE"] == "5"


def test_nothing_is_left_when_the_block_fails(prepared: Prepared):
    pids: list[int] = []

    def fail_in_the_block() -> None:
        with running(prepared) as bot:
            for service in (bot.actions, bot.bot):
                pids.extend([service.process.pid, child_of(service)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_block()
    assert len(pids) == 4
    for pid in pids:
        wait_until_gone(pid)


def test_nothing_is_left_when_one_does_not_start(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
):
    stand_in, started = services.start, []

    def second_fails(name: str, *arguments: object) -> Service:
        service = (
            start(name, [sys.executable, "-c", "raise SystemExit('no model')"], *arguments[1:])  # type: ignore[arg-type]
            if name == "bot"
            else stand_in(name, *arguments)  # type: ignore[arg-type]
        )
        started.append(service)
        return service

    monkeypatch.setattr(services, "start", second_fails)
    with pytest.raises(ServiceError, match=r"(?s)the bot ended.*no model"), running(prepared):
        pytest.fail("it must not get here")
    assert [service.process.poll() is not None for service in started] == [True, True]


def test_a_hang_up_that_is_to_be_ignored_stays_ignored(prepared: Prepared):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with running(prepared):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def hear_all_signals() -> None:
    """Undo, in a child, what `nohup`, `&` or a continuous integration made this process ignore."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


PARENT = """
import sys, time
from pathlib import Path
sys.argv = ["", *sys.argv[1:]]
from tests_services_stand_in import running_stand_in
with running_stand_in(Path(sys.argv[1])) as bot:
    print(bot.actions.process.pid, bot.bot.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_starting_process_is_told_to_end(
    tmp_path: Path, number: signal.Signals
):
    if number is signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux ends the children of a process that was killed")
    stand_in = tmp_path / "tests_services_stand_in.py"
    stand_in.write_text(
        textwrap.dedent(
            f"""
            import sys
            from pathlib import Path
            from scripts import services
            from scripts.prepare import Place, Prepared
            SERVER = {SERVER!r}
            real = services.start

            def start(name, command, log, env, health):
                port = health.split(":")[2].split("/")[0]
                return real(name, [sys.executable, "-c", SERVER, "polite", port], log, env, health)

            services.start = start

            def running_stand_in(folder):
                return services.running(Prepared(Place("demo", folder / "var", folder), folder / "m"))
            """
        )
    )
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        preexec_fn=hear_all_signals,
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        parent.send_signal(number)
        parent.wait()
    for pid in pids:
        wait_until_gone(pid)
