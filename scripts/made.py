"""What was made last for each shop, and from what: one file in the folder of databases and builds."""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = "state.json"


def last(var: Path, shop: str) -> dict[str, str]:
    """Return the recipe that each step was last made from; a damaged file only means that things are made again."""
    try:
        shops = json.loads((var / FILE).read_text("utf-8"))
        return dict(shops.get(shop, {}))
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def remember(var: Path, shop: str, step: str, recipe: str) -> None:
    """Write down what a step was made from."""
    path = var / FILE
    try:
        shops = dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        shops = {}
    shops[shop] = {**last(var, shop), step: recipe}
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_text(json.dumps(shops, indent=1), "utf-8")
    scratch.replace(path)
