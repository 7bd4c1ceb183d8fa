"""Recommendations for a real shopper: reads the database for history, consent and stock."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.recommend.base import Recommendation, Recommender, Wish
from ecomcore.shop.models import BrowseEvent, Customer, Order, OrderLine, Product, Variant

HISTORY = 30


def products_in_stock(session: Session) -> set[str]:
    """Return the ids of the products on sale that have a variant in stock."""
    found = session.scalars(
        select(Product.id)
        .join(Variant, Variant.product_id == Product.id)
        .where(Product.active, Variant.stock > 0)
    )
    return set(found)


def wish_of(session: Session, customer_id: str) -> Wish:
    """Return what a customer bought and looked at lately, oldest first.

    Somebody who has not agreed to profiling has an empty wish, so that only popular products are recommended.

    Raises:
        NotFoundError: there is no such customer.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r} in this shop")
    if not customer.consent_profiling:
        return Wish()
    bought = session.scalars(
        select(OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, Order.status.not_in(("cancelled", "returned")))
        .order_by(Order.placed_at.desc(), OrderLine.position.desc())
        .limit(HISTORY)
    ).all()
    looked = session.scalars(
        select(BrowseEvent.product_id)
        .where(BrowseEvent.customer_id == customer_id)
        .order_by(BrowseEvent.at.desc(), BrowseEvent.id.desc())
        .limit(HISTORY)
    ).all()
    return Wish(bought=tuple(reversed(bought)), looked=tuple(reversed(looked)))


def recommend_for(
    session: Session,
    recommender: Recommender,
    *,
    customer_id: str | None = None,
    product_id: str | None = None,
    exclude: frozenset[str] = frozenset(),
    k: int = 10,
) -> list[Recommendation]:
    """Recommend products in stock: like `product_id`, else for `customer_id`, else what is popular.

    Raises:
        NotFoundError: there is no such customer or product.
    """
    if product_id is not None:
        if session.get(Product, product_id) is None:
            raise NotFoundError(f"there is no product {product_id!r} in this shop")
        wish = Wish(product_id=product_id, exclude=exclude)
    else:
        known = Wish() if customer_id is None else wish_of(session, customer_id)
        wish = Wish(bought=known.bought, looked=known.looked, exclude=exclude)
    return recommender.recommend(wish, k, products_in_stock(session))
