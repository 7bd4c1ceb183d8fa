"""Reads `products.json`, which a Shopify shop's site gives to everybody, and products of its API one a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import CategoryNames
from ecomcore.importers.facts import keywords, measure
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import handle as made_handle
from ecomcore.importers.options import slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.shopify.products import ON_SALE, options_of, prices
from ecomcore.importers.shopify.tables import OPTIONS
from ecomcore.importers.stock import availability, stock_of

MARKS = ("handle", "variants", "product_type")


def is_listed(entry: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is a product as Shopify writes it."""
    variants = entry.get("variants")
    return (
        "title" in entry
        and isinstance(variants, list)
        and any(key in entry for key in ("body_html", "handle"))
    )


def add_listed(
    entry: Mapping[str, Any],
    origin: Origin,
    language: str,
    names: CategoryNames,
    collector: Collector,
) -> None:
    """Add a product with its variants."""
    product_id = str(entry.get("handle") or entry.get("id") or slug(str(entry["title"])))
    title = plain_text(str(entry["title"] or ""))
    description = plain_text(str(entry.get("body_html") or ""))
    kind = plain_text(str(entry.get("product_type") or ""))
    images = [
        image.get("src", "") for image in entry.get("images") or [] if isinstance(image, dict)
    ]
    variants = [variant for variant in entry["variants"] if isinstance(variant, dict)]
    grams = str(next((v["grams"] for v in variants if v.get("grams")), ""))
    collector.add(
        ProductRow,
        {
            "id": product_id,
            "category": names.path(kind.split(">")),
            "brand": plain_text(str(entry.get("vendor") or "")),
            "kind": kind[:60],
            "title": {language: title} if title else {},
            "description": {language: description} if description else {},
            "attributes": {"weight": measure(grams, "g")} if grams else {},
            "keywords": keywords(entry.get("tags") or ""),
            "image": images[0] if images else "",
            "created_on": str(entry.get("created_at") or "")[:10],
            "active": str(entry.get("status") or "active").lower() in ON_SALE,
        },
        origin,
    )
    labels = {
        number: str(option.get("name", "")) if isinstance(option, dict) else str(option)
        for number, option in enumerate(entry.get("options") or [], start=1)
    }
    for position, variant in enumerate(variants):
        values = {number: str(variant.get(f"option{number}") or "") for number in OPTIONS}
        options = options_of(labels, values)
        featured = variant.get("featured_image")
        collector.add(
            VariantRow,
            {
                "sku": str(variant.get("sku") or "")
                or made_handle(product_id, *map(slug, options.values())),
                "product_id": product_id,
                "position": position,
                "options": options,
                "image": featured.get("src", "") if isinstance(featured, dict) else "",
                **stock_of(
                    _quantity(variant),
                    state=availability(str(variant.get("available", ""))),
                    takes_orders=variant.get("inventory_policy") == "continue",
                    is_tracked=variant.get("inventory_management", "") is not None,
                ),
                **prices(
                    str(variant.get("price") or ""), str(variant.get("compare_at_price") or "")
                ),
            },
            origin,
        )


def _quantity(variant: Mapping[str, Any]) -> str:
    quantity = variant.get("inventory_quantity")
    return "" if quantity is None else str(quantity)
