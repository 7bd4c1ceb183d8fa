"""Part of skill `products`: presents: for whom, what they like, what it may cost, all kept from turn to turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isclose

from actions.phrases import pattern, says
from actions.skills.products import listing, recommending, taste
from actions.skills.products.other_money import in_own_money
from actions.skills.registry import handles
from actions.turn.memory import Origin, Recipient
from actions.turn.turn import Reply, Turn
from ecomcore.customers import ages
from ecomcore.recommend.base import Recommendation
from ecomcore.recommend.gifts import Gift, gift_for
from ecomcore.search.liking import fitting
from ecomcore.search.money import minor_units
from ecomcore.search.query import Query, below_the_middle
from ecomcore.search.reading.prices import AROUND

BARE_AGE = re.compile(r"[,，、(（]\s*(\d{1,2})\s*(?=[,，、)）.。]|$)")
"""A number that stands alone beside the person: “my niece, 7, into science”."""

GENDERS = {"women": "female", "men": "male"}


@handles("gift_ideas")
def gift_ideas(turn: Turn) -> Reply:
    """Find presents by person, likes and budget; ask for them where nothing is known, with what makes good presents."""
    is_tapped = not turn.text or turn.text.startswith("/")
    heard = Recipient() if is_tapped else recipient_in(turn)
    if not is_tapped and _names_a_thing(turn.query) and not heard.likes:
        return listing.show_results(turn, turn.query, is_open_wish=True)
    reply = given(turn, merged(_known(turn), heard))
    said = in_own_money(turn, turn.query)[1] if turn.query.currency else ""
    if said:
        reply.messages[0].text = f"{said}\n{reply.messages[0].text}"
    return reply


def given(turn: Turn, recipient: Recipient, *, is_fresh: bool = False) -> Reply:
    """Show presents for somebody; what fits their likes may cost less than was thought of."""
    liked = _liked(turn, recipient.likes)
    found = _gifts(turn, recipient, liked, is_fresh=is_fresh)
    is_liked = any(one.product_id in liked for one in found)
    if liked and not is_liked and recipient.min_cents is not None:
        cheaper = _gifts(turn, replace(recipient, min_cents=None), liked, is_fresh=is_fresh)
        is_liked = any(one.product_id in liked for one in cheaper)
        found = cheaper if is_liked else found
    is_bare = replace(recipient, kinds_out=()) == Recipient()
    text = turn.say("products.gift_ask" if is_bare else "recommend.gift")
    if not found and recipient != Recipient():
        return Reply().say(turn.say("recommend.gift_none"))
    if recipient.likes and not is_liked and not is_fresh:
        text = turn.say("recommend.gift_unliked", likes=turn.speaker.join(recipient.likes))
    return recommending.shown(turn, text, found, Origin("gift_ideas", recipient=recipient))


def _gifts(
    turn: Turn, recipient: Recipient, liked: Mapping[str, float], *, is_fresh: bool
) -> list[Recommendation]:
    """Return presents for somebody of whom it is known which products fit their likes."""
    return gift_for(
        turn.session,
        recommending.recommender(turn),
        Gift(
            age=recipient.age,
            gender=recipient.gender,
            is_child=recipient.is_child,
            likes=turn.speaker.join(recipient.likes),
            liked=liked,
            min_cents=recipient.min_cents,
            max_cents=recipient.max_cents,
            exclude=taste.moment(turn, is_fresh=is_fresh).shown
            | frozenset(turn.memory.taste.owned)
            | _refused(turn, recipient),
            kinds_out=frozenset(recipient.kinds_out),
        ),
        customer_id=turn.identity.customer_id,
        today=turn.now.date(),
        k=listing.PAGE,
    )


def recipient_in(turn: Turn) -> Recipient:
    """Return what the message says of who gets the present and of its price."""
    query, _ = in_own_money(turn, turn.query)
    if "cheaper" in query.refinements and turn.memory.shown.prices:
        query = replace(query, price_max_cents=below_the_middle(turn.memory.shown.prices))
    bounds = (query.price_min_cents, query.price_max_cents)
    return Recipient(
        age=_age(turn, amounts(turn)),
        gender=next((GENDERS[who] for who in query.audience if who in GENDERS), None),
        is_child="kids" in query.audience,
        likes=_likes_in(turn.text),
        min_cents=bounds[0],
        max_cents=bounds[1],
        excluded=query.excluded,
    )


def amounts(turn: Turn) -> list[int]:
    """Return the numbers that a price was read from: its bounds, or the middle of what is about 60."""
    unit = 10 ** minor_units(turn.query.currency or turn.service.currency)
    bounds = (turn.query.price_min_cents, turn.query.price_max_cents)
    least, most = (None if cents is None else cents / unit for cents in bounds)
    said = [amount for amount in (least, most) if amount is not None]
    if least and most and isclose(least / (1 - AROUND), most / (1 + AROUND), rel_tol=0.01):
        said.append(most / (1 + AROUND))
    return [round(amount) for amount in said]


def _age(turn: Turn, but: Sequence[int]) -> int | None:
    """Return the age of a child that the search reads as well, else any age that is no amount of money."""
    months = turn.query.age_months
    if months is not None:
        return months // 12
    age = ages.age_in(turn.text, turn.now.year, least=0, but=but)
    bare = [int(years) for years in BARE_AGE.findall(turn.text) if int(years) not in but]
    return bare[0] if age is None and bare else age


def _likes_in(text: str) -> tuple[str, ...]:
    """Return the things that a text says somebody likes, in its own words."""
    said = [part for found in pattern("likes").finditer(text) for part in found.groups() if part]
    things = [thing.strip() for part in said for thing in pattern("joins_likes").split(part)]
    return tuple(dict.fromkeys(thing for thing in things if thing))


def _liked(turn: Turn, likes: Sequence[str]) -> dict[str, float]:
    """Return the products that fit one of the things that somebody likes, each with how well, 0 to 1."""
    fits: dict[str, float] = {}
    for thing in likes:
        for product_id, well in fitting(turn.service.engine, thing, turn.language).items():
            fits[product_id] = max(fits.get(product_id, 0.0), well)
    return fits


def _refused(turn: Turn, recipient: Recipient) -> frozenset[str]:
    """Return the products that have something about them that was said not to be wanted."""
    if not recipient.excluded:
        return frozenset()
    engine = turn.service.engine
    wanted = engine.filters.masks(Query(excluded=recipient.excluded), engine.filters.columns)[0]
    return frozenset(p.id for p, fits in zip(engine.products, wanted, strict=True) if not fits)


def merged(known: Recipient, heard: Recipient) -> Recipient:
    """Return what was known with what was heard now; a new price takes the place of the old one."""
    has_price = heard.min_cents is not None or heard.max_cents is not None
    price = heard if has_price else known
    return Recipient(
        age=known.age if heard.age is None else heard.age,
        gender=heard.gender or known.gender,
        is_child=heard.is_child or (known.is_child and heard.age is None),
        likes=heard.likes or known.likes,
        min_cents=price.min_cents,
        max_cents=price.max_cents,
        kinds_out=known.kinds_out,
        excluded=tuple(dict.fromkeys((*known.excluded, *heard.excluded))),
    )


def without_kinds(turn: Turn, recipient: Recipient) -> Recipient:
    """Return the recipient without the kinds of product that the message names: they have them, or do not want them."""
    engine = turn.service.engine
    named = set(turn.query.types) | {value for kind, value in turn.query.excluded if kind == "type"}
    kinds = {
        good.kind
        for good in recommending.recommender(turn).goods
        if good.kind and named & engine.types_of(good.id)
    }
    return replace(recipient, kinds_out=tuple(sorted({*recipient.kinds_out, *kinds})))


def _known(turn: Turn) -> Recipient:
    """Return whom the last list was for, unless the message names somebody else."""
    origin = turn.memory.shown.origin
    if origin is None or origin.recipient is None or says(turn.text, "gift_for"):
        return Recipient()
    return origin.recipient


def _names_a_thing(query: Query) -> bool:
    return bool(query.types or query.categories or query.brands)
