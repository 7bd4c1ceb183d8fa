"""What an installed package adds works as if it were the project's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from plugin_package import forget, install

from actions import texts
from actions.skills import registry
from ecomcore import plugins
from ecomcore.build import build, open_build, parts
from ecomcore.config import Settings
from ecomcore.errors import BuildError, SettingsError
from ecomcore.importers import import_shop
from ecomcore.recommend.base import Wish
from scripts import training


@pytest.fixture
def settings(tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A shop that was imported by the package's importer; its build has the package's part only."""
    file = tmp_path / "goods.txt"
    file.write_text("cup 4.50 A blue cup\nmug 12.00 A red mug\n")
    settings = Settings(shop="tiny", var_dir=tmp_path / "var")
    monkeypatch.setattr(parts, "PARTS", ())
    summary = import_shop("lines", file, "tiny", settings, currency="USD")
    assert summary.counts["products"].added == 2
    return settings


def test_a_format_is_imported(settings: Settings):
    build("tiny", settings=settings)
    assert open_build("tiny", settings).part("names") == ["cup", "mug"]


def test_a_format_that_nobody_adds_is_named_with_those_there_are(
    settings: Settings, tmp_path: Path
):
    with pytest.raises(
        SettingsError, match=r"no format 'tables'; use one of auto, csv, .*jsonl, .*lines"
    ):
        import_shop("tables", tmp_path, "tiny", settings)


def test_a_recommender_takes_the_place_of_ours_where_it_is_named(settings: Settings):
    chosen = settings.model_copy(update={"recommender": "newest"})
    manifest = build("tiny", settings=chosen)
    assert set(manifest.parts) == {"names", "recommend"}
    found = open_build("tiny", chosen).part("recommend").recommend(Wish(), k=1)
    assert [entry.product_id for entry in found] == ["mug"]


def test_a_build_of_another_recommender_is_not_read_by_ours(settings: Settings):
    build("tiny", settings=settings.model_copy(update={"recommender": "newest"}))
    with pytest.raises(BuildError, match="made by 'newest', which is not in use now"):
        open_build("tiny", settings).part("recommend")


def test_a_recommender_that_nobody_adds_is_refused(settings: Settings):
    with pytest.raises(SettingsError, match=r"recommender 'oldest' \(there: newest\)"):
        build("tiny", settings=settings.model_copy(update={"recommender": "oldest"}))


def test_the_bot_is_trained_for_a_skill(site: Path, tmp_path: Path):
    found = training.material(tmp_path / "bot", plugins.folders(plugins.SKILLS, "bot"))
    assert set(found) == {
        "domain/gift_wrap/wrapping.yml",
        "domain/actions.yml",
        "data/gift_wrap/nlu/wrapping.en.yml",
        "data/rules.yml",
    }
    assert yaml.safe_load(found["domain/actions.yml"])["actions"] == ["action_gift_wrap"]


def test_a_skill_says_its_texts_in_both_languages(site: Path):
    assert "gift_wrap" in registry.handlers()
    assert texts.Speaker("en").say("wrapping.price", price="$3.50") == "We wrap it for $3.50."
    assert texts.Speaker("zh").say("wrapping.price", price="$3.50") == "包装费 $3.50。"


def test_a_change_of_the_package_is_a_change_of_what_is_made(site: Path):
    before = plugins.described()
    assert "shopbot.parts names shop_extras.names shop-extras 1.0" in before
    record = site / "shop_extras-1.0.dist-info" / "METADATA"
    record.write_text(record.read_text().replace("1.0", "1.1"))
    assert "shopbot.parts names shop_extras.names shop-extras 1.1" in plugins.described()


def test_a_package_that_cannot_be_loaded_is_named_with_the_reason(site: Path):
    install(site, {"shop_extras/wrapping.py": "import no_such_module"})
    with pytest.raises(SettingsError, match=r"'gift_wrap'.* shop-extras 1.0 adds.*no_such_module"):
        registry.handlers()


def test_a_package_cannot_take_the_name_of_ours(site: Path, settings: Settings, tmp_path: Path):
    points = "[shopbot.importers]\ncsv = shop_extras.lines:READER\n"
    install(site, {"shop_extras-1.0.dist-info/entry_points.txt": points})
    forget()
    with pytest.raises(SettingsError, match=r"adds 'csv' to shopbot\.importers, which is there"):
        import_shop("csv", tmp_path, "tiny", settings)
