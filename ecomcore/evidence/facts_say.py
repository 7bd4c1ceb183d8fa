"""What the attributes and the versions of a product say to a question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ecomcore.evidence.amounts import Amount, amounts
from ecomcore.evidence.model import Place, Said, Source, Verdict
from ecomcore.evidence.question import Question, list_book, opposites
from ecomcore.evidence.reading import IDEA, Read, content_words, phrases_in
from ecomcore.evidence.sentences_say import IDEAS_COUNT
from ecomcore.evidence.statements import ProductFacts
from ecomcore.evidence.values_say import asks_for_another_model, has_steps
from ecomcore.evidence.versions_say import version_asked
from ecomcore.evidence.vocabulary import Vocabulary
from ecomcore.evidence.words import facts, tables
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.words import pattern

AFFIRMED, DENIED = "yes", "no"
INSIDE = "inside"
JUST_BELOW = 0.999
"""What "under 3" asks for is a little less than 3."""

NOTHING = frozenset({"none", "no", "without", "not included"})
LEAST_NAMED, LEAST_OF_VALUE = 0.25, 0.5
"""Least share of a question that a property must name to answer it with yes or no, or with its value."""

DEFAULT_KEYS: Mapping[str, Sequence[str]] = {
    "mass": ("weight",),
    "length": ("length", "dimensions", "size_cm", "height", "diameter", "length_range"),
    "volume": ("capacity",),
    "power": ("power",),
    "charge": ("capacity", "battery_capacity"),
    "loudness": ("noise_level",),
}
"""Properties that a question for a measure means where it names none ("how heavy is it")."""


def properties_say(question: Question, product: ProductFacts, vocabulary: Vocabulary) -> list[Said]:
    """Return what attributes and versions say, the most fitting first; empty where they say nothing."""
    version = version_asked(question, product)
    if version:
        return [version]
    contents = _contents(question, product)
    if contents:
        return contents
    found: list[Said] = []
    for key in _keys(question, product):
        said = _key_says(question, product, key, vocabulary)
        if said:
            found.append(said)
    if not found:
        found = _values_named(question, product, vocabulary)
    return [said for said in found if _is_enough(said)]


def _is_enough(said: Said) -> bool:
    """Say whether a property speaks of enough of a question; a mere value of more than a yes or no."""
    if said.is_exact:
        return True
    if said.verdict is Verdict.VALUE:
        return said.share >= LEAST_OF_VALUE
    return said.share >= LEAST_NAMED


def _keys(question: Question, product: ProductFacts) -> list[str]:
    """Return the properties of the product to look at: those named, else those of the measure asked for."""
    own = [key for key in question.keys if _values(product, key)]
    if question.superlative:
        key = question.superlative[0]
        return [key] if _values(product, key) else []
    if question.asks_value:
        if question.dimensions:
            fitting = [key for key in own if _dimensions_of(product, key) & question.dimensions]
            if fitting:
                return fitting
            if _others(question, product):
                return []
            return [
                key
                for dimension in sorted(question.dimensions)
                for key in DEFAULT_KEYS.get(dimension, ())
                if _values(product, key)
            ][:1]
        return own
    measured = [amount for amount in question.amounts if amount.dimension != "plain"]
    if measured:
        compared = _comparable(product, measured)
        named = [key for key in own if key in compared]
        return named or compared[:1] or own
    return own


def _others(question: Question, product: ProductFacts) -> set[str]:
    """Return what the question speaks of besides a measure and the product itself."""
    kind = Read(" ".join((product.kind.replace("_", " "), *product.title.values())))
    own = _terms_of_keys(question)
    return {term for term in question.terms if term not in own and not kind.find(term)}


def _terms_of_keys(question: Question) -> set[str]:
    """Return the terms of the question that only name a property or a measure."""
    found = set(_terms_of(question.keys))
    for words in tables("measuring").values():
        for word in words:
            found.update(hit.term for hit in content_words(Read(word)))
    return found


@lru_cache(maxsize=512)
def _terms_of_key(key: str) -> frozenset[str]:
    found: set[str] = set()
    for word in (key.replace("_", " "), *tables("properties").get(key, ())):
        read = Read(word)
        found.update(hit.term for hit in content_words(read))
        found.update(read.hits)
    return frozenset(found)


def _terms_of(keys: Sequence[str]) -> frozenset[str]:
    """Return the words and ideas that properties are asked for by."""
    return frozenset().union(*map(_terms_of_key, keys))


def _values(product: ProductFacts, key: str) -> list[str]:
    """Return what a product has of a property: all values of its versions, else the attribute's."""
    several = list(product.options.get(key, ()))
    own = product.attributes.get(key)
    return several or ([own] if own else [])


