"""The part of the build that holds the pictures of the products."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from ecomcore.errors import BadImageError
from ecomcore.images.features import get_image_embedder
from ecomcore.images.lookup import PhotoLookup
from ecomcore.images.reading import read_image
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "images"
VERSION = 1
logger = logging.getLogger(__name__)


def inputs(data: ShopData) -> object:
    """Return the embedder and the pictures with the hashes of their contents."""
    pictures = [
        (product, name, hashlib.sha256(path.read_bytes()).hexdigest())
        for product, name, path in _pictures(data)
    ]
    return {"embedder": get_image_embedder().identity, "pictures": pictures}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Index the pictures; one that cannot be read is left out, with a warning in the log."""
    readable = [entry for entry in _pictures(data) if _is_readable(*entry)]
    lookup = PhotoLookup.build(
        get_image_embedder(),
        [(product, name) for product, name, _ in readable],
        [path for _, _, path in readable],
    )
    lookup.save(folder)
    return {"pictures": len(readable), "products": len({product for product, _, _ in readable})}


def load(folder: Path, embedder: TextEmbedder) -> PhotoLookup:
    """Read the index."""
    return PhotoLookup.load(folder, get_image_embedder())


def _pictures(data: ShopData) -> list[tuple[str, str, Path]]:
    """Return product id, name and file of each picture that is here, each once, in a fixed order."""
    products = data.products[["id", "image"]]
    variants = data.variants[["product_id", "image"]]
    named = [
        *products.itertuples(index=False, name=None),
        *variants[variants["product_id"].isin(products["id"])].itertuples(index=False, name=None),
    ]
    found: dict[tuple[str, str], Path] = {}
    for product, name in named:
        path = data.image_file(name) if isinstance(name, str) else None
        if path is not None:
            found.setdefault((product, name), path)
    return [(product, name, path) for (product, name), path in sorted(found.items())]


def _is_readable(product: str, name: str, path: Path) -> bool:
    try:
        read_image(path)
    except BadImageError as error:
        logger.warning("picture %s of product %s is left out: %s", name, product, error)
        return False
    return True
