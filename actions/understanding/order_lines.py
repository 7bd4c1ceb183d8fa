"""Reading which lines of an order a message means, and which part of it is about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from actions.catalogue import cards, kinds
from actions.catalogue.options import is_said
from actions.languages import FALLBACK, languages
from actions.phrases import heard_in, pattern, says
from actions.turn.turn import Turn
from actions.understanding.order_variants import wanted_from
from actions.understanding.order_words import small_words
from ecomcore.orders import LineView, OrderView
from ecomcore.text.tokens import normalise, tokenize
from shoptalk.sentences import sentences

CHANGES = ("cancel_order", "return_order", "exchange_order", "change_item")
BEFORE = 40
"""How far before its name an item is described ("the black one with a high back, the chair")."""


def title_tokens(line: LineView) -> set[str]:
    """Return the tokens of a line's title in every language it has."""
    return {token for language, title in line.title.items() for token in tokenize(title, language)}


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """Return the tokens of the verbs for what is done to orders."""
    return frozenset(
        token
        for language in languages()
        for change in CHANGES
        for verb in heard_in(language, f"does_{change}")
        for token in tokenize(verb, language)
    )


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    """Return the tokens that tell nothing by themselves, of every language."""
    return frozenset(token for language in languages() for token in small_words(language))


def mentioned_lines(
    turn: Turn, lines: Sequence[LineView], text: str | None = None
) -> list[LineView]:
    """Return the lines of an order that the words mean, in the order of the lines.

    A line counts if a token of its title that the other products do not share is in the text, or if it has the most
    tokens there. Lines of the same product are told apart by their options; of the very same variant, the first is
    meant unless the words are about several.
    """
    text = turn.text if text is None else text
    said = {token for language in languages() for token in tokenize(text, language)}
    lowered = normalise(text)
    tokens = {line.id: title_tokens(line) for line in lines}
    hits: dict[int, set[str]] = {}
    for line in lines:
        others = [tokens[o.id] for o in lines if o.product_id != line.product_id]
        shared = set().union(*others) if others else set()
        # A single letter is in too many words ("don't" does not speak of a T-shirt), a small word in all texts.
        own = {token for token in tokens[line.id] - shared if len(token) > 1 or not token.isascii()}
        hits[line.id] = (own & said) - _small_words()
        if hits[line.id] <= _verbs():
            # "cancel everything" does not speak of noise-cancelling headphones.
            hits[line.id] = set()
    found = [line for line in lines if hits[line.id]]
    left = re.sub("|".join(re.escape(t) for t in set().union(*hits.values())) or "(?!)", " ", text)
    found += _by_last_character([line for line in lines if line not in found], tokens, left)
    found = [
        line for line in found if not _is_weaker(turn, line, found, hits, tokens, said, lowered)
    ]
    kept = []
    for product in dict.fromkeys(line.product_id for line in found):
        kept += _meant(turn, [line for line in found if line.product_id == product], text)
    return [line for line in found if line in kept]


def lines_of_kind(turn: Turn, lines: Sequence[LineView]) -> list[LineView]:
    """Return those of some lines that are of the kind of thing which the message names ("the shoes", "the bedding")."""
    products = kinds.products_of(turn, turn.query) or set()
    found = [line for line in lines if line.product_id in products]
    return found if len(found) < len(lines) else []


def asked_for(turn: Turn, lines: Sequence[LineView], text: str, task: str) -> list[LineView]:
    """Return the lines that the words mean, without those that only the story before the request is about.

    In "One pair came with a speaker. I want to send back the pair", the speaker is named but not sent back.
    """
    told = sentences(text) or [text]
    first = next((n for n, said in enumerate(told) if says(said, f"verb_{task}")), 0)
    asked = ". ".join(told[first:])
    if mentioned_lines(turn, lines, told[first]):
        return mentioned_lines(turn, lines, asked)
    named = mentioned_lines(turn, lines, text)
    kept = []
    for product in dict.fromkeys(line.product_id for line in named):
        # The story tells that there are two of a kind, the request which of them it is about.
        twins = [line for line in named if line.product_id == product]
        others = [line for line in lines if line.product_id != product]
        kept += _best_described(turn, twins, _without_titles(asked, others))
    return [line for line in named if line in kept]


