"""The bot's side of a channel: a message is done once, and what was said can be told again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

Json = Dict[str, Any]
LOCK_STEP_S = 0.1
"""How often a message looks whether the one before it in the conversation is done."""
ENTRIES = 60
"""How many messages of a conversation are told again."""
PERSON = "person"
"""The key of a message's metadata with the name of the person who answered in the bot's place."""
PUSH = "push"
"""The key of a message's metadata with the id of what was told without having been asked."""
ENDED = "ended"
"""The slot by which an action ends a conversation for good."""


class EndedError(Exception):
    """The conversation was ended by its shopper: nothing can be said in it any more."""


@dataclass
class Exchange:
    """What a shopper sent, and what the bot said to it."""

    id: str
    text: str
    shown: Optional[str]
    """What the shopper saw of a message that was not typed."""
    at: float
    """Seconds since 1970."""
    messages: List[Json] = field(default_factory=list)

    @property
    def answer(self) -> List[Json]:
        """What the bot itself answered, as it was sent then."""
        own = (m for m in self.messages if PERSON not in m and PUSH not in m)
        return [{k: v for k, v in message.items() if k != "at"} for message in own]

    def as_json(self) -> Json:
        """Return it as a page draws it."""
        return {
            "id": self.id,
            "text": self.shown or self.text,
            "at": self.at,
            "messages": self.messages,
        }


@dataclass(frozen=True)
class Answer:
    """What the bot says to a message, and in which language."""

    messages: List[Json]
    language: Optional[str]


@dataclass(frozen=True)
class Said:
    """A conversation so far."""

    exchanges: List[Exchange]
    language: Optional[str]
    is_busy: bool
    """Whether a message is being answered just now."""


class Dialogue:
    """The conversations that one agent leads."""

    def __init__(self, agent: Agent) -> None:
        """Use Rasa's agent, whose locks keep the messages of a conversation in order over all processes."""
        self._agent = agent

    async def answer(self, message: UserMessage) -> Answer:
        """Return the answer to a message: the one that it has had, if it has been sent before.

        Raises:
            EndedError: the conversation is over.
        """
        locks = self._agent.lock_store
        async with locks.lock(message.sender_id, wait_time_in_seconds=LOCK_STEP_S):
            tracker = await self._tracker(message.sender_id)
            if tracker is not None and tracker.get_slot(ENDED):
                raise EndedError
            before = await exchanges(tracker) if tracker is not None else []
            for exchange in before:
                if exchange.id == message.message_id and exchange.messages:
                    return Answer(exchange.answer, _language(tracker))
            await self._agent.processor.handle_message(message)
            language = _language(await self._tracker(message.sender_id))
        return Answer([_without_recipient(m) for m in message.output_channel.messages], language)

    async def said(self, conversation_id: str) -> Said:
        """Return what was said in a conversation.

        Raises:
            EndedError: the conversation is over.
        """
        lock = self._agent.lock_store.get_lock(conversation_id)
        is_busy = lock is not None and lock.is_someone_waiting()
        tracker = await self._tracker(conversation_id)
        if tracker is None:
            return Said([], None, is_busy)
        if tracker.get_slot(ENDED):
            raise EndedError
        found = await exchanges(tracker)
        return Said(found[-ENTRIES:], _language(tracker), is_busy)

    async def forget(self, conversation_id: str, elsewhere: Callable[[], Awaitable[None]]) -> None:
        """Delete what was said in a conversation; first `elsewhere`, so that a failure there leaves it as it was."""
        locks = self._agent.lock_store
        async with locks.lock(conversation_id, wait_time_in_seconds=LOCK_STEP_S):
            await elsewhere()
            store = self._agent.tracker_store
            # Rasa wraps the store into one that survives its failures.
            await getattr(store, "_tracker_store", store).forget(conversation_id)

    async def tell(self, conversation_id: str, own_id: str, messages: List[Json]) -> bool:
        """Keep what a conversation is told without having asked; the same `own_id` again is kept once.

        Returns:
            Whether there is such a conversation.

        Raises:
            EndedError: it is over.
        """
        locks = self._agent.lock_store
        async with locks.lock(conversation_id, wait_time_in_seconds=LOCK_STEP_S):
            tracker = await self._tracker(conversation_id)
            if tracker is None:
                return False
            if tracker.get_slot(ENDED):
                raise EndedError
            is_known = any(
                isinstance(event, BotUttered) and (event.metadata or {}).get(PUSH) == own_id
                for event in tracker.events
            )
            if not is_known:
                for message in messages:
                    tracker.update(_uttered(own_id, message))
                await self._agent.tracker_store.save(tracker)
        return True

    async def _tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        return await self._agent.tracker_store.retrieve(conversation_id)


async def exchanges(tracker: DialogueStateTracker) -> List[Exchange]:
    """Return the exchanges of a conversation, oldest first; a message that was sent again counts once."""
    found: Dict[str, Exchange] = {}
    current: Optional[Exchange] = None
    for event in tracker.events:
        if isinstance(event, UserUttered):
            shown = (event.metadata or {}).get("shown")
            current = Exchange(
                str(event.message_id or ""), str(event.text or ""), shown, event.timestamp
            )
            found.pop(current.id, None)
            found[current.id] = current
        elif isinstance(event, BotUttered) and current is not None:
            told = _circumstances(event)
            current.messages += [{**message, **told} for message in await _sent(event)]
    return list(found.values())


def _uttered(own_id: str, message: Json) -> BotUttered:
    custom = message.get("custom") or {}
    data = {"buttons": message.get("buttons") or None, "custom": custom or None}
    name = custom.get("name") if custom.get("type") == PERSON else None
    about = {PUSH: own_id, **({PERSON: str(name)} if name else {})}
    return BotUttered(str(message.get("text") or "") or None, data, metadata=about)


async def _sent(event: BotUttered) -> List[Json]:
    """Return what a channel that collects messages was given for one that the bot uttered."""
    collector = CollectingOutputChannel()
    await collector.send_response("", event.message())
    return [_without_recipient(message) for message in collector.messages]


def _circumstances(event: BotUttered) -> Json:
    """Return when something was said, who said it where the bot did not, and its id where nobody had asked."""
    known = ((name, (event.metadata or {}).get(name)) for name in (PERSON, PUSH))
    return {"at": event.timestamp, **{name: str(value) for name, value in known if value}}


def _language(tracker: Optional[DialogueStateTracker]) -> Optional[str]:
    return tracker.get_slot("language") if tracker is not None else None


def _without_recipient(message: Json) -> Json:
    return {key: value for key, value in message.items() if key != "recipient_id" and value}
