"""What tests of all packages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ecomcore.config import ROOT
from ecomcore.shop.models import Base

pytest_plugins = ("shop_fixtures", "plugin_package")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real data sets; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data sets are not in {folder}")
    return folder


@pytest.fixture
def tables() -> Iterator[Session]:
    """A session on an empty in-memory database with all tables of a shop."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()
