"""Which product is meant: by a button, "the second one", "the cheap one", a name, or "it"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.catalogue import cards, measured, names
from actions.catalogue.options import is_said
from actions.catalogue.unheard import unheard
from actions.phrases import pattern, says
from actions.turn.turn import Turn
from ecomcore.categories import is_within
from ecomcore.shop.models import Product
from ecomcore.text.tokens import normalise
from shoptalk.numbers import whole_number

LAST = -1
CALLING = frozenset(
    {
        "product_reviews",
        "review_complaints",
        "would_buy",
        "product_details",
        "similar_products",
        "cart_add",
        "back_in_stock",
    }
)
"""Intents whose messages hold, besides what is asked, only what the product is called."""
SUPERLATIVES = ("cheapest", "dearest", "best_rated")


def shown_ids(turn: Turn) -> list[str]:
    """Return the products on the list that the shopper saw last."""
    return list(turn.memory.shown.ids)


def by_position(turn: Turn) -> list[str]:
    """Return the products of the last list that the message counts ("the first and the third")."""
    ids = shown_ids(turn)
    found = []
    for number in turn.request.values("ordinal"):
        index = len(ids) - 1 if number == LAST else int(number) - 1
        if 0 <= index < len(ids):
            found.append(ids[index])
    return list(dict.fromkeys(found))


def by_quality(turn: Turn) -> str | None:
    """Return the product of the last list that a superlative singles out ("the cheapest one")."""
    said = [name for name in SUPERLATIVES if says(turn.text, name)]
    if said and all(is_other_kind(turn, product_id) for product_id in shown_ids(turn)):
        return None
    products = cards.load(turn, shown_ids(turn)) if said else []
    if not products:
        return None
    if said[0] == "best_rated":
        stars = cards.ratings(turn, [product.id for product in products])
        return max(products, key=lambda product: stars.get(product.id, (0.0, 0))).id
    prices = {product.id: cards.best_variant(product).price_cents for product in products}
    by_price = sorted((cents, name) for name, cents in prices.items() if cents is not None)
    if not by_price:
        return None
    return by_price[0][1] if said[0] == "cheapest" else by_price[-1][1]


def by_option(turn: Turn) -> str | None:
    """Return the one product of the last list that comes in the colour the message names ("the red one")."""
    wanted = wanted_options(turn)
    if not wanted.colours:
        return None
    fitting = [
        product.id
        for product in cards.load(turn, shown_ids(turn))
        if _comes_in(product, wanted) and not is_other_kind(turn, product.id)
    ]
    return fitting[0] if len(fitting) == 1 else None


def by_measure(turn: Turn) -> str | None:
    """Return the product of the last list that is called by its size ("the small one"), unless that is a version's."""
    wanted, ids = wanted_options(turn), shown_ids(turn)
    sized = cards.Wanted(frozenset(), wanted.sizes)
    if wanted.sizes and any(_comes_in(product, sized) for product in cards.load(turn, ids)):
        return None
    return measured.singled_out(turn, [i for i in ids if not is_other_kind(turn, i)])


def one_of_the_list(turn: Turn) -> str | None:
    """Return the product of the last list that the message picks by its price, its size or a word of its name."""
    return by_quality(turn) or by_measure(turn) or by_kind(turn, shown_ids(turn))


def pointed_at(turn: Turn) -> list[str]:
    """Return the products of the last list that the message counts or names."""
    shown = shown_ids(turn)
    return by_position(turn) or [product_id for product_id in by_name(turn) if product_id in shown]


def by_name(turn: Turn) -> list[str]:
    """Return the products that the message calls by name, best first; of equals those on the last list.

    Where the message also says what kind of thing it is ("the P5 case"), products of that kind come before others.
    """
    found = turn.once(("called", turn.text), lambda: _called(turn))
    shown = set(shown_ids(turn))
    held = [i for i in found if i in shown]
    if held or not found:
        return held
    if _is_said_of_it(turn, found[0]) or _is_version_on_screen(turn):
        return []
    return _called_as_well(turn, found[0]) or list(found)


def _called_as_well(turn: Turn, product_id: str) -> list[str]:
    """Return what of the last list is called by all the words that call a product elsewhere ("the celadon one")."""
    book = names.name_book(turn)
    said = book.said_in(turn.text) & book.names[product_id].words
    return [i for i in names.called(turn, shown_ids(turn)) if said <= book.names[i].words]


def _is_version_on_screen(turn: Turn) -> bool:
    """Say whether only a colour or size of what is in hand or on the screen sounds like a name ("the olive one")."""
    wanted, at_hand = wanted_options(turn), [*filter(None, [turn.memory.focus]), *shown_ids(turn)]
    if wanted.is_any or names.called(turn, text=turn.query.retrieval_text):
        return False
    return any(_comes_in(found, wanted) for found in cards.load(turn, at_hand))


def _comes_in(product: Product, wanted: cards.Wanted) -> bool:
    return any(wanted.fits(v.options) for v in product.variants)


