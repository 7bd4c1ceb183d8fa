"""Who may enter the console: a link that lives for minutes, then a cookie that lives for a day's work.

Both are signed with the shop's key, each for a purpose of its own, so that no token of the chat opens the console.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

from shoptalk.signing import Signer, TokenError

LINK = "ecom.console.link"
SESSION = "ecom.console"
LINK_S = 600
SESSION_S = 12 * 3600
COOKIE = "ecom_console"
KEY = "key"
OPEN = ("/health",)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def link(signer: Signer, base: str, name: str, now: float | None = None) -> str:
    """Return an address at which `name` can enter for ten minutes."""
    return f"{base}/?{urlencode({KEY: signer.sign({'staff': name}, LINK, now)})}"


def who(signer: Signer, token: str, purpose: str, max_age_s: int, now: float | None = None) -> str:
    """Return whom a token names, empty where it is not valid."""
    try:
        return str(signer.unsign(token, purpose, max_age_s, now).get("staff") or "")
    except TokenError:
        return ""


@dataclass
class Door:
    """Lets in whoever has the cookie, gives it to who comes with a fresh link, and shows others `closed`."""

    app: App
    signer: Signer
    closed: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on with the name of who asks in `scope["staff"]`."""
        if scope["type"] not in ("http", "websocket") or scope.get("path") in OPEN:
            await self.app(scope, receive, send)
            return
        name = who(self.signer, _cookie(scope), SESSION, SESSION_S)
        if name:
            scope["staff"] = name
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._at_the_door(scope, send)

    async def _at_the_door(self, scope: Scope, send: Send) -> None:
        asked = parse_qs(bytes(scope.get("query_string") or b"").decode("latin-1"))
        name = who(self.signer, (asked.pop(KEY, None) or [""])[0], LINK, LINK_S)
        if not name:
            await _reply(send, 401, self.closed, {})
            return
        rest = urlencode(asked, doseq=True)
        cookie = (
            f"{COOKIE}={self.signer.sign({'staff': name}, SESSION)}; Path=/; HttpOnly; SameSite=Strict; "
            f"Max-Age={SESSION_S}"
        )
        headers = {"set-cookie": cookie, "location": f"/?{rest}" if rest else "/"}
        await _reply(send, 303, "", headers)


def _cookie(scope: Scope) -> str:
    headers: Mapping[bytes, bytes] = dict(scope.get("headers") or [])
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


async def _reply(send: Send, status: int, text: str, headers: Mapping[str, str]) -> None:
    body = text.encode()
    named = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", **headers}
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
