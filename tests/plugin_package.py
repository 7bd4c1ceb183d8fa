"""A small package as another shop would write it, installed into a folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ENTRY_POINTS = {
    "shopbot.skills": "gift_wrap = shop_extras.wrapping",
    "shopbot.parts": "names = shop_extras.names",
    "shopbot.recommenders": "newest = shop_extras.newest",
    "shopbot.importers": "lines = shop_extras.lines:READER",
}
FILES = {
    "__init__.py": "",
    "wrapping.py": '''
"""Skill `gift_wrap`: says what wrapping costs."""
from actions.skills.registry import handles
from actions.turn.turn import Reply

@handles("gift_wrap")
def gift_wrap(turn):
    return Reply().say(turn.say("wrapping.price", price=turn.speaker.money(350)))
''',
    "texts/en/wrapping.yml": "price: 'We wrap it for {price}.'",
    "texts/zh/wrapping.yml": "price: '包装费 {price}。'",
    "bot/domain/wrapping.yml": "intents: [gift_wrap]",
    "bot/data/nlu/wrapping.en.yml": "nlu:\n- intent: gift_wrap\n  examples: |\n    - can you wrap it",
    "names.py": '''
"""Part `names`: the ids of the products."""
import json

NAME, VERSION = "names", 1

def inputs(data):
    return sorted(data.products["id"])

def make(data, embedder, folder):
    (folder / "names.json").write_text(json.dumps(inputs(data)))
    return {"products": float(len(data.products))}

def load(folder, embedder):
    return json.loads((folder / "names.json").read_text())
''',
    "newest.py": '''
"""Recommender `newest`: the product whose id comes last, first."""
from ecomcore.recommend.base import Reason, Recommendation
from shop_extras import names

NAME, VERSION, inputs, make = "newest", 1, names.inputs, names.make

class Newest:
    def __init__(self, ids):
        self.ids = ids

    def recommend(self, wish, k=10, allowed=None):
        found = [i for i in self.ids[::-1] if allowed is None or i in allowed]
        reason = Reason("new", {"en": "it is new", "zh": "新品"})
        return [Recommendation(i, 1.0, reason) for i in found[:k]]

def load(folder, embedder):
    return Newest(names.load(folder, embedder))
''',
    "lines.py": '''
"""Importer `lines`: one line a product, its id, its price, its name."""
from ecomcore.importers.categories import add_categories
from ecomcore.importers.importing import Reader
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow, VariantRow

def read(path, collector):
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        key, price, title = line.split(" ", 2)
        origin = Origin(path.name, number)
        collector.add(ProductRow, {"id": key, "category": "all", "title": {"en": title}}, origin)
        collector.add(VariantRow, {"sku": key, "product_id": key, "price_cents": price}, origin)
    add_categories(collector)

READER = Reader("one line a product", read)
''',
}


def install(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Write what an installation of the package leaves, with other files or entry points, and return the folder."""
    points = "\n".join(f"[{group}]\n{point}\n" for group, point in ENTRY_POINTS.items())
    record = "shop_extras-1.0.dist-info"
    files = {f"shop_extras/{name}": text for name, text in FILES.items()}
    files[f"{record}/METADATA"] = "Metadata-Version: 2.1\nName: shop-extras\nVersion: 1.0\n"
    files[f"{record}/entry_points.txt"] = points
    for name, text in {**files, **(changes or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def forget() -> None:
    """Look anew for what is installed."""
    from actions import phrases, texts
    from ecomcore import plugins

    for cached in (plugins.added, texts.texts, phrases.phrases):
        cached.cache_clear()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the package is installed into, for as long as the test lasts."""
    from actions.skills import registry

    folder = install(tmp_path / "site")
    monkeypatch.setattr(registry, "_handlers", dict(registry.handlers()))
    monkeypatch.syspath_prepend(folder)
    forget()
    yield folder
    monkeypatch.undo()
    forget()
    for name in [name for name in sys.modules if name.split(".")[0] == "shop_extras"]:
        del sys.modules[name]
