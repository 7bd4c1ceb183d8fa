"""Part of skill `products`: questions about one property, and which size to take, answered from data that is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from actions.catalogue import cards
from actions.catalogue.names import SMALL_WORDS
from actions.catalogue.quotes import review_sentences, without_title
from actions.skills.products import products
from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn
from ecomcore.shop.models import Product, Term
from ecomcore.text.tokens import tokenize
from shoptalk.sentences import sentences

LEAST_LEXICAL = 0.34
LEAST_ATTRIBUTE = 0.42
LEAST_DESCRIPTION = 0.38
LEAST_REVIEW = 0.45
LEAST_SHARED = 0.6
"""Share of a question's telling words that a sentence must have to answer it without being close in meaning."""
SIZE_QUOTES = 2
SHORT = 3


@dataclass(frozen=True)
class Evidence:
    """One sentence that may answer, and where it is from: `data`, `description` or `review`."""

    source: str
    text: str
    score: float


@handles("ask_attribute")
def ask_attribute(turn: Turn) -> Reply:
    """Answer from the product's data, its description or its reviews, and say from which."""
    product = products.one_product(turn)
    if product is None:
        return (
            products.which_one(turn) if products.has_list(turn) else products.search_product(turn)
        )
    found = best_evidence(turn, product)
    title = turn.speaker.pick(product.title)
    buttons = products.product_buttons(turn, product)
    if found is None:
        turn.memory.offer("talk_to_person")
        return Reply().say(turn.say("products.attribute_unknown", title=title), buttons)
    return Reply().say(
        turn.say(f"products.from_{found.source}", title=title, text=found.text), buttons
    )


def best_evidence(turn: Turn, product: Product) -> Evidence | None:
    """Return what answers the question best, data before description before reviews; None if nothing does."""
    question = without_title(turn, product)
    attribute = _attribute(turn, product, question)
    if attribute is not None:
        return attribute
    for source, texts, least in (
        ("description", sentences(turn.speaker.pick(product.description)), LEAST_DESCRIPTION),
        ("review", review_sentences(turn, product.id), LEAST_REVIEW),
    ):
        shared = _sharing(turn, question, texts, source)
        if shared is not None:
            return shared
        best = _closest(turn, question, texts, source)
        if best is not None and best.score >= least:
            return best
    return None


def _attribute(turn: Turn, product: Product, question: str) -> Evidence | None:
    said = set(tokenize(question, turn.language)) | set(tokenize(question, "en"))
    synonyms = _synonyms(turn)
    scored: list[Evidence] = []
    texts: list[str] = []
    for key, value in product.attributes.items():
        names = {
            key.replace("_", " "),
            cards.word(turn, "attribute", key),
            *synonyms.get(key.lower(), ()),
        }
        shown_value = cards.word(turn, "value", value)
        shown = turn.say(
            "products.line", name=cards.name(turn, "attribute", key), value=shown_value
        )
        overlap = max((_overlap(said, name, turn.language) for name in names), default=0.0)
        value_overlap = (
            _overlap(said, shown_value, turn.language) if len(shown_value) > SHORT else 0.0
        )
        scored.append(Evidence("data", shown, max(overlap, value_overlap)))
        texts.append(f"{cards.word(turn, 'attribute', key)} {shown_value}")
    if not scored:
        return None
    lexical = max(scored, key=lambda e: e.score)
    if lexical.score > LEAST_LEXICAL:
        return lexical
    close = _closest(turn, question, texts, "data")
    if close is not None and close.score >= LEAST_ATTRIBUTE:
        return Evidence("data", scored[texts.index(close.text)].text, close.score)
    return None


def _overlap(said: set[str], phrase: str, language: str) -> float:
    """Return the share of a phrase's tokens that were said."""
    tokens = set(tokenize(phrase, language)) or set(tokenize(phrase, "en"))
    return len((tokens & said) - SMALL_WORDS) / len(tokens) if tokens else 0.0


def _synonyms(turn: Turn) -> dict[str, set[str]]:
    held: dict[str, set[str]] | None = turn.service.kept.get("attribute_synonyms")
    if held is None:
        held = {}
        for term in turn.session.scalars(select(Term).where(Term.kind == "attribute")):
            words = {word for found in term.synonyms.values() for word in found}
            held[term.words.get("en", "").lower().replace(" ", "_")] = words
        turn.service.kept["attribute_synonyms"] = held
    return held


def _sharing(turn: Turn, question: str, sentences: list[str], source: str) -> Evidence | None:
    """Return the sentence with most of the question's telling words, at least two of them; None if none has enough."""
    asked = set(tokenize(question, turn.language)) - SMALL_WORDS
    if len(asked) < 2:
        return None
    scored = [
        Evidence(source, text, len(asked & set(tokenize(text, turn.language))) / len(asked))
        for text in sentences
    ]
    best = max(scored, key=lambda e: e.score, default=None)
    if best is None or best.score < LEAST_SHARED or best.score * len(asked) < 2:
        return None
    return best


def _closest(turn: Turn, question: str, sentences: list[str], source: str) -> Evidence | None:
    if not sentences:
        return None
    vectors = turn.service.build.embedder.embed([question, *sentences])
    scores = vectors[1:] @ vectors[0]
    best = int(np.argmax(scores))
    return Evidence(source, sentences[best], float(scores[best]))


@handles("size_advice")
def size_advice(turn: Turn) -> Reply:
    """Say which sizes there are, how it is cut, and what reviewers say about the fit."""
    product = products.one_product(turn)
    if product is None:
        return products.which_one(turn)
    sizes = list(dict.fromkeys(v.options["size"] for v in product.variants if "size" in v.options))
    title = turn.speaker.pick(product.title)
    if not sizes:
        return Reply().say(
            turn.say("products.one_size", title=title), products.product_buttons(turn, product)
        )
    parts = [turn.say("products.sizes", title=title, sizes=turn.say("words.comma").join(sizes))]
    if "fit" in product.attributes:
        parts.append(
            turn.say("products.cut", fit=cards.word(turn, "value", product.attributes["fit"]))
        )
    words = turn.say("products.words_fit").split("|")
    quotes = [
        sentence
        for sentence in review_sentences(turn, product.id)
        if any(word in sentence.lower() for word in words)
    ]
    parts += [turn.say("products.fit_quote", text=quote) for quote in quotes[:SIZE_QUOTES]]
    parts.append(turn.say("products.size_hint" if quotes else "products.size_hint_bare"))
    return Reply().say("\n".join(parts), products.product_buttons(turn, product))
