"""Part of skill `products`: the shop window: best sellers, new arrivals, what is reduced today and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.catalogue import cards, kinds
from actions.skills.cart import offers
from actions.skills.products import listing, recommending
from actions.skills.registry import handles
from actions.skills.staff import sales
from actions.turn.memory import Origin
from actions.turn.turn import Reply, Turn, button
from ecomcore.recommend import shelves
from ecomcore.recommend.shopping import recommendable
from ecomcore.search.query import Query
from ecomcore.shop.prices import next_promotion, on_sale, promotions_on

Allowed = set[str] | None
NARROWED_TO = 5_000
"""Products that a condition on a shelf leaves, at most."""


@dataclass(frozen=True)
class Entry:
    """One product of a shelf: the version to show, and why it is there."""

    product_id: str
    sku: str | None
    reason: str


@handles("best_sellers", "new_arrivals", "on_sale")
def shelf(turn: Turn) -> Reply:
    """Show the first page of a shelf, of the kind of goods that the message names."""
    if turn.is_staff and turn.request.intent == "best_sellers":
        return sales.best(turn)
    is_tapped = not turn.text or turn.text.startswith("/")
    return show(turn, Origin(turn.request.intent, query=Query() if is_tapped else turn.query))


def show(turn: Turn, origin: Origin, offset: int = 0) -> Reply:
    """Show one page of a shelf."""
    allowed = _allowed(turn, origin.query)
    on_shelf = SHELVES[origin.skill](turn, allowed)
    entries = [entry for entry in on_shelf if entry.product_id not in turn.service.left_out]
    page = entries[offset : offset + listing.PAGE]
    if not page:
        return _ended(turn, origin, offset)
    payload = cards.cards(turn, [(e.product_id, e.sku, e.reason) for e in page])
    total = len(entries)
    if offset:
        text = turn.say("products.page", first=offset + 1, last=offset + len(page), total=total)
    else:
        text = turn.say(f"recommend.{origin.skill}", total=total)
    if origin.skill == "on_sale" and not offset:
        text = "\n".join([*_promotions(turn), text])
    reply = recommending.listed(turn, text, payload, origin)
    turn.memory.shown = replace(turn.memory.shown, offset=offset, total=len(entries))
    if len(entries) > offset + len(page):
        more = button(turn.say("products.button_more"), "show_more")
        reply.messages[-1].buttons.insert(0, more)
    return reply


def is_shelf(origin: Origin | None) -> bool:
    """Say whether a list is a page of a shelf."""
    return origin is not None and origin.skill in SHELVES


def _best_sellers(turn: Turn, allowed: Allowed) -> list[Entry]:
    found = shelves.best_sellers(
        turn.session, turn.now.date(), customer_id=turn.identity.customer_id, allowed=allowed
    )
    return [
        Entry(one.product_id, None, turn.say("recommend.sold", count=one.pieces, days=one.days))
        for one in found
    ]


def _new_arrivals(turn: Turn, allowed: Allowed) -> list[Entry]:
    today = turn.now.date()
    found = shelves.new_arrivals(
        turn.session, today, customer_id=turn.identity.customer_id, allowed=allowed
    )
    return [
        Entry(
            one.product_id,
            None,
            turn.say("recommend.came", day=turn.speaker.day(one.came_on, today)),
        )
        for one in found
    ]


def _on_sale(turn: Turn, allowed: Allowed) -> list[Entry]:
    today = turn.now.date()
    open_ = recommendable(turn.session, turn.identity.customer_id)
    return [
        Entry(
            item.product_id,
            item.sku,
            turn.say(
                "recommend.reduced_until" if item.price.ends_on else "recommend.reduced",
                percent=item.price.percent,
                until=turn.speaker.day(item.price.ends_on or today, today),
            ),
        )
        for item in on_sale(turn.session, today)
        if item.product_id in open_ and (allowed is None or item.product_id in allowed)
    ]


SHELVES: dict[str, Callable[[Turn, Allowed], list[Entry]]] = {
    "best_sellers": _best_sellers,
    "new_arrivals": _new_arrivals,
    "on_sale": _on_sale,
}


def _allowed(turn: Turn, query: Query) -> Allowed:
    """Return the products of the kinds that a query names and that meet its conditions; None where it has neither."""
    of_kind = kinds.products_of(turn, query)
    rest = replace(query, types=(), categories=(), terms=(), sort=None, on_sale=False)
    if not rest.chips():
        return of_kind
    result = turn.service.engine.search(
        rest, k=NARROWED_TO, live=lambda skus: listing.live(turn, skus)
    )
    found = set() if result.relaxed else {hit.product_id for hit in result.items}
    return found if of_kind is None else found & of_kind


def _ended(turn: Turn, origin: Origin, offset: int) -> Reply:
    """Say that a shelf is empty or has been seen to its end, and what is to come."""
    if offset:
        return Reply().say(turn.say("products.no_more"))
    others = [name for name in SHELVES if name != origin.skill]
    buttons = [button(turn.say(f"recommend.button_{name}"), name) for name in others]
    text = turn.say(f"recommend.{origin.skill}_none")
    if origin.skill == "on_sale":
        text = "\n".join([text, *_coming(turn)])
    return Reply().say(text, buttons)


def _promotions(turn: Turn) -> list[str]:
    """Return a line for each promotion that runs today, with its last day."""
    running = promotions_on(turn.session, turn.now.date())
    return [offers.sale(turn, promotion) for promotion in running] or _coming(turn)


def _coming(turn: Turn) -> list[str]:
    """Return what the next promotion is, if one is announced."""
    today = turn.now.date()
    coming = next_promotion(turn.session, today)
    if coming is None:
        return []
    return [
        turn.say(
            "recommend.coming",
            title=turn.speaker.pick(coming.title),
            percent=coming.percent,
            since=turn.speaker.day(coming.starts_on, today),
            until=turn.speaker.day(coming.ends_on, today),
        )
    ]
