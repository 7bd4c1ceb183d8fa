"""Part of skill `reviews`: what buyers say of a product, of one thing about it, of two products side by side."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from actions.catalogue import cards, quotes, references
from actions.phrases import says
from actions.skills.products import listing, products
from actions.skills.registry import handles
from actions.skills.reviews.drawing import rated
from actions.turn.payloads import Reviews
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.reviews import wording
from ecomcore.reviews.asking import ReviewAnswer
from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.offer import ReviewOffer, offer_for
from ecomcore.reviews.summary import ReviewSummary
from ecomcore.shop.models import Product

WORST = 3
SEVERAL = 2
"""So many opinions have a balance."""

HAPPY = 4
"""So many stars and more are given by who would buy it again."""


def book(turn: Turn) -> ReviewBook:
    """Return the reviews of the shop."""
    found: ReviewBook = turn.service.build.part("reviews")
    return found


@handles("product_reviews")
def product_reviews(turn: Turn) -> Reply:
    """Answer what the message asks the buyers of a product, or sum up all that they say."""
    product = products.one_product(turn)
    if product is None:
        return products.which_one(turn)
    if says(turn.text, "asks_complaints"):
        return review_complaints(turn)
    return about_asked(turn, product) or _summed_up(turn, product)


@handles("review_complaints")
def review_complaints(turn: Turn) -> Reply:
    """Show the clearest complaints about a product, or what is said of the thing that the message asks about."""
    product = products.one_product(turn)
    if product is None:
        return products.which_one(turn)
    answered = about_asked(turn, product)
    if answered is not None:
        return answered
    offer = _offer(turn, product)
    if not offer.summary.count:
        return _without_reviews(turn, product, offer)
    complaints = book(turn).worst(product.id, turn.language, WORST)
    key = "reviews.complaints" if complaints else "reviews.no_complaints"
    facts = {"title": offer.title, "low": _low(offer.summary), "count": offer.summary.count}
    lines = [turn.say(key, **facts), *_criticised(turn, offer.summary)]
    lines += [wording.quoted(quote, turn.language) for quote in complaints]
    buttons = products.product_buttons(turn, product)
    return Reply().say("\n".join(lines), buttons, _drawn(turn, [offer.summary], [offer.title]))


@handles("would_buy")
def would_buy(turn: Turn) -> Reply:
    """Say how many of the buyers are happy, and what speaks for and against it; the bot itself buys nothing."""
    product = products.one_product(turn)
    if product is None:
        return products.which_one(turn)
    offer = _offer(turn, product)
    summary = offer.summary
    if not summary.count:
        return _without_reviews(turn, product, offer)
    happy = sum(summary.counts[HAPPY - 1 :])
    facts = {"title": offer.title, "happy": happy, "count": summary.count}
    lines = [turn.say("reviews.would_buy", **facts), *wording.brief_lines(summary)]
    lines += _if_few(turn, offer)
    if summary.suits:
        lines.append(turn.say("reviews.suits"))
        lines += [wording.quoted(quote, turn.language) for quote in summary.suits]
    buttons = products.product_buttons(turn, product, without="product_reviews")
    return Reply().say("\n".join(lines), buttons, _drawn(turn, [summary], [offer.title]))


@handles("compare_reviews")
def compare_reviews(turn: Turn) -> Reply:
    """Say which of two products the buyers like better, and for what."""
    chosen = cards.load(turn, references.several(turn))
    if len(chosen) < 2:
        return Reply().say(turn.say("products.compare_what"))
    reviews = book(turn)
    for product in chosen:
        reviews.sync(turn.session, product.id)
    by_id = {product.id: turn.speaker.pick(product.title) for product in chosen}
    found = [reviews.summary(product_id, turn.language) for product_id in by_id]
    first, second = sorted(found, key=lambda summary: -(summary.average or 0.0))[:2]
    contest = reviews.compare(first.product_id, second.product_id, turn.language)
    lines = wording.contest_lines(contest, by_id, turn.language)
    drawn = _drawn(turn, found, list(by_id.values()))
    buttons = [button(title, "product_details", product=name) for name, title in by_id.items()]
    return Reply().say("\n".join(lines), buttons, drawn)


def about_asked(turn: Turn, product: Product) -> Reply | None:
    """Answer what the message asks about in particular; None where it asks for all that buyers say or complain of."""
    topic = quotes.topic(turn, product)
    if not topic:
        return None
    book(turn).sync(turn.session, product.id)
    answer = book(turn).ask(product.id, topic, turn.language)
    if not answer.mentions and says(turn.text, "asks_complaints"):
        return None
    title = turn.speaker.pick(product.title)
    if not answer.reviewers:
        return _without_reviews(turn, product, _offer(turn, product))
    head = turn.say("reviews.asked", title=title)
    lines = [head, *wording.counted_lines(answer)]
    return Reply().say("\n".join(lines), _more(turn, product, answer))


def balance_on(turn: Turn, product: Product, aspect: str) -> list[str]:
    """Return how many buyers praise an aspect of a product and how many complain, with quotes."""
    found = book(turn).aspects(product.id, turn.language)
    told = next((balance for balance in found if balance.aspect == aspect), None)
    return list(wording.balance_lines(told, turn.language)) if told else []


def balance_asked(turn: Turn, product: Product, quoted: Set[str]) -> list[str]:
    """Return the balance of what several buyers say about what the message asks, and what is not `quoted` of it yet.

    Nothing where hardly anybody says something.
    """
    answer = book(turn).ask(product.id, turn.text, turn.language)
    if answer.praise + answer.blame < SEVERAL:
        return []
    others = tuple(quote for quote in answer.quotes if quote.text not in quoted)
    if any(quote.language == turn.language for quote in answer.quotes):
        others = tuple(quote for quote in others if quote.language == turn.language)
    return list(wording.counted_lines(replace(answer, quotes=others))) if others else []


def _more(turn: Turn, product: Product, answer: ReviewAnswer) -> list[Json]:
    """Return the ways on from an answer: a colleague where nobody mentions it, what one may do with the product."""
    offers = products.product_buttons(turn, product)
    if answer.mentions:
        return offers
    return [button(turn.say("products.button_colleague"), "talk_to_person"), *offers]


def _summed_up(turn: Turn, product: Product) -> Reply:
    offer = _offer(turn, product)
    if not offer.summary.count:
        return _without_reviews(turn, product, offer)
    title = turn.say("reviews.head", title=offer.title)
    lines = [title, *wording.brief_lines(offer.summary), *_if_few(turn, offer)]
    buttons = products.product_buttons(turn, product, without="product_reviews")
    if offer.summary.criticised or offer.summary.divided:
        complaints = turn.say("reviews.button_complaints")
        buttons.append(button(complaints, "review_complaints", product=product.id))
    return Reply().say("\n".join(lines), buttons, _drawn(turn, [offer.summary], [offer.title]))


def _offer(turn: Turn, product: Product) -> ReviewOffer:
    return offer_for(turn.session, book(turn), product.id, turn.language)


def _without_reviews(turn: Turn, product: Product, offer: ReviewOffer) -> Reply:
    """Say that nobody has reviewed it, with what is known instead."""
    lines = [turn.say("products.no_reviews", title=offer.title), *_if_few(turn, offer)]
    buttons = products.product_buttons(turn, product, without="product_reviews")
    return Reply().say("\n".join(lines), buttons)


def _if_few(turn: Turn, offer: ReviewOffer) -> list[str]:
    """Return what the shop knows of a product that few have reviewed, and what is said of its kin, named as such."""
    lines = []
    if offer.facts:
        told = turn.say("words.comma").join(
            turn.say("products.line", name=name, value=value) for name, value in offer.facts.items()
        )
        lines.append(turn.say("reviews.facts", facts=told))
    for title, summary in list(offer.kin.items())[:1]:
        lines.append(turn.say("reviews.kin", title=title))
        lines += wording.brief_lines(summary)
    return lines


def _low(summary: ReviewSummary) -> int:
    """Return how many gave one or two stars."""
    return sum(summary.counts[: HAPPY - 2])


def _criticised(turn: Turn, summary: ReviewSummary) -> list[str]:
    """Return the counted complaints on a line."""
    points = [*summary.criticised, *(b.blame for b in summary.divided if b.blame)]
    named = [
        turn.say(
            "reviews.counted",
            name=wording.aspect_name(point.aspect, turn.language),
            reviewers=point.reviewers,
        )
        for point in sorted(points, key=lambda point: -point.reviewers)
    ]
    return [turn.say("words.comma").join(named[: listing.PAGE])] if named else []


def _drawn(turn: Turn, summaries: Sequence[ReviewSummary], titles: Sequence[str]) -> Reviews:
    pairs = zip(titles, summaries, strict=True)
    return Reviews(tuple(rated(turn, title, summary) for title, summary in pairs))
