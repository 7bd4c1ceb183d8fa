"""Part of skill `products`: questions about what is in hand or on the screen, answered from evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.catalogue import cards, names, references
from actions.catalogue.quotes import without_title
from actions.phrases import pattern
from actions.skills.products import listing, pricing, products, safety
from actions.skills.registry import handles
from actions.skills.reviews import reading
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding.order_words import is_question
from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.model import Evidence, Place, Source, Verdict
from ecomcore.shop.models import Product
from shoptalk.sentences import sentences

LONGEST_QUOTE = 160
MOST_ASKED = 4
"""So many things of one message are answered one by one: a list of more is a story."""
LOOKED_AT_AGAIN = 3
"""So many products of a list are looked at by meaning where no words answer: it takes longer."""


def book(turn: Turn) -> EvidenceBook:
    """Return what the shop's data state about its products."""
    found: EvidenceBook = turn.service.build.part("evidence")
    return found


@handles("ask_attribute")
def ask_attribute(turn: Turn) -> Reply:
    """Answer for the product that is meant, else for every one on the screen, else look for what is asked about."""
    if safety.asks(turn):
        return safety.answer(turn)
    if pricing.asks(turn):
        return pricing.answer(turn)
    before = turn.memory.focus
    product = products.one_product(turn)
    if product is not None:
        answer = about_one(turn, product)
        if product.id != before:  # what comes up anew is shown
            answer.messages[-1].custom = cards.cards(turn, [(product.id, None, None)])
        return answer
    shown = cards.load(turn, references.shown_ids(turn))
    if not shown or references.is_elsewhere(turn):
        reply = _about_a_kind(turn)
        if reply is not None:
            return reply
    if not shown or references.unknown_name(turn):
        return products.which_one(turn) if shown else products.search_product(turn)
    if references.is_elsewhere(turn) and not answered(turn, [p.id for p in shown]):
        return products.which_one(turn)
    return about_all(turn, shown)


def _about_a_kind(turn: Turn) -> Reply | None:
    """Answer for the best of the kind of thing that the message names; None where none is named or nothing is known."""
    query = turn.query
    if not (query.types or query.categories):
        return None
    wish = replace(query, terms=query.terms[:0], attributes=(), colours=(), sizes=())
    result = turn.service.engine.search(
        wish, k=listing.PAGE, live=lambda skus: listing.live(turn, skus)
    )
    ids = [hit.product_id for hit in result.items]
    if not ids or not answered(turn, ids):
        return None
    payload = cards.cards(turn, [(hit.product_id, hit.sku, None) for hit in result.items])
    listing.remember(turn, payload.items, result.applied, total=result.total)
    reply = about_all(turn, cards.load(turn, ids))
    reply.messages[-1].custom = payload
    return reply


def answered(turn: Turn, product_ids: Sequence[str]) -> bool:
    """Say whether the data of any of these products answer the message."""
    return any(found.is_found for found in evidence(turn, product_ids))


def evidence(turn: Turn, product_ids: Sequence[str]) -> list[Evidence]:
    """Return what is known of each product about the message, worked out once a turn."""

    def asked() -> list[Evidence]:
        named = cards.load(turn, product_ids)
        question = without_title(turn, named[0]) if len(named) == 1 else turn.text
        return book(turn).ask(question or turn.text, list(product_ids))

    return turn.once(("evidence", turn.text, tuple(product_ids)), asked)


def about_one(turn: Turn, product: Product) -> Reply:
    """Say yes or no first, then where that is written; what is not found is said to be that, and nothing more.

    Which versions there are is told by the stock.
    """
    turn = _only_asking(turn)
    found = evidence(turn, [product.id])[0]
    if not found.is_found and not references.wanted_of(turn, product).is_any:
        return products.ask_stock(turn)
    several = _each_asked(turn, product)
    if several:
        lines = [_sentence(turn, product, each) for each in several]
        return Reply().say("\n".join(lines), products.product_buttons(turn, product))
    if not found.is_found:
        found = _by_meaning(turn, product)
    if not found.is_found:
        return _not_found(turn, product, found)
    told = _told(found, turn.language)
    lines = [_sentence(turn, product, found)]
    if all(source.place is Place.REVIEW for source in told):
        lines += reading.balance_asked(turn, product, {source.quote for source in told})
    return Reply().say("\n".join(lines), products.product_buttons(turn, product))


def _by_meaning(turn: Turn, product: Product) -> Evidence:
    """Return what the product's data say by their meaning where no words of the question are in them."""
    return book(turn).look_again(without_title(turn, product) or turn.text, product.id)


def _not_found(turn: Turn, product: Product, found: Evidence) -> Reply:
    """Say that there is no answer, with what comes nearest to one, and offer to ask a colleague."""
    title, person = turn.speaker.pick(product.title), _colleague(turn)
    if not found.nearest:
        return Reply().say(turn.say("products.evidence_none", title=title), person).as_miss()
    says = turn.say("words.sentence_gap").join(
        says_of(turn, product, source) for source in found.nearest
    )
    return Reply().say(turn.say("products.evidence_near", title=title, says=says), person)


def _sentence(turn: Turn, product: Product, found: Evidence) -> str:
    """Return the verdict on a product with where it is written."""
    told = _told(found, turn.language)
    words = turn.say("words.sentence_gap").join(says_of(turn, product, source) for source in told)
    title = turn.speaker.pick(product.title)
    return turn.say(f"products.evidence_{found.verdict.value}", title=title, says=words)


