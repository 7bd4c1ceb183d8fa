"""Part of skill `products`: what a photo shows, whether the shop has it, what comes nearest to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.catalogue import cards, sight
from actions.catalogue.sight import Sight
from actions.skills.products import listing, products
from actions.skills.registry import handles
from actions.turn.payloads import Products
from actions.turn.turn import Reply, Turn, button
from ecomcore.images.asking import allowed_by, conditions
from ecomcore.images.found import Found, Match
from ecomcore.search.query import Query

OF_A_KIND = 0.6
"""Share of the nearest products that must be of one kind before a thing is said to be of it."""
NEAREST = "nearest"


@dataclass(frozen=True)
class _Wish:
    """What was written with the photo: the conditions in words, and the products that meet them."""

    words: str = ""
    allowed: Mapping[str, str | None] | None = None

    def version(self, product: str) -> str | None:
        """Return the version of a product that meets the conditions."""
        return (self.allowed or {}).get(product)


@handles("photo_search")
def photo_search(turn: Turn) -> Reply:
    """Say what the photo shows and whether the shop has it, within the conditions beside it."""
    shown = sight.seen(turn) or sight.held(turn)
    if shown is None:
        return Reply().say(turn.say("photos.ask"))
    wish = _wish(turn, shown)
    if turn.kept.setdefault(("photo said", shown.name, wish.words), turn.request) != turn.request:
        return Reply()  # another part of the message has asked for the same
    if shown.look is None:
        return Reply().say(problem_words(turn, shown))
    if not shown.is_clear:
        return Reply().say(finding_words(turn, shown))
    found = sight.lookup(turn).answer(shown.look, listing.PAGE, allowed=wish.allowed)
    if turn.request.value("choice") == NEAREST:
        return _listed(turn, shown, turn.say("photos.nearest"), found.nearest, wish)
    if shown.product is not None:
        return _recognised(turn, shown, shown.product, found, wish)
    return _unsure(turn, shown, found, wish)


def problem_words(turn: Turn, shown: Sight) -> str:
    """Return why what was sent is no use, and what to send instead."""
    key = f"photos.problem_{shown.problem}"
    return turn.say(key if turn.speaker.has(key) else "photos.problem_unknown")


def finding_words(turn: Turn, shown: Sight) -> str:
    """Return what is wrong with a photo, each with what to do about it."""
    parts = [text for each in shown.findings for text in (each.reason, each.remedy)]
    return turn.say("words.sentence_gap").join(turn.speaker.pick(text) for text in parts)


def noted(turn: Turn) -> str:
    """Return a word on the photo that came with a claim in this message; nothing where none came."""
    shown = sight.seen(turn)
    if shown is None:
        return ""
    if shown.look is None:
        return problem_words(turn, shown)
    if shown.is_clear:
        return turn.say("photos.noted")
    return turn.say("photos.noted_unclear", findings=finding_words(turn, shown))


def _wish(turn: Turn, shown: Sight) -> _Wish:
    """Return what the words beside the photo ask for; "cheaper" is cheaper than what it shows."""
    if not turn.text or turn.text.startswith("/") or not shown.is_clear:
        return _Wish()
    engine = turn.service.engine
    likest = shown.look.ranked[0].product_id if shown.look and shown.look.ranked else ""
    versions = [cards.best_variant(product) for product in cards.load(turn, [likest])]
    asked = Query(language=turn.language).refined(
        turn.text,
        engine.vocabulary,
        language=turn.language,
        shown_cents=[v.price_cents for v in versions if v.price_cents is not None],
        shown_colours=[version.options.get("colour", "") for version in versions],
    )
    words = turn.speaker.join(listing.chips_of(turn, conditions(asked)))
    return _Wish(words, allowed_by(engine, asked)) if words else _Wish()


def _recognised(turn: Turn, shown: Sight, product: str, found: Found, wish: _Wish) -> Reply:
    """Name the product in the photo with its price and why it was recognised; if it is not as wished, the nearest."""
    known = cards.load(turn, [product])
    if not known:
        return _unsure(turn, shown, found, wish)
    title = turn.speaker.pick(known[0].title)
    if found.verdict != "same":
        key = "photos.same_but" if found.nearest else "photos.same_but_nothing"
        text = turn.say(key, title=title, filters=wish.words)
        return _listed(turn, shown, text, found.nearest, wish)
    drawn = _cards(turn, found.nearest, wish)
    first = drawn.items[0]
    key = "photos.same_and" if wish.words else "photos.same"
    text = turn.say(key, title=title, price=first.price, stock=first.stock, filters=wish.words)
    why = _why(turn, found.nearest[0])
    if why:
        text += turn.say("words.sentence_gap") + turn.say("photos.why", reasons=why)
    reply = _listed(turn, shown, text, found.nearest, wish)
    reply.messages[0].buttons = products.product_buttons(turn, known[0])
    turn.memory.focus = product
    return reply


def _unsure(turn: Turn, shown: Sight, found: Found, wish: _Wish) -> Reply:
    """Show what comes nearest, or say that the shop does not have it, and what would make the photo better."""
    parts = []
    if found.verdict == "none":
        parts.append(turn.say("photos.none"))
        if found.category and found.category_share >= OF_A_KIND:
            kind = turn.service.engine.vocabulary.label("category", found.category, turn.language)
            parts.append(turn.say("photos.kind", kind=kind or found.category))
    elif found.nearest:
        key = "photos.similar_and" if wish.words else "photos.similar"
        parts.append(turn.say(key, filters=wish.words))
    else:
        parts.append(turn.say("photos.similar_none", filters=wish.words))
    parts.append(finding_words(turn, shown))
    text = turn.say("words.sentence_gap").join(part for part in parts if part)
    reply = _listed(turn, shown, text, found.matches, wish)
    if found.verdict == "none" and found.nearest:
        nearest = button(turn.say("photos.button_nearest"), "photo_search", choice=NEAREST)
        reply.messages[0].buttons = [nearest]
    return reply


def _listed(turn: Turn, shown: Sight, text: str, matches: Sequence[Match], wish: _Wish) -> Reply:
    """Return the text with the matches as a list, which "the second one" counts and "in blue" changes."""
    drawn = _cards(turn, matches, wish)
    listing.remember(turn, drawn.items)
    turn.memory.shown = replace(turn.memory.shown, photo=shown.name)
    return Reply().say(text, custom=drawn if drawn.items else None)


def _cards(turn: Turn, matches: Sequence[Match], wish: _Wish) -> Products:
    """Return the matches as cards, each with the version that is wished, else the one whose picture it was."""
    pictured = {
        (product.id, version.image): version.sku
        for product in cards.load(turn, [match.product_id for match in matches])
        for version in sorted(product.variants, key=lambda v: v.stock > 0)
        if version.image
    }
    return cards.cards(
        turn,
        [
            (
                m.product_id,
                wish.version(m.product_id) or pictured.get((m.product_id, m.image)),
                _why(turn, m),
            )
            for m in matches
        ],
    )


def _why(turn: Turn, match: Match) -> str:
    """Return what a product's picture has in common with the photo."""
    return turn.say("photos.and").join(turn.speaker.pick(each.texts) for each in match.reasons)
