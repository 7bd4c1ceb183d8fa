"""Holds the line to an open page: server-sent events over a response that does not end."""

from __future__ import annotations

import asyncio
from typing import Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from channels.problems import problem
from channels.pushes import Pushes, as_event

BEAT_S = 10.0
"""How often a page is shown that the line stands; well below the server's limit for an answer."""
FULL_S = 60
STREAMED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy hands on at once what is streamed, and keeps nothing."""
OPEN, STILL_OPEN = ": open\n\n", ": still open\n\n"


async def hold(
    request: Request, conversation_id: str, address: str, pushes: Pushes
) -> Optional[HTTPResponse]:
    """Tell a page what happens in its conversation for as long as it listens; refuse an address with too many lines."""
    if not pushes.has_room(address):
        return problem(429, "too many pages are listening", {"Retry-After": str(FULL_S)})
    async with pushes.line(conversation_id, address) as queue:
        line = await request.respond(content_type="text/event-stream", headers=STREAMED)
        await line.send(OPEN)
        while True:
            try:
                told = as_event(await asyncio.wait_for(queue.get(), BEAT_S))
            except asyncio.TimeoutError:
                told = STILL_OPEN
            await line.send(told)
