"""The variant that is to take the place of one that was ordered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from ecomcore.errors import refuse
from ecomcore.orders.checks import Ask, Pick
from ecomcore.shop.models import OrderLine, Variant


def _variant_choices(ask: Ask, line: OrderLine) -> list[dict[str, Any]]:
    rows = ask.session.scalars(
        select(Variant).where(Variant.product_id == line.product_id).order_by(Variant.position)
    )
    return [
        {
            "sku": row.sku,
            "options": dict(row.options),
            "price_cents": ask.price_of(row, line),
            "stock": row.sellable,
        }
        for row in rows
        if row.sellable > 0 and row.price_cents is not None and row.sku != line.sku
    ]


def new_variant(ask: Ask, pick: Pick, same_allowed: bool, claimed: Counter[str]) -> Variant:
    """Return the variant wanted for the pieces of `pick`, and count them in `claimed` (pieces by sku).

    Raises:
        NotAllowedError: `variant_needed`, `variant_unknown`, `other_product`, `same_variant` or `out_of_stock`.
    """
    line, sku = pick.line, pick.new_sku
    facts: dict[str, Any] = {"line_id": line.id, "variants": _variant_choices(ask, line)}
    if sku is None:
        refuse("variant_needed", f"which variant should replace line {line.id}?", **facts)
    facts["sku"] = sku
    variant = ask.session.get(Variant, sku)
    if variant is None:
        refuse("variant_unknown", f"there is no variant {sku!r}", **facts)
    if variant.product_id != line.product_id:
        refuse("other_product", f"{sku!r} is another product than line {line.id}", **facts)
    if variant.sku == line.sku and not same_allowed:
        refuse("same_variant", f"line {line.id} is {sku!r} already", **facts)
    claimed[sku] += pick.quantity
    if variant.price_cents is None:
        refuse("variant_unknown", f"{sku!r} has no price", **facts)
    if claimed[sku] > variant.sellable:
        refuse("out_of_stock", f"{variant.stock} left of {sku!r}", stock=variant.stock, **facts)
    return variant
