"""The category tree of a shop whose files list only the categories of its products."""

from __future__ import annotations

from collections.abc import Mapping

from ecomcore.importers.collector import Collector
from ecomcore.importers.options import readable
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import CategoryRow, ProductRow


def add_categories(collector: Collector, names: Mapping[str, str] | None = None) -> None:
    """Add a category for each one that products name, and for those above it.

    `names` gives the names of paths; a path without one is named after its last part.
    """
    language = collector.batch.languages()[0]
    origins: dict[str, Origin] = {}
    for product in collector.batch.of(ProductRow):
        parts = product.category.split("/")
        for depth in range(1, len(parts) + 1):
            origins.setdefault("/".join(parts[:depth]), product.origin)
    for path, origin in origins.items():
        name = (names or {}).get(path) or readable(path.rpartition("/")[2])
        collector.add(CategoryRow, {"path": path, "name": {language: name}}, origin)