def _dimensions_of(product: ProductFacts, key: str) -> set[str]:
    return {a.dimension for value in _values(product, key) for a in _amounts_of(key, value)}


def _amounts_of(key: str, value: str) -> list[Amount]:
    """Return the amounts of a value; a bare number counts what the property counts."""
    found = amounts(normalise(value), plain=True)
    bare = facts()["bare"].get(key)
    if bare:
        found = [replace(a, dimension=bare) if a.dimension == "plain" else a for a in found]
    return [amount for amount in found if amount.dimension != "plain"]


def _comparable(product: ProductFacts, asked: Sequence[Amount]) -> list[str]:
    """Return the properties that can be compared with an amount, the nearest in size first."""
    distance: dict[str, float] = {}
    wanted = {amount.dimension: amount.middle for amount in asked}
    for key in (*facts()["compared"], "weight", "length", "height", "screen_size"):
        for value in _values(product, key):
            for own in _amounts_of(key, value):
                if own.dimension in wanted:
                    far = abs(math.log((abs(own.middle) + 1) / (abs(wanted[own.dimension]) + 1)))
                    distance[key] = min(far, distance.get(key, far))
    return sorted(distance, key=lambda key: distance[key])


def _key_says(
    question: Question, product: ProductFacts, key: str, vocabulary: Vocabulary
) -> Said | None:
    several = _values(product, key)
    place = Place.VERSION if key in product.options else Place.ATTRIBUTE
    shown = _shown(key, several, question.language, vocabulary)
    value = ", ".join(vocabulary.name(v, question.language) for v in several)
    own = [a for each in several for a in _amounts_of(key, each)]
    amount = _asked_amount(own, question)
    if question.asks_value:
        if question.extreme and len(several) > 1:
            several = [several[-1] if question.extreme == "most" else several[0]]
            value = vocabulary.name(several[0], question.language)
        return Said(Source(place, shown, key, Verdict.VALUE), value, amount, is_exact=True)
    compared = None if _names_version(question, product, key) else _compared(question, key, own)
    verdict = compared or _told(question, key, several, vocabulary)
    if verdict is None:
        return None
    if key in question.inverted and verdict in (Verdict.YES, Verdict.NO):
        verdict = _inverse(verdict)
    source = Source(place, shown, key, verdict)
    share = _share_named(question, key, several, vocabulary)
    return Said(source, value, amount, is_exact=compared is not None, share=share)


def _names_version(question: Question, product: ProductFacts, key: str) -> bool:
    """Say whether an amount only names a version ("is the 200 ml enough for two"), of which more is asked."""
    if asks_whether_there_is(question):
        return False
    asked = {(a.dimension, a.middle) for a in question.amounts if a.dimension != "plain"}
    own = {
        (a.dimension, a.middle)
        for value in product.options.get(key, ())
        for a in _amounts_of(key, value)
    }
    return bool(asked) and asked <= own


def _share_named(
    question: Question, key: str, several: Sequence[str], vocabulary: Vocabulary
) -> float:
    """Return the share of the question's terms, weighed by how rare they are, that the property or its value names."""
    mine = _terms_of([key]) | {t for value in several for t in Read(value).hits}
    mine |= {hit.term for value in several for hit in content_words(Read(value))}
    ideas = {o for term in mine for o in opposites().get(term, ())}
    if key == "compatible_with" and question.fitting:
        return 1.0
    weights = {
        term: max(0.05, vocabulary.rarity(term)) * (IDEAS_COUNT if term.startswith(IDEA) else 1.0)
        for term in question.terms
    }
    spelled = {name for value in several for name in vocabulary.spellings(value)}
    told = [
        term
        for term in weights
        if term in mine or term in ideas or any(_names(word, term) for word in (*mine, *spelled))
    ]
    return sum(weights[t] for t in told) / sum(weights.values()) if weights else 1.0


