"""Conversations that the process holds are the database's own, also where another process has written to it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, List

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from serving import trackers
from serving.trackers import HeldTrackerStore

DOMAIN = Domain([], [], [AnySlot("turns", mappings=[])], {}, [], {}, {})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trackers.db'}"


async def turn(store: Any, number: int) -> Any:
    tracker = await store.get_or_create_tracker("web-1")
    for event in (UserUttered(f"hello {number}"), BotUttered("hi"), SlotSet("turns", number)):
        tracker.update(event)
    await store.save(tracker)
    return tracker


def texts(tracker: Any) -> List[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_what_is_held_is_what_is_stored(url: str):
    async def run() -> None:
        store = HeldTrackerStore(DOMAIN, host=url)
        for number in range(3):
            held = await turn(store, number)
        assert await store.retrieve("web-1") is held
        stored = await SQLTrackerStore(DOMAIN, host=url).retrieve("web-1")
        assert [e.as_dict() for e in stored.events] == [e.as_dict() for e in held.events]
        assert stored.get_slot("turns") == held.get_slot("turns") == 2

    asyncio.run(run())


def test_two_processes_in_turn_lose_nothing(url: str):
    async def run() -> None:
        stores = [HeldTrackerStore(DOMAIN, host=url), HeldTrackerStore(DOMAIN, host=url)]
        for number in range(6):
            await turn(stores[number % 2], number)
        for store in [*stores, SQLTrackerStore(DOMAIN, host=url)]:
            assert texts(await store.retrieve("web-1")) == [f"hello {n}" for n in range(6)]

    asyncio.run(run())


def test_a_turn_that_failed_before_it_was_stored_leaves_nothing(url: str):
    async def run() -> None:
        store = HeldTrackerStore(DOMAIN, host=url)
        await turn(store, 0)
        broken = await store.retrieve("web-1")
        broken.update(UserUttered("never stored"))
        await turn(store, 1)
        assert texts(await store.retrieve("web-1")) == ["hello 0", "hello 1"]

    asyncio.run(run())


def test_only_so_many_are_held(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trackers, "HELD", 2)

    async def run() -> None:
        store = HeldTrackerStore(DOMAIN, host=url)
        for name in ("a", "b", "c"):
            await store.save(await store.get_or_create_tracker(name))
            await store.retrieve(name)
        assert list(store._held) == ["b", "c"]
        assert await store.retrieve("a") is not None

    asyncio.run(run())


def test_a_conversation_that_was_deleted_is_nowhere_any_more(url: str):
    async def run() -> None:
        stores = [HeldTrackerStore(DOMAIN, host=url), HeldTrackerStore(DOMAIN, host=url)]
        await turn(stores[0], 1)
        assert await stores[1].retrieve("web-1") is not None  # the other process holds it, too
        await stores[0].forget("web-1")
        for store in [*stores, SQLTrackerStore(DOMAIN, host=url)]:
            assert await store.retrieve("web-1") is None

    asyncio.run(run())
