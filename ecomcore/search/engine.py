"""The search engine: understands, retrieves by words and by meaning, filters, orders, explains."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError, ModelMismatchError, NotFoundError
from ecomcore.search.catalogue import (
    UNPRICED,
    Catalogue,
    Current,
    Mask,
    SearchProduct,
    VariantColumns,
)
from ecomcore.search.codes import Codes, same_code
from ecomcore.search.concepts import Synonyms
from ecomcore.search.documents import SETTINGS, document, passages
from ecomcore.search.explain import reasons, snippet, terms_of
from ecomcore.search.facets import facets
from ecomcore.search.filters import Filters
from ecomcore.search.lexical import LexicalIndex
from ecomcore.search.lexicon import lexicons
from ecomcore.search.model import embedder_for
from ecomcore.search.money import minor_units
from ecomcore.search.query import Query, understand
from ecomcore.search.ranking import Ranking
from ecomcore.search.rerank import Reranker
from ecomcore.search.results import Comparison, Hit, SearchResult
from ecomcore.search.retrieval import PASSAGES, Retrieved, Retriever
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.tokens import normalise, tokenize
from ecomcore.vectors.choice import Choice, build_index, load_index, save_index
from ecomcore.vectors.index import VectorIndex

_CODE = re.compile(r"[a-z0-9][a-z0-9\-_./]*[a-z0-9]")
_LOOKS_CODED = re.compile(r"\d|[a-z0-9]-[a-z0-9]+-")

Scores = NDArray[np.float32]
LiveOf = Callable[[Sequence[str]], Current]
Live = Current | LiveOf

NEAREST = 3
"""So many nearest things are offered where nothing was found."""

LIVE_CANDIDATES = 200
"""A function that gives current prices and stock is asked about the variants of so many products."""

STATED = 1.0
"""What a product gains whose data state that what must not be in it is not: no product fits better by its words."""

MOST_RESOLVED = 10
NAMING_FIELDS = ("title", "category")
"""Fields that say what a product is."""

MENTIONED = 3
"""A word is known to a catalogue if a title or category has it, or so many products."""

BROAD_TERMS = 1
"""A query of so few words, with no type of product and no order, is broad: its result is mixed."""


class SearchEngine:
    """Searches one catalogue. Threads may search at the same time; changes come from one."""

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        choice: Choice,
        embedder: TextEmbedder,
        vocabulary: Vocabulary | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Put the parts together; filters and the vocabulary are worked out here."""
        self.reranker = reranker
        self.catalogue = catalogue
        self.choice = choice
        self.vocabulary = vocabulary or Vocabulary.of(catalogue)
        self.products: list[SearchProduct] = list(catalogue.products)
        self.row_of = {product.id: row for row, product in enumerate(self.products)}
        self.types = [self._types(product) for product in self.products]
        self.filters = Filters(catalogue, self.types)
        self.ranking = Ranking(self.products)
        self.retriever = Retriever(
            lexical,
            vectors,
            embedder,
            Synonyms.of(catalogue.terms),
            [len(_passages(product)) for product in self.products],
            catalogue.languages,
        )
        self._by_code = Codes()
        for row, product in enumerate(self.products):
            self._by_code.add(product, row)

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

    def _code_in(self, text: str) -> str:
        """Return the sku, id or model number that is the text or a word of it, "" where none is.

        A word of a longer text must look like a code, because some ids are words.
        """
        whole = normalise(text)
        words = [word for word in _CODE.findall(whole) if _LOOKS_CODED.search(word)]
        return next((word for word in (whole, *words) if self._by_code.row(word) is not None), "")

    def _types(self, product: SearchProduct) -> frozenset[str]:
        if not self.vocabulary.types.meanings:
            return frozenset()
        return frozenset(self.vocabulary.types_of(product.title))

    @classmethod
    def build(cls, catalogue: Catalogue, embedder: TextEmbedder) -> SearchEngine:
        """Index a catalogue."""
        vocabulary = Vocabulary.of(catalogue)
        documents = [document(product, vocabulary) for product in catalogue.products]
        lexical = LexicalIndex.build(documents, SETTINGS)
        texts = [
            (row * PASSAGES + number, text)
            for row, product in enumerate(catalogue.products)
            for number, text in enumerate(_passages(product))
        ]
        ids = np.array([key for key, _ in texts], dtype=np.int64)
        vectors, choice = build_index(ids, embedder.embed([text for _, text in texts]))
        return cls(catalogue, lexical, vectors, choice, embedder, vocabulary)

    def save(self, folder: Path) -> None:
        """Write everything that `load` needs into `folder`."""
        self.catalogue.save(folder / "catalogue.json")
        self.retriever.lexical.save(folder)
        save_index(self.retriever.vectors, self.choice, folder)
        facts = {"embed_model": self.retriever.embedder.identity}
        (folder / "search.json").write_text(json.dumps(facts), "utf-8")

    @classmethod
    def load(
        cls, folder: Path, embed_model: str | None = None, reranker: Reranker | None = None
    ) -> SearchEngine:
        """Read what `save` wrote; `embed_model` is the model of the settings.

        Raises:
            BuildError: a file is missing or damaged.
            ModelMismatchError: the vectors come from another model.
        """
        try:
            identity = json.loads((folder / "search.json").read_text("utf-8"))["embed_model"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(
                f"{folder / 'search.json'} cannot be read ({error}); run 'ecomcore build'"
            ) from error
        catalogue = Catalogue.load(folder / "catalogue.json")
        embedder = embedder_for(catalogue.languages, embed_model)
        if identity != embedder.identity:
            raise ModelMismatchError(
                f"the search index in {folder} was made with {identity}, but {embedder.identity} "
                "is in use; run 'ecomcore build'"
            )
        vectors, choice = load_index(folder)
        lexical = LexicalIndex.load(folder)
        return cls(catalogue, lexical, vectors, choice, embedder, reranker=reranker)

    def understand(self, text: str, language: str | None = None) -> Query:
        """Return what `text` asks for; `language` is that of the conversation."""
        return replace(understand(text, self.vocabulary, language), code=self._code_in(text))

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
        row = self._by_code.row(query.code)
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
            asked = self._candidate_skus(retrieved.fused)
            current = live(asked)
            sold = ~columns.off_sale(asked, current)
            columns = columns.overlaid(current)
            fitting, variants = self.filters.masks(replace(applied, types=()), columns)
            fitting &= sold
            # A price that is told on request is within no limit, also where the limit is given up.
            if query.has_price_limit:
                fitting &= columns.products_with(columns.price != UNPRICED)
            retrieved = replace(retrieved, fused=np.where(fitting, retrieved.fused, -np.inf))
        scores = self.ranking.boosted(applied, retrieved.fused, retrieved.concepts, columns)
        scores = self._price_level(applied, scores, columns)
        scores = np.where(self.filters.stating_absence(applied), scores + STATED, scores)
        if self.reranker is not None and applied.terms and not applied.sort:
            scores = self.reranker.reranked(
                applied.retrieval_text, scores, self.products, applied.language
            )
        order = self.ranking.order(applied, scores, columns, variants, typed)
        if self._is_broad(applied):
            order = self.ranking.diversified(order)
        found = _Found(applied, retrieved, columns, variants)
        return SearchResult(
            items=[self._hit(r, float(scores[r]), found) for r in order[offset : offset + k]],
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

    def more_like(self, product_id: str, k: int = 10) -> list[Hit]:
        """Return the products most like one, itself left out.

        Raises:
            NotFoundError: there is no such product.
        """
        row = self._row(product_id)
        own = self.retriever.vectors.vectors(self.retriever.passages_of([row]))
        everything = self._offered()
        scores = np.maximum.reduce(
            [self.retriever.similar(vector[None, :], everything, 5 * k + 20) for vector in own]
        )
        near = np.isfinite(scores)
        same = np.array([p.category == self.products[row].category for p in self.products])
        scores = np.where(near, scores + 0.1 * same, -np.inf)
        scores[row] = -np.inf
        order = [int(r) for r in np.argsort(-scores, kind="stable")[:k] if np.isfinite(scores[r])]
        query = Query(terms=(self.products[row].text("en"),))
        found = _Found(query, _nothing(len(self.products)), self.filters.columns, None)
        hits = [self._hit(r, float(scores[r]), found) for r in order]
        likeness = {
            language: words.table("reasons")["similar"].format(
                value=self.products[row].text(language)
            )
            for language, words in lexicons().items()
        }
        return [replace(hit, reason=likeness) for hit in hits]

    def compare(self, ids: Sequence[str]) -> Comparison:
        """Return the facts of products side by side, those that differ apart from those they share.

        Raises:
            NotFoundError: there is no such product.
        """
        products = [self.products[self._row(product_id)] for product_id in ids]
        table: dict[str, list[str | None]] = {
            "price_cents": [str(p.min_price_cents) for p in products],
            "brand": [p.brand or None for p in products],
            "rating": [f"{p.rating:.1f}" if p.reviews else None for p in products],
        }
        for key in dict.fromkeys(key for p in products for key in p.attributes):
            table[key] = [p.attributes.get(key) for p in products]
        for key in dict.fromkeys(k for p in products for v in p.variants for k in v.options):
            table.setdefault(key, [_options(p, key) for p in products])
        shared = {k: v[0] for k, v in table.items() if v[0] is not None and len(set(v)) == 1}
        differing = {key: row for key, row in table.items() if key not in shared and any(row)}
        return Comparison(list(ids), differing, shared)

    def update_variants(self, current: Current) -> None:
        """Take over current prices (cents) and stock by sku, without a rebuild."""
        self.filters.columns.update(current)

    def update_products(self, products: Sequence[SearchProduct]) -> None:
        """Index new and changed products at once, without a rebuild.

        Rarity of words and the vocabulary of other products stay as they are until the next build.
        """
        if not products:
            return
        for product in products:
            row = self.row_of.get(product.id)
            if row is None:
                self.row_of[product.id] = len(self.products)
                self.products.append(product)
            else:
                self.retriever.vectors.remove(self.retriever.passages_of([row]))
                self.products[row] = product
        self._reindex(products)

    def remove_products(self, ids: Sequence[str]) -> None:
        """Take products out of the results until the next build; unknown ids are no error."""
        gone = [self.row_of[key] for key in ids if key in self.row_of]
        for row in gone:
            self.retriever.lexical.update(row, None)
            self.retriever.vectors.remove(self.retriever.passages_of([row]))
            self.filters.removed.add(row)

    def _reindex(self, products: Sequence[SearchProduct]) -> None:
        catalogue = replace(self.catalogue, products=tuple(self.products))
        rows = [self.row_of[product.id] for product in products]
        for product in products:
            self.vocabulary.learn(product)
        texts = [
            (r * PASSAGES + n, t) for r in rows for n, t in enumerate(_passages(self.products[r]))
        ]
        for row in rows:
            self.retriever.lexical.update(row, document(self.products[row], self.vocabulary))
        vectors = self.retriever.embedder.embed([text for _, text in texts])
        self.retriever.vectors.add(np.array([key for key, _ in texts], dtype=np.int64), vectors)
        removed = self.filters.removed - set(rows)
        self.catalogue = catalogue
        types = dict(enumerate(self.types)) | {r: self._types(self.products[r]) for r in rows}
        self.types = [types[row] for row in range(len(self.products))]
        self.filters = Filters(catalogue, self.types, self.filters)
        self.filters.removed = removed
        self.ranking = Ranking(self.products, self.ranking)
        self.retriever.passages = [len(_passages(product)) for product in self.products]
        for row in rows:
            self._by_code.add(self.products[row], row)

    def products_of(self, types: Collection[str], categories: Collection[str] = ()) -> set[str]:
        """Return the ids of the products of any of these types, or below any of these categories."""
        wanted = set(types)
        return {
            product.id
            for product, own in zip(self.products, self.types, strict=True)
            if wanted & own
            or any(f"{product.category}/".startswith(f"{path}/") for path in categories)
        }

    def types_of(self, product_id: str) -> frozenset[str]:
        """Return the types that a product's titles name, none for an unknown product."""
        row = self.row_of.get(product_id)
        return frozenset() if row is None else self.types[row]

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

    def _offered(self) -> Mask:
        """Return which products may be shown at all."""
        offered = np.ones(len(self.products), dtype=np.bool_)
        offered[list(self.filters.removed)] = False
        return offered

    def _row(self, product_id: str) -> int:
        row = self.row_of.get(product_id)
        if row is None:
            raise NotFoundError(f"there is no product {product_id!r} in this build")
        return row

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

    def _price_level(self, query: Query, scores: Scores, columns: VariantColumns) -> Scores:
        """For "cheap" keep the lower half of the relevant prices, for "premium" the upper half."""
        found = np.flatnonzero(np.isfinite(scores))
        if query.price_level is None or len(found) < 2:
            return scores
        best = float(scores[found].max())
        relevant = found[scores[found] >= 0.6 * best] if query.terms else found
        prices = {int(r): columns.lowest_price(int(r)) or 0 for r in found}
        middle = float(np.median([prices[int(r)] for r in relevant]))
        is_low = query.price_level == "low"
        kept = [
            r for r in found if (prices[int(r)] <= middle) == is_low or prices[int(r)] == middle
        ]
        mask = np.zeros(len(scores), dtype=np.bool_)
        mask[kept] = True
        return np.where(mask, scores, -np.inf).astype(np.float32)

    @staticmethod
    def _is_broad(query: Query) -> bool:
        return not query.sort and not query.types and len(query.terms) <= BROAD_TERMS

    def _single(self, row: int, query: Query, columns: VariantColumns) -> SearchResult:
        """Return the one product whose id, sku or model number was typed."""
        named = same_code(query.code)
        variants = np.array([named(variant.sku) for variant in columns.variants], dtype=np.bool_)
        found = _Found(query, _nothing(len(self.products)), columns, variants)
        hit = self._hit(row, 1.0, found)
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
        everything = self._offered()
        similar = self.retriever.similar(vector, everything, NEAREST)
        rows = np.argsort(-similar, kind="stable")[:NEAREST]
        found = _Found(query, _nothing(len(self.products)), columns, None)
        return [
            self._hit(int(r), float(similar[r]), found) for r in rows if np.isfinite(similar[r])
        ]

    def _hit(self, row: int, score: float, found: _Found) -> Hit:
        product, columns, query = self.products[row], found.columns, found.query
        own = columns.rows_of_product[row]
        fitting = own if found.variants is None else [v for v in own if found.variants[v]] or own
        pack = str(query.quantity or "")
        chosen = min(
            fitting,
            key=lambda v: (
                columns.stock[v] <= 0,
                columns.variants[v].options.get("pack") != pack,
                columns.price[v],
            ),
            default=None,
        )
        variant = None
        if chosen is not None:
            cents = int(columns.price[chosen])
            variant = replace(
                columns.variants[chosen], price_cents=None if cents == UNPRICED else cents
            )
        terms = terms_of(found.retrieved.concepts)
        fields = self.retriever.lexical.fields_with(row, terms)
        return Hit(
            product_id=product.id,
            sku=variant.sku if variant else "",
            score=round(score, 4),
            title=product.title,
            price_cents=variant.price_cents if variant else None,
            compare_at_cents=variant.compare_at_cents if variant else None,
            stock=int(columns.stock[chosen]) if chosen is not None else 0,
            options=variant.options if variant else {},
            image=(variant.image if variant else None) or product.image,
            brand=product.brand,
            category=product.category,
            rating=product.rating,
            reviews=product.reviews,
            matched_fields=fields,
            snippet=snippet(product, terms, query.language),
            reason=reasons(
                product, variant, query, self._phrases(row, query), self.types[row], self.vocabulary
            ),
        )

    def _phrases(self, row: int, query: Query) -> dict[str, str]:
        """Return for each field of a product the first phrase of the query that is in it."""
        found: dict[str, str] = {}
        for phrase in query.terms:
            terms = tokenize(phrase, query.language)
            for name in self.retriever.lexical.fields_with(row, terms):
                found.setdefault(name, phrase)
        order = [name for name in self.retriever.lexical.settings.fields if name in found]
        return {name: found[name] for name in order}


class _Found:
    """What a hit is explained by."""

    def __init__(
        self, query: Query, retrieved: Retrieved, columns: VariantColumns, variants: Mask | None
    ) -> None:
        self.query = query
        self.retrieved = retrieved
        self.columns = columns
        self.variants = variants


def _nothing(count: int) -> Retrieved:
    zeros = np.zeros(count, dtype=np.float32)
    nowhere = np.full(count, -np.inf, dtype=np.float32)
    return Retrieved(nowhere, zeros, zeros, nowhere, ())


def _passages(product: SearchProduct) -> list[str]:
    return passages(product)[:PASSAGES]


def _options(product: SearchProduct, key: str) -> str | None:
    values = dict.fromkeys(v.options[key] for v in product.variants if key in v.options)
    return ", ".join(values) or None
