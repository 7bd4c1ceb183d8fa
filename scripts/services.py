"""Runs the two processes of the bot, the action server and Rasa, for as long as a `with` block lasts."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from types import FrameType

from scripts.bootstrap import BOT, CORE, ROOT
from scripts.prepare import Place, Prepared, tail

START_TIMEOUT_S = 240.0
END_TIMEOUT_S = 8.0
POLL_S = 0.1
ASK_S = 2
PR_SET_PDEATHSIG = 1


class ServiceError(Exception):
    """A process did not start or died; the message has the end of its log."""


@dataclass
class Service:
    """A process that was started, how to start it again, and the address at which it says that it is well."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    health: str
    begin: Callable[[], subprocess.Popen[bytes]]

    def answers(self) -> bool:
        """Say whether the process is well."""
        try:
            with urllib.request.urlopen(self.health, timeout=ASK_S) as response:  # noqa: S310 - our own address
                return bool(response.status == 200)
        except (OSError, HTTPException):
            return False

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self.process.poll() is not None

    def restart(self) -> None:
        """End what is left of the process, and start it anew."""
        self.end()
        self.process = self.begin()

    def check_alive(self) -> None:
        """Raise ServiceError if the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise ServiceError(
                f"the {self.name} ended with code {code}; its log says:\n{tail(self.log)}"
            )

    def end(self) -> None:
        """End the process and whatever it started, first politely."""
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


@dataclass(frozen=True)
class Running:
    """The two processes, ready."""

    url: str
    actions: Service
    bot: Service

    @property
    def web(self) -> str:
        """Address of the web channel."""
        return f"{self.url}/webhooks/web"

    def check_alive(self) -> None:
        """Raise ServiceError if one of the two has ended."""
        self.actions.check_alive()
        self.bot.check_alive()


@contextmanager
def running(
    prepared: Prepared,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Start both processes, wait until they answer, and end them with the block, whatever ends it.

    Args:
        prepared: the shop and the trained bot.
        host: the address that the bot listens on; the action server's is always private.
        port: the bot's port; by default a free one.
        settings: more environment variables for both, such as `ECOM_NOW`.

    Raises:
        ServiceError: one did not start; the message has the end of its log.
    """
    place = prepared.place
    port, actions_port = port or free_port(), free_port()
    near = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    url = f"http://{near}:{port}"
    environment = environment_of(place, url, actions_port, settings or {})
    with _ended_by_signals(), ExitStack() as stack:
        actions = start_actions(place, environment)
        stack.callback(actions.end)
        bot = start(
            "bot",
            [
                *(str(BOT.interpreter), "bot/server.py", "--host", host, "--port", str(port)),
                *("--model", str(prepared.model), "--var", str(place.var)),
            ],
            place.logs / "bot.log",
            environment,
            f"{url}/webhooks/web/",
        )
        stack.callback(bot.end)
        wait_until_ready([actions, bot])
        yield Running(url, actions, bot)


def environment_of(
    place: Place, url: str, actions_port: int, settings: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables that both processes run with: a bot at `url`, an action server on a private port."""
    (place.var / "trackers").mkdir(parents=True, exist_ok=True)
    return {
        **place.environment(),
        "SANIC_HOST": "127.0.0.1",
        "ECOM_ACTIONS_HOST": "127.0.0.1",
        "ECOM_ACTIONS_PORT": str(actions_port),
        "ECOM_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "ECOM_PUBLIC_URL": os.environ.get("ECOM_PUBLIC_URL") or url,
        "ECOM_BOT_URL": url,
        "ECOM_IMAGE_DIR": str(place.images),
        "ECOM_UPLOAD_DIR": str(place.var / "uploads"),
        "ECOM_PICTURE_DIR": str(place.var / "pictures"),
        "ECOM_TRACKER_URL": os.environ.get("ECOM_TRACKER_URL")
        or f"sqlite:///{place.var / 'trackers' / place.shop}.db",
        **settings,
    }


def start_actions(place: Place, environment: Mapping[str, str]) -> Service:
    """Start the action server."""
    return start(
        "action server",
        [str(CORE.interpreter), "-m", "actions"],
        place.logs / "actions.log",
        environment,
        f"http://127.0.0.1:{environment['ECOM_ACTIONS_PORT']}/health",
    )


def start(
    name: str, command: list[str], log: Path, environment: Mapping[str, str], health: str
) -> Service:
    """Start a process in a group of its own; the log of the run before is kept as `<log>.1`."""

    def begin() -> subprocess.Popen[bytes]:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_name(f"{log.name}.1"))
        with log.open("wb") as file:
            return subprocess.Popen(
                command, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT,
                env=dict(environment), start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip

    return Service(name, begin(), log, health, begin)


def wait_until_ready(services: list[Service], timeout_s: float = START_TIMEOUT_S) -> None:
    """Wait until every process answers.

    Raises:
        ServiceError: one ended, or did not answer in time; the message has the end of its log.
    """
    ends = time.monotonic() + timeout_s
    waiting = list(services)
    while waiting:
        for service in services:
            service.check_alive()
        waiting = [service for service in waiting if not service.answers()]
        if waiting and time.monotonic() > ends:
            late = waiting[0]
            raise ServiceError(
                f"the {late.name} did not answer within {timeout_s:.0f} s; its log says:\n{tail(late.log)}"
            )
        if waiting:
            time.sleep(POLL_S)


def free_port() -> int:
    """Return a port that nothing on this machine listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """Let Linux end the child should this process be killed before it can do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Treat a request to end like Ctrl-C, so that `with` blocks end what they started.

    What was to be ignored stays ignored: `nohup make serve` goes on when its terminal is closed.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    wanted = (signal.SIGTERM, signal.SIGHUP)
    heard = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, leave) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
