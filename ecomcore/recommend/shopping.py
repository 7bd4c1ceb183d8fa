"""Recommendations for a real shopper: reads the database for history, consent, stock and the shop's rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.config import get_settings
from ecomcore.errors import NotFoundError
from ecomcore.recommend.base import Policy, Recommendation, Wish
from ecomcore.recommend.collect import LIKED_FROM
from ecomcore.recommend.companions import companions
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.features import age_group
from ecomcore.recommend.feedback import HAVE_IT, NOT_INTERESTED, feedback_of
from ecomcore.shop.models import BrowseEvent, Customer, Order, OrderLine, Product, Review, Variant
from ecomcore.shop.prices import PriceList
from ecomcore.shop.rules import RecommendRules, load_rules

HISTORY = 60
DISLIKED_UP_TO = 2
"""Stars up to which a rating counts as not liking the product."""
UNSOLD = ("cancelled", "returned")
DAY_S = 86_400.0


@dataclass(frozen=True)
class Moment:
    """What happened in this conversation: it counts at once, with or without a name, and is not stored.

    Product ids, oldest first: `looked` at, `liked` in so many words, `disliked`, already `owned`, in the `cart`.
    """

    looked: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    cart: tuple[str, ...] = ()
    shown: frozenset[str] = field(default_factory=frozenset)


def products_in_stock(
    session: Session,
    *,
    min_cents: int | None = None,
    max_cents: int | None = None,
    today: date | None = None,
) -> set[str]:
    """Return the products on sale that have a variant in stock within the prices, those of `today` where it is told."""
    query = (
        select(Product.id, Product.category, Variant.price_cents)
        .join(Variant, Variant.product_id == Product.id)
        .where(Product.active, Variant.sellable > 0)
    )
    if min_cents is None and max_cents is None:
        return {product for product, *_ in session.execute(query)}
    prices = PriceList.of(session, today) if today else PriceList(())
    least, most = min_cents or 0, float("inf") if max_cents is None else max_cents
    return {
        product
        for product, category, written in session.execute(query)
        if (cents := prices.priced(written, None, category).cents) is not None
        and least <= cents <= most
    }


def recommendable(
    session: Session,
    customer_id: str | None = None,
    *,
    min_cents: int | None = None,
    max_cents: int | None = None,
    today: date | None = None,
) -> set[str]:
    """Return the products in stock that the shop's rules allow to recommend to this customer.

    Goods for adults are left out unless the customer is known to be of age. The age of who has not agreed to profiling
    is not looked at, so that nothing tells the list from that of a guest.
    """
    rules = load_rules(session).recommend
    found = products_in_stock(session, min_cents=min_cents, max_cents=max_cents, today=today)
    found -= set(rules.excluded)
    customer = session.get(Customer, customer_id) if customer_id is not None else None
    is_adult = customer is not None and customer.consent_profiling and _is_of_age(customer, rules)
    return found if is_adult else found - _below(session, rules.adults_only)


def _is_of_age(customer: Customer, rules: RecommendRules) -> bool:
    return (customer.age or 0) >= rules.adult_age


def wish_of(session: Session, customer_id: str, now: datetime | None = None) -> Wish:
    """Return what a customer bought, looked at, put into the cart and rated lately, oldest first, and turned down.

    Somebody who has not agreed to profiling has an empty wish, so that the list is the one of a guest.

    Raises:
        NotFoundError: there is no such customer.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r} in this shop")
    if not customer.consent_profiling:
        return Wish()
    bought = session.execute(
        select(OrderLine.product_id, Order.placed_at)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.customer_id == customer_id,
            Order.status.not_in(UNSOLD),
            OrderLine.status.not_in(UNSOLD),
        )
        .order_by(Order.placed_at.desc(), OrderLine.position.desc())
        .limit(HISTORY)
    ).all()
    looked = session.scalars(
        select(BrowseEvent.product_id)
        .where(BrowseEvent.customer_id == customer_id)
        .order_by(BrowseEvent.at.desc(), BrowseEvent.id.desc())
        .limit(HISTORY)
    ).all()
    rated = session.execute(
        select(Review.product_id, Review.rating)
        .where(Review.customer_id == customer_id)
        .order_by(Review.created_on.desc(), Review.id.desc())
        .limit(HISTORY)
    ).all()
    today = now or get_settings().clock()
    said = feedback_of(session, customer_id)
    return Wish(
        bought=tuple(product for product, _ in reversed(bought)),
        looked=tuple(reversed(looked)),
        days_ago=tuple(
            max((today - at).total_seconds() / DAY_S, 0.0) for _, at in reversed(bought)
        ),
        liked=tuple(product for product, stars in reversed(rated) if stars >= LIKED_FROM),
        disliked=frozenset(said[NOT_INTERESTED])
        | {product for product, stars in rated if stars <= DISLIKED_UP_TO},
        exclude=frozenset(said[HAVE_IT]),
        group=(age_group(customer.age), customer.gender),
    )


def recommend_for(
    session: Session,
    recommender: ShopRecommender,
    *,
    customer_id: str | None = None,
    product_id: str | None = None,
    exclude: frozenset[str] = frozenset(),
    moment: Moment | None = None,
    allowed: Collection[str] | None = None,
    now: datetime | None = None,
    k: int = 10,
) -> list[Recommendation]:
    """Recommend products in stock: like `product_id`, else for `customer_id`, else what is popular.

    What happened in the conversation (`moment`) counts at once. `allowed` limits the products further.

    Raises:
        NotFoundError: there is no such customer or product.
    """
    open_ = _open(session, customer_id, allowed)
    rules = load_rules(session).recommend
    if product_id is not None:
        check_product(session, product_id)
        wish = _with_moment(Wish(product_id=product_id, exclude=exclude), moment)
        return recommender.recommend(wish, k, open_)
    known = Wish() if customer_id is None else wish_of(session, customer_id, now)
    wish = replace(
        _with_moment(known, moment),
        policy=Policy(rules.pinned, rules.margin_within),
        again=_again(session, recommender, known, rules),
    )
    return recommender.recommend(replace(wish, exclude=wish.exclude | exclude), k, open_)


