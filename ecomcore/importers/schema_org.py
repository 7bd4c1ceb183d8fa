"""Products as schema.org describes them (JSON-LD): in files of JSON, or in the pages of a shop's site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ecomcore.importers.jsonfile import parse_json

TYPES = ("Product", "ProductGroup", "IndividualProduct", "ProductModel")
SCRIPT = re.compile(
    r"<script[^>]+type=[\"']application/ld\+json[\"'][^>]*>(.*?)</script>",
    re.DOTALL | re.IGNORECASE,
)
FACTS = ("color", "size", "material", "pattern", "model", "weight", "width", "height", "depth")


def is_product(entry: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is a product of schema.org."""
    kind = entry.get("@type")
    return any(name in TYPES for name in (kind if isinstance(kind, list) else [kind]))


def products_in_page(html: str) -> Iterator[dict[str, Any]]:
    """Yield the products that a page describes for search engines."""
    for match in SCRIPT.finditer(html):
        try:
            yield from _products(parse_json(match[1]))
        except json.JSONDecodeError:
            continue


def _products(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _products(each)
    elif isinstance(value, dict):
        if is_product(value):
            yield value
        else:
            for key in ("@graph", "itemListElement", "item", "mainEntity"):
                yield from _products(value.get(key))


def flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a product of schema.org under the names that lists of products have."""
    variants = entry.get("hasVariant")
    found: dict[str, Any] = {
        "id": _text(entry.get("productGroupID") or entry.get("productID"))
        or _text(entry.get("sku")),
        "name": _text(entry.get("name")),
        "description": _text(entry.get("description")),
        "brand": _text(entry.get("brand") or entry.get("manufacturer")),
        "category": _text(entry.get("category")),
        "image": _image(entry.get("image")),
        "attributes": _facts(entry),
        **_offer(entry),
    }
    if isinstance(variants, list) and variants:
        varying = [_varying(name) for name in entry.get("variesBy") or () if _varying(name)]
        inner = [_variant(each, varying) for each in variants if isinstance(each, dict)]
        found["variants"] = inner
        for name in ("currency", "image"):
            found[name] = found.get(name) or next((v[name] for v in inner if v.get(name)), "")
    return found


def _varying(name: Any) -> str:
    return str(name).rpartition("/")[2]


def _variant(entry: Mapping[str, Any], varying: list[str]) -> dict[str, Any]:
    facts = _facts(entry)
    options = {key: value for key, value in facts.items() if not varying or key in varying}
    return {
        "sku": _text(entry.get("sku")) or _text(entry.get("productID")),
        "options": options,
        "image": _image(entry.get("image")),
        **_offer(entry),
    }


def _offer(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return price, currency and availability of the first offer."""
    offers = entry.get("offers")
    first = offers[0] if isinstance(offers, list) and offers else offers
    if not isinstance(first, dict):
        return {}
    specification = first.get("priceSpecification")
    inner = specification[0] if isinstance(specification, list) and specification else specification
    priced = {**(inner if isinstance(inner, dict) else {}), **first}
    level = first.get("inventoryLevel")
    return {
        "price": _text(priced.get("price")) or _only_price(priced),
        "currency": _text(priced.get("priceCurrency")),
        "availability": _text(first.get("availability")),
        "stock": _text(level.get("value") if isinstance(level, dict) else level),
    }


def _only_price(offer: Mapping[str, Any]) -> str:
    """Return the price of a range that is none: the lowest of several is not what every version costs."""
    lowest, highest = (_text(offer.get(name)) for name in ("lowPrice", "highPrice"))
    return lowest if highest in ("", lowest) else ""


def _facts(entry: Mapping[str, Any]) -> dict[str, str]:
    found = {name: _measured(entry.get(name)) for name in FACTS}
    for each in entry.get("additionalProperty") or ():
        if isinstance(each, dict) and each.get("name"):
            found[_text(each["name"])] = _measured(each)
    return {name: value for name, value in found.items() if value}


def _measured(value: Any) -> str:
    if isinstance(value, dict) and "value" in value:
        unit = value.get("unitText") or value.get("unitCode") or ""
        return " ".join(filter(None, (_text(value["value"]), _text(unit))))
    return _text(value)


def _image(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return _text(first.get("url") or first.get("contentUrl"))
    return _text(first)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return "" if value is None else str(value).strip()
