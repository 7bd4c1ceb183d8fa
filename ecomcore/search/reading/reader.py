"""The grammar of shoppers' wishes: one pass from left to right, a rule for each thing that they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from ecomcore.search.lexicon import lexicons, words_of
from ecomcore.search.phrases import PRODUCT_KINDS, Meaning
from ecomcore.search.reading.kinds import accessory_stems, demote_modifier, entity
from ecomcore.search.reading.measures import measure
from ecomcore.search.reading.prices import bounded_price, plain_price, price_range, rating
from ecomcore.search.reading.refusals import (
    had_already,
    negation,
    pause,
    refused_property,
    with_pauses,
)
from ecomcore.search.reading.settling import forget_kinds, settle, settle_purpose
from ecomcore.search.reading.sizes import number_of_pieces, other_count, size
from ecomcore.search.reading.state import DASHES, Findings, Reading
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.nouns import names_a_thing
from ecomcore.text.tokens import has_chinese, stem

Rule = Callable[[Reading, int], int]
"""Reads the items from a position on and returns the position after them, the same one where it is not for it."""


def read(text: str, vocabulary: Vocabulary) -> Findings:
    """Return what `text` asks for, by the words of `vocabulary`."""
    reading = Reading(_without_measure_words(with_pauses(text)), vocabulary)
    at = 0
    while at < len(reading.items):
        after = next((end for rule in RULES if (end := rule(reading, at)) > at), None)
        at = after if after is not None else _leftover(reading, at)
    if any(match.get("needs") for match, _ in reading.items):
        forget_kinds(reading)
    settle_purpose(reading)
    settle(reading)
    return reading.found


def _without_measure_words(text: str) -> str:
    """Return a text without what a segmenter glues to what follows: measure words (买双鞋), verbs (要大号)."""
    return _measure_words().sub(" ", text) if has_chinese(text) else text


@lru_cache(maxsize=1)
def _measure_words() -> re.Pattern[str]:
    chinese = lexicons()["zh"]
    wanting = "".join(chinese.words("wanting"))
    measures = "".join(word for word in chinese.words("quantity_words") if len(word) == 1)
    sizes = "|".join(name for names in chinese.table("sizes").values() for name in names)
    return re.compile(rf"(?<=[{wanting}])(?:[{measures}](?=[\u3400-\u9fff])|(?={sizes}))")


def _refinement(reading: Reading, at: int) -> int:
    meaning = reading.get(at, "refine")
    if meaning is None:
        return at
    reading.found.refinements.append(meaning.value)
    return at + 1


def _flag(reading: Reading, at: int) -> int:
    for kind in ("sort", "price_level", "rating", "in_stock", "on_sale"):
        meaning = reading.get(at, kind)
        if meaning is None:
            continue
        if kind == "rating":
            reading.found.rating_min = float(meaning.value)
        elif kind in ("in_stock", "on_sale"):
            setattr(reading.found, kind, True)
        else:
            setattr(reading.found, kind, meaning.value)
        return at + 1
    return at


def _leftover(reading: Reading, at: int) -> int:
    item = reading.items[at][0]
    follows_name = at > 0 and not reading.items[at - 1][0].meanings
    if reading.number(at) and follows_name and not reading.negating:
        reading.found.text.append(item.text)  # "xbox one", "iphone 12"
        return at + 1
    is_silent = item.get(
        "stop", "price", "list_joiners", "currencies", "negation", "size_words", "needs", "degree",
        "minus", "bounds", "sides",
    )  # fmt: skip
    if reading.negating and not is_silent:
        if names_a_thing(item.text):
            reading.found.excluded.append(Meaning("word", item.text))
        reading.negating = False
    elif not (is_silent or item.text in DASHES) or (item.text.isdigit() and not item.meanings):
        reading.found.text.append(item.text)
        is_about_object = bool({at - 1, at + 1} & reading.objects)
        if item.text.isalpha() and not item.meanings and not is_about_object:
            _head(reading, at)
    return at + 1


def _head(reading: Reading, at: int) -> None:
    """Note a word of no known meaning that says what is wanted: "tyres" in "car tyres"."""
    text = reading.items[at][0].text
    before = reading.items[at - 1][0].text if at else ""
    is_doing = has_chinese(before) and before in words_of("beings")  # 给猫玩的
    if reading.get(at - 1, *PRODUCT_KINDS) and not is_doing and names_a_thing(text):
        reading.found.heads.append(text)
        if stem(text) in accessory_stems():
            demote_modifier(reading, at)


RULES: Sequence[Rule] = (
    pause,
    rating,
    price_range,
    bounded_price,
    plain_price,
    measure,
    size,
    other_count,
    number_of_pieces,
    had_already,
    refused_property,
    negation,
    _refinement,
    _flag,
    entity,
)
"""The first that is for an item reads it."""
