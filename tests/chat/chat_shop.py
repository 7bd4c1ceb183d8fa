"""The demo shop as the chat tests use it: a fixed day, both processes running, every conversation on fresh data."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from ecomcore.replay.conversation import Conversation
from scripts.bootstrap import ROOT
from scripts.prepare import Place, Prepared, prepare, secret, tail
from scripts.rehearsal import Letter, codes, copy_database, letters
from scripts.services import Running, free_port, running

NOW = "2026-11-20T10:00:00Z"
CACHE = ROOT / "var" / "test-cache"
MAIL_WAIT_S = 5.0
MAIL_POLL_S = 0.05


class ChatShop:
    """A running bot on a database that can be put back to its first state."""

    def __init__(self, place: Place, bot: Running, site_port: int = 0) -> None:
        """Keep the database's first state; the shop's own site is welcome at `site_port`."""
        self.place = place
        self.site_port = site_port
        self.bot = bot
        self._first_state = place.var / "first-state.db"
        copy_database(place.database, self._first_state)

    def reset(self) -> None:
        """Put the database back to its first state and empty the outbox."""
        copy_database(self._first_state, self.place.database)
        shutil.rmtree(self.outbox, ignore_errors=True)

    def conversation(self, customer_id: str | None, staff: str | None = None) -> Conversation:
        """Return a new conversation on fresh data: nothing of an earlier one is left."""
        self.reset()
        key = secret(self.place.var)
        return Conversation(
            self.bot.web, secret=key, shop=self.place.shop, customer_id=customer_id, staff=staff
        )

    @property
    def outbox(self) -> Path:
        """Where the shop's messages go."""
        return self.place.var / "outbox"

    def letters(self) -> list[Letter]:
        """Return the messages that were sent in this conversation, oldest first."""
        return letters(self.outbox)

    def code(self) -> str:
        """Return the newest one-time code that was sent; it may come a moment after the reply.

        Raises:
            LookupError: there is none.
        """
        ends = time.monotonic() + MAIL_WAIT_S
        while time.monotonic() < ends:
            mailed = codes(self.outbox)
            if mailed:
                return mailed[-1]
            time.sleep(MAIL_POLL_S)
        raise LookupError("no message with a one-time code was sent")

    def rows(self, sql: str) -> list[list[object]]:
        """Return the rows of a query."""
        with closing(
            sqlite3.connect(f"file:{self.place.database}?mode=ro", uri=True)
        ) as connection:
            return [list(row) for row in connection.execute(sql)]

    def logs(self) -> str:
        """Return the ends of both processes' logs."""
        return "\n".join(
            f"{log.name}:\n{tail(log, 25)}" for log in (self.bot.actions.log, self.bot.bot.log)
        )


@contextmanager
def chat_shop(
    var: Path,
    *,
    packs: Mapping[str, Path] | None = None,
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[ChatShop]:
    """Start both processes on a copy, in `var`, of a demo shop that is only made anew when it has changed.

    With language packs, build and bot are others, kept beside those without.
    """
    packs = packs or {}
    cache = CACHE.with_name("-".join([CACHE.name, *sorted(packs)]))
    prepared = prepare(Place(var=cache, now=NOW, packs=packs))
    for name in ("shops", "builds"):
        shutil.copytree(cache / name, var / name, symlinks=True)
    place = replace(prepared.place, var=var)
    site_port = free_port()
    given = {
        "ECOM_SESSIONS_PER_MINUTE": "6000",
        "ECOM_MESSAGES_PER_MINUTE": "600",
        "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000",
        "ECOM_SITE_ORIGINS": f"http://127.0.0.1:{site_port}",
        **(settings or {}),
    }
    with running(Prepared(place, prepared.model), port=port, settings=given) as bot:
        yield ChatShop(place, bot, site_port)