def goes_with(
    session: Session,
    recommender: ShopRecommender,
    product_id: str,
    *,
    customer_id: str | None = None,
    moment: Moment | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Recommend what goes with a product, of other kinds than itself; an empty list where nothing is known to.

    Raises:
        NotFoundError: there is no such product.
    """
    check_product(session, product_id)
    moment = moment or Moment()
    return companions(
        recommender,
        [product_id],
        k,
        _open(session, customer_id, None),
        unwanted={*moment.disliked, *moment.owned, *moment.cart, *moment.shown},
    )


def complete_cart(
    session: Session,
    recommender: ShopRecommender,
    product_ids: Iterable[str],
    *,
    customer_id: str | None = None,
    moment: Moment | None = None,
    max_cents: int | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Recommend what goes with what is in a cart; an empty cart gives what `recommend_for` gives.

    Raises:
        NotFoundError: a product in the cart does not exist.
    """
    cart = tuple(dict.fromkeys(product_ids))
    for product_id in cart:
        check_product(session, product_id)
    if not cart:
        return recommend_for(session, recommender, customer_id=customer_id, moment=moment, k=k)
    moment = moment or Moment()
    return companions(
        recommender,
        cart,
        k,
        recommendable(session, customer_id, max_cents=max_cents),
        situation="cart",
        unwanted={*moment.disliked, *moment.owned, *moment.shown},
    )


def after_purchase(
    session: Session,
    recommender: ShopRecommender,
    product_ids: Iterable[str],
    *,
    customer_id: str | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Recommend what others took next after buying these products, without any need to know who asks."""
    bought = tuple(dict.fromkeys(product_ids))
    wish = Wish(bought=bought, situation="after")
    return recommender.recommend(wish, k, _open(session, customer_id, None))


def due_again(
    session: Session,
    recommender: ShopRecommender,
    customer_id: str,
    *,
    among: Collection[str] | None = None,
    now: datetime | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Return what a customer bought before and can have again, what is likeliest to be needed first.

    `among` limits it to some products, as those that "my coffee" may mean. It needs no agreement to profiling: who asks
    for what was bought before asks for the own orders.

    Raises:
        NotFoundError: there is no such customer.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r} in this shop")
    rows = session.execute(
        select(OrderLine.product_id, Order.placed_at)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.customer_id == customer_id,
            Order.status.not_in(UNSOLD),
            OrderLine.status.not_in(UNSOLD),
        )
        .order_by(Order.placed_at)
    ).all()
    today = now or get_settings().clock()
    wish = Wish(
        bought=tuple(product for product, _ in rows),
        days_ago=tuple(max((today - at).total_seconds() / DAY_S, 0.0) for _, at in rows),
    )
    rules = load_rules(session).recommend
    open_ = products_in_stock(session) - set(rules.excluded)
    if not _is_of_age(customer, rules):
        open_ -= _below(session, rules.adults_only)
    return recommender.again(wish, k, open_ if among is None else open_ & set(among))


def ordered(session: Session, customer_id: str) -> set[str]:
    """Return every product that a customer has ordered, also what was cancelled or sent back."""
    rows = session.scalars(
        select(OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id)
    )
    return set(rows)


def popular_with(
    session: Session,
    recommender: ShopRecommender,
    *,
    age: int | None = None,
    gender: str | None = None,
    customer_id: str | None = None,
    allowed: Collection[str] | None = None,
    k: int = 10,
) -> list[Recommendation]:
    """Return what is popular with people of an age and gender; a group that nobody is in gives what all like."""
    open_ = _open(session, customer_id, allowed)
    return recommender.popular_in(age_group(age), gender, k, open_)


def _open(session: Session, customer_id: str | None, allowed: Collection[str] | None) -> set[str]:
    open_ = recommendable(session, customer_id)
    return open_ if allowed is None else open_ & set(allowed)


def _with_moment(wish: Wish, moment: Moment | None) -> Wish:
    """Return the wish with what happened in the conversation."""
    if moment is None:
        return wish
    return replace(
        wish,
        looked=(*wish.looked, *moment.looked),
        liked=(*wish.liked, *moment.liked),
        cart=(*wish.cart, *moment.cart),
        disliked=wish.disliked | set(moment.disliked),
        exclude=wish.exclude | set(moment.owned) | moment.shown,
    )


def _again(
    session: Session, recommender: ShopRecommender, wish: Wish, rules: RecommendRules
) -> frozenset[str]:
    """Return what of the history is used up some day: by the shop's word, else because customers take it again."""
    if not wish.bought:
        return frozenset()
    named = _below(session, rules.used_up)
    return frozenset(
        product
        for product in wish.bought
        if product in named or (not rules.used_up and recommender.is_used_up(product))
    )


def _below(session: Session, categories: Iterable[str]) -> frozenset[str]:
    """Return the products of categories and of all below them."""
    paths = tuple(categories)
    if not paths:
        return frozenset()
    rows = session.execute(select(Product.id, Product.category)).all()
    return frozenset(product for product, category in rows if is_within(category, paths))


def check_product(session: Session, product_id: str) -> None:
    """Do nothing for a product that the shop has.

    Raises:
        NotFoundError: there is no such product.
    """
    if session.get(Product, product_id) is None:
        raise NotFoundError(f"there is no product {product_id!r} in this shop")
