"""The parts of a build: what a module must offer to be one, and which there are.

A part is a module with `NAME`, `VERSION`, `inputs(data) -> object`, `make(data, embedder, folder) -> metrics` and
`load(folder, embedder) -> object`; another package adds its own by an entry point.
Parts write NumPy, FAISS, safetensors, JSON and skops files only: nothing is
unpickled.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from ecomcore import plugins
from ecomcore.config import Settings, get_settings
from ecomcore.errors import SettingsError
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

PARTS = (
    "ecomcore.search.part",
    "ecomcore.knowledge.part",
    "ecomcore.reviews.part",
    "ecomcore.evidence.part",
    "ecomcore.recommend.part",
    "ecomcore.images.part",
    "ecomcore.customers.part",
)
RECOMMENDER = "recommend"


class Part(Protocol):
    """What a module must offer to be part of the build."""

    NAME: str
    VERSION: int

    def inputs(self, data: ShopData) -> object:
        """Return everything the output depends on, as JSON-able data."""

    def make(self, data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
        """Write the part into `folder` and return its metrics."""

    def load(self, folder: Path, embedder: TextEmbedder) -> Any:
        """Read the part for serving."""


def load_parts(settings: Settings | None = None) -> dict[str, Part]:
    """Import and return the parts in build order, by what they are in a build: ours, and those that packages add.

    A recommender that a package adds takes the place of ours where the setting names it.

    Raises:
        SettingsError: a package's part cannot be used, or no package adds that recommender.
    """
    chosen = (settings or get_settings()).recommender
    ours = [cast(Part, import_module(name)) for name in PARTS]
    parts: dict[str, Part] = plugins.together(plugins.PARTS, {part.NAME: part for part in ours})
    if chosen is None:
        return parts
    others = plugins.added(plugins.RECOMMENDERS)
    if chosen not in others:
        known = ", ".join(others) or "none"
        raise SettingsError(
            f"no installed package adds the recommender {chosen!r} (there: {known})"
        )
    return parts | {RECOMMENDER: others[chosen]}
