"""Serves the demo shop's pages on this machine, for as long as a `with` block lasts.

One may become any of the invented customers there, so it serves no other shop, and nobody on other machines.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from ecomcore.config import Settings
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Customer
from scripts.prepare import Place, secret
from scripts.storefront.pages import LANGUAGES, Pages, Site, Visit
from shoptalk.signing import Signer

HOST = "127.0.0.1"
HERE = Path(__file__).parent
FILES = {"/shop.css": "text/css", "/shop.js": "text/javascript"}
LONGEST_FORM = 1000
HTML = "text/html; charset=utf-8"


class Storefront:
    """Answers requests with pages."""

    def __init__(self, settings: Settings, site: Site) -> None:
        """Serve the shop of `settings`."""
        self.settings, self.site = settings, site
        chat = "{0.scheme}://{0.netloc}".format(urlsplit(site.chat))
        self.policy = (
            f"default-src 'self'; script-src 'self' {chat}; connect-src {chat}; "
            f"img-src 'self' data: https: {chat}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )

    def page(self, target: str, visit: Visit) -> tuple[int, str]:
        """Return the status and the page of an address."""
        address = urlsplit(target)
        with open_session(self.settings.shop, self.settings) as session:
            pages = Pages(session, self.site, visit, self.settings.clock().date())
            if address.path == "/":
                category = parse_qs(address.query).get("category", [None])[0]
                return 200, pages.grid(category)
            folder, _, name = address.path.removeprefix("/").partition("/")
            found = pages.product(unquote(name)) if folder == "products" else None
            return (200, found) if found else (404, pages.missing())

    def knows(self, customer_id: str) -> bool:
        """Say whether there is such a customer."""
        with open_session(self.settings.shop, self.settings) as session:
            return session.get(Customer, customer_id) is not None


class _Handler(BaseHTTPRequestHandler):
    front: ClassVar[Storefront]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path in FILES:
            self._send(200, FILES[address.path], (HERE / address.path[1:]).read_bytes())
        elif address.path.startswith("/language/"):
            language = address.path.rpartition("/")[2]
            to = parse_qs(address.query).get("to", ["/"])[0]
            self._go(to, {"language": language if language in LANGUAGES else LANGUAGES[0]})
        else:
            status, page = self.front.page(self.path, self._visit())
            self._send(status, HTML, page.encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/signin" or length > LONGEST_FORM:
            self._send(404, "text/plain", b"")
            return
        form = parse_qs(self.rfile.read(length).decode("utf-8", "replace"))
        customer = form.get("customer", [""])[0]
        known = customer if customer and self.front.knows(customer) else ""
        self._go(urlsplit(self.headers.get("Referer") or "/").path, {"customer": known})

    def _visit(self) -> Visit:
        held = _cookies(self.headers.get("Cookie") or "")
        wanted = (self.headers.get("Accept-Language") or "")[:2].lower()
        language = next((x for x in (held.get("language"), wanted) if x in LANGUAGES), LANGUAGES[0])
        customer = held.get("customer") or None
        if customer and not self.front.knows(customer):
            customer = None
        return Visit(language, customer, self.path)

    def _go(self, to: str, cookies: dict[str, str]) -> None:
        self.send_response(303)
        inside = to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
        self.send_header("Location", inside.splitlines()[0] if inside else "/")
        for name, value in cookies.items():
            self.send_header("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Strict")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Content-Security-Policy": self.front.policy,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: found.value for name, found in SimpleCookie(header).items()}
    except CookieError:
        return {}


@contextmanager
def storefront(place: Place, chat: str, port: int) -> Iterator[str]:
    """Serve the pages of a shop at a port of this machine, with the chat at `chat` on them; give their address.

    Raises:
        OSError: something listens there already.
    """
    key = secret(place.var)
    fixed = {"now": datetime.fromisoformat(place.now)} if place.now else {}
    settings = Settings(shop=place.shop, var_dir=place.var, **fixed)  # type: ignore[arg-type]
    site = Site(chat, Signer(key, place.shop))
    handler = type("Handler", (_Handler,), {"front": Storefront(settings, site)})
    server = ThreadingHTTPServer((HOST, port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
