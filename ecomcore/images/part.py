"""The part of the build that holds the pictures of the products."""

from __future__ import annotations

import hashlib
import logging
from glob import escape
from pathlib import Path

from ecomcore.errors import BadImageError
from ecomcore.images.features import get_image_embedder
from ecomcore.images.lookup import PhotoLookup
from ecomcore.images.reading import read_image
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "images"
VERSION = 2
logger = logging.getLogger(__name__)


def inputs(data: ShopData) -> object:
    """Return the embedder, the pictures with the hashes of their contents, categories and names."""
    pictures = [
        (product, name, hashlib.sha256(path.read_bytes()).hexdigest())
        for product, name, path in pictures_of(data)
    ]
    return {
        "embedder": get_image_embedder().identity,
        "pictures": pictures,
        "categories": _categories(data),
        "names": _names(data),
    }


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Index the pictures; one that cannot be read is left out, with a warning in the log."""
    from tqdm import tqdm

    readable = [entry for entry in pictures_of(data) if _is_readable(*entry)]
    with tqdm(total=len(readable), desc="pictures", unit="picture", disable=None) as bar:
        lookup = PhotoLookup.build(
            get_image_embedder(),
            [(product, name) for product, name, _ in readable],
            [path for _, _, path in readable],
            categories=_categories(data),
            names=_names(data),
            progress=bar.update,
        )
    lookup.save(folder)
    return {
        "pictures": len(readable),
        "products": len({product for product, _, _ in readable}),
        "known_kept": lookup.calibration.kept,
        "unknown_refused": lookup.calibration.refused,
    }


def load(folder: Path, embedder: TextEmbedder) -> PhotoLookup:
    """Read the index."""
    return PhotoLookup.load(folder, get_image_embedder())


def pictures_of(data: ShopData) -> list[tuple[str, str, Path]]:
    """Return product id, name and file of each picture that is here, each once, in a fixed order.

    Beside `mug.webp`, `mug.detail.webp` is a further view of the same product.
    """
    products = data.products[["id", "image"]]
    variants = data.variants[["product_id", "image"]]
    named = [
        *products.itertuples(index=False, name=None),
        *variants[variants["product_id"].isin(products["id"])].itertuples(index=False, name=None),
    ]
    found: dict[tuple[str, str], Path] = {}
    for product, name in named:
        path = data.image_file(name) if isinstance(name, str) else None
        if path is None:
            continue
        found.setdefault((product, name), path)
        for view in path.parent.glob(f"{escape(path.stem)}.*{path.suffix}"):
            found.setdefault((product, str(Path(name).with_name(view.name))), view)
    return [(product, name, path) for (product, name), path in sorted(found.items())]


def _categories(data: ShopData) -> dict[str, str]:
    rows = data.products[["id", "category"]].itertuples(index=False, name=None)
    return {product: str(category).split("/")[0] for product, category in rows if category}


def _names(data: ShopData) -> dict[str, str]:
    """Return what may be written on each product: its titles and its brand."""
    rows = data.products[["id", "title", "brand"]].itertuples(index=False, name=None)
    return {
        product: " ".join([*(str(text) for text in dict(title or {}).values()), str(brand or "")])
        for product, title, brand in rows
    }


def _is_readable(product: str, name: str, path: Path) -> bool:
    try:
        read_image(path)
    except BadImageError as error:
        logger.warning("picture %s of product %s is left out: %s", name, product, error)
        return False
    return True
