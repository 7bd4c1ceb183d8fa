"""Part of skill `products`: one page of a search, what is said above it, what may be done with it, how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from actions.catalogue import cards, names, references
from actions.catalogue.unheard import is_absent, unheard
from actions.phrases import says
from actions.skills.products import narrowing
from actions.skills.products.other_money import in_own_money
from actions.turn import trace
from actions.turn.memory import Origin, Shown
from actions.turn.payloads import Card
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.safety.allergens import called
from ecomcore.search.has import has, lacked_thing, shelves_of
from ecomcore.search.query import KINDS_OF_THINGS
from ecomcore.shop.prices import prices_today

if TYPE_CHECKING:
    from ecomcore.search.query import Query
    from ecomcore.search.results import SearchResult

PAGE = 5
SHORT_PAGE = 3
"""Products of each list where a message wants several."""
FACET_BUTTONS = 3
"""So many values one statement may list."""
NEAR_ENOUGH = 0.4
"""Products less similar than this to what was not found are not shown as the nearest."""


def search_if_it_fits(turn: Turn) -> Reply | None:
    """Search with a message whose intent is unclear, if the catalogue knows its words; else return None."""
    query = turn.query
    if not (query.types or query.categories or query.brands or references.by_name(turn)):
        return None
    return show_results(turn, query)


def show_results(turn: Turn, query: Query, offset: int = 0, *, is_open_wish: bool = False) -> Reply:
    """Run a query and show one page of it; with nothing found, show what comes nearest and say so.

    An open wish ("a small present") names no thing that the shop could lack.
    """
    own, said = in_own_money(turn, query)
    reply = _page_of(turn, own, offset, is_thing=query is turn.query and not is_open_wish)
    if said:
        reply.messages[0].text = f"{said}\n{reply.messages[0].text}"
    return reply


def _page_of(turn: Turn, query: Query, offset: int, *, is_thing: bool) -> Reply:
    size = SHORT_PAGE if turn.request.is_part else PAGE
    result = turn.service.engine.search(
        query, k=size, offset=offset, live=lambda skus: live(turn, skus)
    )
    if not result.items and offset:
        return _after_the_last(turn, query, offset, result.total)
    trace.note_search(query.text, 0 if result.relaxed else result.total)
    thing = lacked_thing(turn.service.engine, query) if is_thing and not offset else ""
    if not result.items:
        return _lacked(turn, result, thing) if thing else nothing_found(turn, result)
    if not offset and _is_not_sold(turn, result):
        return nothing_found(turn, result)
    if _has_lost_its_kind(result):
        return _none_of_kind(turn, result)
    if not offset and is_thing and says(turn.text, "asks_if_sold"):
        found = has(
            turn.service.engine, turn.text, turn.language, PAGE, lambda skus: live(turn, skus)
        )
        if not found.has and not found.knows_kind:
            return _lacked(turn, result, found.thing)
    if thing:
        return _lacked(turn, result, thing)
    payload = cards.cards(
        turn, [(hit.product_id, hit.sku, turn.speaker.pick(hit.reason)) for hit in result.items]
    )
    remember(turn, payload.items, result.applied, offset, result.total)
    buttons = result_buttons(turn, result, offset)
    unknown = _unknown(turn, result)
    if unknown and not offset:
        buttons.append(_offer_to_tell(turn, query))
    return Reply().say(intro(turn, result, unknown, offset), buttons, payload)


def _is_not_sold(turn: Turn, result: SearchResult) -> bool:
    """Say whether the wish is for one thing and that is not sold: toy cars are not even near to "car tyres"."""
    is_one_thing = len(result.query.terms) <= 1 + len(result.unknown)
    return is_one_thing and any(is_absent(turn, word) for word in result.unknown)


def _unknown(turn: Turn, result: SearchResult) -> Sequence[str]:
    """Return the words for the thing wanted that the shop does not know.

    Where no kind of thing, brand or category was understood, the thing is what the last word says ("garden gnomes").
    """
    query = result.query
    if result.unknown or query.types or query.categories or query.brands or not query.terms:
        return result.unknown
    last = query.terms[-1]
    return [word for word in unheard(turn) if word == last]


def _has_lost_its_kind(result: SearchResult) -> bool:
    """Say whether only things of another kind than the one that was asked for are left."""
    asked, applied = result.query, result.applied
    return bool(asked.types or asked.categories) and not (applied.types or applied.categories)


def _none_of_kind(turn: Turn, result: SearchResult) -> Reply:
    """Say that nothing of the kind that was asked for meets what was asked of it, and offer to ask for less.

    What meets it and stands on the same shelves as that kind is shown as the nearest.
    """
    trace.note_search(result.query.text, 0)
    conditions = _conditions(turn, result.query)
    if not conditions:
        return nothing_found(turn, result)
    near = _of_kin(turn, result.query)
    if near is not None:
        return near
    kinds = [label for label in chips_of(turn, result.query) if label not in dict(conditions)]
    things = turn.speaker.join(kinds)
    filters = turn.speaker.join(label for label, _ in conditions)
    remember(turn, (), result.query)
    text = turn.say("products.none_of_kind", things=things, filters=filters)
    bendable = [(label, keys) for label, keys in conditions if "age" not in keys]
    return Reply().say(
        text, [*_buttons_without(turn, bendable), _offer_to_tell(turn, result.query)]
    )


def _of_kin(turn: Turn, query: Query) -> Reply | None:
    """Show what meets a query's conditions on the shelves where its kind stands; None where nothing does.

    Where the conditions are of safety, nothing stands in for what does not meet them.
    """
    if query.age_months is not None or query.avoided:
        return None
    engine = turn.service.engine
    wider = replace(query, types=(), categories=shelves_of(engine, query), heads=())
    found = engine.search(wider, k=PAGE, live=lambda skus: live(turn, skus))
    if not found.items or found.relaxed:
        return None
    payload = cards.cards(turn, [(hit.product_id, hit.sku, "") for hit in found.items])
    remember(turn, payload.items, found.applied, 0, found.total)
    text = turn.say("products.relaxed", filters=turn.speaker.join(chips_of(turn, query)))
    return Reply().say(text, [_offer_to_tell(turn, query)], payload)


def _lacked(turn: Turn, result: SearchResult, thing: str) -> Reply:
    """Say that the shop does not have the thing that was asked for, then show what is near to it, named as such."""
    trace.note_search(result.query.text, 0)
    near = [hit for hit in turn.service.engine.nearest(thing) if hit.score >= NEAR_ENOUGH]
    tell = _offer_to_tell(turn, result.query)
    if not near:
        return Reply().say(turn.say("products.lacked_bare", thing=thing), [tell])
    payload = cards.cards(turn, [(hit.product_id, hit.sku, "") for hit in near])
    remember(turn, payload.items)
    return Reply().say(turn.say("products.lacked", thing=thing), [tell], payload)


def _offer_to_tell(turn: Turn, query: Query) -> Json:
    """Return a button for being told when the shop has what was looked for; a bare yes means the same."""
    wished = query.retrieval_text or turn.text
    turn.memory.offer("back_in_stock", choice=wished)
    return button(turn.say("products.button_wish"), "back_in_stock", choice=wished)


def _after_the_last(turn: Turn, query: Query, offset: int, total: int) -> Reply:
    """Say that all has been shown, the first time with things like those that were."""
    shown = references.shown_ids(turn)
    if not shown or offset >= total + PAGE:
        return Reply().say(turn.say("products.no_more"))
    found = turn.service.engine.search(query, k=total)
    seen = {*shown, *(hit.product_id for hit in found.items)}
    like = [
        h for h in turn.service.engine.more_like(shown[0], PAGE + total) if h.product_id not in seen
    ]
    if not like:
        return Reply().say(turn.say("products.no_more"))
    payload = cards.cards(
        turn, [(hit.product_id, None, turn.speaker.pick(hit.reason)) for hit in like[:PAGE]]
    )
    remember(turn, payload.items, query, offset, total)
    return Reply().say(turn.say("products.no_more_but_like"), custom=payload)


def nothing_found(turn: Turn, result: SearchResult) -> Reply:
    """Say that nothing was found, show what comes nearest in meaning, and offer other ways on."""
    trace.note_search(result.query.text, 0)
    tell = _offer_to_tell(turn, result.query)
    person = button(turn.say("fallback.button_person"), "talk_to_person")
    best = button(turn.say("products.button_best"), "recommend")
    if result.query.avoided:
        what = turn.speaker.join(called(key, turn.language) for key in result.query.avoided)
        return Reply().say(turn.say("products.nothing_without", what=what), [tell, person])
    near = [hit for hit in result.nearest if hit.score >= NEAR_ENOUGH]
    if not near:
        return Reply().say(turn.say("products.nothing"), [tell, best, person]).as_miss()
    payload = cards.cards(turn, [(hit.product_id, hit.sku, "") for hit in near])
    remember(turn, payload.items)
    return Reply().say(turn.say("products.nothing_but_near"), [tell, best, person], payload)


def live(turn: Turn, skus: Sequence[str]) -> dict[str, tuple[int | None, int]]:
    """Return today's prices (cents) and stock by sku."""
    return prices_today(turn.session, skus, turn.now.date())


