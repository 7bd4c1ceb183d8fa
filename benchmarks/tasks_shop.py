"""The shop of the tasks, served by the two real processes, with its database put back before every task."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, select, text

from benchmarks.tasks_state import ShopState, VariantFacts, read_state, read_variants
from ecomcore.replay.conversation import Conversation
from ecomcore.shop.models import Base, Ticket
from scripts.bootstrap import CORE, ROOT
from scripts.prepare import Place, digest, prepare, run_logged, secret
from scripts.rehearsal import copy_database
from scripts.services import Running, running

SHOP = "tau-retail"
VAR = ROOT / "var" / "bench" / "tasks"
KEPT = ("alembic_version", "product", "category", "term", "shop_info", "knowledge_entry", "review")

UNLIMITED = {
    "ECOM_SESSIONS_PER_MINUTE": "6000",
    "ECOM_MESSAGES_PER_MINUTE": "6000",
    "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000",
}
"""The scripted shopper types faster than people do."""


@dataclass
class ServedShop:
    """The running shop: conversations with it, and what its database holds."""

    place: Place
    bot: Running
    engine: Engine
    start: ShopState
    variants: dict[str, VariantFacts]

    def conversation(self, customer_id: str, number: int) -> Conversation:
        """Return a fresh conversation, signed in as the customer; each number speaks from an address of its own."""
        return Conversation(
            self.bot.web,
            secret=secret(self.place.var),
            shop=self.place.shop,
            customer_id=customer_id,
            address=_address(number),
        )

    def state(self, customer_id: str | None = None) -> ShopState:
        """Return what the database holds now."""
        with self.engine.connect() as connection:
            return read_state(connection, customer_id)

    def tickets(self) -> int:
        """Return how many conversations were handed over to a person."""
        with self.engine.connect() as connection:
            return len(connection.execute(select(Ticket.id)).all())

    def reset(self) -> None:
        """Put every row that a conversation may change back to what was imported, in one transaction."""
        restore(self.place.database, pristine(self.place))


def _address(number: int) -> str | None:
    """Return an address of this machine; only Linux has more than one without being told so."""
    if sys.platform != "linux":
        return None
    return f"127.0.{1 + number // 250 % 250}.{1 + number % 250}"


def pristine(place: Place) -> Path:
    """Return the file with the database as it was imported."""
    return place.var / "imported.db"


@contextmanager
def served(data: Path, var: Path = VAR) -> Iterator[ServedShop]:
    """Import the shop if needed, prepare and start the bot, and end it with the block.

    Args:
        data: the shop's database (`db.json`, `db.json.gz`), or the folder that holds it.
        var: folder for everything that is made.
    """
    place = Place(SHOP, var.resolve())
    bring_in(place, data)
    prepared = prepare(place)
    with running(prepared, settings=UNLIMITED) as bot:
        engine = create_engine(f"sqlite:///{place.database}")
        try:
            restore(place.database, pristine(place))
            with engine.connect() as connection:
                start, variants = read_state(connection), read_variants(connection)
            yield ServedShop(place, bot, engine, start, variants)
        finally:
            engine.dispose()


def bring_in(place: Place, data: Path) -> None:
    """Import the shop and keep a copy of its database, unless that was done from the same files before."""
    source = data if data.is_file() else next(iter(sorted(data.glob("db.json*"))), data)
    importers = [
        *(ROOT / "ecomcore" / "shop" / "importers").rglob("*.py"),
        *(ROOT / "ecomcore" / "shop" / "migrations").rglob("*.py"),
        *(ROOT / "ecomcore" / "shop" / "rulesets").glob("*.toml"),
    ]
    recipe = digest(importers, str(source), str(source.stat().st_mtime_ns))
    note = place.var / "imported.from"
    if pristine(place).exists() and note.exists() and note.read_text() == recipe:
        return
    shutil.rmtree(place.database.parent, ignore_errors=True)
    pristine(place).unlink(missing_ok=True)
    command = [str(CORE.interpreter), "-m", "ecomcore.cli", "import", "tau-retail", str(source)]
    run_logged([*command, "--shop", SHOP], place.logs / "import.log", place.environment(), ROOT)
    copy_database(place.database, pristine(place))
    note.write_text(recipe)


def restore(database: Path, copy: Path) -> None:
    """Put the rows of all tables but the catalogue's back to those of `copy`."""
    engine = create_engine(f"sqlite:///{database}", isolation_level="AUTOCOMMIT")
    names = [table.name for table in Base.metadata.sorted_tables if table.name not in KEPT]
    with engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout = 10000"))
        connection.execute(text("ATTACH :copy AS copy"), {"copy": str(copy)})
        connection.execute(text("BEGIN IMMEDIATE"))
        for name in reversed(names):
            connection.execute(text(f'DELETE FROM main."{name}"'))  # noqa: S608 - names of our own tables
        for name in names:
            connection.execute(text(f'INSERT INTO main."{name}" SELECT * FROM copy."{name}"'))  # noqa: S608
        connection.execute(text("COMMIT"))
    engine.dispose()
