"""Something like this, but: cheaper, in another material or colour, of another brand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ecomcore.errors import NotFoundError
from ecomcore.recommend.base import Recommendation, Wish
from ecomcore.recommend.companions import ALTERNATIVE_FROM
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.goods import Good
from ecomcore.recommend.shopping import recommendable
from ecomcore.shop.models import Product

NEAREST = 500
"""So many of the most alike products are looked at."""

FARTHEST = 3
"""The distance of what only the department has in common with a product."""


@dataclass(frozen=True)
class But:
    """How what is wanted differs from the product that was named.

    `attributes` are wanted values by attribute or option (`{"material": "wool"}`); a value matches if it occurs in the
    product's own, as `merino wool` has `wool`. `max_cents` is a budget besides `is_cheaper`.
    """

    is_cheaper: bool = False
    is_dearer: bool = False
    other_brand: bool = False
    brand: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    max_cents: int | None = None
    same_kind: bool = True


def something_like(
    session: Session,
    recommender: ShopRecommender,
    product_id: str,
    but: But | None = None,
    *,
    customer_id: str | None = None,
    exclude: frozenset[str] = frozenset(),
    k: int = 5,
) -> list[Recommendation]:
    """Recommend products like one that differ from it as wished; an empty list where the shop has none.

    With `same_kind`, they could take its place: those of the same kind first, then of the same category, then what is
    near it in the same department. Only where there are none of these comes the rest of the department.

    Raises:
        NotFoundError: there is no such product.
    """
    product = session.get(Product, product_id)
    if product is None:
        raise NotFoundError(f"there is no product {product_id!r} in this shop")
    but = but or But()
    open_ = recommendable(session, customer_id, max_cents=but.max_cents)
    nearest = recommender.recommend(Wish(product_id=product_id, exclude=exclude), NEAREST, open_)
    others = _loaded(session, [entry.product_id for entry in nearest])
    found = [
        entry
        for entry in nearest
        if entry.product_id in others and _differs(product, others[entry.product_id], but)
    ]
    return (_in_its_place(recommender, product_id, found) if but.same_kind else found)[:k]


def _in_its_place(
    recommender: ShopRecommender, product_id: str, found: Sequence[Recommendation]
) -> list[Recommendation]:
    """Return what could take the place of a product, by how near its kind is; products that have no row all stay."""
    if product_id not in recommender.row_of:
        return list(found)
    own = recommender.goods[recommender.row_of[product_id]]
    found = [entry for entry in found if own.is_for_the_same(_good(recommender, entry))]
    distances = [_distance(own, _good(recommender, entry), entry.score) for entry in found]
    farthest = FARTHEST if min(distances, default=FARTHEST) == FARTHEST else FARTHEST - 1
    ranked = sorted(zip(distances, found, strict=True), key=lambda pair: pair[0])
    return [entry for distance, entry in ranked if distance <= farthest]


def _good(recommender: ShopRecommender, entry: Recommendation) -> Good:
    return recommender.goods[recommender.row_of[entry.product_id]]


def _distance(own: Good, other: Good, score: float) -> int:
    """Return 0 for the same kind, 1 for the same category, 2 for near it, `FARTHEST` for its department, else more."""
    if own.group == other.group:
        return 0
    if own.category == other.category:
        return 1
    if own.department != other.department:
        return FARTHEST + 1
    return 2 if score >= ALTERNATIVE_FROM else FARTHEST


def _loaded(session: Session, product_ids: Sequence[str]) -> dict[str, Product]:
    """Return products with their variants, by id."""
    query = select(Product).where(Product.id.in_(product_ids))
    return {p.id: p for p in session.scalars(query.options(selectinload(Product.variants)))}


def _differs(product: Product, other: Product, but: But) -> bool:
    checks: list[Callable[[], bool]] = [
        lambda: not but.is_cheaper or _price(other) < _price(product),
        lambda: not but.is_dearer or _price(other) > _price(product),
        lambda: not but.other_brand or _same(other.brand) != _same(product.brand),
        lambda: but.brand is None or _same(other.brand) == _same(but.brand),
        lambda: all(_has(other, key, value) for key, value in but.attributes.items()),
    ]
    return all(check() for check in checks)


def _price(product: Product) -> int:
    """Return the lowest price of what is in stock, else of all versions; 0 where there is none."""
    priced = [(v.price_cents, v.sellable) for v in product.variants if v.price_cents is not None]
    stocked = [cents for cents, pieces in priced if pieces > 0]
    return min(stocked or [cents for cents, _ in priced], default=0)


def _has(product: Product, key: str, value: str) -> bool:
    wanted = _same(value)
    own = [product.attributes.get(key, "")]
    own += [variant.options.get(key, "") for variant in product.variants if variant.sellable > 0]
    return any(wanted in _same(found) for found in own if found)


def _same(text: str | None) -> str:
    return (text or "").strip().casefold()