def remember(
    turn: Turn,
    cards_shown: Sequence[Card],
    query: Query | None = None,
    offset: int = 0,
    total: int | None = None,
    origin: Origin | None = None,
) -> None:
    """Keep the list that the shopper sees, so that "the second one" and "cheaper" have a meaning.

    The one product that the message calls by its name is what "it" means from now on.
    """
    ids = tuple(card.id for card in cards_shown)
    before = (turn.memory.focus or turn.memory.shown.before) if origin is not None else None
    turn.memory.shown = Shown(
        ids=ids,
        skus=tuple(card.sku for card in cards_shown),
        prices=tuple(c.price_cents for c in cards_shown if c.price_cents is not None),
        reasons={card.id: card.reason for card in cards_shown if card.reason},
        query=query,
        origin=origin,
        offset=offset,
        total=total if total is not None else len(ids),
        at=turn.memory.turns,
        before=before,
    )
    named = [i for i in names.called(turn) if i in ids]
    only = ids if len(ids) == 1 else named
    turn.memory.focus = only[0] if len(only) == 1 else None


def intro(turn: Turn, result: SearchResult, unknown: Sequence[str], offset: int) -> str:
    """Return the sentence above a list: what was understood, what was relaxed, how many there are."""
    chips = chips_of(turn, result.applied)
    parts = []
    if unknown and not offset:
        words = turn.speaker.join(unknown)
        parts.append(turn.say("products.unknown", words=words))
    if result.relaxed:
        given_up = turn.speaker.join(c for c in chips_of(turn, result.query) if c not in chips)
        parts.append(turn.say("products.relaxed", filters=given_up))
    elif not parts or offset:
        parts.append(_headline(turn, result, list(chips), offset))
    return turn.say("products.gap").join(parts)