def _without_titles(text: str, lines: Sequence[LineView]) -> str:
    """Return the normalised text without two words in a row of a title: a "light bulb" is not light."""
    text = normalise(text)
    for line in lines:
        for title in line.title.values():
            words = normalise(title).split()
            for pair in pairwise(words):
                text = text.replace(" ".join(pair), " ")
    return text


def _best_described(turn: Turn, twins: Sequence[LineView], text: str) -> list[LineView]:
    """Return those lines of one product of which most options are said."""
    score = {t.id: sum(is_said(turn, v, text) for v in t.options.values()) for t in twins}
    return [twin for twin in twins if score[twin.id] == max(score.values())]


def _by_last_character(
    lines: Sequence[LineView], tokens: Mapping[int, set[str]], text: str
) -> list[LineView]:
    """Return the lines of the one product of which only the last character of a word is said (杯子: 马克杯)."""
    found = []
    for line in lines:
        nouns = {word[-1] for word in tokens[line.id] if pattern("thing_word").fullmatch(word)}
        if nouns & set(text):
            found.append(line)
    return found if len({line.product_id for line in found}) == 1 else []


def _is_weaker(
    turn: Turn,
    line: LineView,
    found: Sequence[LineView],
    hits: Mapping[int, set[str]],
    tokens: Mapping[int, set[str]],
    said: set[str],
    text: str,
) -> bool:
    """Say whether another line has its whole title in the text, and every word that speaks for this one besides.

    A word is the other's too if it names a version of it: "the Gaming Mouse, wireless" is not about Wireless Earbuds,
    and "the Tea Kettle, electric" not about an Electric Kettle.
    """
    if tokens[line.id] <= said and _places(line, text):
        return False
    for other in found:
        if other.product_id == line.product_id or not tokens[other.id] <= said:
            continue
        left = hits[line.id] - tokens[other.id]
        if not left or left <= _version_words(turn, other):
            return True
    return False


def _version_words(turn: Turn, line: LineView) -> set[str]:
    """Return the tokens of the options of a line's product, and of all values that they can have."""
    variants = [
        variant.options
        for product in cards.load(turn, [line.product_id])
        for variant in product.variants
    ]
    values = {value for options in (line.options, *variants) for value in options.values()}
    keys = {key for options in (line.options, *variants) for key in options}
    plain = {token for word in values | keys for token in tokenize(word, FALLBACK)}
    spoken = [cards.word(turn, "value", value) for value in values]
    spoken += [cards.word(turn, "option", key) for key in keys]
    return plain | {token for word in spoken for token in tokenize(word, turn.language)}


def _meant(turn: Turn, twins: Sequence[LineView], text: str) -> list[LineView]:
    """Return which of several lines of one product are meant."""
    kinds: dict[str, LineView] = {}
    for twin in twins:
        kinds.setdefault(twin.sku, twin)
    if len(kinds) == 1:
        return list(twins) if says(text, "several") else list(twins[:1])
    described = [line for _, line in _described(turn, twins, normalise(text))]
    if described:
        return described
    return _best_described(turn, twins, text)


def _described(turn: Turn, twins: Sequence[LineView], text: str) -> list[tuple[int, LineView]]:
    """Return where lines of one product are named with options that only one of them has."""
    found: list[tuple[int, LineView]] = []
    places = _places(twins[0], text)
    if not places:
        return []
    for place, following in zip(places, [*places[1:], len(text)], strict=True):
        start = max(
            [m.end() for m in pattern("clause").finditer(text[:place])] + [place - BEFORE, 0]
        )
        named = text[place:following]
        until = wanted_from(named)
        head = text[start:place] + (named[:until] if until else named)
        free = [twin for twin in twins if twin not in [line for _, line in found]]
        score = {t.id: sum(is_said(turn, v, head) for v in t.options.values()) for t in free}
        best = [t for t in free if score[t.id] == max(score.values())]
        if best and (len(best) == 1 or len({t.sku for t in best}) == 1) and score[best[0].id]:
            found.append((place, best[0]))
    return found


def _places(line: LineView, text: str) -> list[int]:
    """Return where the title of a line stands in the normalised text."""
    titles = {normalise(title) for title in line.title.values()} - {""}
    return sorted(m.start() for title in titles for m in re.finditer(re.escape(title), text))


