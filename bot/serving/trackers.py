"""Conversations in an SQL database, with the recent ones held in the process as well, so that few are read anew.

The database stays the truth: a held conversation is used only if the database has nothing newer, which one small query
tells, so any number of processes may serve one conversation in turn.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

HELD = int(os.environ.get("ECOM_CONVERSATIONS_HELD") or 1000)


@dataclass(frozen=True)
class Held:
    """A conversation as it is in the database: how many of its events are there, and the id of the last."""

    tracker: DialogueStateTracker
    events: int
    last_id: int


class HeldTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, which reads a conversation anew only where somebody else has written to it."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        **options: Any,
    ) -> None:
        """Open the database at the SQLAlchemy address `host`."""
        super().__init__(domain=domain, host=host, event_broker=event_broker, **options)
        self._held: "OrderedDict[str, Held]" = OrderedDict()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return a conversation as the database has it, or None if there is none."""
        held = self._held.get(sender_id)
        # One that failed before it was saved has events that the database lacks.
        if (
            held
            and len(held.tracker.events) == held.events
            and held.last_id == self._last_id(sender_id)
        ):
            self._held.move_to_end(sender_id)
            return held.tracker
        self._held.pop(sender_id, None)
        last_id = self._last_id(sender_id)
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            self._hold(tracker, last_id)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new in a conversation."""
        held = self._held.pop(tracker.sender_id, None)
        if held is None or held.tracker is not tracker:
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        with self.session_scope() as session:
            rows = [self._row(tracker.sender_id, e) for e in list(tracker.events)[held.events :]]
            session.add_all(rows)
            session.flush()
            last_id = max([held.last_id, *(row.id for row in rows)])
            session.commit()
        self._hold(tracker, last_id)

    async def forget(self, sender_id: str) -> None:
        """Delete a conversation."""
        self._held.pop(sender_id, None)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()

    def _hold(self, tracker: DialogueStateTracker, last_id: int) -> None:
        if HELD:
            self._held[tracker.sender_id] = Held(tracker, len(tracker.events), last_id)
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def _last_id(self, sender_id: str) -> int:
        with self.engine.connect() as connection:
            query = sa.select(sa.func.max(self.SQLEvent.id)).where(
                self.SQLEvent.sender_id == sender_id
            )
            return int(connection.execute(query).scalar() or 0)

    def _row(self, sender_id: str, event: Any) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )
