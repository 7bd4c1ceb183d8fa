"""Part of skill `products`: which one to take, and why one was shown, with reasons from the data and the reviews."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, references
from actions.skills.products import asking, listing, products, recommending
from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn
from ecomcore.evidence.advice import rank_for
from ecomcore.evidence.model import Reasons
from ecomcore.shop.models import Product


@handles("advise")
def advise(turn: Turn) -> Reply:
    """Choose one of the products on the screen (or of those named), with two reasons and a drawback."""
    shown = cards.load(turn, _compared(turn))
    if len(shown) == 1:
        return explain_choice(turn)
    if not shown:
        return recommending.recommend(turn)
    best = ranked(turn, turn.text, [product.id for product in shown])[0]
    chosen = next(product for product in shown if product.id == best.product_id)
    turn.memory.focus = chosen.id
    text = turn.say("products.advise", title=turn.speaker.pick(chosen.title))
    parts = [text, *told(turn, chosen, best)]
    payload = cards.cards(turn, [(chosen.id, None, None)])
    return Reply().say("\n".join(parts), products.product_buttons(turn, chosen), payload)


@handles("explain_choice")
def explain_choice(turn: Turn) -> Reply:
    """Say why a product was shown, what else speaks for it and what against; of a whole list, why each was."""
    shown = cards.load(turn, _explained(turn))
    if not shown:
        return Reply().say(turn.say("products.nothing_shown"))
    if len(shown) > 1:
        return _each_explained(turn, shown)
    product = shown[0]
    turn.memory.focus = product.id
    query = turn.memory.shown.query
    need = query.text if query else ""
    found = ranked(turn, need or turn.speaker.pick(product.title), [product.id])[0]
    reason = turn.memory.shown.reasons.get(product.id, "")
    title = turn.speaker.pick(product.title)
    parts = [turn.say("products.explain", title=title, reason=reason)] if reason else []
    parts += told(turn, product, found)
    if not parts:
        parts = [turn.say("products.explain_nothing", title=title)]
    return Reply().say("\n".join(parts), products.product_buttons(turn, product))


def _each_explained(turn: Turn, shown: Sequence[Product]) -> Reply:
    reasons = turn.memory.shown.reasons
    lines = [
        turn.say(
            "recommend.why_each",
            title=turn.speaker.pick(product.title),
            reason=reasons[product.id],
        )
        for product in shown
    ]
    return Reply().say("\n".join([turn.say("recommend.why"), *lines]))


def ranked(turn: Turn, need: str, product_ids: Sequence[str]) -> list[Reasons]:
    """Return the products with their reasons, the one that serves a need best first."""
    return rank_for(asking.book(turn), need, list(product_ids))


def told(turn: Turn, product: Product, found: Reasons) -> list[str]:
    """Return reasons and drawback of a product as lines."""
    lines = [
        turn.say("products.reason", text=asking.says_of(turn, product, source))
        for source in found.reasons
    ]
    if found.drawback is not None:
        against = asking.says_of(turn, product, found.drawback)
        lines.append(turn.say("products.drawback", text=against))
    return lines


def _compared(turn: Turn) -> list[str]:
    """Return the products to choose from: those counted or named, else all on the screen."""
    counted = references.by_position(turn)
    return counted if len(counted) > 1 else references.shown_ids(turn)


def _explained(turn: Turn) -> list[str]:
    """Return the products to speak for: the one counted or named, the one in hand, else all that came with a reason.

    What a list started from is not in hand. Of a list without reasons it is the first.
    """
    shown = references.shown_ids(turn)
    meant = references.pointed_at(turn)
    origin = turn.memory.shown.origin
    held = turn.memory.focus
    if meant or (held and (origin is None or held != origin.product)):
        return [*meant, held or ""][:1]
    reasoned = [product_id for product_id in shown if turn.memory.shown.reasons.get(product_id)]
    return reasoned or shown[:1]


def by_need(turn: Turn, need: str, product_ids: Sequence[str]) -> Reply | None:
    """Show the products that serve a need, best first, with what speaks for each; None where nothing is known."""
    fitting = [r for r in ranked(turn, need, product_ids) if r.reasons and r.score > 0]
    if not fitting:
        return None
    chosen = fitting[: listing.PAGE]
    loaded = {product.id: product for product in cards.load(turn, [r.product_id for r in chosen])}
    payload = cards.cards(
        turn,
        [
            (r.product_id, None, asking.says_of(turn, loaded[r.product_id], r.reasons[0]))
            for r in chosen
            if r.product_id in loaded
        ],
    )
    listing.remember(turn, payload.items, turn.memory.shown.query, total=len(product_ids))
    return Reply().say(turn.say("products.by_need"), custom=payload)
