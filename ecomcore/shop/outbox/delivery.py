"""Carrying entries of the outbox to a channel: each until it has arrived, those of one subject in their order.

An entry is claimed by a short lease before it is sent, so several processes may deliver side by side; one that dies on
the way leaves the lease to run out, and the entry is sent again under the same id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from ecomcore.shop.models import Delivery, OutboxEntry

logger = logging.getLogger(__name__)
FIRST_RETRY_S = 5
LONGEST_RETRY_S = 3600
LEASE = timedelta(seconds=120)
"""How long an attempt may take before another process takes it over; longer than any channel's own time limit."""
BATCH = 50
_LONGEST_ERROR = 200


class UndeliveredError(Exception):
    """An entry has not arrived; `is_down` says that the next one would not either."""

    def __init__(self, message: str, *, is_down: bool = False) -> None:
        """Keep why, in words without personal data."""
        super().__init__(message)
        self.is_down = is_down


@dataclass(frozen=True)
class Entry:
    """One thing to tell, as channels get it."""

    uid: str
    subject: str
    event: str
    at: datetime
    body: dict[str, Any]

    @property
    def type(self) -> str:
        """What happened to what: `order.cancel.requested`, `ticket.opened`."""
        kind, _, _ = self.subject.partition(":")
        return ".".join(filter(None, (kind, self.body.get("operation"), self.event)))

    def as_event(self) -> dict[str, Any]:
        """Return the entry as the shop's system reads it."""
        return {
            "id": self.uid,
            "type": self.type,
            "timestamp": self.at.isoformat(),
            "subject": self.subject,
            "data": self.body,
        }


class Channel(Protocol):
    """A way to tell somebody of an entry."""

    name: str

    def send(self, entry: Entry) -> None:
        """Tell of an entry, or raise `UndeliveredError`; telling the same one twice must do no harm."""


class Watch(Protocol):
    """Whoever wants to know how attempts end; what it writes is stored with that."""

    def noted(self, session: Session, entry: OutboxEntry, row: Delivery) -> None:
        """Look at an attempt that has just been noted."""


@dataclass(frozen=True)
class Round:
    """What one round of deliveries came to."""

    delivered: int
    failed: int


def retry_after_s(attempts: int) -> int:
    """Return how long to wait after so many attempts: 5 s, doubled each time, an hour at most."""
    return int(min(FIRST_RETRY_S * 2 ** min(attempts - 1, 20), LONGEST_RETRY_S))


def _real_time() -> datetime:
    return datetime.now(UTC)


class Courier:
    """Delivers what is open for one channel."""

    def __init__(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        channel: Channel,
        clock: Callable[[], datetime] = _real_time,
        watch: Watch | None = None,
    ) -> None:
        """Deliver by `channel`; each of `sessions` is one transaction, and `watch` sees how attempts end.

        The clock is the real one, also where the shop's own is fixed: a retry that is due in five seconds must come.
        """
        self.sessions = sessions
        self.channel = channel
        self.clock = clock
        self.watch = watch

    def deliver(self) -> Round:
        """Deliver all that is due now, until nothing is, or the channel is down."""
        delivered = failed = 0
        while due := self._due():
            for entry_id in due:
                entry = self._claim(entry_id)
                if entry is None:
                    continue
                problem = self._send(entry)
                self._note(entry_id, problem)
                if problem is None:
                    delivered += 1
                    continue
                failed += 1
                if problem.is_down:
                    return Round(delivered, failed)
        return Round(delivered, failed)

    def _due(self) -> list[int]:
        """Return the entries to try now: of each subject only the oldest that is open, lest a later one overtake it."""
        is_open = (Delivery.channel == self.channel.name, Delivery.delivered_at.is_(None))
        heads = (
            select(func.min(Delivery.entry_id).label("entry_id"))
            .join(OutboxEntry, OutboxEntry.id == Delivery.entry_id)
            .where(*is_open)
            .group_by(OutboxEntry.subject)
            .subquery()
        )
        with self.sessions() as session:
            return list(
                session.scalars(
                    select(Delivery.entry_id)
                    .join(heads, heads.c.entry_id == Delivery.entry_id)
                    .where(
                        *is_open, or_(Delivery.due_at.is_(None), Delivery.due_at <= self.clock())
                    )
                    .order_by(Delivery.entry_id)
                    .limit(BATCH)
                )
            )

    def _claim(self, entry_id: int) -> Entry | None:
        """Take an entry for this attempt; none where another process was faster."""
        now = self.clock()
        with self.sessions() as session:
            claimed = session.execute(
                update(Delivery)
                .where(
                    Delivery.entry_id == entry_id,
                    Delivery.channel == self.channel.name,
                    Delivery.delivered_at.is_(None),
                    or_(Delivery.due_at.is_(None), Delivery.due_at <= now),
                )
                .values(due_at=now + LEASE, attempts=Delivery.attempts + 1)
                .returning(Delivery.entry_id)
                .execution_options(synchronize_session=False)
            ).all()
            if not claimed:
                return None
            row = session.get_one(OutboxEntry, entry_id)
            return Entry(row.uid, row.subject, row.event, row.at, dict(row.body))

    def _send(self, entry: Entry) -> UndeliveredError | None:
        try:
            self.channel.send(entry)
        except UndeliveredError as error:
            return error
        except Exception as error:  # a fault of a channel must not end the deliveries of all others
            # Its words are not logged: they may hold an address.
            logger.error("channel %s failed with %s", self.channel.name, type(error).__name__)
            return UndeliveredError(type(error).__name__)
        return None

    def _note(self, entry_id: int, problem: UndeliveredError | None) -> None:
        """Write down how the attempt ended; a failure never takes back that another process has delivered it."""
        now = self.clock()
        with self.sessions() as session:
            row = session.get_one(Delivery, (entry_id, self.channel.name), with_for_update=True)
            if row.delivered_at is not None:
                return
            if problem is None:
                row.delivered_at, row.error = now, None
                self._watched(session, row)
                return
            row.due_at = now + timedelta(seconds=retry_after_s(row.attempts))
            row.error = str(problem)[:_LONGEST_ERROR]
            self._watched(session, row)
            logger.warning(
                "entry %s is not delivered by %s: %s; attempt %d, the next in %d s",
                entry_id, self.channel.name, problem, row.attempts, retry_after_s(row.attempts),
            )  # fmt: skip

    def _watched(self, session: Session, row: Delivery) -> None:
        if self.watch is not None:
            self.watch.noted(session, session.get_one(OutboxEntry, row.entry_id), row)


def skip_open(session: Session, channel: str, now: datetime) -> int:
    """Count all that is open for a channel as delivered; return how many that were."""
    skipped = session.execute(
        update(Delivery)
        .where(Delivery.channel == channel, Delivery.delivered_at.is_(None))
        .values(delivered_at=now, error="skipped")
        .returning(Delivery.entry_id)
        .execution_options(synchronize_session=False)
    )
    return len(skipped.all())