def _headline(turn: Turn, result: SearchResult, chips: Sequence[str], offset: int) -> str:
    """Return what the list is of and how much of it is shown."""
    first, last, total = offset + 1, offset + len(result.items), result.total
    if not chips or offset:
        names = ("products.page", "products.found_one", "products.found")
    else:
        names = ("products.headline_page", "products.headline_one", "products.headline")
    page, one, several = names
    key = page if total > len(result.items) else one if total == 1 else several
    filters = turn.say("words.comma").join(chips)
    return turn.say(key, filters=filters, first=first, last=last, total=total)


def chips_of(turn: Turn, query: Query) -> dict[str, list[str]]:
    """Return what was understood: the label of each chip with the keys it stands for."""
    chips: dict[str, list[str]] = {}
    for key, label in query.chips(turn.language, turn.service.engine.vocabulary):
        chips.setdefault(label, []).append(key)
    return chips


def _conditions(turn: Turn, query: Query) -> list[tuple[str, list[str]]]:
    """Return the chips that one may take away: the kind of thing is what the list is of."""
    return [
        (label, keys)
        for label, keys in chips_of(turn, query).items()
        if not any(key.startswith(KINDS_OF_THINGS) for key in keys)
    ]


def _buttons_without(turn: Turn, conditions: Sequence[tuple[str, list[str]]]) -> list[Json]:
    """Return a button for each of the first conditions, to look without it."""
    return [
        button(turn.say("products.button_without", filter=label), "refine_search", drop=keys)
        for label, keys in conditions[:FACET_BUTTONS]
    ]


def result_buttons(turn: Turn, result: SearchResult, offset: int) -> list[Json]:
    """Return what one may do with a list: more, without one of the filters, by facet."""
    buttons = []
    if result.total > offset + len(result.items):
        buttons.append(button(turn.say("products.button_more"), "show_more"))
    buttons += _buttons_without(turn, _conditions(turn, result.applied))
    if len(result.items) > 1:
        buttons.append(button(turn.say("products.button_compare"), "compare_products"))
        buttons.append(
            button(turn.say("products.button_cheaper"), "refine_search", choice="cheaper")
        )
    return buttons + narrowing.facet_buttons(turn, result)
