"""Finds the pictures of products in a folder where they are named after them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ecomcore.importers.collector import Collector
from ecomcore.importers.images import IMAGE_ENDINGS
from ecomcore.importers.rows import ProductRow, VariantRow


def find_images(folder: Path, collector: Collector) -> None:
    """Give products and variants the pictures that are named after them.

    `<product_id>.<ending>` is a product's picture, `<product_id>-<colour>.<ending>` that of its
    variants in a colour; a product without its own takes that of its first variant. Further views,
    `<name of a picture>.<view>.<ending>`, come along.
    """
    if not folder.is_dir():
        return
    files = {p.stem: p for p in sorted(folder.iterdir()) if p.suffix.lower() in IMAGE_ENDINGS}
    variants: dict[str, list[VariantRow]] = defaultdict(list)
    for variant in collector.batch.of(VariantRow):
        variants[variant.product_id].append(variant)
        colour = variant.options.get("colour", "").lower().replace(" ", "-")
        picture = files.get(f"{variant.product_id}-{colour}")
        if variant.image is None and picture is not None:
            variant.image = picture.name
    for product in collector.batch.of(ProductRow):
        own = files.get(product.id)
        if product.image is None and own is not None:
            product.image = own.name
        if product.image is None:
            product.image = next((v.image for v in variants[product.id] if v.image), None)
    used = {row.image for row in collector.batch.of(ProductRow)}
    used.update(row.image for row in collector.batch.of(VariantRow))
    by_name = {path.name: path for path in files.values()}
    stems = {Path(name).stem for name in used if name}
    views = {name for name in by_name if "." in Path(name).stem and name.split(".")[0] in stems}
    collector.batch.images.update({name: by_name[name] for name in used | views if name in by_name})
