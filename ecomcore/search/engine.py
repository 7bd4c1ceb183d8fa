"""The search engine: understands, retrieves by words and by meaning, filters, orders, explains."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ecomcore.search.catalogue import UNPRICED, Current, Mask, VariantColumns
from ecomcore.search.codes import same_code
from ecomcore.search.comparing import compared
from ecomcore.search.explain import terms_of
from ecomcore.search.facets import facets
from ecomcore.search.hits import Found, hit_of
from ecomcore.search.indexed import IndexedCatalogue
from ecomcore.search.lexicon import lexicons
from ecomcore.search.money import minor_units
from ecomcore.search.query import Query, understand
from ecomcore.search.rerank import Reranker
from ecomcore.search.results import Comparison, Hit, SearchResult
from ecomcore.search.retrieval import Retrieved
from ecomcore.text.tokens import tokenize

Scores = NDArray[np.float32]
LiveOf = Callable[[Sequence[str]], Current]
Live = Current | LiveOf

NEAREST = 3
"""So many nearest things are offered where nothing was found."""

LIVE_CANDIDATES = 200
"""A function that gives current prices and stock is asked about the variants of so many products."""

STATED = 1.0
"""What a product gains whose data state that what must not be in it is not: no product fits better by its words."""

NAMING_FIELDS = ("title", "category")
"""Fields that say what a product is."""

MENTIONED = 3
"""A word is known to a catalogue if a title or category has it, or so many products."""

BROAD_TERMS = 1
"""A query of so few words, with no type of product and no order, is broad: its result is mixed."""


class SearchEngine(IndexedCatalogue):
    """Searches one catalogue. Threads may search at the same time; changes come from one."""

    reranker: Reranker | None = None
    """Puts the best in a better order, where there is one."""

    def understand(self, text: str, language: str | None = None) -> Query:
        """Return what `text` asks for; `language` is that of the conversation."""
        return replace(understand(text, self.vocabulary, language), code=self.codes.named_in(text))

    def refine(
        self, query: Query, text: str, shown: Sequence[Hit] = (), language: str | None = None
    ) -> Query:
        """Return `query` changed by a follow-up to the hits just shown ("cheaper", "in red")."""
        return query.refined(
            text,
            self.vocabulary,
            language=language,
            shown_cents=[hit.price_cents for hit in shown if hit.price_cents is not None],
            shown_brands=[hit.brand for hit in shown],
            shown_colours=[hit.options.get("colour", "") for hit in shown],
        )

    def search(
        self,
        query: Query | str,
        k: int = 10,
        offset: int = 0,
        language: str | None = None,
        live: Live | None = None,
    ) -> SearchResult:
        """Return the page of `k` hits from `offset` on.

        `live` gives current prices and stock: a mapping of sku to (price in cents, stock) for those
        that changed since the build, or a function that gives it for a list of skus and leaves out
        those that are off sale.
        """
        if isinstance(query, str):
            query = self.understand(query, language)
        query = query.standing_alone()
        columns = self._columns(live)
        row = self.codes.row(query.code)
        if row is not None and row not in self.filters.removed:
            return self._single(row, query, columns)
        if callable(live) and query.has_price_limit:
            columns = self._priced_today(query, columns, live)
        kept = self.filters.apply(query, columns)
        applied, products, variants = kept.query, kept.products, kept.variants
        typed = products
        if applied.types:
            products = typed | self._related(applied, typed, columns)
        retrieved = self._retrieved(applied, products)
        if applied.types:
            retrieved = replace(retrieved, fused=self._without_bystanders(retrieved, typed))
        if callable(live):
            retrieved, columns, variants = self._as_of_today(
                query, applied, retrieved, columns, live
            )
        scores = self._scores(applied, retrieved, columns)
        order = self.ranking.order(applied, scores, columns, variants, typed)
        if not applied.sort:
            order = self.ranking.with_own_words(order, retrieved.literal, typed)
        if self._is_broad(applied):
            order = self.ranking.diversified(order)
        found = Found(applied, retrieved, columns, variants)
        return SearchResult(
            items=[hit_of(self, r, float(scores[r]), found) for r in order[offset : offset + k]],
            total=len(order),
            relaxed=list(kept.given_up),
            facets=facets(
                order,
                self.products,
                columns,
                variants,
                applied,
                minor_units(self.vocabulary.currency),
            ),
            query=query,
            applied=applied,
            nearest=[] if order else self._nearest(query, columns),
            unknown=self._unknown_heads(query),
        )

    def compare(self, ids: Sequence[str]) -> Comparison:
        """Return the facts of products side by side, those that differ apart from those they share.

        Raises:
            NotFoundError: there is no such product.
        """
        return compared([self.products[self.row(product_id)] for product_id in ids])

    def more_like(self, product_id: str, k: int = 10) -> list[Hit]:
        """Return the products most like one, itself left out.

        Raises:
            NotFoundError: there is no such product.
        """
        row = self.row(product_id)
        own = self.retriever.vectors.vectors(self.retriever.passages_of([row]))
        everything = self.offered()
        scores = np.maximum.reduce(
            [self.retriever.similar(vector[None, :], everything, 5 * k + 20) for vector in own]
        )
        near = np.isfinite(scores)
        same = np.array([p.category == self.products[row].category for p in self.products])
        scores = np.where(near, scores + 0.1 * same, -np.inf)
        scores[row] = -np.inf
        order = [int(r) for r in np.argsort(-scores, kind="stable")[:k] if np.isfinite(scores[r])]
        query = Query(terms=(self.products[row].text("en"),))
        found = Found(query, _nothing(len(self.products)), self.filters.columns, None)
        hits = [hit_of(self, r, float(scores[r]), found) for r in order]
        likeness = {
            language: words.table("reasons")["similar"].format(
                value=self.products[row].text(language)
            )
            for language, words in lexicons().items()
        }
        return [replace(hit, reason=likeness) for hit in hits]

    def nearest(self, thing: str) -> list[Hit]:
        """Return the products closest in meaning to a thing, whatever they are, each with how close it is."""
        return self._nearest(Query(text=thing, terms=(thing,)), self.filters.columns)

    def avoiding(self, product_ids: Collection[str]) -> SearchEngine:
        """Return an engine over the same indexes that finds none of these products, whatever is asked for."""
        if not product_ids:
            return self
        view, filters = copy(self), copy(self.filters)
        filters.removed = self.filters.removed | {
            self.row_of[product_id] for product_id in product_ids if product_id in self.row_of
        }
        view.filters = filters
        return view

    def _as_of_today(
        self,
        query: Query,
        applied: Query,
        retrieved: Retrieved,
        columns: VariantColumns,
        live: LiveOf,
    ) -> tuple[Retrieved, VariantColumns, Mask]:
        """Return what was retrieved of what is sold and fits today, today's columns, the versions that fit."""
        asked = self._candidate_skus(retrieved.fused)
        current = live(asked)
        sold = ~columns.off_sale(asked, current)
        columns = columns.overlaid(current)
        fitting, variants = self.filters.masks(replace(applied, types=()), columns)
        fitting &= sold
        # A price that is told on request is within no limit, also where the limit is given up.
        if query.has_price_limit:
            fitting &= columns.products_with(columns.price != UNPRICED)
        fused = np.where(fitting, retrieved.fused, -np.inf)
        return replace(retrieved, fused=fused), columns, variants

    def _scores(self, query: Query, retrieved: Retrieved, columns: VariantColumns) -> Scores:
        """Return the scores that products are put in order by."""
        scores = self.ranking.boosted(query, retrieved.fused, retrieved.concepts, columns)
        scores = self.ranking.at_price_level(query, scores, columns)
        scores = np.where(self.filters.stating_absence(query), scores + STATED, scores)
        if self.reranker is None or not query.terms or query.sort:
            return scores
        return self.reranker.reranked(query.retrieval_text, scores, self.products, query.language)

    def _columns(self, live: Live | None) -> VariantColumns:
        columns = self.filters.columns
        return columns if live is None or callable(live) else columns.overlaid(live)

    def _priced_today(self, query: Query, columns: VariantColumns, live: LiveOf) -> VariantColumns:
        """Return the columns with today's prices of what fits but for its price: a promotion may bring it in."""
        kept = self.filters.apply(
            replace(query, price_min_cents=None, price_max_cents=None), columns
        )
        fused = self._retrieved(kept.query, kept.products).fused
        return columns.overlaid(live(self._candidate_skus(fused)))

    def _candidate_skus(self, fused: Scores) -> list[str]:
        best = np.argsort(-fused, kind="stable")[:LIVE_CANDIDATES]
        rows = [int(row) for row in best if np.isfinite(fused[row])]
        return [variant.sku for row in rows for variant in self.products[row].variants]

    def _retrieved(self, query: Query, allowed: Mask) -> Retrieved:
        if query.terms:
            return self.retriever.find(query, allowed)
        everything = _nothing(len(self.products))
        if query.is_empty:
            return everything
        return replace(everything, fused=np.where(allowed, 0.0, -np.inf).astype(np.float32))

    def _related(self, query: Query, typed: Mask, columns: VariantColumns) -> Mask:
        """Return products of the categories of `typed` that meet all conditions but the type."""
        categories = {self.products[row].category for row in np.flatnonzero(typed)}
        fitting, _ = self.filters.masks(replace(query, types=()), columns)
        same: Mask = np.array([product.category in categories for product in self.products])
        return np.logical_and(fitting, same)

    def _without_bystanders(self, retrieved: Retrieved, typed: Mask) -> Scores:
        """Leave out products of other types that only mention what is wanted in passing.

        A monitor that "connects to a laptop" is no answer to "laptop"; a title may well be one, though
        it names the type by a word that no list has.
        """
        named = self.retriever.lexical.named(terms_of(retrieved.concepts), ("title",))
        return np.where(typed | named, retrieved.fused, -np.inf).astype(np.float32)

    def _unknown_heads(self, query: Query) -> tuple[str, ...]:
        """Return words that no product is called though they say what is wanted: "tyres" in "car tyres".

        They stand right after the name of a kind of product, which then only tells what they are for.
        """
        lexical = self.retriever.lexical
        unknown = []
        for word in query.heads:
            terms = tokenize(word, query.language)
            is_common = any(lexical.count_of(term) >= MENTIONED for term in terms)
            if not is_common and not lexical.named(terms, NAMING_FIELDS).any():
                unknown.append(word)
        return tuple(unknown)

    @staticmethod
    def _is_broad(query: Query) -> bool:
        return not query.sort and not query.types and len(query.terms) <= BROAD_TERMS

    def _single(self, row: int, query: Query, columns: VariantColumns) -> SearchResult:
        """Return the one product whose id, sku or model number was typed."""
        named = same_code(query.code)
        variants = np.array([named(variant.sku) for variant in columns.variants], dtype=np.bool_)
        found = Found(query, _nothing(len(self.products)), columns, variants)
        hit = hit_of(self, row, 1.0, found)
        line = {
            language: words.table("reasons")["code"].format(value=query.code.upper())
            for language, words in lexicons().items()
        }
        items = [replace(hit, reason=line, matched_fields=("sku",))]
        return SearchResult(items, 1, [], [], query, query)

    def _nearest(self, query: Query, columns: VariantColumns) -> list[Hit]:
        """Return the products closest in meaning, whatever the conditions."""
        text = query.retrieval_text or query.text
        if not tokenize(text):
            return []
        vector = self.retriever.embed_query(text[:500])
        everything = self.offered()
        similar = self.retriever.similar(vector, everything, NEAREST)
        rows = np.argsort(-similar, kind="stable")[:NEAREST]
        found = Found(query, _nothing(len(self.products)), columns, None)
        return [
            hit_of(self, int(r), float(similar[r]), found) for r in rows if np.isfinite(similar[r])
        ]


def _nothing(count: int) -> Retrieved:
    zeros = np.zeros(count, dtype=np.float32)
    nowhere = np.full(count, -np.inf, dtype=np.float32)
    return Retrieved(nowhere, zeros, zeros, nowhere, ())
