"""Something like this, but: cheaper, in another material or colour, of another brand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.recommend.base import Recommendation, Wish
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.shopping import recommendable
from ecomcore.shop.models import Product, Variant


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

    With `same_kind`, products of the same kind come first, and others only where there are too few.

    Raises:
        NotFoundError: there is no such product.
    """
    product = session.get(Product, product_id)
    if product is None:
        raise NotFoundError(f"there is no product {product_id!r} in this shop")
    but = but or But()
    open_ = recommendable(session, customer_id, max_cents=but.max_cents)
    open_ = {other for other in open_ if _differs(session, product, other, but)}
    wish = Wish(product_id=product_id, exclude=exclude)
    found = recommender.recommend(wish, len(open_), open_)
    if but.same_kind:
        own = _kind(recommender, product_id)
        found.sort(key=lambda entry: _kind(recommender, entry.product_id) != own)
    return found[:k]


def _differs(session: Session, product: Product, other_id: str, but: But) -> bool:
    other = session.get(Product, other_id)
    if other is None:
        return False
    checks: list[Callable[[], bool]] = [
        lambda: not but.is_cheaper or _price(session, other_id) < _price(session, product.id),
        lambda: not but.is_dearer or _price(session, other_id) > _price(session, product.id),
        lambda: not but.other_brand or _same(other.brand) != _same(product.brand),
        lambda: but.brand is None or _same(other.brand) == _same(but.brand),
        lambda: all(_has(session, other, key, value) for key, value in but.attributes.items()),
    ]
    return all(check() for check in checks)


def _price(session: Session, product_id: str) -> int:
    """Return the lowest price of what is in stock, else of all versions; 0 where there is none."""
    rows = session.execute(
        select(Variant.price_cents, Variant.sellable).where(
            Variant.product_id == product_id, Variant.price_cents.is_not(None)
        )
    ).all()
    priced = [(price or 0, pieces) for price, pieces in rows]
    stocked = [price for price, pieces in priced if pieces > 0]
    return min(stocked or [price for price, _ in priced], default=0)


def _has(session: Session, product: Product, key: str, value: str) -> bool:
    wanted = _same(value)
    own = [product.attributes.get(key, "")]
    own += [variant.options.get(key, "") for variant in product.variants if variant.sellable > 0]
    return any(wanted in _same(found) for found in own if found)


def _same(text: str | None) -> str:
    return (text or "").strip().casefold()


def _kind(recommender: ShopRecommender, product_id: str) -> str:
    row = recommender.row_of.get(product_id)
    return "" if row is None else recommender.goods[row].group
