"""What a message of a platform means to the bot: typed text, a tap, a photo, or a kind that it cannot read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Awaitable, Callable, List, Optional

from channels.dialogue import Dialogue, EndedError, Json
from channels.incoming import Incoming, not_photographed, photographed, tapped, typed, unread
from channels.messaging.drawing import Can, Option, numbered, options, referred
from channels.messaging.events import Event
from channels.uploads import UploadError

LONGEST_NUMBER = 2

Fetch = Callable[[Event], Awaitable[bytes]]


@dataclass(frozen=True)
class Reader:
    """Reads the messages of one channel."""

    can: Can
    uploads: Path
    fetch: Fetch
    """Gets a photo from the platform."""

    async def read(self, event: Event, conversation: str, dialogue: Dialogue) -> Incoming:
        """Return the message as the bot may read it.

        Raises:
            EndedError: the conversation is over.
        """
        if event.kind:
            return unread(event.kind)
        if event.photo:
            return await self._photo(event)
        if event.tap:
            return await self._tap(event, conversation, dialogue)
        option = await self._number(event, conversation, dialogue)
        if option is None:
            return typed(event.text)
        return _tapped(option.payload, option.title)

    async def _photo(self, event: Event) -> Incoming:
        try:
            content = await self.fetch(event)
        except UploadError as error:
            return not_photographed(str(error), event.text)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, photographed, content, event.text, self.uploads)

    async def _tap(self, event: Event, conversation: str, dialogue: Dialogue) -> Incoming:
        payload, shown = event.tap, event.shown
        reference = referred(payload)
        if reference is not None:
            place, message_id = reference
            found = options(await _answer_to(message_id, conversation, dialogue))
            if place >= len(found):  # too long ago: what was on the button is taken for typed
                return typed(shown)
            payload, shown = found[place].payload, shown or found[place].title
        return _tapped(payload, shown) if shown else tapped(payload)

    async def _number(
        self, event: Event, conversation: str, dialogue: Dialogue
    ) -> Optional[Option]:
        """Return the option that a typed number stands for in what was said last."""
        text = event.text.strip().rstrip(".)")
        if not text.isdecimal() or len(text) > LONGEST_NUMBER:
            return None
        said = await dialogue.said(conversation)
        before = [e for e in said.exchanges if e.id != event.id]
        found = numbered(before[-1].messages, self.can) if before else []
        place = int(text)
        return found[place - 1] if 1 <= place <= len(found) else None


def _tapped(payload: str, shown: str) -> Incoming:
    """Return a tap, with what was written on the button."""
    incoming = tapped(payload)
    return replace(incoming, notes={**incoming.notes, "shown": typed(shown).text})


async def _answer_to(message_id: str, conversation: str, dialogue: Dialogue) -> List[Json]:
    try:
        said = await dialogue.said(conversation)
    except EndedError:
        return []  # buttons of a conversation that is over
    return next((e.messages for e in said.exchanges if e.id == message_id), [])
