"""Part of skill `products`: presents: for whom, what they like, what it may cost, all kept from turn to turn."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import pattern, says
from actions.skills.products import listing, recommending, taste
from actions.skills.products.other_money import in_own_money
from actions.skills.registry import handles
from actions.turn.memory import Origin, Recipient
from actions.turn.turn import Reply, Turn
from ecomcore.customers import ages
from ecomcore.recommend.gifts import Gift, gift_for
from ecomcore.search.money import minor_units
from ecomcore.search.query import Query

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
    """Show presents for somebody."""
    found = gift_for(
        turn.session,
        recommending.recommender(turn),
        Gift(
            age=recipient.age,
            gender=recipient.gender,
            is_child=recipient.is_child,
            likes=recipient.likes,
            min_cents=recipient.min_cents,
            max_cents=recipient.max_cents,
            exclude=taste.moment(turn, is_fresh=is_fresh).shown
            | frozenset(turn.memory.taste.owned),
            kinds_out=frozenset(recipient.kinds_out),
        ),
        customer_id=turn.identity.customer_id,
        today=turn.now.date(),
        k=listing.PAGE,
    )
    is_bare = replace(recipient, kinds_out=()) == Recipient()
    text = turn.say("products.gift_ask" if is_bare else "recommend.gift")
    if not found and recipient != Recipient():
        return Reply().say(turn.say("recommend.gift_none"))
    return recommending.shown(turn, text, found, Origin("gift_ideas", recipient=recipient))


def recipient_in(turn: Turn) -> Recipient:
    """Return what the message says of who gets the present and of its price."""
    query, _ = in_own_money(turn, turn.query)
    bounds = (query.price_min_cents, query.price_max_cents)
    unit = 10 ** minor_units(turn.service.currency)
    amounts = [cents // unit for cents in bounds if cents is not None]
    liked = pattern("likes").search(turn.text)
    return Recipient(
        age=ages.age_in(turn.text, turn.now.year, least=0, but=amounts),
        gender=next((GENDERS[who] for who in query.audience if who in GENDERS), None),
        is_child="kids" in query.audience,
        likes=next((part.strip() for part in liked.groups() if part), "") if liked else "",
        min_cents=bounds[0],
        max_cents=bounds[1],
    )


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
