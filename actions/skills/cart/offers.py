"""What a shopper may be told of coupons and sales: which are for everybody, on what terms, and what they take off."""

from __future__ import annotations

from actions.turn.turn import Json, Turn
from ecomcore.errors import CodedError, NotAllowedError
from ecomcore.shop import carts
from ecomcore.shop.coupons import saving
from ecomcore.shop.models import Coupon
from ecomcore.shop.offers import published_coupons
from ecomcore.shop.prices import PromotionView, promotions_on


def all_public(turn: Turn, owner: carts.CartOwner) -> str:
    """Tell which sale runs and which codes are public; a code that only some customers were given is never named."""
    today = turn.now.date()
    coupons = published_coupons(turn.session, today)
    key = "cart.offers" if coupons else "cart.offers_none"
    told = [_named(turn, coupon) for coupon in coupons] + _best(turn, owner)
    sales = [sale(turn, promotion) for promotion in promotions_on(turn.session, today)]
    return "\n".join([*sales, turn.say(key), *told, turn.say("cart.offers_more")])


def sale(turn: Turn, promotion: PromotionView) -> str:
    """Tell a promotion that runs, what it covers, and its last day."""
    covered = turn.speaker.pick(promotion.category_name)
    return turn.say(
        "cart.sale_of" if covered else "cart.sale",
        title=turn.speaker.pick(promotion.title),
        percent=promotion.percent,
        category=covered,
        until=turn.speaker.day(promotion.ends_on, turn.now),
    )


def terms(turn: Turn, coupon: Coupon, goods_cents: int | None) -> str:
    """Tell the terms of a coupon; for goods of a named worth whether it counts, and what it takes off."""
    try:
        saved = saving(coupon, goods_cents or coupon.min_total_cents, turn.now.date())
    except NotAllowedError as error:
        return refusal(turn, error)
    text = turn.speaker.pick(coupon.description)
    rule = turn.say("cart.coupon_terms", code=coupon.code, text=text)
    if goods_cents is None:
        return "\n".join([rule, turn.say("cart.coupon_waits")])
    worth, less, paid = map(turn.speaker.money, (goods_cents, saved, goods_cents - saved))
    key = "cart.coupon_takes_of_some" if coupon.category else "cart.coupon_takes"
    return "\n".join([turn.say(key, code=coupon.code, worth=worth, saved=less, paid=paid), rule])


def refusal(turn: Turn, error: CodedError) -> str:
    """Tell why the cart cannot be as it was wanted."""
    key = f"cart.no_{error.code}"
    if not turn.speaker.has(key):
        return turn.say("cart.no_other")
    facts: Json = {**error.data}
    for name, value in error.data.items():
        if name.endswith("_cents"):
            facts[name.removesuffix("_cents")] = turn.speaker.money(int(value))
        if name.endswith("_on"):
            facts[name] = turn.speaker.day(value, turn.now)
    if "category_name" in facts:
        facts["category"] = turn.speaker.pick(facts["category_name"])
    return turn.say(key, **facts)


def _named(turn: Turn, coupon: Coupon) -> str:
    return turn.say("cart.offer", code=coupon.code, text=turn.speaker.pick(coupon.description))


def _best(turn: Turn, owner: carts.CartOwner) -> list[str]:
    """Return which public code takes off most of what is in the cart, nothing where none does."""
    if not carts.has_goods(turn.session, owner):
        return []
    best = carts.best_coupon(turn.session, owner, now=turn.now)
    if best is None:
        return []
    coupon, cents = best
    amount = turn.speaker.money(cents)
    return [turn.say("cart.offer_best", code=coupon.code, amount=amount)]