def _names(word: str, term: str) -> bool:
    """Say whether a word is in a term or the term in it, where words are not parted by spaces."""
    return has_chinese(term) and has_chinese(word) and (word in term or term in word)


def _asked_amount(own: Sequence[Amount], question: Question) -> float | None:
    fitting = [a for a in own if not question.dimensions or a.dimension in question.dimensions]
    return fitting[0].middle if fitting else None


def _shown(key: str, several: Sequence[str], language: str, vocabulary: Vocabulary) -> str:
    """Return a property as it can be quoted: `weight: 310 g`, 重量：310 克."""
    colon, comma = ("：", "、") if language == "zh" else (": ", ", ")
    values_named = comma.join(vocabulary.name(value, language) for value in several)
    return f"{vocabulary.name(key, language)}{colon}{values_named}"


def _compared(question: Question, key: str, own: Sequence[Amount]) -> Verdict | None:
    """Return whether the property is enough for an amount in the question; None where that cannot be told."""
    rule = str(facts()["compared"].get(key, ""))
    if rule != INSIDE:
        rule = {"more": "at_least", "less": "at_most"}.get(question.bound, rule)
    for asked in question.amounts:
        for mine in own:
            if asked.dimension != mine.dimension:
                continue
            wanted = asked.middle if asked.low != -math.inf else asked.high * JUST_BELOW
            if _holds(rule, wanted, mine):
                return Verdict.YES
            return Verdict.NO
    return None


def _holds(rule: str, asked: float, mine: Amount) -> bool:
    if rule == "at_least":
        return (mine.high if mine.high != math.inf else mine.low) >= asked
    if rule == "at_most":
        return mine.low <= asked if mine.low != -math.inf else mine.high <= asked
    if rule == INSIDE:
        return mine.low <= asked <= mine.high
    return math.isclose(mine.middle, asked, rel_tol=0.03)


def _told(
    question: Question, key: str, several: Sequence[str], vocabulary: Vocabulary
) -> Verdict | None:
    """Return what a property without a fitting amount says to a yes-or-no question."""
    plain = [normalise(value) for value in several]
    if set(plain) <= {AFFIRMED, DENIED}:
        affirmed = AFFIRMED in plain
        flips = _asks_opposite(question, key), key in facts()["lacking"], question.absent
        affirmed ^= sum(flips) % 2 == 1
        return Verdict.YES if affirmed else Verdict.NO
    if set(plain) <= NOTHING:
        return Verdict.YES if question.absent else Verdict.NO
    if key == "compatible_with" and asks_for_another_model(question, several, vocabulary):
        return Verdict.NO
    if f"{IDEA}adjust" in question.ideas and has_steps(key, plain):
        return Verdict.YES
    return (
        _by_ideas(question, plain)
        or _by_values(question, key, several, plain, vocabulary)
        or _by_shape(question, key, plain)
    )


def _by_values(
    question: Question,
    key: str,
    several: Sequence[str],
    plain: Sequence[str],
    vocabulary: Vocabulary,
) -> Verdict | None:
    """Return what the values of the property that the question names say."""
    if question.value_words & set(several) or _words_shared(question, key, plain):
        return Verdict.YES
    others = question.value_words & (vocabulary.known.get(key, frozenset()) - set(several))
    if others & {i for value in several for i in facts()["implies"].get(value, ())}:
        return Verdict.YES
    return Verdict.NO if others and key in facts()["exclusive"] else None


