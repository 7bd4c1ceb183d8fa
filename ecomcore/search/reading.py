"""The grammar of shoppers' wishes: prices, sizes, colours, negations, orders, left to right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ecomcore.search.lexicon import lexicons, synonyms, values, words_of
from ecomcore.search.phrases import PRODUCT_KINDS, Match, Meaning, Unit, units
from ecomcore.search.purposes import ATTRIBUTIVE, FOR, containers, for_beings, objects, verb_before
from ecomcore.search.spelling import CHINESE_LENGTHS
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.tokens import has_chinese, is_chinese_word, stem
from shoptalk import vocabulary as talk
from shoptalk.numbers import Number, number_words, read_number

AROUND = 0.2
"""'About 50' means 20 % less up to 20 % more."""

FILTER_KINDS = (
    "brand",
    "colour",
    "size",
    "material",
    "audience",
    "attribute",
    "attribute_name",
    "category",
)
KEPT_IN_TEXT = frozenset(
    {"category", "type", "type_like", "brand", "material", "attribute", "word"}
)
"""Kinds whose words also help retrieval, because titles and descriptions have them."""

ENTITIES = (
    "category",
    "type",
    "type_like",
    "brand",
    "material",
    "attribute",
    "audience",
    "attribute_name",
)
"""What a phrase is taken for where it could be several things: the first of these. A word that is
both a category and a type is the category, which has all of that type."""

DASHES = frozenset("-–—~")
COMMAS = frozenset(",，、")
LONGEST_SIZE_CODE = 3
LEAST_BARE_SIZE = 24
"""A smaller number is rarely a size where nothing says so."""
FRAGMENT = 5
"""So many words or characters say little more than a size."""
MOST_PIECES = 99
ANY_CURRENCY = "any"

PRICE_REACH = 3
"""How many words without meaning may stand between 'under' and its number ('under a budget of 50')."""

Item = tuple[Match, Number | None]


@dataclass
class Findings:
    """What was found in a text; prices are in major units of the shop's currency."""

    text: list[str] = field(default_factory=list)
    wanted: list[Meaning] = field(default_factory=list)
    excluded: list[Meaning] = field(default_factory=list)
    refinements: list[str] = field(default_factory=list)
    price_min: float | None = None
    price_max: float | None = None
    currency: str | None = None
    rating_min: float | None = None
    price_level: str | None = None
    sort: str | None = None
    in_stock: bool = False
    on_sale: bool = False
    quantity: int | None = None
    corrections: list[tuple[str, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    purposes: list[Meaning] = field(default_factory=list)
    sources: list[tuple[Meaning, str]] = field(default_factory=list)
    """Which of the words in `text` gave a meaning."""


def read(text: str, vocabulary: Vocabulary) -> Findings:
    """Return what `text` asks for, by the words of `vocabulary`."""
    return _Reader(units(_without_measure_words(_with_pauses(text))), vocabulary).read()


def _with_pauses(text: str) -> str:
    """Return a Chinese text with a comma for the space around what is refused: 不要不粘的 要铁的 asks for iron."""
    if not has_chinese(text):
        return text
    before, behind = _refusals()
    return behind.sub(r"\1，", before.sub("，", text))


@lru_cache(maxsize=1)
def _refusals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the space before what is refused in Chinese, and what is refused with the space behind it."""
    negations = "|".join(map(re.escape, lexicons()["zh"].words("negation")))
    refused = rf"((?:{negations})[^\s,，。、；;!！?？]+)\s+(?=[\u3400-\u9fff])"
    return re.compile(rf"\s+(?=(?:{negations}))"), re.compile(refused)


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


@lru_cache(maxsize=1)
def accessory_stems() -> frozenset[str]:
    """Return the stems of the words for things that are made for another thing."""
    return frozenset(stem(str(word)) for word in synonyms()["accessories"])


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    """Return the number words of all languages by their stems."""
    return {
        stem(word): number
        for language in talk.languages()
        for word, number in number_words(language).items()
    }


class _Reader:
    """One pass over the items of a text; each rule consumes items or leaves them to the next rule."""

    def __init__(self, pieces: list[Unit], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.pieces = pieces
        self.found = Findings()
        self.items = self._items()
        self.objects = objects([match for match, _ in self.items])
        self.either: list[list[Meaning]] = []
        self.negating = False
        self.measures: list[tuple[float, str]] = []
        self.bare_sizes: dict[Meaning, str] = {}
        self.rules: Sequence[Callable[[int], int]] = (
            self._rating,
            self._price_range,
            self._bounded_price,
            self._plain_price,
            self._measure,
            self._size,
            self._number_of_pieces,
            self._had_already,
            self._negation,
            self._refinement,
            self._flag,
            self._entity,
        )

    def read(self) -> Findings:
        at = 0
        while at < len(self.items):
            after = next((end for rule in self.rules if (end := rule(at)) > at), None)
            at = after if after is not None else self._leftover(at)
        if any(match.get("needs") for match, _ in self.items):
            self._forget_kinds()
        self._settle_purpose()
        self._settle()
        return self.found

    def _forget_kinds(self) -> None:
        """Make kinds of product plain words: "something to keep coffee hot" is no coffee."""
        self.found.wanted = [m for m in self.found.wanted if m.kind not in ("type", "category")]

    def _settle_purpose(self) -> None:
        """Take what holds a thing, or what is for an animal, for the kind of product that is wanted."""
        matches = [match for match, _ in self.items]
        book = self.vocabulary.book
        kinds = {m.kind for m in self.found.wanted}
        if not kinds & {"type", "category"}:
            self._keep_all(containers(matches, self.objects, self.pieces, book))
        elif "audience" not in kinds and (own := for_beings(matches, self.pieces, book)):
            self._forget_kinds()
            self._keep_all(own)

    def _settle(self) -> None:
        """Decide what depends on the kind of product, which may come last in the text.

        A measure is a condition where such products have it; a size word without "size" before it
        is one where they come in it, else a plain word ("small rice cooker"); a bare number is a size of such products
        or says nothing else ("43"), else it is an age or a year.
        """
        groups = [m.value for m in self.found.wanted if m.kind in ("type", "category")]
        if not groups:
            self.found.heads += self._head_of_compound()
        for number, unit in self.measures:
            for key, value in self.vocabulary.measured(number, unit, groups):
                self.found.wanted.append(Meaning("attribute", value, key))
                self.found.sources.append((Meaning("attribute", value, key), f"{number:g} {unit}"))
        for meanings in self.either:
            likeliest = self._likeliest(meanings, groups)
            gone = [meaning for meaning in meanings if meaning != likeliest]
            self.found.wanted = [m for m in self.found.wanted if m not in gone]
        is_fragment = len(self.pieces) <= FRAGMENT
        for size, text in self.bare_sizes.items():
            has_size = self.vocabulary.groups_with(groups, "size", size.value)
            is_meant = has_size if groups else bool(text) or is_fragment
            if not is_meant and size in self.found.wanted:
                self.found.wanted.remove(size)
                self.found.text += [text] if text else []

    def _likeliest(self, meanings: Sequence[Meaning], groups: Sequence[str]) -> Meaning:
        """Return which of several conditions that one word names is meant: what such products tell of."""
        counts = self.vocabulary.groups_counted
        told = [m for m in meanings if self.vocabulary.groups_with(groups, m.key, m.value)]
        return max(told or meanings, key=lambda m: counts[m.key, m.value])

    def _items(self) -> list[Item]:
        """Cut the text into phrases, numbers and single words, misspelt ones repaired."""
        found: list[Item] = []
        at = 0
        while at < len(self.pieces):
            after_number = bool(found) and found[-1][1] is not None
            phrase = self.vocabulary.book.longest(self.pieces, at, after_number=after_number)
            number = read_number([piece.key for piece in self.pieces], at, _numbers())
            if number and (phrase is None or number.end >= phrase.end):
                text = "".join(piece.key for piece in self.pieces[at : number.end])
                meanings = phrase.meanings if phrase and phrase.end == number.end else ()
                found.append((Match(at, number.end, text, meanings), number))
                at = number.end
            elif phrase:
                found.append((phrase, None))
                at = phrase.end
            elif self._repair(at):
                continue
            else:
                end = self._end_of_word(at)
                text = "".join(piece.text for piece in self.pieces[at:end])
                found.append((Match(at, end, text, ()), None))
                at = end
        return found

    def _repair(self, at: int) -> bool:
        """Put the right word in the place of a misspelt one and say whether there was one."""
        speller = self.vocabulary.speller
        word = self.pieces[at].text
        if has_chinese(word):
            run = "".join(piece.text for piece in self.pieces[at : at + CHINESE_LENGTHS.stop])
            right = speller.repair_chinese(run)
            length = len(right or "")
        else:
            right, length = speller.repair(word), 1
        if right is None:
            return False
        wrong = "".join(piece.text for piece in self.pieces[at : at + length])
        self.pieces[at : at + length] = units(right)
        self.found.corrections.append((wrong, right))
        return True

    def _end_of_word(self, at: int) -> int:
        """Return the end of an unknown word; a Chinese one goes on while no phrase begins."""
        end = at + 1
        while (
            end < len(self.pieces)
            and has_chinese(self.pieces[at].text)
            and has_chinese(self.pieces[end].text)
            and not self.pieces[end].starts_word
        ):
            end += 1
        return end

    def _get(self, at: int, *kinds: str) -> Meaning | None:
        return self.items[at][0].get(*kinds) if 0 <= at < len(self.items) else None

    def _number(self, at: int) -> Number | None:
        return self.items[at][1] if 0 <= at < len(self.items) else None

    def _price_word(self, at: int, key: str) -> bool:
        """Say whether the item means `key` (at_most, joiner, …) in a price."""
        if not 0 <= at < len(self.items):
            return False
        if key == "joiner" and self.items[at][0].text in DASHES:
            return True
        return any(m.kind == "price" and m.value == key for m in self.items[at][0].meanings)

    def _amount(self, at: int) -> tuple[Number, int, str | None] | None:
        """Read `$50`, `50 dollars`, `50`: the number, the position after it, the currency named."""
        currency = self._get(at, "currencies")
        if currency and self._number(at) is None:
            at += 1
        number = self._number(at)
        if number is None:
            return None
        end = at + 1
        after = self._get(end, "currencies")
        while after and (not currency or currency.value == ANY_CURRENCY):
            # "300块人民币" names the money twice, the second time in full.
            currency, end = after, end + 1
            after = self._get(end, "currencies")
        return number, end, currency.value if currency else None

    def _set_price(self, low: float | None, high: float | None, currency: str | None) -> None:
        if low is not None and high is not None and low > high:
            low, high = high, low
        self.found.price_min = low if low is not None else self.found.price_min
        self.found.price_max = high if high is not None else self.found.price_max
        if currency and currency != ANY_CURRENCY:
            self.found.currency = currency
        self.negating = False

    def _rating(self, at: int) -> int:
        start = at
        while self._price_word(start, "at_least") or self._price_word(start, "words"):
            start += 1
        number = self._number(start)
        if number is None or not self._get(start + 1, "rating_units") or not 1 <= number.low <= 5:
            return at
        end = start + 2
        while self._price_word(end, "suffix_at_least"):
            end += 1
        self.found.rating_min = number.low
        return end

    def _price_range(self, at: int) -> int:
        start = at + 1 if self._price_word(at, "between") else at
        first = self._amount(start)
        if first is None:
            return at
        number, end, currency = first
        if not self._price_word(end, "joiner"):
            return at
        second = self._amount(end + 1)
        if second is None:
            return at
        other, after, other_currency = second
        if self._get(after, "units") and not (currency or other_currency):
            return at
        for suffix in ("suffix_at_most", "suffix_around"):
            after += self._price_word(after, suffix)
        self._set_price(number.low, other.high, currency or other_currency)
        return after

    def _bounded_price(self, at: int) -> int:
        """Read `under 50`, `at least 20 dollars`, `about 50`, 不超过200元, 500以内, 50左右."""
        bound = next(
            (b for b in ("at_most", "at_least", "around") if self._price_word(at, b)), None
        )
        start = at
        if bound:
            start = self._next_amount(at + 1)
        amount = self._amount(start) if start >= 0 else None
        if amount is None:
            return at
        number, end, currency = amount
        if self._get(end, "units") and not currency:
            return at
        for suffix in ("suffix_at_most", "suffix_at_least", "suffix_around"):
            if self._price_word(end, suffix):
                bound, end = suffix.removeprefix("suffix_"), end + 1
                break
        if bound is None:
            return at
        if bound == "around":
            self._set_price(number.low * (1 - AROUND), number.high * (1 + AROUND), currency)
        elif bound == "at_most":
            self._set_price(None, number.high, currency)
        else:
            self._set_price(number.low, None, currency)
        return end

    def _next_amount(self, at: int) -> int:
        """Return where an amount begins within reach, passing words that say nothing; else -1."""
        for start in range(at, min(at + PRICE_REACH, len(self.items))):
            if self._amount(start):
                return start
            if not (self._get(start, "stop") or self._price_word(start, "words")):
                return -1
        return -1

    def _plain_price(self, at: int) -> int:
        """Read `$50`, 50块, `budget 50`, 两三百块: about that much, or at most for a budget."""
        has_word = self._price_word(at, "words")
        start = self._next_amount(at + 1) if has_word else at
        amount = self._amount(start) if start >= 0 else None
        if amount is None:
            return at
        number, end, currency = amount
        if currency is None:
            if not has_word or self._get(at, "stop") or self._get(end, "units"):
                return at
            self._set_price(None, number.high, None)
        elif number.low < number.high:
            self._set_price(number.low, number.high, currency)
        elif has_word:
            self._set_price(None, number.high, currency)
        else:
            self._set_price(number.low * (1 - AROUND), number.high * (1 + AROUND), currency)
        return end

    def _measure(self, at: int) -> int:
        """Read `500 ml`, `13 inch`: a filter where the catalogue has that value, else plain text."""
        number = self._number(at)
        unit = self._get(at + 1, "units") if number else None
        if number is None or unit is None:
            return at
        self.measures.append((number.low, unit.value))
        self.found.text.append(f"{number.low:g} {unit.value}")
        return at + 2

    def _size(self, at: int) -> int:
        """Read `size 42`, 42码, `XL`, `size m`, and a bare size where the catalogue sells it."""
        start = at + 1 if self._get(at, "size_words") else at
        has_word = start > at
        size = self._get(start, "size")
        number = self._number(start)
        end = start + 1
        if self._get(end, "size_words") and has_chinese(self.items[end][0].text):
            has_word, end = True, end + 1
        if size and self.vocabulary.sizes:
            text = self.items[start][0].text
            if has_word or len(text) > 1 or end == len(self.items):
                if not has_word and self._describes_another(start):
                    return at
                self._keep(size)
                if not has_word and (len(text) > LONGEST_SIZE_CODE or has_chinese(text)):
                    self.bare_sizes[size] = text
                return end
        if number is None or not self.vocabulary.sizes:
            return at
        if f"{number.low:g}" not in self.vocabulary.sizes and not has_word:
            return at
        if has_word or (number.low >= LEAST_BARE_SIZE and not self._get(end, "units")):
            size = Meaning("size", f"{number.low:g}")
            self._keep(size)
            if not has_word:
                self.bare_sizes[size] = ""
            return end
        return at

    def _describes_another(self, at: int) -> bool:
        """Say whether a size word describes what is no kind of product: "small parts", "a small brand"."""
        if at + 1 >= len(self.items):
            return False
        after = self.items[at + 1][0]
        return after.text.isalpha() and not after.meanings and not has_chinese(after.text)

    def _number_of_pieces(self, at: int) -> int:
        if self._get(at, "set_words"):
            number = self._number(at + 1)
            if number and 2 <= number.low <= MOST_PIECES:
                self.found.quantity = int(number.low)
                return at + 2
        number = self._number(at)
        if number is None or not 1 <= number.low <= MOST_PIECES:
            return at
        if not self._get(at + 1, "quantity_words"):
            is_first = all(self._get(before, "stop") for before in range(at))
            if is_first and number.low >= 2 and self._get(at + 1, *PRODUCT_KINDS):
                self.found.quantity = int(number.low)
                return at + 1
            return at
        if number.low >= 2:
            self.found.quantity = int(number.low)
        return at + 2

    def _negation(self, at: int) -> int:
        is_suffix_only = not self._get(at, "negation")
        if self._get(at, "negation_suffix") and (
            is_suffix_only or not self._entity_follows(at + 1)
        ):
            if self.found.wanted and not self._get(at - 1, *PRODUCT_KINDS):
                self.found.excluded.append(self.found.wanted.pop())
                if self.found.text:
                    self.found.text.pop()
                return at + 1
        before_words = self._get(at, "negation") is not None
        if not before_words and not self._get(at, "negation_prefix"):
            return at
        if not self._entity_follows(at + 1, words=before_words):
            return at
        self.negating = True
        return at + 1

    def _had_already(self, at: int) -> int:
        """Read 鞋子他有了: what was named last is not wanted, since it is there already."""
        if not self._get(at, "had_already") or not self._get(at - 1, *PRODUCT_KINDS):
            return at
        named = {(m.kind.removesuffix("_like"), m.value) for m in self.items[at - 1][0].meanings}
        gone = [m for m in self.found.wanted if (m.kind, m.value) in named]
        self.found.wanted = [m for m in self.found.wanted if m not in gone]
        self.found.excluded += gone
        self.found.text = self.found.text[:-1] if gone else self.found.text
        return at + 1

    def _entity_follows(self, at: int, *, words: bool = False) -> bool:
        """Say whether something that can be excluded comes next, before anything else."""
        for position in range(at, len(self.items)):
            if self._get(position, *FILTER_KINDS, *PRODUCT_KINDS):
                return True
            if not self._get(position, "stop", "list_joiners"):
                return words and not self.items[position][0].meanings
        return False

    def _refinement(self, at: int) -> int:
        meaning = self._get(at, "refine")
        if meaning is None:
            return at
        self.found.refinements.append(meaning.value)
        return at + 1

    def _flag(self, at: int) -> int:
        for kind in ("sort", "price_level", "rating", "in_stock", "on_sale"):
            meaning = self._get(at, kind)
            if meaning is None:
                continue
            if kind == "rating":
                self.found.rating_min = float(meaning.value)
            elif kind in ("in_stock", "on_sale"):
                setattr(self.found, kind, True)
            else:
                setattr(self.found, kind, meaning.value)
            return at + 1
        return at

    def _entity(self, at: int) -> int:
        item = self.items[at][0]
        if self.negating and self._get(at, "list_joiners"):
            return self._list_joiner(at)
        meaning = item.get(*ENTITIES)
        colour = item.get("colour")
        if colour and not self._is_shy(at):
            meaning = colour
        if meaning is None:
            return at
        if meaning.kind == "attribute_name":
            return self._attribute_name(at, meaning)
        if meaning.kind in PRODUCT_KINDS and self._product_kind(at):
            return at + 1
        meanings = [each for each in item.meanings if each.kind == meaning.kind]
        self._keep_all(meanings)
        if meaning.kind == "attribute" and len(meanings) > 1 and not self.negating:
            self.either.append(meanings)
        if meaning.kind in KEPT_IN_TEXT and not self.negating:
            self.found.text.append(item.text)
            self.found.sources += [(each, item.text) for each in meanings]
            self._inner_attributes(item)
        self.negating = self.negating and not self._is_attributive(at)
        return at + 1

    def _product_kind(self, at: int) -> bool:
        """See what the name of a kind of product does to its neighbours; say whether that was all."""
        if self.negating and self.found.excluded:
            self.negating = False
        if self.negating:
            return False
        thing = self._thing_for(at)
        if thing is None and at in self.objects:
            self._object(at)
            return True
        self._demote_modifier(at)
        if thing is None:
            return False
        self._keep_all(thing)
        self.found.text.append(self.items[at][0].text)
        return True

    def _object(self, at: int) -> None:
        """Note what something is done with; "keep coffee hot" is also a condition, "keeps hot"."""
        item = self.items[at][0]
        self.found.purposes += [
            m._replace(kind=m.kind.removesuffix("_like"))
            for m in item.meanings
            if m.kind in PRODUCT_KINDS
        ]
        self.found.text.append(item.text)
        verb = verb_before([match for match, _ in self.items], at)
        if verb < 0 or at + 1 == len(self.items):
            return
        ends = (self.items[verb][0], self.items[at + 1][0])
        key = tuple(piece.key for end in ends for piece in self.pieces[end.start : end.end])
        around = [m for m in self.vocabulary.book.meanings.get(key, ()) if m.kind == "attribute"]
        self._keep_all(around)
        if len(around) > 1:
            self.either.append(around)

    def _keep_all(self, meanings: Sequence[Meaning]) -> None:
        for meaning in meanings:
            self._keep(meaning._replace(kind=meaning.kind.removesuffix("_like")))

    def _is_attributive(self, at: int) -> bool:
        """Say whether a 的 ends what is excluded with this item: 不是皮的包 asks for bags."""
        last = at
        if not self.items[at][0].text.endswith(ATTRIBUTIVE):
            last = at + 1
            if last >= len(self.items) or self.items[last][0].text not in ATTRIBUTIVE:
                return False
        return not self._get(last + 1, "list_joiners")

    def _thing_for(self, at: int) -> list[Meaning] | None:
        """Return what "sleeve for a laptop" asks for: a laptop sleeve where the catalogue knows it.

        An empty list is something for the product that the catalogue does not name as one; None
        is where the text does not ask for something for it.
        """
        before = at - 1
        while before > 0 and self.items[before][0].text != FOR and self._is_passed(before):
            before -= 1
        if before < 1 or self.items[before][0].text != FOR:
            return None
        thing = self.items[before - 1][0]
        keys = [piece.key for piece in self.pieces[thing.start : thing.end]]
        if not set(keys) <= accessory_stems():
            return None
        own = self.items[at][0]
        joined = (*(piece.key for piece in self.pieces[own.start : own.end]), *keys)
        meanings = self.vocabulary.book.meanings.get(joined, ())
        return [meaning for meaning in meanings if meaning.kind in PRODUCT_KINDS]

    def _is_passed(self, at: int) -> bool:
        """Say whether an item may stand between "for" and the product: "for my 13 inch laptop"."""
        return bool(
            self._number(at)
            or self._get(at, "stop", "units", "brand", "colour", "material", "size_words")
        )

    def _list_joiner(self, at: int) -> int:
        """Go on excluding after "or"; after a comma only what is of the kind just excluded."""
        is_comma = self.items[at][0].text in COMMAS
        if not self._entity_follows(at + 1):
            self.negating = self.negating and not (is_comma and self.found.excluded)
            return at
        last = self.found.excluded[-1].kind if self.found.excluded else ""
        if is_comma and not self._get(at + 1, last):
            self.negating = False
        return at + 1

    def _attribute_name(self, at: int, meaning: Meaning) -> int:
        """Read the name of an attribute: "without caffeine" is a condition, alone it is a word."""
        text = self.items[at][0].text
        is_without = self.negating or self._get(at + 1, "negation_suffix")
        if not is_without:
            self.found.text.append(text)
            return at + 1
        if meaning.value:
            self.found.wanted.append(Meaning("attribute", meaning.value, meaning.key))
        else:
            self.found.excluded.append(Meaning("word", text))
        end = at + 1 if self.negating else at + 2
        self.negating = False
        return end

    def _demote_modifier(self, at: int) -> None:
        """Take back a kind of product named directly before another: laptop bags are bags."""
        if self._get(at - 1, *PRODUCT_KINDS) and at - 1 not in self.objects:
            before = {m.value for m in self.items[at - 1][0].meanings if m.kind in PRODUCT_KINDS}
            self.found.wanted = [
                m
                for m in self.found.wanted
                if m.kind not in ("type", "category") or m.value not in before
            ]

    def _inner_attributes(self, item: Match) -> None:
        """Keep what the words of a product type say: noise cancelling headphones cancel noise."""
        kinds = [m.value for m in item.meanings if m.kind in ("type", "type_like")]
        for end in range(item.start + 1, item.end):
            key = tuple(piece.key for piece in self.pieces[item.start : end])
            for meaning in self.vocabulary.book.meanings.get(key, ()):
                is_told = self.vocabulary.groups_with(kinds, meaning.key, meaning.value)
                if meaning.kind == "attribute" and is_told:
                    self._keep(meaning)

    def _is_shy(self, at: int) -> bool:
        """Say whether a colour word that is also a thing (orange, mint) is meant as the thing."""
        text = self.items[at][0].text
        if text in words_of("colour_words"):
            return True  # "colors" has the stem of "colourful"
        if text not in words_of("shy_colours"):
            return False
        beside = [self._get(at - 1, "colour_words", "colour"), self._get(at + 1, "colour_words")]
        return not any(beside)

    def _leftover(self, at: int) -> int:
        item = self.items[at][0]
        follows_name = at > 0 and not self.items[at - 1][0].meanings
        if self._number(at) and follows_name and not self.negating:
            self.found.text.append(item.text)  # "xbox one", "iphone 12"
            return at + 1
        is_silent = item.get(
            "stop", "price", "list_joiners", "currencies", "negation", "size_words", "needs"
        )
        if self.negating and not is_silent:
            self.found.excluded.append(Meaning("word", item.text))
            self.negating = False
        elif not is_silent or (item.text.isdigit() and not item.meanings):
            self.found.text.append(item.text)
            is_about_object = bool({at - 1, at + 1} & self.objects)
            if item.text.isalpha() and not item.meanings and not is_about_object:
                self._head(at)
        return at + 1

    def _head(self, at: int) -> None:
        """Note a word of no known meaning that says what is wanted: "tyres" in "car tyres"."""
        text = self.items[at][0].text
        before = self.items[at - 1][0].text if at else ""
        is_doing = has_chinese(before) and before in words_of("beings")  # 给猫玩的
        if self._get(at - 1, *PRODUCT_KINDS) and not is_doing:
            self.found.heads.append(text)
            if stem(text) in accessory_stems():
                self._demote_modifier(at)

    def _head_of_compound(self) -> list[str]:
        """Return the end of the only word, which in Chinese says what a thing is: 轮胎 in 汽车轮胎."""
        if len(self.found.text) != 1 or self._is_described():
            return []
        text = self.found.text[0]
        cuts = ((text[:end], text[end:]) for end in range(2, len(text) - 1))
        return [
            head for what_for, head in cuts if is_chinese_word(what_for) and is_chinese_word(head)
        ][:1]

    def _is_described(self) -> bool:
        """Say whether the thing is told by what is done with it (下雨天用的)."""
        return any(match.text.endswith(ATTRIBUTIVE) for match, _ in self.items)

    def _keep(self, meaning: Meaning) -> None:
        target = self.found.excluded if self.negating else self.found.wanted
        if meaning not in target:
            target.append(meaning)


def bigger_size(size: str, steps: int) -> str | None:
    """Return the size `steps` above (or below) `size`, None where there is none."""
    letters: list[str] = values()["sizes"]
    if size in letters:
        at = letters.index(size) + steps
        return letters[at] if 0 <= at < len(letters) else None
    return f"{float(size) + steps:g}" if size.replace(".", "", 1).isdigit() else None
