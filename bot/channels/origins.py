"""Which sites may show the chat and talk to it from their own pages (CORS), by the shop's list of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, Optional, Tuple
from urllib.parse import urlsplit

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.problems import problem

SITE = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")
METHODS = "GET, POST, DELETE, OPTIONS"
HEADERS = "Authorization, Content-Type"
CALLED = ("/session", "/messages", "/history", "/events", "/about")
"""What pages call in a way that makes a browser ask first whether it may."""
READING = ("GET", "HEAD", "OPTIONS")
KEPT_S = 600
"""How long a browser may keep what it was told of a site."""


@dataclass(frozen=True)
class Origins:
    """The sites of `ECOM_SITE_ORIGINS`; `https://*.example.com` names every site below a domain."""

    sites: Tuple[str, ...] = ()

    @classmethod
    def of(cls, setting: str) -> Origins:
        """Read the setting, with spaces between several.

        Raises:
            ValueError: one of them is no origin; the message names it.
        """
        found = setting.split()
        for site in found:
            if not SITE.fullmatch(site):
                raise ValueError(
                    f"ECOM_SITE_ORIGINS: {site!r} is no origin such as https://www.example.com (spaces between several)"
                )
        return cls(tuple(site.lower() for site in found))

    @property
    def framing(self) -> str:
        """Who may show the chat page in a frame, as a Content-Security-Policy names them."""
        return " ".join(["'self'", *self.sites])

    def is_welcome(self, request: Request) -> bool:
        """Say whether a request comes from no other site, or from one of the list."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == request.host.lower() or self._names(origin)

    def headers(self, request: Request) -> Dict[str, str]:
        """Return what tells the browser that the site of a request may read the answer; nothing for other sites."""
        origin: Optional[str] = request.headers.get("Origin")
        if origin is None or not self._names(origin):
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Expose-Headers": "Retry-After",
            "Access-Control-Max-Age": str(KEPT_S),
            "Vary": "Origin",
        }

    def _names(self, origin: str) -> bool:
        return any(_is(origin.lower(), site) for site in self.sites)


def _is(origin: str, site: str) -> bool:
    scheme, _, host = site.partition("://")
    if not host.startswith("*."):
        return origin == site
    found, _, asked = origin.partition("://")
    return found == scheme and asked.endswith(host[1:]) and len(asked) > len(host[1:])


def guard(routes: Blueprint, origins: Origins) -> None:
    """Let the pages of welcome sites read what the routes answer, and refuse what others would change by them."""

    @routes.middleware("request")
    async def refuse(request: Request) -> Optional[HTTPResponse]:
        if request.method in READING or origins.is_welcome(request):
            return None
        return problem(403, "this site is not one of ECOM_SITE_ORIGINS")

    @routes.middleware("response")
    async def allow(request: Request, answer: HTTPResponse) -> None:
        answer.headers.update(origins.headers(request))

    async def ask_first(_request: Request) -> HTTPResponse:
        return response.empty()

    for path in CALLED:
        routes.add_route(ask_first, path, methods=["OPTIONS"], name=f"may{path.replace('/', '_')}")