def _is_said_of_it(turn: Turn, product_id: str) -> bool:
    """Say whether a name only tells something of an "it" before it: "can it cook oats" calls no Oat Cream."""
    if not (turn.memory.focus or turn.memory.shown.ids):
        return False
    it = pattern("it").search(turn.text)
    words = names.name_book(turn).names[product_id].words
    plain = normalise(turn.text)
    starts = [plain.find(word) for word in words if word in plain]
    return it is not None and bool(starts) and it.start() < min(starts)


def _called(turn: Turn) -> list[str]:
    kinds = turn.query.types
    if not kinds:
        return names.called(turn)
    of_kind = sorted(turn.service.engine.products_of(kinds))
    return names.called(turn, of_kind) or names.called(turn)


def by_kind(turn: Turn, ids: Sequence[str]) -> str | None:
    """Return the one of these products that is of the kind the message names ("the kettle")."""
    book = names.name_book(turn)
    words_of = {i: book.names[i].words for i in ids if i in book.names}
    counts = Counter(word for words in words_of.values() for word in words)
    telling = {word for word in book.said_in(turn.text) if counts[word] == 1}
    fitting = [product_id for product_id, words in words_of.items() if words & telling]
    return fitting[0] if len(fitting) == 1 and len(ids) > 1 else None


def by_type(turn: Turn, ids: Sequence[str]) -> str | None:
    """Return the one of these products that is of a type the message names, in whatever word for it (伞, "brolly")."""
    if not _names_a_kind(turn):
        return None
    fitting = [product_id for product_id in ids if not is_other_kind(turn, product_id)]
    return fitting[0] if len(fitting) == 1 else None


def by_search(turn: Turn) -> str | None:
    """Return the one product of the shop that fits what the message names ("the 20 inch suitcase"), or None."""
    query = turn.query
    if not (query.types or query.categories or query.brands):
        return None
    result = turn.service.engine.search(query, k=1)
    is_only_one = result.total == 1 and not result.relaxed and not result.unknown
    return result.items[0].product_id if is_only_one else None


def is_elsewhere(turn: Turn) -> bool:
    """Say whether the message is about something that is not on the last list: a name or a kind of its own."""
    shown = shown_ids(turn)
    if shown and pattern("this").search(turn.text):
        return False
    named = by_name(turn)
    if named:
        return not set(named) <= set(shown)
    return all(is_other_kind(turn, product_id) for product_id in shown)


def names_goods(turn: Turn) -> bool:
    """Say whether the message names a thing, by its name or its kind."""
    return bool(by_name(turn)) or _names_a_kind(turn)


def names_another(turn: Turn, products: Sequence[str]) -> bool:
    """Say whether the message names a thing, by its name or its kind, that is none of these products."""
    named = by_name(turn)
    if named:
        return not set(named) & set(products)
    return _names_a_kind(turn) and all(is_other_kind(turn, product) for product in products)


def _names_a_kind(turn: Turn) -> bool:
    return bool(turn.query.types or turn.query.categories)


def is_other_kind(turn: Turn, product_id: str) -> bool:
    """Say whether the message names a kind of product that this one is not."""
    engine = turn.service.engine
    query, row = turn.query, engine.row_of.get(product_id)
    if row is None or not _names_a_kind(turn):
        return False
    own = engine.products[row]
    if is_within(own.category, query.categories):
        return False
    return not set(query.types) & engine.types[row]


def wanted_options(turn: Turn) -> cards.Wanted:
    """Return the colours and sizes that the message names."""
    query = turn.query
    return cards.Wanted(frozenset(query.colours), frozenset(query.sizes))


def wanted_of(turn: Turn, product: Product) -> cards.Wanted:
    """Return the colours and sizes that the message names, also bare ones that the product comes in ("in 43")."""
    wanted = wanted_options(turn)
    said = {
        key: frozenset(
            value
            for value in {v.options.get(key) for v in product.variants}
            if value and is_said(turn, value, turn.text)
        )
        for key in ("colour", "size")
    }
    return cards.Wanted(wanted.colours or said["colour"], wanted.sizes or said["size"])


def wanted_before(turn: Turn, product: Product) -> dict[str, str]:
    """Return the options of a product that were asked for lately: by the search that found it or about its stock."""
    shown = turn.memory.shown
    is_asked = shown.asked is not None and shown.asked.product == product.id
    named = shown.asked if is_asked else shown.query if product.id in shown.ids else None
    if named is None:
        return {}
    return options_of(product, cards.Wanted(frozenset(named.colours), frozenset(named.sizes)))


def options_of(product: Product, wanted: cards.Wanted) -> dict[str, str]:
    """Return the options that all versions of a product with the wanted colours and sizes have in common."""
    fitting = [v.options for v in product.variants if wanted.fits(v.options)]
    if wanted.is_any or not fitting:
        return {}
    return {
        key: value
        for key, value in fitting[0].items()
        if (value in wanted.colours or value in wanted.sizes)
        and all(options.get(key) == value for options in fitting)
    }


