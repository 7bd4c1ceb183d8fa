"""A small shop, made anew for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from small_shop import NOW, SMALL_RULES, SmallShop, all_orders, goods, people
from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.shop import models as m
from ecomcore.shop.database import engine_for, migrate


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, migrated once for all tests."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("empty"), shop="small")
    migrate("small", settings)
    engine_for("small", settings).dispose()
    return Path(engine_for("small", settings).url.database or "")


@pytest.fixture
def make_shop(tmp_path: Path, empty_database: Path) -> Iterator[Callable[..., SmallShop]]:
    """Return a function that makes the shop with given rules."""
    made: list[SmallShop] = []

    def make(rules: dict[str, Any] | None = None, folder: str = "var") -> SmallShop:
        settings = Settings(
            var_dir=tmp_path / folder, shop="small", secret="a secret for tests only"
        )
        database = Path(engine_for("small", settings).url.database or "")
        database.parent.mkdir(parents=True)
        shutil.copy(empty_database, database)
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