def _each_asked(turn: Turn, product: Product) -> list[Evidence]:
    """Return what is known of each thing that a message asks ("PFAS-free, and for induction?"); empty for one thing.

    They are told apart where the data have a place of their own for each.
    """
    parts = _parts_asked(turn.text)
    if not 1 < len(parts) <= MOST_ASKED:
        return []
    by_place: dict[tuple[str, str], Evidence] = {}
    for part in parts:
        found = _part_asked(turn, product, part)
        if found is not None:
            source = found.sources[0]
            by_place.setdefault((source.key, source.quote), found)
    return list(by_place.values()) if len(by_place) > 1 else []


def _only_asking(turn: Turn) -> Turn:
    """Return the turn with the sentences of its message that ask, where others only tell ("size L. Is it warm?")."""
    said = sentences(turn.text)
    asked = [sentence for sentence in said if is_question(sentence)]
    if not asked or len(asked) == len(said):
        return turn
    return replace(turn, request=replace(turn.request, text=" ".join(asked)))


def _parts_asked(text: str) -> list[str]:
    """Return the things that a message asks."""
    parts = [part for each in sentences(text) for part in pattern("asked_together").split(each)]
    return [part for part in parts if part.strip()]


def _part_asked(turn: Turn, product: Product, question: str) -> Evidence | None:
    """Return what answers a part of a message, read without the words of the product's name or else with them."""
    bare = names.name_book(turn).without_names_of([product.id], question)
    for asked in dict.fromkeys((bare, question)):
        found = book(turn).ask(asked, [product.id])[0]
        if found.is_found and found.sources[0].place is Place.ATTRIBUTE:
            return found
    found = book(turn).look_again(bare, product.id)
    return found if found.is_found else None


def about_all(turn: Turn, shown: Sequence[Product]) -> Reply:
    """Answer for each product on the screen, those that fit first, in a line each."""
    by_id = {product.id: product for product in shown}
    found = evidence(turn, list(by_id))
    if not any(each.is_found for each in found):
        found = [_by_meaning(turn, product) for product in shown[:LOOKED_AT_AGAIN]]
    near = [_near_line(turn, by_id[each.product_id], each) for each in found if each.nearest]
    if near and not any(each.is_found for each in found):
        lines = [turn.say("products.evidence_near_list"), *near]
        return Reply().say("\n".join(lines), _colleague(turn))
    if not any(each.is_found for each in found):
        return Reply().say(turn.say("products.evidence_none_list"), _colleague(turn)).as_miss()
    lines = [_line(turn, by_id[each.product_id], each) for each in found]
    buttons = [
        button(
            turn.speaker.pick(by_id[each.product_id].title),
            "product_details",
            product=each.product_id,
        )
        for each in found
        if each.is_found
    ]
    return Reply().say("\n".join(lines), buttons[: listing.PAGE])


def _line(turn: Turn, product: Product, found: Evidence) -> str:
    title = turn.speaker.pick(product.title)
    if not found.is_found:
        return turn.say("products.line_none", title=title)
    says = says_of(turn, product, _told(found, turn.language)[0])
    return turn.say(f"products.line_{found.verdict.value}", title=title, says=says)


def _near_line(turn: Turn, product: Product, found: Evidence) -> str:
    title = turn.speaker.pick(product.title)
    says = says_of(turn, product, found.nearest[0])
    return turn.say("products.line_value", title=title, says=says)


def _told(found: Evidence, language: str) -> Sequence[Source]:
    """Return the places to quote: the best one, and where opinions differ one of each side."""
    if found.verdict is not Verdict.MIXED:
        own = [source for source in found.sources if source.language in ("", language)]
        return (own or found.sources)[:1]
    sides = {source.says: source for source in reversed(found.sources)}
    return list(sides.values())[:2] or found.sources[:2]


def says_of(turn: Turn, product: Product, source: Source) -> str:
    """Return what one place says, in words that name the place."""
    if source.place is Place.ATTRIBUTE and source.key in product.attributes:
        name = cards.name(turn, "attribute", source.key)
        value = cards.word(turn, "value", product.attributes[source.key])
        return turn.say("products.says_data", name=name, value=value)
    if source.place is Place.VERSION and source.key:
        held = dict.fromkeys(v.options.get(source.key, "") for v in product.variants)
        named = turn.say("words.comma").join(cards.word(turn, "value", v) for v in held if v)
        return turn.say("products.line", name=cards.name(turn, "option", source.key), value=named)
    quote = (
        source.quote if len(source.quote) <= LONGEST_QUOTE else source.quote[:LONGEST_QUOTE] + "…"
    )
    if source.place is Place.REVIEW:
        return turn.say("products.says_review", text=quote, rating=source.rating or "–")
    key = {Place.KNOWLEDGE: "knowledge", Place.DESCRIPTION: "description"}.get(source.place, "shop")
    return turn.say(f"products.says_{key}", text=quote, title=source.title)


def _colleague(turn: Turn) -> list[Json]:
    """Return the button that passes the question on; a bare yes means the same."""
    turn.memory.offer("talk_to_person")
    return [button(turn.say("products.button_colleague"), "talk_to_person")]
