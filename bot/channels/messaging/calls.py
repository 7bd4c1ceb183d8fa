"""Calls to a platform: tried again with growing pauses, never waiting without end, logged without what was said."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from channels.uploads import MAX_BYTES, UploadError

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
TRIES = 5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
"""Who asks for a longer pause is asked again later, and nobody waits here for it."""
REDIRECTS = 3
CHUNK = 65_536


class CallError(Exception):
    """The platform did not take what was sent."""


class BlockedError(CallError):
    """The person does not want messages of the bot, or cannot be reached any more."""


class RefusedError(CallError):
    """The platform refuses this very message; sending it again would not help."""


class UnreachableError(CallError):
    """The platform did not answer, or asked to wait; `pause_s` says how long at least."""

    def __init__(self, pause_s: float = 0.0) -> None:
        """Keep the pause that the platform asked for."""
        super().__init__(f"not reached; again in {pause_s:.0f} s at the earliest")
        self.pause_s = pause_s


@dataclass(frozen=True)
class Answered:
    """What a platform answered."""

    status: int
    body: Any
    """JSON, where it is some; else the text."""
    retry_after_s: float = 0.0


Judge = Callable[[Answered], str]
"""Says of an answer `ok`, `again`, `blocked` or `refused`."""


def by_status(answered: Answered) -> str:
    """Judge by the status of HTTP alone."""
    if answered.status < 300:
        return "ok"
    if answered.status == 429 or answered.status >= 500:
        return "again"
    return "blocked" if answered.status == 403 else "refused"


class Calls:
    """Calls one platform."""

    def __init__(self, channel: str, judge: Judge = by_status) -> None:
        """Name the channel in the log, and let `judge` read what the platform answers."""
        self._channel, self._judge = channel, judge
        self.timeout_s, self.first_pause_s = TIMEOUT_S, FIRST_PAUSE_S

    async def call(
        self,
        what: str,
        url: str,
        *,
        method: str = "POST",
        headers: Optional[Mapping[str, str]] = None,
        tries: int = TRIES,
        **content: Any,
    ) -> Any:
        """Return what the platform answers.

        Args:
            what: the call, for the log; an address may hold a token.
            url: the address.
            method: of HTTP.
            headers: more headers.
            tries: how often at most.
            content: `json`, `data` or `params`.

        Raises:
            BlockedError: the person cannot be written to.
            RefusedError: the platform refuses the call.
            UnreachableError: it did not answer, or is too busy.
        """
        pause_s = self.first_pause_s
        for attempt in range(1, tries + 1):
            answered = await self._once(method, url, headers, content)
            verdict = self._judge(answered) if answered else "again"
            if answered and verdict == "ok":
                return answered.body
            seen = f"status {answered.status}" if answered else "no answer"
            if verdict == "blocked":
                raise BlockedError(seen)
            if verdict == "refused":
                logger.error("%s: %s was refused with %s", self._channel, what, seen)
                raise RefusedError(seen)
            asked_s = answered.retry_after_s if answered else 0.0
            wait_s = max(asked_s, pause_s * random.uniform(0.8, 1.2))
            if attempt == tries or wait_s > LONGEST_PAUSE_S:
                logger.error("%s: %s failed %d times: %s", self._channel, what, attempt, seen)
                raise UnreachableError(asked_s)
            logger.warning("%s: %s got %s, again in %.1f s", self._channel, what, seen, wait_s)
            await asyncio.sleep(wait_s)
            pause_s *= 2
        raise AssertionError  # the last attempt returns or raises

    async def _once(
        self, method: str, url: str, headers: Optional[Mapping[str, str]], content: Any
    ) -> Optional[Answered]:
        try:
            async with ClientSession(timeout=ClientTimeout(total=self.timeout_s)) as client:
                async with client.request(
                    method, url, headers=headers, allow_redirects=False, **content
                ) as answer:
                    try:
                        body: Any = await answer.json(content_type=None)
                    except ValueError:
                        body = None
                    return Answered(answer.status, body, _pause_s(answer.headers, body))
        except (ClientError, asyncio.TimeoutError, OSError):
            return None

    async def fetch(
        self, url: str, hosts: Sequence[str], headers: Optional[Mapping[str, str]] = None
    ) -> bytes:
        """Return a file of the platform.

        Args:
            url: its address.
            hosts: who may be asked for it: `example.com`, `.example.com` for all below it, or a whole origin such as
                `http://127.0.0.1:8081`. The headers go only to them.
            headers: more headers.

        Raises:
            UploadError: it is too large, elsewhere, or does not come.
        """
        try:
            async with ClientSession(timeout=ClientTimeout(total=self.timeout_s)) as client:
                for _ in range(REDIRECTS + 1):
                    if not may_fetch(url, hosts):
                        logger.error("%s: a file lies on a host that is not asked", self._channel)
                        raise UploadError("broken")
                    async with client.get(url, headers=headers, allow_redirects=False) as answer:
                        if answer.status in (301, 302, 303, 307, 308):
                            url = urljoin(url, answer.headers.get("Location", ""))
                            continue
                        if answer.status != 200:
                            break
                        return await _read(answer.content.iter_chunked(CHUNK))
        except (ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            if isinstance(error, UploadError):
                raise
            logger.warning("%s: a file did not come: %s", self._channel, type(error).__name__)
            raise UploadError("broken") from error
        logger.warning("%s: a file was not given", self._channel)
        raise UploadError("broken")


def may_fetch(url: str, hosts: Sequence[str]) -> bool:
    """Say whether an address is on one of the hosts: by https, or on an origin that is named whole."""
    try:
        parts = urlsplit(url)
        host, origin = (parts.hostname or "").lower(), f"{parts.scheme}://{parts.netloc}"
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or not host:
        return False
    if origin in {allowed.rstrip("/") for allowed in hosts if "://" in allowed}:
        return True
    if parts.scheme != "https" or port not in (None, 443):
        return False
    return any(
        host.endswith(allowed) if allowed.startswith(".") else host == allowed
        for allowed in hosts
        if "://" not in allowed
    )


async def _read(chunks: Any) -> bytes:
    read = bytearray()
    async for chunk in chunks:
        read += chunk
        if len(read) > MAX_BYTES:
            raise UploadError("too_large")
    return bytes(read)


def _pause_s(headers: Mapping[str, str], body: Any) -> float:
    """Return the pause that is asked for in the header, or in the body as Telegram does."""
    parameters = body.get("parameters") if isinstance(body, dict) else None
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    try:
        return max(0.0, float(headers.get("Retry-After") or asked or 0))
    except (TypeError, ValueError):
        return 0.0
