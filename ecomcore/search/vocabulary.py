"""The words of a catalogue: which phrase names a category, a brand, a colour, a type of product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ecomcore.money import sign_of
from ecomcore.search.amounts import in_base_unit, is_fact, read_measure
from ecomcore.search.catalogue import Catalogue, SearchProduct, SearchTerm, option_values
from ecomcore.search.lexicon import Lexicon, audience_called, lexicons, synonyms, values, words_of
from ecomcore.search.limits import TOLERANCE, Limit, Said, limit, measured_by
from ecomcore.search.phrases import Meaning, PhraseBook, units
from ecomcore.search.spelling import Speller
from ecomcore.search.type_names import TypeNames
from ecomcore.text import words
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.tokens import words as segmented

MATERIAL_KEYS = (
    "material",
    "upper_material",
    "outer_material",
    "frame_material",
    "filling",
    "fill",
)
AUDIENCE_KEYS = ("gender", "audience")
COLOUR_KEYS = ("colour", "color")
_KIND_OF_SECTION = {
    "colours": "colour",
    "sizes": "size",
    "materials": "material",
    "audience": "audience",
}
_REPAIRED_KINDS = frozenset({"category", "type", "type_like", "brand", "colour", "material"})
_SECTIONS_BY_VALUE = ("sort", "price_level", "rating", "price", "refine", "bounds", "sides")
_SECTIONS_OF_WORDS = (
    "in_stock",
    "on_sale",
    "negation",
    "negation_prefix",
    "negation_suffix",
    "had_already",
    "list_joiners",
    "colour_words",
    "size_words",
    "rating_units",
    "quantity_words",
    "set_words",
    "needs",
    "degree",
    "minus",
    "other_counts",
    "times",
    "stop",
)
_NAME_PARTS = re.compile(rf"\s*(?:&|,|/|{words.written('search', 'joins_names')})\s*")
_MIN_BRAND_LENGTH = 2


@dataclass
class Vocabulary:
    """Everything that understanding a query needs to know about a catalogue.

    `labels[kind][value][language]` is what a chip shows; `speller` repairs misspellings;
    `types_of` gives the product types that titles name; `facts` has (group, key, value) where a
    product of that type or category has that yes-attribute, measure or size, and `groups_counted` how many
    types and categories have a (key, value).
    """

    currency: str = "USD"
    languages: tuple[str, ...] = ("en",)
    book: PhraseBook = field(default_factory=PhraseBook)
    types: TypeNames = field(default_factory=TypeNames)
    labels: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    speller: Speller = field(default_factory=Speller)
    facts: set[tuple[str, str, str]] = field(default_factory=set)
    groups_counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    told_by: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """By type and category the properties that its products are measured by, each with its base unit."""
    sizes: set[str] = field(default_factory=set)
    measures: dict[str, list[tuple[float, str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Vocabulary:
        """Return the vocabulary of a catalogue, with the words of every language there is a file for."""
        vocabulary = cls(catalogue.currency, catalogue.languages)
        vocabulary._add_lexicons(_kinds_in(catalogue))
        vocabulary._name_kinds()
        vocabulary._add_categories(catalogue)
        vocabulary._add_brands(catalogue)
        vocabulary._add_terms(catalogue)
        vocabulary._add_attributes(catalogue)
        vocabulary._add_other_words(catalogue)
        vocabulary.sizes = {normalise(size) for size in option_values(catalogue.products, "size")}
        for product in catalogue.products:
            vocabulary.take_words(product)
            vocabulary._take_facts(product)
        return vocabulary

    def measured(self, number: float, unit: str, groups: Sequence[str]) -> list[tuple[str, str]]:
        """Return the (key, value) pairs that are this measure, all of one key.

        A number is met by what is up to `TOLERANCE` larger (a 13.3 inch screen is meant by 13 inch).
        With types or categories, only what their products have counts; of several keys the one
        with the most values is taken.
        """
        wanted, base = in_base_unit(number, unit)
        by_key: dict[str, list[str]] = {}
        for amount, key, value in self.measures.get(base, ()):
            is_met = wanted * (1 - 1e-9) <= amount <= wanted * (1 + TOLERANCE)
            if is_met and (not groups or self.groups_with(groups, key, value)):
                by_key.setdefault(key, []).append(value)
        if not by_key:
            return []
        best = max(by_key, key=lambda key: len(by_key[key]))
        return [(best, value) for value in by_key[best]]

    def limit(self, said: Said, groups: Sequence[str]) -> Limit | None:
        """Return the condition that a measure is for products of these types or categories, None where it is none."""
        return limit(said, {told for group in groups for told in self.told_by.get(group, ())})

    def label(self, kind: str, value: str, language: str | None) -> str:
        """Return what to call a value in a language."""
        names = self.labels.get(kind, {}).get(value, {})
        return names.get(language or "") or names.get("en") or value

    def types_of(self, titles: Mapping[str, str]) -> list[str]:
        """Return the product types that titles (by language) name."""
        return self.types.named_in(titles)

    def learn(self, product: SearchProduct) -> None:
        """Take up the words of a product that came after the build."""
        self.take_words(product)
        if len(product.brand) >= _MIN_BRAND_LENGTH:
            self._name("brand", product.brand, {})
            self._add(product.brand, "brand", product.brand)
        self.sizes.update(normalise(size) for size in option_values([product], "size"))

    def take_words(self, product: SearchProduct) -> None:
        """Take up the words of a product for spelling repair."""
        for text in (*product.title.values(), product.brand):
            self.speller.add_targets(text)
        self.speller.add_known((*product.description.values(), *product.attributes.values()))

    def _take_facts(self, product: SearchProduct) -> None:
        pairs = {pair for pair in product.attributes.items() if is_fact(pair[1])}
        for variant in product.variants:
            pairs |= {(key, v) for key, v in variant.options.items() if key == "size" or is_fact(v)}
        parts = product.category.split("/") if product.category else []
        groups = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        groups += self.types_of(product.title)
        for group in groups:
            self.told_by.setdefault(group, set()).update(measured_by(product))
        new = {(group, key, value) for group in groups for key, value in pairs} - self.facts
        self.facts |= new
        self.groups_counted.update((key, value) for _, key, value in new)

    def groups_with(self, groups: Iterable[str], key: str, value: str) -> bool:
        """Say whether one of the types or categories has a product with this fact."""
        return any((group, key, value) in self.facts for group in groups)

    def _add(self, text: str, kind: str, value: str, key: str = "") -> None:
        self.book.add(text, Meaning(kind, value, key))
        if kind in _REPAIRED_KINDS:
            self.speller.add_targets(text)
            self.speller.add_chinese(normalise(text))
        else:
            self.speller.add_known([text])

    def _add_all(self, spellings: Iterable[str], kind: str, value: str, key: str = "") -> None:
        for spelling in spellings:
            self._add(spelling, kind, value, key)

    def _add_values(self, table: Mapping[str, Sequence[str]], kind: str, language: str) -> None:
        for value, spellings in table.items():
            if kind != "size":  # sizes are called the same in every language
                self._name(kind, value, {language: spellings[0]})
            self._add_all(spellings, kind, value)

    def _name(self, kind: str, value: str, names: Mapping[str, str]) -> None:
        self.labels.setdefault(kind, {}).setdefault(value, {}).update(names)

    def _name_kinds(self) -> None:
        """Name kinds of things in the languages that the shop has no texts in."""
        for language, lexicon in lexicons().items():
            for english, others in lexicon.table("kinds").items():
                self._name("type", english, {language: others[0]})

    def _add_lexicons(self, kinds: set[str]) -> None:
        """Add the words of all languages; colours and such only if the catalogue tells of them."""
        for language, lexicon in lexicons().items():
            for section, kind in _KIND_OF_SECTION.items():
                if kind in kinds:
                    self._add_values(lexicon.table(section), kind, language)
            for section in _SECTIONS_BY_VALUE:
                for value, spellings in lexicon.table(section).items():
                    self._add_all(spellings, section, str(value))
            for section in _SECTIONS_OF_WORDS:
                for word in lexicon.words(section):
                    self._add(word, section, word)
            self._add_opposites(lexicon)
        for value, spellings in values()["units"].items():
            self._add_all(spellings, "units", value)
        own = sign_of(self.currency)
        for value, spellings in values()["currencies"].items():
            # A sign that several currencies share means the shop's own: "$50" in a Canadian shop.
            others = [s for s in spellings if s != own] if value != self.currency else spellings
            self._add_all(others, "currencies", value)
        self._add_all([own, self.currency.lower()], "currencies", self.currency)

    def _add_opposites(self, lexicon: Lexicon) -> None:
        """Add what is wanted where there is too much of something, or where it is refused."""
        for wanted, refused in lexicon.table("opposites").items():
            for word in refused:
                self._add(word, "opposite", wanted)
                for degree in lexicon.words("degree"):
                    gap = "" if has_chinese(degree) else " "
                    self._add(f"{degree}{gap}{word}", "too", wanted)

    def _add_categories(self, catalogue: Catalogue) -> None:
        paths = set(catalogue.categories) | {p.category for p in catalogue.products if p.category}
        for path in sorted(paths):
            names = catalogue.categories.get(path) or {
                "en": path.rpartition("/")[2].replace("-", " ")
            }
            self._name("category", path, names)
            for spelling in sorted(_parts_of(names.values())):
                if audience_called(spelling) is None:
                    self._add(spelling, "category", path)

    def _add_other_words(self, catalogue: Catalogue) -> None:
        """Add what people call categories and types beside the words that the shop has for them.

        These are words of the file of synonyms ("卫衣" for "Hoodies") and the last part that the names of
        several types share: an umbrella is every "folding umbrella" and "stick umbrella", 鞋 every 跑鞋 and
        凉鞋. What a word of the shop's own already means stays as it is.
        """
        # 两包 counts something, but whoever asks for a 包 wants a bag.
        known = {
            key
            for key, meanings in self.book.meanings.items()
            if any(meaning.kind != "quantity_words" for meaning in meanings)
        }
        # The 装 of 套装, a set, is mostly what somebody says who wants to put something into something.
        verbs = words_of("use_verbs")
        named: list[tuple[str, str, set[str]]] = []
        for path, names in catalogue.categories.items():
            named.append(("category", path, _other_words(_parts_of(names.values()))))
        types = [term for term in catalogue.terms if term.kind == "type"]
        heads = Counter(head for term in types for head in _heads(term.words.values()))
        for term in types:
            shared = {head for head in _heads(term.words.values()) if heads[head] > 1} - verbs
            spellings = shared | _other_words(term.words.values())
            named.append(("type_like", _value_of(term), spellings))
        for kind, value, spellings in named:
            for spelling in sorted(spellings):
                if _key_of(spelling) not in known and audience_called(spelling) is None:
                    self._add(spelling, kind, value)

    def _add_brands(self, catalogue: Catalogue) -> None:
        for brand in sorted({product.brand for product in catalogue.products}):
            if len(brand) >= _MIN_BRAND_LENGTH:
                self._name("brand", brand, {})
                self._add(brand, "brand", brand)

    def _add_attributes(self, catalogue: Catalogue) -> None:
        """Add yes/no attributes that the shop has words for, and numbers with a unit."""
        found = attribute_values(catalogue.products)
        names = {t.words.get("en", ""): t for t in catalogue.terms if t.kind == "attribute"}
        for key, counts in found.items():
            term = names.get(key)
            words_of_key = {"en": key.replace("_", " "), **(dict(term.words) if term else {})}
            words_of_key["en"] = words_of_key["en"].replace("_", " ")
            self._name("attribute_key", key, words_of_key)
            if term and "yes" in counts:
                spellings = _spellings(words_of_key.values(), term.synonyms)
                self._add_all(spellings, "attribute", "yes", key)
            elif term:
                self._add_all(words_of_key.values(), "attribute_name", _absence(counts), key)
            for value in counts:
                measure = read_measure(value)
                if measure:
                    amount, base = measure
                    self.measures.setdefault(base, []).append((amount, key, value))

    def _add_terms(self, catalogue: Catalogue) -> None:
        brands = {product.brand for product in catalogue.products}
        for term in catalogue.terms:
            value = _value_of(term)
            self._name(term.kind, value, term.words)
            spellings = dict.fromkeys(_spellings(term.words.values(), term.synonyms))
            if term.kind == "brand" and value in brands:
                for spelling in spellings:
                    self._add(spelling, "brand", value)
            elif term.kind == "type":
                names = {normalise(name) for name in term.words.values()}
                for spelling in spellings:
                    kind = "type" if normalise(spelling) in names else "type_like"
                    self._add(spelling, kind, value)
                    self.types.book.add(spelling, Meaning(kind, value))


def _value_of(term: SearchTerm) -> str:
    """Return the word that stands for a term in queries and filters: the English one where there is one."""
    return term.words.get("en") or next(iter(term.words.values()), "")


def _parts_of(names: Iterable[str]) -> set[str]:
    """Return the names of one thing in several languages and what they list.

    "Hats, Scarves & Gloves" is also its three parts. A Chinese name that puts no sign between them lists as many words
    as the other languages list parts: 零食甜点 beside "Snacks & Sweets", but not 厨房布艺 beside "Kitchen Textiles".
    """
    listed = {name: [part.strip() for part in _NAME_PARTS.split(name)] for name in names}
    most = max(map(len, listed.values()), default=1)
    for name, parts in listed.items():
        if has_chinese(name) and len(parts) == 1 < most == len(segmented(name)):
            listed[name] = segmented(name)
    return {part for name, parts in listed.items() for part in (name, *parts)} - {""}


def _other_words(names: Iterable[str]) -> set[str]:
    """Return what else people of any language call things of these names, from the file of synonyms.

    A shop that has no words of its own for its types is still understood: "卫衣" finds its "Hoodies".
    """
    return {word for name in names for word in _words_beside().get(_key_of(name), ())}


@lru_cache(maxsize=1)
def _words_beside() -> dict[tuple[str, ...], set[str]]:
    """Return, for every word of the file of synonyms, all words of the groups that it is in."""
    found: dict[tuple[str, ...], set[str]] = {}
    for group in synonyms()["groups"]:
        for word in group:
            found.setdefault(_key_of(word), set()).update(group)
    return found


def _heads(names: Iterable[str]) -> set[str]:
    """Return the words that say what kind of thing names mean: the last word, or the last Chinese character."""
    found = set()
    for name in names:
        pieces = units(name)
        if len(pieces) > 1 and not pieces[-1].text.isdigit():
            found.add(pieces[-1].text)
    return found


def _key_of(phrase: str) -> tuple[str, ...]:
    return tuple(unit.key for unit in units(phrase))


def _absence(counts: Mapping[str, int]) -> str:
    """Return the value that says a product is without it, "" where there is none."""
    return next((value for value in ("none", "no") if value in counts), "")


def _spellings(names: Iterable[str], synonyms: Mapping[str, Iterable[str]]) -> list[str]:
    return [*names, *(word for several in synonyms.values() for word in several)]


def attribute_values(products: Iterable[SearchProduct]) -> dict[str, Counter[str]]:
    """Return how many products have each value, by attribute or option key."""
    found: dict[str, Counter[str]] = {}
    for product in products:
        pairs = set(product.attributes.items())
        pairs.update(pair for variant in product.variants for pair in variant.options.items())
        for key, value in pairs:
            found.setdefault(key, Counter())[value] += 1
    return found


def _kinds_in(catalogue: Catalogue) -> set[str]:
    """Return the kinds of condition that some product tells about."""
    keys = {key for product in catalogue.products for key in product.attributes}
    keys |= {key for p in catalogue.products for v in p.variants for key in v.options}
    told = {
        "colour": COLOUR_KEYS,
        "size": ("size",),
        "material": MATERIAL_KEYS,
        "audience": AUDIENCE_KEYS,
    }
    return {kind for kind, names in told.items() if keys & set(names)}


@lru_cache(maxsize=4096)
def colour_of(value: str) -> str:
    """Return the canonical colour of a catalogue's colour value, the value itself if unknown."""
    wanted = normalise(value)
    for lexicon in lexicons().values():
        for colour, spellings in lexicon.table("colours").items():
            if wanted == colour or wanted in spellings:
                return str(colour)
    return wanted
