"""What the web channel shows besides answers: the chat page with its files, the shop's pictures, the cart."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from pathlib import Path
from typing import Callable, Optional

from aiohttp import ClientError, ClientSession, ClientTimeout
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.origins import Origins
from channels.problems import problem

logger = logging.getLogger(__name__)
WIDGET = Path(__file__).resolve().parent.parent / "widget"
FOR_ALL_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Lets pages show it that isolate themselves from other sites (COEP)."""
CHECKOUT_TIMEOUT_S = 10
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
SERVED = frozenset({"embed.js", "index.html", "page.css", "checkout.css"})
"""What of the widget's folder is for browsers; the rest is what it is built from."""
FILE_NAME = re.compile(r"[\w.-]{1,120}", re.ASCII)


class Pages:
    """Files and pages, with the headers that keep them safe."""

    def __init__(self, origins: Origins) -> None:
        """Read where the pictures and the carts are; `origins` may frame the chat."""
        self.images = Path(os.environ.get("ECOM_IMAGE_DIR") or "../var/images")
        self.pictures = Path(os.environ.get("ECOM_PICTURE_DIR") or "../var/pictures")
        actions = os.environ.get("ECOM_ACTIONS_URL") or "http://127.0.0.1:5055/webhook"
        self.carts = actions.rpartition("/")[0] + "/checkout"
        self.headers = {
            "Content-Security-Policy": "default-src 'self'; img-src 'self' data: https:; base-uri 'none'; "
            f"form-action 'none'; frame-ancestors {origins.framing}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        }

    def serve(
        self, routes: Blueprint, too_often: Callable[[Request], Optional[HTTPResponse]]
    ) -> None:
        """Add the routes of files and pages; `too_often` refuses who asks the action server too much."""

        @routes.get("/chat")
        async def page(_request: Request) -> HTTPResponse:
            return await self.file("index.html")

        @routes.get("/checkout")
        async def checkout(request: Request) -> HTTPResponse:
            return too_often(request) or await self.cart(request)

        @routes.get("/widget/<name:str>")
        async def widget(_request: Request, name: str) -> HTTPResponse:
            return await self.file(name)

        @routes.get("/images/<name:str>")
        async def image(_request: Request, name: str) -> HTTPResponse:
            return await self.picture(name)

        @routes.get("/pictures/<name:str>")
        async def figure(_request: Request, name: str) -> HTTPResponse:
            return await self.figure(name)

    async def file(self, name: str) -> HTTPResponse:
        """Return a file of the chat page."""
        path = _inside(WIDGET, name) if name in SERVED else None
        kind = TYPES.get(path.suffix) if path else None
        if path is None or kind is None:
            return problem(404, "there is no such file")
        return await response.file(path, headers={**self.headers, **FOR_ALL_SITES}, mime_type=kind)

    async def picture(self, name: str) -> HTTPResponse:
        """Return a picture of the shop."""
        return await _shown(self.images, name, "public, max-age=86400")

    async def figure(self, name: str) -> HTTPResponse:
        """Return a figure that was drawn for an answer, to who knows its name."""
        return await _shown(self.pictures, name, "private, no-store")

    async def cart(self, request: Request) -> HTTPResponse:
        """Pass on the page of a signed cart; the server that knows the carts is not public."""
        headers = {"Accept-Language": request.headers.get("Accept-Language", "")}
        cart = {"cart": (request.args or {}).get("cart") or ""}
        try:
            async with ClientSession(timeout=ClientTimeout(total=CHECKOUT_TIMEOUT_S)) as client:
                async with client.get(self.carts, params=cart, headers=headers) as answer:
                    page, status = await answer.text(), answer.status
        except (ClientError, asyncio.TimeoutError) as error:
            logger.error("a cart could not be shown: %s", type(error).__name__)
            return problem(503, "the cart cannot be shown just now; please try again in a moment")
        return response.html(
            page, status=status, headers={**self.headers, "Cache-Control": "no-store"}
        )


def _inside(folder: Path, name: str) -> Optional[Path]:
    """Return the file of a name in a folder, or None where there is none or it cannot be one."""
    if not FILE_NAME.fullmatch(name) or not (folder / name).is_file():
        return None
    return folder / name


async def _shown(folder: Path, name: str, caching: str) -> HTTPResponse:
    path = _inside(folder, name)
    if path is None:
        return problem(404, "there is no such picture")
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff", **FOR_ALL_SITES}
    return await response.file(path, headers=headers)
