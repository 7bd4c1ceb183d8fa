"""Stands where Rasa's agent does in tests of channels, with real locks and a real store of conversations."""

from __future__ import annotations

from typing import List

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.slots import AnySlot


class ForgettingStore(InMemoryTrackerStore):
    """Forgets as `serving.trackers` does."""

    async def forget(self, sender_id: str) -> None:
        self.store.pop(sender_id, None)


class StandingAgent:
    """What such agents share; each says in `handle_message` what it answers."""

    def __init__(self) -> None:
        self.heard: List[UserMessage] = []
        self.wait_s = 0.0
        self.ends = False
        self.lock_store = InMemoryLockStore()
        slots = [AnySlot(name, mappings=[]) for name in ("ended", "language")]
        self.tracker_store = ForgettingStore(Domain([], [], slots, {}, [], {}, {}))
        self.processor = self
