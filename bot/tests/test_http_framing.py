"""The bot's port: whatever comes over a socket, the next visitor is answered."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from typing import Any, Iterator, List, Tuple

import pytest
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from serving import http

GOOD = b"POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi"
_numbers = itertools.count()


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server of ours that echoes, with short limits."""
    monkeypatch.setattr(http, "HEAD_S", 0.4)
    monkeypatch.setattr(http, "BODY_S", 0.6)
    monkeypatch.setattr(http, "CHECK_S", 0.05)
    app = Sanic(f"framing_{next(_numbers)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 1000

    @app.post("/echo")
    async def echo(request: Request) -> HTTPResponse:
        return response.text(request.body.decode())

    http.configure(app)
    monkeypatch.setattr(http.StrictHttpProtocol, "limit", 20)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    ready: List[Tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    started = threading.Event()

    async def serve() -> None:
        server: Any = await app.create_server(
            sock=listener,
            protocol=http.StrictHttpProtocol,
            return_asyncio_server=True,
            asyncio_server_kwargs={"start_serving": True},
        )
        await server.startup()
        ended = asyncio.Event()
        ready.append((asyncio.get_running_loop(), ended))
        started.set()
        await ended.wait()
        server.close()
        for connection in list(server.connections):
            connection.drop()
        await asyncio.sleep(0.1)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(10)
    yield int(listener.getsockname()[1])
    loop, ended = ready[0]
    loop.call_soon_threadsafe(ended.set)
    thread.join(10)
    listener.close()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def received(connection: socket.socket) -> bytes:
    """Return all that comes until the server closes."""
    found = b""
    try:
        while part := connection.recv(4096):
            found += part
    except ConnectionResetError:
        pass
    return found


def is_closed(connection: socket.socket) -> bool:
    """Send one more byte, and say whether the other side takes none any more."""
    try:
        connection.sendall(b"x")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def first_line(port: int, sent: bytes) -> bytes:
    with connect(port) as connection:
        connection.sendall(sent)
        return connection.recv(4096).partition(b"\r\n")[0]


def answers(port: int) -> bool:
    return first_line(port, GOOD) == b"HTTP/1.1 200 OK"


def request(*headers: bytes, body: bytes = b"hi") -> bytes:
    return b"\r\n".join([b"POST /echo HTTP/1.1", b"Host: shop", *headers, b"", body])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (GOOD, 200),
        (request(b"Content-Length: -1"), 400),
        (request(b"Content-Length: abc"), 400),
        (request(b"Content-Length: +2"), 400),
        (request(b"Content-Length: "), 400),
        (request("Content-Length: ２".encode()), 400),
        (request(b"Content-Length: 2", b"Content-Length: 2"), 400),
        (request(b"Content-Length: 2, 2"), 400),
        (request(b"Content-Length: 2", b"Transfer-Encoding: chunked"), 400),
        (request(b"Content-Length : 2"), 400),
        (request(b"X: y", b" Content-Length: 2"), 400),
        (request(b"Transfer-Encoding: gzip"), 400),
        (request(b"Content-Length: 1001"), 413),
        (request(b"Content-Length: " + b"9" * 400), 413),
        (request(b"Transfer-Encoding: chunked", body=b"-5\r\nhello\r\n0\r\n\r\n"), 400),
        (request(b"Transfer-Encoding: chunked", body=b"2\r\nhi\r\n0\r\n\r\n"), 200),
        (request(b"Transfer-Encoding: chunked", body=b"fffffff\r\nhi"), 413),
        (b"GET http://[ HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000, 413),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, bytes) else value,
)  # fmt: skip
def test_a_request_is_read_or_refused_and_the_next_one_is_answered(
    port: int, sent: bytes, status: int
):
    assert first_line(port, sent).split()[1] == str(status).encode()
    assert answers(port)


@pytest.mark.parametrize(
    "begun",
    [
        b"POST /echo HTT",
        request(b"Content-Length: 500", body=b""),
        b"POST /none HTTP/1.1\r\nContent-Length: 500\r\n\r\n",
    ],
    ids=["head", "body", "body of a path that there is not"],
)
def test_who_sends_a_byte_now_and_then_is_cut_off(port: int, begun: bytes):
    began = time.monotonic()
    with connect(port) as connection:
        connection.sendall(begun)
        while not is_closed(connection) and time.monotonic() - began < 10:
            time.sleep(0.05)
    assert time.monotonic() - began < 5
    assert answers(port)


def test_a_request_in_two_halves_is_read(port: int):
    with connect(port) as connection:
        connection.sendall(GOOD[:30])
        time.sleep(0.1)
        connection.sendall(GOOD[30:])
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 OK")


def test_idle_connections_make_room_for_who_comes(port: int):
    idle = [connect(port) for _ in range(60)]
    try:
        assert answers(port)
        time.sleep(0.2)
        assert received(idle[0]) == b""  # the one that waited longest is closed
        idle[-1].sendall(GOOD)
        assert idle[-1].recv(4096).startswith(b"HTTP/1.1 200 OK")
    finally:
        for connection in idle:
            connection.close()
