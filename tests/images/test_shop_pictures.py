"""The demo shop's pictures: no two products look the same."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ecomcore.images.hashing import NEAR, distances, perceptual_hash

SHOP = Path(__file__).resolve().parents[2] / "data" / "shop"


@pytest.fixture(scope="module")
def products() -> list[str]:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as file:
        return [row["product_id"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def pictures(products: list[str]) -> dict[str, list[Path]]:
    """The pictures of each product; the longest id that a name starts with is its product."""
    found: dict[str, list[Path]] = {product: [] for product in products}
    for path in sorted((SHOP / "images").glob("*.webp")):
        stem = path.name.split(".")[0]
        owner = max((p for p in products if f"{stem}-".startswith(f"{p}-")), key=len)
        found[owner].append(path)
    return found


def test_no_two_products_look_the_same(pictures: dict[str, list[Path]]) -> None:
    named = [(product, path) for product, paths in pictures.items() for path in paths]
    apart = distances([perceptual_hash(Image.open(path)) for _, path in named])
    owners = np.array([product for product, _ in named])
    too_near = np.argwhere((apart <= NEAR) & (owners[:, None] < owners[None, :]))
    assert [(named[i][1].name, named[j][1].name) for i, j in too_near] == []


def test_every_product_has_a_picture_and_many_have_further_views(
    pictures: dict[str, list[Path]],
) -> None:
    assert all(paths for paths in pictures.values())
    with_views = [p for p, paths in pictures.items() if any(".detail." in x.name for x in paths)]
    assert len(with_views) >= 60
