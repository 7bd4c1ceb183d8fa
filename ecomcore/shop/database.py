"""Opening the database of a shop: engine, session, migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from ecomcore.config import SHOP_NAME, Settings, check_shop_name, get_settings
from ecomcore.errors import ShopNotFoundError

MIGRATIONS = Path(__file__).parent / "migrations"


def _on_connect_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "synchronous=NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def schema_name(shop: str) -> str:
    """Return the PostgreSQL schema that holds `shop`."""
    return f"shop_{shop}"


@lru_cache(maxsize=16)
def _engine(url: str, shop: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _on_connect_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"options": f'-csearch_path="{schema_name(shop)}"'},
    )


def engine_for(shop: str, settings: Settings | None = None) -> Engine:
    """Return the (shared) engine of a shop's database, whether or not it holds anything yet."""
    settings = settings or get_settings()
    return _engine(settings.resolved_database_url(check_shop_name(shop)), shop)


_imported: set[tuple[str, URL]] = set()
"""Shops whose databases were seen to have the tables."""


def migrate(shop: str, settings: Settings | None = None) -> None:
    """Create the shop's tables, or bring them to the current revision."""
    with migrated(shop, settings):
        pass


@contextmanager
def migrated(shop: str, settings: Settings | None = None) -> Iterator[Connection]:
    """Give a connection in one transaction that has brought the tables to the current revision.

    What is written on it is stored together with the new tables, or not at all.
    """
    engine = engine_for(shop, settings)
    if engine.dialect.name == "sqlite":
        if engine.url.database and engine.url.database != ":memory:":
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    else:
        with engine.begin() as connection:
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema_name(shop)}"'))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # The driver would commit each CREATE TABLE alone; and one import must wait for another.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:shop))"), {"shop": shop}
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        yield connection


def shop_exists(shop: str, settings: Settings | None = None) -> bool:
    """Say whether the shop has been imported."""
    engine = engine_for(shop, settings)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    return (shop, engine.url) in _imported or _has_tables(shop, engine)


def _has_tables(shop: str, engine: Engine) -> bool:
    """Ask the database; a yes is remembered, since it is asked at every turn."""
    if inspect(engine).has_table("shop_info"):
        _imported.add((shop, engine.url))
        return True
    return False


def list_shops(settings: Settings | None = None) -> list[str]:
    """Return the names of the shops that have been imported, sorted."""
    settings = settings or get_settings()
    url = make_url(settings.resolved_database_url("any"))
    if url.get_backend_name() == "sqlite":
        pattern = make_url(settings.resolved_database_url("*")).database or ""
        depth = Path(pattern).parts.index("*") if "*" in Path(pattern).parts else None
        if depth is None:
            return [settings.shop] if shop_exists(settings.shop, settings) else []
        base = Path(*Path(pattern).parts[:depth])
        rest = Path(*Path(pattern).parts[depth + 1 :])
        names = [p.name for p in base.glob("*") if (p / rest).is_file() and SHOP_NAME.match(p.name)]
        return sorted(name for name in names if shop_exists(name, settings))
    with create_engine(url, poolclass=NullPool).connect() as connection:
        schemas = connection.execute(
            text(
                "SELECT table_schema FROM information_schema.tables WHERE table_name = 'shop_info'"
            )
        )
        return sorted(name.removeprefix("shop_") for (name,) in schemas)


@contextmanager
def open_session(shop: str | None = None, settings: Settings | None = None) -> Iterator[Session]:
    """Give a session on an imported shop's database; commit at the end, roll back on an error.

    Raises:
        ShopNotFoundError: the shop has not been imported; the message lists those that have.
    """
    settings = settings or get_settings()
    shop = shop or settings.shop
    if not shop_exists(shop, settings):
        known = ", ".join(list_shops(settings)) or "none yet"
        raise ShopNotFoundError(
            f"there is no shop {shop!r} (imported: {known}); import it with "
            f"'ecomcore import FORMAT PATH --shop {shop}'"
        )
    with Session(engine_for(shop, settings), expire_on_commit=False) as session, session.begin():
        yield session