def lacking(turn: Turn, product: Product, wanted: cards.Wanted) -> dict[str, list[str]]:
    """Return the wanted colours and sizes that a product which comes in several does not come in, by option.

    A word of its name is no wish: the Orange Juicer need not come in orange.
    """
    titles = normalise(" ".join(product.title.values()))
    colours = [
        colour
        for colour in sorted(wanted.colours)
        if not any(word in titles for word in (colour, cards.word(turn, "value", colour)))
    ]
    found = {}
    for key, named in (("colour", colours), ("size", sorted(wanted.sizes))):
        held = {v.options[key].lower() for v in product.variants if v.options.get(key)}
        if held and named and not held & {value.lower() for value in named}:
            found[key] = named
    return found


def lacking_words(
    turn: Turn, product: Product, lacking: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Return, for each option, what was wanted and what there is instead, in words."""
    in_stock = [v for v in product.variants if v.sellable > 0] or product.variants
    found = []
    for key, named in lacking.items():
        values = dict.fromkeys(v.options[key] for v in in_stock if v.options.get(key))
        spoken = [[cards.word(turn, "value", v) for v in some] for some in (named, values)]
        found.append((turn.speaker.join(spoken[0]), turn.speaker.join(spoken[1])))
    return found


def product(turn: Turn) -> str | None:
    """Return the product that the message is about, or None where nothing tells."""
    tapped = turn.request.value("product")
    if tapped:
        return str(tapped)
    counted = by_position(turn)
    if counted:
        return counted[0]
    if turn.request.values("ordinal") and shown_ids(turn) and not by_name(turn):
        return None
    singled = by_quality(turn) or by_measure(turn)
    if singled:
        return singled
    if _is_version_of_focus(turn):
        return turn.memory.focus
    named = by_name(turn)
    if len(named) > 1:
        return turn.memory.focus if turn.memory.focus in named else None
    if named:
        return named[0]
    of_list = by_kind(turn, shown_ids(turn)) or _in_focus(turn) or _before_the_list(turn)
    return of_list or by_option(turn) or by_search(turn)


def _is_version_of_focus(turn: Turn) -> bool:
    """Say whether "two of them in grey" names a colour of what was looked at last, not the Earl Grey of a tea."""
    wanted, focus = wanted_options(turn), turn.memory.focus
    if focus is None or not wanted.colours or not pattern("it").search(turn.text):
        return False
    return any(_comes_in(found, wanted) for found in cards.load(turn, [focus]))


def unknown_name(turn: Turn) -> list[str]:
    """Return the words by which the message calls a thing that the shop does not know ("the Dyson Airwrap")."""
    if turn.request.intent not in CALLING or pattern("it").search(turn.text):
        return []
    return unheard(turn)


def _in_focus(turn: Turn) -> str | None:
    """Return the product that was looked at last, unless the message names another thing."""
    ids = shown_ids(turn)
    focus = turn.memory.focus or (ids[0] if len(ids) == 1 else None)
    if focus is None or unknown_name(turn):
        return None
    if is_other_kind(turn, focus) and not pattern("it").search(turn.text):
        return None
    return focus


def _before_the_list(turn: Turn) -> str | None:
    """Return what was in hand before a list of several came unasked for: no one of those is "it" yet."""
    shown = turn.memory.shown
    is_it = len(shown.ids) > 1 and pattern("it").search(turn.text) is not None
    return shown.before if is_it and not turn.query.types else None


def _each_by_name(turn: Turn) -> list[str]:
    """Return the products that the message names, each part between "and", "or", "vs" for itself."""
    parts = [
        replace(turn.request, text=part)
        for part in pattern("between").split(turn.text)
        if part.strip()
    ]
    each = [by_name(replace(turn, request=part))[:1] for part in parts]
    found = list(dict.fromkeys(product_id for one in each for product_id in one))
    return found if len(found) > 1 else by_name(turn)


def _first_ones(turn: Turn) -> list[str]:
    """Return the products that "the first three" counts."""
    found = pattern("first_ones").search(turn.text)
    if found is None:
        return []
    return shown_ids(turn)[: whole_number(found[found.lastindex or 0])]


def several(turn: Turn, most: int = 3) -> list[str]:
    """Return the products to set side by side: those counted, those named, else the first ones shown."""
    tapped = [str(value) for value in turn.request.values("product")]
    counted = _first_ones(turn) or by_position(turn)
    named = [i for i in _each_by_name(turn) if i not in counted]
    chosen = tapped or counted or named
    if len(chosen) == 1:
        others = [i for i in (turn.memory.focus, *shown_ids(turn)) if i and i not in chosen]
        chosen = [*chosen, *others[:1]]
    if len(chosen) < 2:
        chosen = shown_ids(turn)
    return chosen[:most]
