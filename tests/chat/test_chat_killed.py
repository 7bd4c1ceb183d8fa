"""Either process is killed between a change and its answer: the change is done once, and the answer that was due comes.

A proxy stands between the two processes. It lets the action server do its work, and strikes when the answer is there
but has not reached the bot.
"""

from __future__ import annotations

import http.client
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from chat_shop import ChatShop, chat_shop

from scripts import services
from scripts.prepare import secret
from scripts.services import Service, wait_until_ready
from shoptalk.signing import Signer

pytestmark = pytest.mark.chat


class Proxy:
    """Passes calls on to the action server; once `strike` is set, the next answer is not passed on."""

    def __init__(self, target: int) -> None:
        """Stand before the server at the port `target`."""
        self.strike: Callable[[], None] | None = None
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._pass_on(b"")

            def do_POST(self) -> None:
                self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

            def _pass_on(self, body: bytes) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", target, timeout=30)
                try:
                    with closing(connection):
                        connection.request(self.command, self.path, body, dict(self.headers))
                        answer = connection.getresponse()
                        content = answer.read()
                except OSError:
                    self.send_error(503)
                    return
                if body and proxy.strike:
                    strike, proxy.strike = proxy.strike, None
                    strike()
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve, and give the address of the webhook."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{self.server.server_port}/webhook"
        finally:
            self.server.shutdown()
            self.server.server_close()


@pytest.fixture(scope="module")
def shop_and_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ChatShop, Proxy]]:
    port, public = services.free_port(), services.free_port()
    proxy = Proxy(port)
    with pytest.MonkeyPatch.context() as patch, proxy.running() as webhook:
        patch.setattr(services, "free_port", lambda: port)
        folder: Path = tmp_path_factory.mktemp("killed")
        with chat_shop(folder, port=public, settings={"ECOM_ACTIONS_URL": webhook}) as shop:
            yield shop, proxy


class Shopper:
    """Sends messages whose ids the test knows."""

    def __init__(self, shop: ChatShop) -> None:
        """Sign in as a customer of the demo shop."""
        self.web = shop.bot.web
        token = Signer(secret(shop.place.var), shop.place.shop).sign_customer_token("C0001")
        answer = httpx.post(f"{self.web}/session", json={"customer_token": token}, trust_env=False)
        self.headers = {"Authorization": f"Bearer {answer.json()['session']}"}

    def send(self, text: str, message_id: str) -> dict[str, Any]:
        """Send a message and return its answer."""
        body = {"id": message_id, "text": text}
        answer = httpx.post(
            f"{self.web}/messages", json=body, headers=self.headers, trust_env=False, timeout=60
        )
        return dict(answer.json())

    def history(self) -> list[dict[str, Any]]:
        """Return what was said."""
        answer = httpx.get(f"{self.web}/history", headers=self.headers, trust_env=False, timeout=60)
        return list(answer.json()["exchanges"])


def killed(service: Service) -> None:
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()


@pytest.mark.parametrize("which", ["actions", "bot"])
def test_a_change_is_done_once_and_answered_though_a_process_is_killed_in_between(
    shop_and_proxy: tuple[ChatShop, Proxy], which: str
):
    shop, proxy = shop_and_proxy
    shop.reset()
    shopper, yes = Shopper(shop), uuid.uuid4().hex
    shopper.send("cancel 20001, ordered by mistake", uuid.uuid4().hex)
    service: Service = getattr(shop.bot, which)
    proxy.strike = lambda: killed(service)
    if which == "bot":
        with pytest.raises(httpx.TransportError):
            shopper.send("yes", yes)
    else:
        lost = shopper.send("yes", yes)
        assert lost["failed"] is True
        assert "I do not know whether that arrived" in lost["messages"][0]["text"]
    assert shop.rows("select status from \"order\" where id = '20001'") == [["cancelled"]]

    service.restart()
    wait_until_ready([service])
    answer = shopper.send("yes", yes)
    assert answer["failed"] is False
    assert "is cancelled" in "\n".join(m.get("text", "") for m in answer["messages"])
    assert shopper.send("yes", yes)["messages"] == answer["messages"]
    assert shop.rows("select count(*) from operation where kind = 'cancel'") == [[1]]
    assert [exchange["id"] for exchange in shopper.history()].count(yes) == 1
    told = [{k: v for k, v in m.items() if k != "at"} for m in shopper.history()[-1]["messages"]]
    assert told == answer["messages"]
