"""What the web channel asks of the action server besides answers: what the chat says of the shop, and to forget."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout

logger = logging.getLogger(__name__)
TIMEOUT_S = 10
ADDRESS = "http://127.0.0.1:5055/webhook"


class AwayError(Exception):
    """The action server did not do what it was asked."""


class Neighbour:
    """The action server of this shop."""

    def __init__(self, key: str) -> None:
        """Call it with the key that the shop's own processes share."""
        self.base = (os.environ.get("ECOM_ACTIONS_URL") or ADDRESS).rpartition("/")[0]
        self._headers = {"Authorization": f"Bearer {key}"}

    async def about(self, language: str) -> Any:
        """Return what the chat says of the shop before anything is asked.

        Raises:
            AwayError: it cannot be known now.
        """
        return await self._call("GET", "/about", {"language": language})

    async def forget(self, conversation_id: str) -> None:
        """Have it delete what the shop's database holds of what was said in a conversation.

        Raises:
            AwayError: nothing was deleted.
        """
        await self._call("DELETE", f"/conversations/{quote(conversation_id, safe='')}", {})

    async def _call(self, method: str, path: str, query: Any) -> Any:
        try:
            async with ClientSession(timeout=ClientTimeout(total=TIMEOUT_S)) as client:
                call = client.request(method, self.base + path, params=query, headers=self._headers)
                async with call as answer:
                    if answer.status >= 300:
                        raise AwayError(f"status {answer.status}")
                    return await answer.json() if answer.status == 200 else None
        except (ClientError, asyncio.TimeoutError) as error:
            logger.error("the action server was not reached: %s", type(error).__name__)
            raise AwayError(type(error).__name__) from error
