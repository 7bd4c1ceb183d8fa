"""Answers questions about products from everything that the shop's data state about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ecomcore.evidence.facts_say import asks_whether_there_is, properties_say
from ecomcore.evidence.model import Evidence, Place, Said, Source, Verdict
from ecomcore.evidence.passages import passages, second_look
from ecomcore.evidence.question import Question, read_question
from ecomcore.evidence.reading import Read
from ecomcore.evidence.sentences_say import Sentence, sentences_say
from ecomcore.evidence.statements import ProductFacts
from ecomcore.evidence.vocabulary import Vocabulary
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.ranking import AnswerRanker

__all__ = ["EvidenceBook", "Vocabulary"]

LONGEST_QUESTION = 400
OTHERS_AGAINST = 2
"""So many reviews must say the opposite of what the shop says for the answer to be mixed."""

MORE = 0.3
"""So much more of a question must a sentence speak of than a property, to be heard instead of it."""

_ORDER = {Verdict.YES: 0, Verdict.VALUE: 1, Verdict.MIXED: 2, Verdict.NOT_FOUND: 3, Verdict.NO: 4}


class EvidenceBook:
    """The statements of a shop, in service. May be shared by threads."""

    def __init__(
        self,
        products: Sequence[ProductFacts],
        vectors: NDArray[np.float16],
        vocabulary: Vocabulary,
        embedder: TextEmbedder,
    ) -> None:
        """Keep the parts; `vectors` has one row a statement, in the order of the products."""
        self.vocabulary = vocabulary
        self.embedder = embedder
        self._ranker = AnswerRanker(embedder)
        self._products = {product.id: product for product in products}
        self._vectors: dict[str, NDArray[np.float16]] = {}
        at = 0
        for product in products:
            self._vectors[product.id] = vectors[at : at + len(product.statements)]
            at += len(product.statements)
        self._reads = lru_cache(maxsize=2_000)(self._read_statements)

    def __contains__(self, product_id: object) -> bool:
        """Say whether there is anything about a product."""
        return product_id in self._products

    def ask(self, question: str, product_ids: Sequence[str]) -> list[Evidence]:
        """Return what is known about each product, those that fit first, else in the order given.

        A product that came after the build has nothing to be found in. The question may be in any language that has
        a file of words; quotes are in the language that they were written in.
        """
        asked = self._asked(question)
        vector = self.embedder.embed([asked.text])[0]
        found = [self._judge(asked, product_id, vector) for product_id in product_ids]
        if asked.superlative:
            return _by_amount(found, most=asked.superlative[1] == "most")
        return sorted(found, key=lambda evidence: _ORDER[evidence.verdict])

    def look_again(self, question: str, product_id: str) -> Evidence:
        """Return what is known about a product by what its words mean, where `ask` found nothing: this takes longer.

        Where nothing answers, `nearest` has what comes nearest. What asks about a danger is answered by words alone.
        """
        product = self._products.get(product_id)
        asked = self._asked(question)
        if product is None or asked.cautious or asked.superlative:
            return Evidence(product_id, Verdict.NOT_FOUND)
        cosines = (
            self._vectors[product_id].astype(np.float32) @ self.embedder.embed([asked.text])[0]
        )
        language = asked.language
        held = passages(product, cosines, language if self._ranker.only_reads(language) else None)
        scores, scale = self._ranker.scored(asked.text, [each.text for each in held], language)
        if asks_whether_there_is(
            asked
        ):  # that does not follow from a passage that does not name it
            scale = replace(scale, answers=np.inf)
        return second_look(product_id, held, scores, scale)

    def _asked(self, question: str) -> Question:
        return read_question(" ".join(question.split())[:LONGEST_QUESTION], self.vocabulary)

    def facts(self, product_id: str) -> ProductFacts | None:
        """Return everything about a product, None where there is nothing."""
        return self._products.get(product_id)

    def reads(self, product_id: str) -> tuple[Read, ...]:
        """Return the statements of a product as they were read, in their order."""
        return self._reads(product_id)

    def _read_statements(self, product_id: str) -> tuple[Read, ...]:
        return tuple(Read(statement.text) for statement in self._products[product_id].statements)

    def _judge(self, asked: Question, product_id: str, vector: NDArray[np.float32]) -> Evidence:
        product = self._products.get(product_id)
        if product is None:
            return Evidence(product_id, Verdict.NOT_FOUND)
        if asked.superlative and asked.superlative[0] == "rating":
            return _rated(product)
        properties = properties_say(asked, product, self.vocabulary)
        titles = _titles_say(asked, product, self.vocabulary)
        cosines = self._vectors[product_id].astype(np.float32) @ vector
        sentences = sentences_say(asked, product, self._reads(product_id), cosines, self.vocabulary)
        return _put_together(asked, product_id, properties, titles, sentences)


def _rated(product: ProductFacts) -> Evidence:
    if not product.reviews:
        return Evidence(product.id, Verdict.NOT_FOUND)
    value = f"{product.rating:.1f}"
    source = Source(Place.REVIEW, value, "rating", Verdict.VALUE)
    return Evidence(product.id, Verdict.VALUE, (source,), value, product.rating)


def _titles_say(asked: Question, product: ProductFacts, vocabulary: Vocabulary) -> list[Source]:
    """Return the title where every telling word of a yes-or-no question is in it ("dimmable lamp")."""
    if asked.asks_value or not asked.terms or asked.amounts:
        return []
    found = []
    for language, title in product.title.items():
        read = Read(title)
        if all(read.find(term) for term in asked.terms):
            says = Verdict.NO if asked.absent else Verdict.YES
            found.append(Source(Place.TITLE, title, "", says, language))
    return found


def _put_together(
    asked: Question,
    product_id: str,
    properties: Sequence[Said],
    titles: Sequence[Source],
    sentences: Sequence[Sentence],
) -> Evidence:
    """Return one verdict: of properties before sentences, the shop's before buyers', mixed where they disagree."""
    own = [s for s in sentences if s.source.place is not Place.REVIEW]
    reviews = [s for s in sentences if s.source.place is Place.REVIEW]
    if asked.quality and reviews and not asked.dimensions:
        own = []
    told = _told_enough(asked, properties)
    told = [] if told and _says_more(sentences, told[0]) else told
    sources = [
        *(said.source for said in told),
        *titles,
        *(s.source for s in own),
        *(s.source for s in reviews),
    ]
    if not sources:
        return Evidence(product_id, Verdict.NOT_FOUND)
    if asked.asks_value:
        first = told[0] if told else None
        best = next(iter((*own, *reviews)), None)
        value = first.value if first else best.value if best else ""
        amount = first.amount if first else best.amount if best else None
        return Evidence(product_id, Verdict.VALUE, tuple(sources), value, amount)
    verdict = _verdict(sources, [] if told and told[0].is_exact else reviews)
    value = told[0].value if told else ""
    amount = told[0].amount if told else None
    fits = {Verdict.YES: True, Verdict.NO: False}.get(verdict)
    return Evidence(product_id, verdict, tuple(sources), value, amount, fits)


def _says_more(sentences: Sequence[Sentence], told: Said) -> bool:
    """Say whether sentences speak of much more of the question than a property that it names by one word."""
    if told.is_exact or told.verdict is Verdict.MIXED or not sentences:
        return False
    return sentences[0].share > told.share + MORE


def _told_enough(asked: Question, properties: Sequence[Said]) -> list[Said]:
    """Return the properties that say yes or no, if any does; else those that tell a value."""
    if asked.asks_value:
        return list(properties)
    decided = [said for said in properties if said.verdict is not Verdict.VALUE]
    return decided or list(properties)


def _verdict(sources: Sequence[Source], reviews: Sequence[Sentence]) -> Verdict:
    first = sources[0].says
    if first not in (Verdict.YES, Verdict.NO):
        later = [source.says for source in sources if source.says in (Verdict.YES, Verdict.NO)]
        return later[0] if first is Verdict.VALUE and later else first
    said = {sentence.source.key: sentence.source.says for sentence in reversed(reviews)}
    against = sum(says is not first for says in said.values())
    with_it = len(said) - against
    is_review_only = sources[0].place is Place.REVIEW
    if against >= OTHERS_AGAINST and against >= with_it:
        return Verdict.MIXED
    if is_review_only and against >= with_it and against:
        return Verdict.MIXED
    return first


def _by_amount(found: Sequence[Evidence], *, most: bool) -> list[Evidence]:
    """Order by amount, the wanted end first; only the best one fits."""
    known = [evidence for evidence in found if evidence.amount is not None]
    rest = [evidence for evidence in found if evidence.amount is None]
    ordered = sorted(known, key=lambda e: e.amount or 0.0, reverse=most)
    best = ordered[0].amount if ordered else None
    marked = [
        Evidence(e.product_id, e.verdict, e.sources, e.value, e.amount, fits=e.amount == best)
        for e in ordered
    ]
    return [*marked, *rest]
