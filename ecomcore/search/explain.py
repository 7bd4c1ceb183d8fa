"""Why a product was found: a snippet with the words that matched, one line in each language."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ecomcore.search.catalogue import SearchProduct, SearchVariant
from ecomcore.search.concepts import Concept
from ecomcore.search.lexicon import lexicon, lexicons
from ecomcore.search.money import show_cents
from ecomcore.search.query import Query
from ecomcore.search.vocabulary import COLOUR_KEYS, Vocabulary, colour_of
from ecomcore.text.tokens import has_chinese, normalise, stem

SNIPPET_LENGTH = 160
MARK = "**"
MOST_FACTS = 3
FIELD_REASONS = {
    "title": "title",
    "brand": "title",
    "category": "category",
    "attributes": "attribute",
    "description": "description",
}
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")

Span = tuple[int, int]


def terms_of(concepts: Sequence[Concept]) -> set[str]:
    """Return the terms of concepts with their alternatives of one term.

    The single terms of a longer alternative would match too much: "water kettle" is no water.
    """
    own = {term for concept in concepts for term in concept.terms}
    return own | {w[0] for concept in concepts for w in concept.alternatives if len(w) == 1}


def snippet(product: SearchProduct, terms: Collection[str], language: str) -> str:
    """Return the stretch of the description, else the title, with the most of `terms`, marked."""
    texts = [product.text(language, product.description), product.text(language)]
    for text in texts:
        spans = _spans(text, terms, language)
        if spans:
            return _marked(text, spans)
    return texts[0][:SNIPPET_LENGTH] or texts[1]


def _spans(text: str, terms: Collection[str], language: str) -> list[Span]:
    """Return where words of the text are among `terms`, touching ones joined."""
    found = [
        match.span()
        for match in _WORD.finditer(text)
        if stem(normalise(match.group()), language) in terms
    ]
    for term in terms:
        if has_chinese(term):
            found.extend(match.span() for match in re.finditer(re.escape(term), text))
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _marked(text: str, spans: Sequence[Span]) -> str:
    """Return the window of the text with the most spans, each between marks."""
    first = max(
        (start for start, _ in spans),
        key=lambda at: sum(at <= start and end <= at + SNIPPET_LENGTH for start, end in spans),
    )
    begin = text.rfind(" ", 0, max(0, first - 20)) + 1 if len(text) > SNIPPET_LENGTH else 0
    end = min(len(text), begin + SNIPPET_LENGTH)
    out, at = [], begin
    for start, stop in spans:
        if begin <= start and stop <= end:
            out += [text[at:start], MARK, text[start:stop], MARK]
            at = stop
    out.append(text[at:end])
    return f"{'… ' if begin else ''}{''.join(out).strip()}{' …' if end < len(text) else ''}"


@dataclass
class _Facts:
    """Collects the facts of one line in one language."""

    words: Mapping[str, str]
    found: list[str] = field(default_factory=list)

    def add(self, kind: str, value: str, **more: object) -> None:
        self.found.append(self.words[kind].format(value=value, **more))


def reasons(
    product: SearchProduct,
    variant: SearchVariant | None,
    query: Query,
    phrases: Mapping[str, str],
    types: Collection[str],
    vocabulary: Vocabulary,
) -> dict[str, str]:
    """Return one line a language: the strongest facts that made this product a result.

    `phrases` gives for each field a phrase of the query that is in it, strongest field first;
    `types` are the product types that the title names.
    """
    found = {}
    for language in lexicons():
        facts = _Facts(lexicon(language).table("reasons"))
        _product_facts(facts, product, query, types, vocabulary, language)
        if variant is not None:
            _variant_facts(facts, variant, query, vocabulary, language)
        if not facts.found and query.terms:
            facts.add(*_place_fact(product, query, phrases, vocabulary, language))
        if variant is not None:
            _price_facts(facts, variant, query, vocabulary, language)
        line = facts.words["joiner"].join(facts.found[:MOST_FACTS])
        found[language] = line or facts.words["filters"]
    return found


def _place_fact(
    product: SearchProduct,
    query: Query,
    phrases: Mapping[str, str],
    vocabulary: Vocabulary,
    language: str,
) -> tuple[str, str]:
    """Return where the product says what was asked for, and what of it: only words that stand there are quoted."""
    for place, phrase in phrases.items():
        kind = FIELD_REASONS[place]
        if kind == "category":
            return kind, vocabulary.label(kind, product.category, language)
        if kind == "attribute":
            return kind, phrase
        texts = product.description if kind == "description" else product.title
        quoted = _standing_in(phrase, " ".join(filter(None, texts.values())), language)
        if quoted:
            return kind, quoted
    return "meaning", query.retrieval_text


def _standing_in(phrase: str, text: str, language: str) -> str:
    """Return the words of a phrase that a text has, nothing where it has none."""
    if has_chinese(phrase):
        return phrase if normalise(phrase) in normalise(text) else ""
    own = {stem(word, language) for word in _WORD.findall(normalise(text))}
    said = _WORD.findall(phrase)
    return " ".join(word for word in said if stem(normalise(word), language) in own)


def _product_facts(
    facts: _Facts,
    product: SearchProduct,
    query: Query,
    types: Collection[str],
    vocabulary: Vocabulary,
    language: str,
) -> None:
    wanted = next((kind for kind in query.types if kind in types), None)
    if wanted:
        facts.add("type", vocabulary.label("type", wanted, language))
    if query.brands and product.brand:
        facts.add("brand", vocabulary.label("brand", product.brand, language))
    material = product.attributes.get("material")
    if query.materials and material:
        facts.add("material", vocabulary.label("value", material, language))
    for key, value in query.attributes:
        if product.attributes.get(key) == value:
            name = vocabulary.label("attribute_key", key, language)
            shown = vocabulary.label("value", value, language)
            facts.found.append(name if value == "yes" else f"{name} {shown}")
    if query.rating_min is not None:
        facts.add("rating", f"{product.rating:.1f}", count=product.reviews)


def _variant_facts(
    facts: _Facts,
    variant: SearchVariant,
    query: Query,
    vocabulary: Vocabulary,
    language: str,
) -> None:
    for key, value in variant.options.items():
        if key in COLOUR_KEYS and query.colours:
            facts.add("colour", vocabulary.label("colour", colour_of(value), language))
        elif key == "size" and query.sizes:
            facts.add("size", value)


def _price_facts(
    facts: _Facts,
    variant: SearchVariant,
    query: Query,
    vocabulary: Vocabulary,
    language: str,
) -> None:
    if query.on_sale and variant.compare_at_cents:
        facts.add("sale", show_cents(variant.compare_at_cents, vocabulary.currency, language))
    if query.has_price_limit and variant.price_cents is not None:
        facts.add("price", show_cents(variant.price_cents, vocabulary.currency, language))