def _by_shape(question: Question, key: str, plain: Sequence[str]) -> Verdict:
    """Return what follows from how the question is put: that there is such a thing, or only what it is."""
    if set(plain) & set(facts()["partial"]):
        return Verdict.MIXED
    if key in question.inverted:
        return Verdict.YES
    if key == "compatible_with" and question.fitting:
        return Verdict.NO
    has_yes = any(AFFIRMED in value.split() for value in plain)
    return Verdict.YES if has_yes or asks_whether_there_is(question) else Verdict.VALUE


def _asks_opposite(question: Question, key: str) -> bool:
    """Say whether the question asks for the opposite of what the property is called (leakproof, "will it leak")."""
    words = " ".join((key.replace("_", " "), key.replace("_", "-")))
    own = {term for term in Read(words).hits if term.startswith(IDEA)}
    return any(opposites().get(idea, frozenset()) & own for idea in question.ideas)


def _by_ideas(question: Question, plain: Sequence[str]) -> Verdict | None:
    """Return whether a value says an idea of the question, or its opposite."""
    said = {term for value in plain for term in Read(value).hits if term.startswith(IDEA)}
    if question.ideas & said:
        return Verdict.NO if question.absent else Verdict.YES
    if any(opposites().get(idea, frozenset()) & said for idea in question.ideas):
        return Verdict.YES if question.absent else Verdict.NO
    return None


def _words_shared(question: Question, key: str, plain: Sequence[str]) -> bool:
    """Say whether a value's own words are in the question ("inner pot only": can the inner pot …)."""
    mine = {hit.term for value in plain for hit in content_words(Read(value))}
    mine -= {hit.term for hit in content_words(Read(key.replace("_", " ")))}
    return bool(mine & set(question.terms))


def asks_whether_there_is(question: Question) -> bool:
    """Say whether a question asks if something is in or with a thing."""
    return bool(phrases_in(question.read, list_book("has_words")))


def _contents(question: Question, product: ProductFacts) -> list[Said]:
    """Return what the properties that list what is in a thing say about something that may be in it."""
    found: list[Said] = []
    if question.asks_value:
        return found
    wanted = [idea for idea in question.ideas if idea in _edible_ideas()]
    for key in facts()["contents"]:
        value = product.attributes.get(key)
        if not value or not wanted:
            continue
        has = [idea for idea in wanted if idea in Read(value).hits]
        if has:
            is_no = question.absent or question.allergy
            shown = f"{key.replace('_', ' ')}: {value}"
            verdict = Verdict.NO if is_no else Verdict.YES
            found.append(Said(Source(Place.ATTRIBUTE, shown, key, verdict), value))
    return found


def _edible_ideas() -> frozenset[str]:
    return frozenset(f"{IDEA}{name}" for name in facts()["in_things"])


def _values_named(question: Question, product: ProductFacts, vocabulary: Vocabulary) -> list[Said]:
    """Return the properties whose value the question names though it does not name the property ("is it leather")."""
    if question.asks_value:
        return []
    found = []
    for key, value in product.attributes.items():
        place_value = normalise(value)
        names_it = any(named in value.split() or named == value for named in question.value_words)
        if names_it and place_value not in (AFFIRMED, DENIED):
            shown = _shown(key, [value], question.language, vocabulary)
            verdict = Verdict.NO if question.absent else Verdict.YES
            share = _share_named(question, key, [value], vocabulary)
            found.append(Said(Source(Place.ATTRIBUTE, shown, key, verdict), value, share=share))
        elif key in facts()["exclusive"] and _asks_what_it_is(question):
            others = question.value_words & vocabulary.known.get(key, frozenset())
            others -= {own for own in others if normalise(own) in place_value}
            others -= set(facts()["implies"].get(value, ()))
            if question.value_words & vocabulary.known.get(key, frozenset()) and others:
                shown = _shown(key, [value], question.language, vocabulary)
                found.append(Said(Source(Place.ATTRIBUTE, shown, key, Verdict.NO), value))
    return found


def _asks_what_it_is(question: Question) -> bool:
    """Say whether the question is "is it …", not "does it have …" or "can I …"."""
    return pattern("evidence", "asks_what_it_is").search(question.read.plain) is not None


def _inverse(verdict: Verdict) -> Verdict:
    return Verdict.NO if verdict is Verdict.YES else Verdict.YES
