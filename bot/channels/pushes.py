"""Tells open pages that something has happened in a conversation, whichever process it happened in.

A push only says that there is news and of which kind: what was said is read from the conversation's history, so that a
push that is lost or comes twice loses and doubles nothing. Over several processes they go through Redis.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import Counter, defaultdict
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, AsyncIterator, DefaultDict, Dict, Optional, Set

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
NEWS = "news"
"""Something was said: read the history."""
BUSY = "busy"
"""An answer is being written."""
CHANNEL = "ecom.pushes"
WAITING = 20
"""How many pushes wait for a page that reads slowly; the history has what the oldest told."""
LINES = 20
"""How many lines one address may hold to one process."""
AGAIN_S = 2.0

Push = Dict[str, Any]


class Pushes:
    """The open lines of this process, by conversation."""

    def __init__(self, redis_url: Optional[str] = None) -> None:
        """Reach the other processes over a Redis, where there is one."""
        self._redis_url = redis_url
        self._redis: Any = None
        self._listening: "Optional[asyncio.Task[None]]" = None
        self._lines: "DefaultDict[str, Set[asyncio.Queue[Push]]]" = defaultdict(set)
        self._held: "Counter[str]" = Counter()

    def has_room(self, address: str) -> bool:
        """Say whether an address may hold one more line."""
        return self._held[address] < LINES

    async def tell(self, conversation_id: str, kind: str = NEWS, **more: Any) -> None:
        """Tell every open page of a conversation, in whichever process, that something has happened in it."""
        push = {"kind": kind, **more}
        if not self._redis_url:
            self._put(conversation_id, push)
            return
        try:
            self._redis = self._redis or Redis.from_url(self._redis_url)
            await self._redis.publish(CHANNEL, json.dumps([conversation_id, push]))
        except RedisError as error:
            logger.error("a push could not be told to other processes: %s", type(error).__name__)
            self._put(conversation_id, push)

    @asynccontextmanager
    async def line(
        self, conversation_id: str, address: str
    ) -> "AsyncIterator[asyncio.Queue[Push]]":
        """Hold a line to a page: what is told of its conversation comes out of the queue."""
        if self._redis_url and self._listening is None:
            self._listening = asyncio.ensure_future(self._listen())
        queue: "asyncio.Queue[Push]" = asyncio.Queue(WAITING)
        self._lines[conversation_id].add(queue)
        self._held[address] += 1
        try:
            yield queue
        finally:
            self._held[address] -= 1
            self._lines[conversation_id].discard(queue)
            if not self._lines[conversation_id]:
                del self._lines[conversation_id]

    async def close(self) -> None:
        """End what is open to other processes, when this one ends."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._redis is not None:
            await self._redis.close()
            await self._redis.connection_pool.disconnect()
        self._listening = self._redis = None

    def _put(self, conversation_id: str, push: Push) -> None:
        for queue in list(self._lines.get(conversation_id, ())):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(push)

    async def _listen(self) -> None:
        """Pass on what any process tells, for as long as this one lives."""
        while True:
            try:
                async with Redis.from_url(self._redis_url) as redis, redis.pubsub() as subscribed:
                    await subscribed.subscribe(CHANNEL)
                    async for message in subscribed.listen():
                        if message["type"] == "message":
                            conversation_id, push = json.loads(message["data"])
                            self._put(conversation_id, push)
            except RedisError as error:
                logger.error("pushes cannot be heard: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_S)


@lru_cache(maxsize=None)
def pushes() -> Pushes:
    """Return the lines of this process, for whichever channel has something to tell."""
    return Pushes(os.environ.get("ECOM_REDIS_URL"))


def as_event(push: Push) -> str:
    """Return a push as one of the server-sent events (WHATWG HTML, 9.2)."""
    more = {name: value for name, value in push.items() if name != "kind"}
    return f"event: {push['kind']}\ndata: {json.dumps(more)}\n\n"
