"""The inbox of messages, as several threads and processes use it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import List

from channels.messaging.events import Event
from channels.messaging.inbox import Inbox
from channels.messaging.opening import database

THREADS = 8


def test_the_first_messages_of_several_processes_come_at_once(tmp_path: Path):
    for attempt in range(10):
        url = f"sqlite:///{tmp_path}/{attempt}.db"
        assert _taken_at_once([Inbox(database(url), "demo", "line") for _ in range(3)]) == 1


def _taken_at_once(inboxes: List[Inbox]) -> int:
    gate = Barrier(THREADS)
    event = Event(id="one", sender="501", text="hello")

    def add(thread: int) -> bool:
        gate.wait()
        return inboxes[thread % len(inboxes)].add(event, now=0.0) is not None

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(add, range(THREADS)))