def parts_by_line(turn: Turn, lines: Sequence[LineView]) -> dict[int, str]:
    """Return, for each line, the part of the message from where it is mentioned to where the next one is."""
    text = normalise(turn.text)
    places: list[tuple[int, int]] = []
    for product in dict.fromkeys(line.product_id for line in lines):
        twins = [line for line in lines if line.product_id == product]
        if len(twins) > 1:
            places += [(place, line.id) for place, line in _described(turn, twins, text)]
        elif (place := _place(twins[0], lines, text)) >= 0:
            places.append((place, twins[0].id))
    places.sort()
    if len(places) == 1 and len(lines) == 1:
        return {places[0][1]: text}
    if not places:
        return {}
    ends = [*(place for place, _ in places[1:]), len(text)]
    return {line_id: text[start:end] for (start, line_id), end in zip(places, ends, strict=True)}


def _place(line: LineView, lines: Sequence[LineView], text: str) -> int:
    """Return where a line's title, or the longest part of it that only this product has, stands in the text."""
    whole = _places(line, text)
    if whole:
        return whole[0]
    others = [title_tokens(o) for o in lines if o.product_id != line.product_id]
    own = title_tokens(line) - (set().union(*others) if others else set())
    places = [text.index(token) for token in own if len(token) > 1 and token in text]
    return min(places, default=-1)


def order_by_ending(text: str, orders: Sequence[OrderView]) -> OrderView | None:
    """Return the one order that is named by its last digits ("the order ending in 0166"), or None."""
    match = pattern("order_ending").search(normalise(text))
    if match is None:
        return None
    digits = next(group for group in match.groups() if group)
    fitting = [order for order in orders if order.id.endswith(digits)]
    return fitting[0] if len(fitting) == 1 else None


def order_by_lines(turn: Turn, orders: Sequence[OrderView]) -> OrderView | None:
    """Return the one order whose goods the message mentions, or names in more words than those of others; or None."""
    said = {token for language in languages() for token in tokenize(turn.text, language)}
    score = {
        order.id: max(len(title_tokens(line) & said) for line in found)
        for order in orders
        if (found := mentioned_lines(turn, order.lines))
    }
    best = [order for order in orders if score and score.get(order.id) == max(score.values())]
    return best[0] if len(best) == 1 else None


def orders_by_lines(turn: Turn, orders: Sequence[OrderView]) -> list[OrderView]:
    """Return the orders whose goods the message names, in its order, if each thing is in only one of them."""
    text = normalise(turn.text)
    places: dict[str, int] = {}
    products: list[str] = []
    found = []
    for order in orders:
        lines = mentioned_lines(turn, order.lines)
        if lines:
            found.append(order)
            products += {line.product_id for line in lines}
            places[order.id] = min(_place(line, order.lines, text) for line in lines)
    if len(products) != len(set(products)):
        return []
    return sorted(found, key=lambda order: places[order.id])


def parts_by_order(turn: Turn, orders: Sequence[OrderView]) -> list[tuple[OrderView, str]]:
    """Return the orders whose goods the message names, in its order, each with the part that is about its goods.

    Nothing is returned where two orders hold the same thing, or things of one name.
    """
    text = normalise(turn.text)
    named = orders_by_lines(turn, orders)
    places = [
        min(_place(line, order.lines, text) for line in mentioned_lines(turn, order.lines))
        for order in named
    ]
    if len(set(places)) < len(places) or min(places, default=-1) < 0:
        return []
    starts = [0, *(_clause_start(text, place) for place in places[1:])]
    ends = [*starts[1:], len(text)]
    return [(order, text[start:end]) for order, start, end in zip(named, starts, ends, strict=True)]


def _clause_start(text: str, place: int) -> int:
    """Return where the part of a sentence begins that a place stands in ("and the black jacket": before "the")."""
    ends = [match.end() for match in pattern("joint").finditer(text[:place])]
    return ends[-1] if ends else place


def named_order(turn: Turn, orders: Sequence[OrderView]) -> OrderView | None:
    """Return the one order that the message names by its last digits or else by its goods, or None."""
    return order_by_ending(turn.text, orders) or order_by_lines(turn, orders)
