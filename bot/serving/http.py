"""HTTP/1.1 as the bot's port speaks it: what is not well formed is refused, and who is slow does not keep a place.

Sanic 21.12, which Rasa pins, reads a negative `Content-Length` for ever, answers 500 to one that is no number, and
starts its clocks anew with every byte. Its two classes are derived here, so that all else stays as it is.
"""

from __future__ import annotations

import logging
import resource
from http import HTTPStatus
from time import monotonic
from typing import Any, List, Optional

from httptools import parse_url
from httptools.parser.errors import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage, PayloadTooLarge, RequestTimeout
from sanic.http import Http, Stage
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sanic.server.protocols.http_protocol import HttpProtocol

logger = logging.getLogger(__name__)
HEAD_S = 10.0
"""How long the head of a request may take from its first byte."""
BODY_S = 30.0
"""How long the body may take after the head: 11 MB over 3 Mbit/s."""
IDLE_S = 15
CHECK_S = 1.0
MAX_CONNECTIONS = 2_000
FILES_BESIDE_CONNECTIONS = 200
LONGEST_LENGTH = 15
"""Digits of a `Content-Length`; whatever has more is too large for any limit."""


def check_head(head: bytes) -> None:
    """Refuse a request whose end could be read in two ways, or whose first line is no request (RFC 9112, 3 and 6).

    Raises:
        InvalidUsage: it is malformed; the message says in what.
        PayloadTooLarge: it announces a body that no limit would let pass.
    """
    first, *lines = head.split(b"\r\n")
    _check_target(first)
    lengths: List[bytes] = []
    codings: List[bytes] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip():
            raise InvalidUsage("a header has no name, or a space beside it")
        if name.lower() == b"content-length":
            lengths.append(value.strip(b" \t"))
        elif name.lower() == b"transfer-encoding":
            codings.append(value.strip(b" \t").lower())
    if len(lengths) + len(codings) > 1:
        raise InvalidUsage("the length of the body is given more than once")
    if codings and codings != [b"chunked"]:
        raise InvalidUsage("the only Transfer-Encoding that is read here is chunked")
    if lengths and not lengths[0].isdigit():
        raise InvalidUsage("Content-Length is not a number of bytes")
    if lengths and len(lengths[0]) > LONGEST_LENGTH:
        raise PayloadTooLarge("Request body exceeds the size limit")


def _check_target(line: bytes) -> None:
    parts = line.split(b" ")
    if len(parts) != 3 or not line.isascii():
        raise InvalidUsage("the first line is not METHOD TARGET HTTP/1.1")
    try:
        parse_url(parts[1])
    except HttpParserInvalidURLError as error:
        raise InvalidUsage("the address cannot be read") from error


def connections_allowed() -> int:
    """Raise the limit of open files as far as the system lets, and return how many connections that leaves room for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + FILES_BESIDE_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, soft - FILES_BESIDE_CONNECTIONS))


class StrictHttp(Http):
    """Sanic's reading of requests, behind `check_head`."""

    __slots__ = ("began",)

    def init_for_request(self) -> None:
        """Forget the request before."""
        super().init_for_request()
        self.began = 0.0

    @property
    def is_being_sent(self) -> bool:
        """Whether the client has yet to send the rest of a request that it has begun."""
        return self.stage is Stage.REQUEST or bool(self.request_body)

    async def http1_request_header(self) -> None:
        """Read the head of a request.

        Raises:
            InvalidUsage: it is malformed.
            PayloadTooLarge: it, or the body that it announces, is too large.
        """
        self.began = monotonic()
        end = self.recv_buffer.find(b"\r\n\r\n")
        while end < 0 and len(self.recv_buffer) <= self.HEADER_MAX_SIZE:
            await self._receive_more()
            end = self.recv_buffer.find(b"\r\n\r\n")
        if end >= 0:
            check_head(bytes(self.recv_buffer[:end]))
        await super().http1_request_header()


class StrictHttpProtocol(HttpProtocol):
    """A connection whose request must come in time, and which makes room when there are too many."""

    __slots__ = ()
    _http: Any
    limit = MAX_CONNECTIONS

    def _setup_connection(self) -> None:
        self._http = StrictHttp(self)
        self._time = monotonic()
        self.check_timeouts()
        self.loop.call_later(CHECK_S, self.check_pace)

    def check_pace(self) -> None:
        """End a request that has not been sent whole in time, however often a byte of it comes."""
        http = self._http
        if http is None or not self._task:
            return
        allowed_s = HEAD_S if http.stage is Stage.REQUEST else HEAD_S + BODY_S
        if http.is_being_sent and http.began and monotonic() - http.began > allowed_s:
            http.exception = RequestTimeout("the request was not sent in time")
            http.request_body = None  # or Sanic would go on to read what is left of it
            self._task.cancel()
            return
        self.loop.call_later(CHECK_S, self.check_pace)

    def connection_made(self, transport: Any) -> None:
        """Take a connection in; if that makes too many, close the one that has waited longest to send something."""
        self._http, self._time = None, monotonic()
        super().connection_made(transport)
        if len(self.connections) <= self.limit:
            return
        waiting = [other for other in self.connections if other is not self and other.is_waiting]
        if waiting:
            min(waiting, key=lambda other: other._time).drop()

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is being done for the client."""
        return self._http is None or self._http.stage is Stage.IDLE or self._http.is_being_sent

    def drop(self) -> None:
        """Close the connection at once, without an answer."""
        self.connections.discard(self)
        if self._task:
            self._task.cancel()
        if self.transport:
            self.transport.abort()


def say_little(app: Any) -> None:
    """Let errors, and the address that Rasa greets at, say nothing of what serves here."""

    @app.on_request
    async def no_greeting(request: Request) -> Optional[HTTPResponse]:
        return _error(404) if request.path == "/" else None

    @app.exception(Exception)
    async def plain(_request: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        if status >= 500:
            logger.error("a request failed with %s", type(error).__name__)
        return _error(status)


def _error(status: int) -> HTTPResponse:
    return json({"error": HTTPStatus(status).phrase.lower()}, status=status)


def configure(app: Any) -> None:
    """Set the time limits of an application that is served over `StrictHttpProtocol`."""
    app.config.KEEP_ALIVE_TIMEOUT = IDLE_S
    app.config.REQUEST_TIMEOUT = HEAD_S
    StrictHttpProtocol.limit = connections_allowed()
