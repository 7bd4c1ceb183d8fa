"""A web channel on a real port, and a client that reads what it streams."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import urllib.request
from contextlib import contextmanager
from typing import Any, Dict, Iterator
from urllib.error import HTTPError

from sanic import Sanic
from serving import http

WAIT_S = 10


class Streaming:
    """Talks to the channel at a port."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}/webhooks/web/"

    def post(self, path: str, body: Dict[str, Any], token: str = "") -> Any:
        with self._open(path, token, json.dumps(body).encode()) as answer:
            return json.load(answer)

    def status(self, path: str, token: str) -> int:
        try:
            with self._open(path, token) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    @contextmanager
    def events(self, token: str) -> Iterator[Iterator[str]]:
        """Give the lines of a stream as they come."""
        with self._open("events", token) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield (line.decode().rstrip("\n") for line in answer)

    def _open(self, path: str, token: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        call = urllib.request.Request(  # noqa: S310 - our own port
            self._base + path, data=body, headers=headers
        )
        return urllib.request.urlopen(call, timeout=WAIT_S)  # noqa: S310 - our own port


@contextmanager
def served(app: Sanic) -> Iterator[Streaming]:
    """Serve an application as the bot does, on a free port, for as long as the block lasts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    started = threading.Event()
    held: Dict[str, Any] = {}

    async def serve() -> None:
        server: Any = await app.create_server(
            sock=listener,
            protocol=http.StrictHttpProtocol,
            return_asyncio_server=True,
            asyncio_server_kwargs={"start_serving": True},
        )
        await server.startup()
        held.update(loop=asyncio.get_running_loop(), ended=asyncio.Event())
        started.set()
        await held["ended"].wait()
        server.close()
        for connection in list(server.connections):
            connection.drop()
        await asyncio.sleep(0.1)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(WAIT_S)
    try:
        yield Streaming(listener.getsockname()[1])
    finally:
        held["loop"].call_soon_threadsafe(held["ended"].set)
        thread.join(WAIT_S)
