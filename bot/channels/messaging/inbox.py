"""What came from messaging platforms, kept beside the conversations until it is answered and delivered.

A platform is told "received" only once its message is in here. An id is taken once, by whichever process, and what a
process left undone when it ended is taken up again by another, so nothing is lost and nothing is answered twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from threading import Lock
from typing import Dict, List, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from channels.messaging.events import Event

HOLD_S = 300.0
"""How long a message belongs to the process that works on it."""
KEPT_S = 30 * 86400.0
"""How long an id is known after it was answered."""
GIVEN_UP_S = 86400.0
"""How long an answer that cannot be delivered is tried again."""
AT_ONCE = 20
PREPARE_TRIES = 5
"""Each process that makes the tables at the same time can get between two of them."""

_tables = sa.MetaData()
_message = sa.Table(
    "channel_message",
    _tables,
    sa.Column("shop", sa.String(40), primary_key=True),
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("sender", sa.String(80), nullable=False),
    sa.Column("event", sa.Text),
    sa.Column("sent", sa.Integer, nullable=False, default=0),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("due", sa.Float, index=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
_contact = sa.Table(
    "channel_contact",
    _tables,
    sa.Column("shop", sa.String(40), primary_key=True),
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("sender", sa.String(80), primary_key=True),
    sa.Column("ended", sa.Integer, nullable=False, default=0),
)
_route = sa.Table(
    "channel_route",
    _tables,
    sa.Column("shop", sa.String(40), primary_key=True),
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("sender", sa.String(80), primary_key=True),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
WITH = "with"
"""The part of a route that names the message in whose response something is told."""


@dataclass(frozen=True)
class Kept:
    """A message that is not done: how many pieces of its answer have been delivered, and until when it is held."""

    event: Event
    sent: int
    tries: int
    due: float


class Inbox:
    """The messages of one channel of one shop. Every call is a transaction of its own and blocks."""

    def __init__(self, engine: Engine, shop: str, channel: str) -> None:
        """Keep them in a database; its tables are made if they are not there."""
        self._engine = engine
        self._shop, self._channel = shop, channel
        self._preparing = Lock()
        self._is_ready = False

    def add(self, event: Event, now: float) -> Optional[Kept]:
        """Keep a new message, held by the caller; None if its id has been here before."""
        self._prepare()
        due = now + HOLD_S
        row = {"sender": event.sender, "event": event.as_text(), "due": due, "at": now}
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(_message).values(id=event.id, **self._own, **row))
        except sa.exc.IntegrityError:
            return None
        if event.route and not event.told:
            self._remember(event, now)
        return Kept(event, 0, 0, due)

    def routed(self, event: Event) -> Event:
        """Return something to be told with what an answer to the sender needed last."""
        self._prepare()
        query = sa.select(_route.c.route).where(
            *self._mine(_route), _route.c.sender == event.sender
        )
        with self._engine.connect() as connection:
            known = connection.execute(query).scalar()
        return replace(event, route=json.loads(known)) if known else event

    def told_with(self, sender: str, event_id: str) -> List[Event]:
        """Return what is to be told to a sender in the response to a message, the same however often that is sent.

        What was told in the response to another message has been read and is done.
        """
        query = (
            sa.select(_message)
            .where(
                *self._mine(_message),
                _message.c.sender == sender,
                _message.c.id.like("push-%"),
                _message.c.due.is_not(None),
            )
            .order_by(_message.c.at)
        )
        found = []
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            event = Event.from_text(row.event)
            if event.route.get(WITH, event_id) != event_id:
                self.done(event.id)
                continue
            event = replace(event, route={WITH: event_id})
            self._change(event.id, event=event.as_text())
            found.append(event)
        return found

    def _remember(self, event: Event, now: float) -> None:
        """Keep what an answer to this sender needs, for what is told later."""
        where = (*self._mine(_route), _route.c.sender == event.sender)
        values = {"route": json.dumps(event.route), "at": now}
        with self._engine.begin() as connection:
            if connection.execute(sa.update(_route).where(*where).values(**values)).rowcount:
                return
        try:
            with self._engine.begin() as connection:
                row = {"sender": event.sender, **self._own, **values}
                connection.execute(sa.insert(_route).values(**row))
        except sa.exc.IntegrityError:
            return  # another process has just kept it

    def hold(self, kept: Kept, now: float) -> Optional[Kept]:
        """Take a message, or go on holding it; None if it has been done or another process holds it."""
        due = now + HOLD_S
        changed = self._change(kept.event.id, _message.c.due == kept.due, due=due)
        return Kept(kept.event, kept.sent, kept.tries, due) if changed else None

    def delivered(self, kept: Kept, pieces: int, now: float) -> Kept:
        """Note that more pieces of the answer have been delivered."""
        due, sent = now + HOLD_S, kept.sent + pieces
        self._change(kept.event.id, sent=sent, due=due)
        return Kept(kept.event, sent, kept.tries, due)

    def later(self, kept: Kept, due: float) -> None:
        """Let the message go, to be taken up again at `due`."""
        self._change(kept.event.id, due=due, tries=kept.tries + 1)

    def done(self, event_id: str) -> None:
        """Note that nothing is left to do; what was said is forgotten, its id is not."""
        self._change(event_id, due=None, event=None)

    def overdue(self, now: float) -> List[Kept]:
        """Return messages that nobody holds, oldest first."""
        self._prepare()
        query = (
            sa.select(_message)
            .where(*self._mine(_message), _message.c.due < now)
            .order_by(_message.c.at)
            .limit(AT_ONCE)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Kept(Event.from_text(row.event), row.sent, row.tries, row.due) for row in rows]

    def forget_old(self, now: float) -> int:
        """Remove ids that are old, and return how many messages are given up because nobody could be reached."""
        self._prepare()
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_message).where(_message.c.at < now - KEPT_S))
            connection.execute(sa.delete(_route).where(_route.c.at < now - KEPT_S))
            given_up = connection.execute(
                sa.update(_message)
                .where(
                    *self._mine(_message),
                    _message.c.due.is_not(None),
                    _message.c.at < now - GIVEN_UP_S,
                )
                .values(due=None, event=None)
            )
        return int(given_up.rowcount)

    def ended(self, sender: str) -> int:
        """Return how many conversations a sender has ended for good by signing out."""
        query = sa.select(_contact.c.ended).where(
            *self._mine(_contact), _contact.c.sender == sender
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def end(self, sender: str, ended: int) -> None:
        """Note that the conversation with this number is over, unless that is known."""
        where = (*self._mine(_contact), _contact.c.sender == sender)
        with self._engine.begin() as connection:
            found = connection.execute(
                sa.update(_contact).where(*where, _contact.c.ended == ended).values(ended=ended + 1)
            )
            if found.rowcount or connection.execute(sa.select(_contact).where(*where)).first():
                return
            connection.execute(
                sa.insert(_contact).values(sender=sender, ended=ended + 1, **self._own)
            )

    @property
    def _own(self) -> Dict[str, str]:
        return {"shop": self._shop, "channel": self._channel}

    def _mine(self, table: sa.Table) -> "tuple[sa.sql.ColumnElement, ...]":
        return (table.c.shop == self._shop, table.c.channel == self._channel)

    def _change(self, event_id: str, *conditions: object, **values: object) -> bool:
        where = (*self._mine(_message), _message.c.id == event_id, _message.c.due.is_not(None))
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(_message).where(*where, *conditions).values(**values)
            )
        return bool(changed.rowcount)

    def _prepare(self) -> None:
        with self._preparing:
            for tries_left in range(PREPARE_TRIES - 1, -1, -1):
                if self._is_ready:
                    return
                try:
                    _tables.create_all(self._engine)
                    self._is_ready = True
                except sa.exc.DBAPIError:  # another process is making them
                    if not tries_left:
                        raise
