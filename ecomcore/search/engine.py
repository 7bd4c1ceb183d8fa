"""The search engine: understands, retrieves by words and by meaning, fuses, filters, explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import NotFoundError
from ecomcore.search.catalogue import Catalogue, Mask, SearchProduct, VariantColumns
from ecomcore.search.documents import SETTINGS, document, passages
from ecomcore.search.filters import Filters
from ecomcore.search.lexical import LexicalIndex
from ecomcore.search.query import Query, understand
from ecomcore.search.results import Comparison, Facet, Hit, SearchResult
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.tokens import tokenize
from ecomcore.vectors.flat import FlatIndex
from ecomcore.vectors.index import VectorIndex

Scores = NDArray[np.float32]
Live = Mapping[str, tuple[int, int]] | Callable[[Sequence[str]], Mapping[str, tuple[int, int]]]

POOL = 200
PASSAGES = 8
"""At most so many vectors a product: vector id = product row * PASSAGES + number of the passage."""


class SearchEngine:
    """Searches one catalogue. Safe to share between threads that only search."""

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        embedder: TextEmbedder,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        """Put the parts together; the filters are worked out here."""
        self.catalogue = catalogue
        self.lexical = lexical
        self.vectors = vectors
        self.embedder = embedder
        self.vocabulary = vocabulary or Vocabulary.of(catalogue)
        self.products: list[SearchProduct] = list(catalogue.products)
        self.row_of = {product.id: row for row, product in enumerate(self.products)}
        self.filters = Filters(catalogue, self.vocabulary)

    @classmethod
    def build(cls, catalogue: Catalogue, embedder: TextEmbedder) -> SearchEngine:
        """Index a catalogue."""
        vocabulary = Vocabulary.of(catalogue)
        documents = [document(product, vocabulary) for product in catalogue.products]
        lexical = LexicalIndex.build(documents, SETTINGS)
        texts = [
            (row * PASSAGES + number, text)
            for row, product in enumerate(catalogue.products)
            for number, text in enumerate(passages(product)[:PASSAGES])
        ]
        vectors = FlatIndex(embedder.dimension)
        vectors.add(
            np.array([key for key, _ in texts]), embedder.embed([text for _, text in texts])
        )
        return cls(catalogue, lexical, vectors, embedder, vocabulary)

    def save(self, folder: Path) -> None:
        """Write everything that `load` needs into `folder`."""
        self.catalogue.save(folder / "catalogue.json")
        self.lexical.save(folder)
        self.vectors.save(folder / "vectors.faiss")

    @classmethod
    def load(cls, folder: Path, embedder: TextEmbedder) -> SearchEngine:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing or damaged.
        """
        return cls(
            Catalogue.load(folder / "catalogue.json"),
            LexicalIndex.load(folder),
            FlatIndex.load(folder / "vectors.faiss"),
            embedder,
        )

    def understand(self, text: str, language: str | None = None) -> Query:
        """Return what `text` asks for; `language` is that of the conversation."""
        return understand(text, self.vocabulary, language)

    def search(
        self,
        query: Query | str,
        k: int = 10,
        offset: int = 0,
        language: str | None = None,
        live: Live | None = None,
    ) -> SearchResult:
        """Return the page of `k` hits from `offset` on.

        `live` gives current prices and stock: a mapping of sku to (price in cents, stock) for those that changed since
        the build, or a function that gives it for a list of skus.
        """
        if isinstance(query, str):
            query = self.understand(query, language)
        columns = self._columns(live)
        kept = self.filters.apply(query, columns)
        scores = self._scores(kept.query, kept.products)
        order = self._order(kept.query, scores, columns)
        page = order[offset : offset + k]
        items = [
            self._hit(row, float(scores[row]), kept.query, kept.variants, columns) for row in page
        ]
        return SearchResult(
            items=items,
            total=len(order),
            relaxed=list(kept.given_up),
            facets=self._facets(order),
            query=query,
            applied=kept.query,
        )

    def more_like(self, product_id: str, k: int = 10) -> list[Hit]:
        """Return the products most like one, itself left out.

        Raises:
            NotFoundError: there is no such product.
        """
        row = self._row(product_id)
        own = self.vectors.vectors(np.array([row * PASSAGES]))
        scores = self._similar(own, len(self.products))
        scores[row] = -np.inf
        order = np.argsort(-scores, kind="stable")[:k]
        everything = np.ones(len(self.filters.columns.owner), dtype=np.bool_)
        return [
            self._hit(int(near), float(scores[near]), Query(), everything, self.filters.columns)
            for near in order
            if np.isfinite(scores[near])
        ]

    def compare(self, ids: Sequence[str]) -> Comparison:
        """Return the attributes of products side by side, those that differ apart from those they share.

        Raises:
            NotFoundError: there is no such product.
        """
        products = [self.products[self._row(product_id)] for product_id in ids]
        keys = list(dict.fromkeys(key for p in products for key in ("brand", *p.attributes)))
        table: dict[str, list[str | None]] = {
            key: [p.brand if key == "brand" else p.attributes.get(key) for p in products]
            for key in keys
        }
        shared = {k: v[0] for k, v in table.items() if v[0] is not None and len(set(v)) == 1}
        differing = {key: row for key, row in table.items() if key not in shared}
        return Comparison(list(ids), differing, shared)

    def resolve_product(
        self, text: str, language: str | None = None, candidates: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return which products `text` may mean, best first, with a score up to about 1.

        `candidates` limits the choice, for example to the lines of an order.
        """
        rows = range(len(self.products)) if candidates is None else self._known(candidates)
        terms = dict.fromkeys(tokenize(text, language or "en"), 1.0)
        lexical = self.lexical.scores(terms)
        close = self._similar(self.embedder.embed([text[:500]]), len(self.products))
        best = (
            float(sum(self.lexical.rarity(term) for term in terms)) * (SETTINGS.k1 + 1) / 2 or 1.0
        )
        scored = [
            (
                self.products[row].id,
                round(
                    0.5 * min(1.0, float(lexical[row]) / best) + 0.5 * max(0.0, float(close[row])),
                    4,
                ),
            )
            for row in rows
        ]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:10]

    def update_variants(self, current: Mapping[str, tuple[int, int]]) -> None:
        """Take over current prices (cents) and stock by sku, without a rebuild."""
        self.filters.columns.update(current)

    def _row(self, product_id: str) -> int:
        row = self.row_of.get(product_id)
        if row is None:
            raise NotFoundError(f"there is no product {product_id!r} in this build")
        return row

    def _known(self, ids: Sequence[str]) -> list[int]:
        return [self.row_of[product_id] for product_id in ids if product_id in self.row_of]

    def _columns(self, live: Live | None) -> VariantColumns:
        if live is None:
            return self.filters.columns
        changed = live(list(self.filters.columns.row_of_sku)) if callable(live) else live
        return self.filters.columns.overlaid(changed)

    def _similar(self, vector: NDArray[np.float32], k: int, allowed: Mask | None = None) -> Scores:
        """Return the best similarity of each product to a vector, -inf beyond the `k` nearest."""
        found = np.full(len(self.products), -np.inf, dtype=np.float32)
        ids = None
        if allowed is not None and not allowed.all():
            rows = np.flatnonzero(allowed)
            ids = (rows[:, None] * PASSAGES + np.arange(PASSAGES)[None, :]).ravel()
        scores, keys = self.vectors.search(vector, min(k * 2, max(1, len(self.vectors))), ids)
        valid = keys[0] >= 0
        np.maximum.at(found, keys[0][valid] // PASSAGES, scores[0][valid])
        return found

    def _scores(self, query: Query, allowed: Mask) -> Scores:
        """Return fused scores; -inf for products that are filtered out or not found."""
        if not query.terms:
            scores = np.where(allowed, 0.0, -np.inf).astype(np.float32)
            return scores
        text = query.retrieval_text
        lexical = self.lexical.scores(dict.fromkeys(tokenize(text, query.language), 1.0))
        close = self._similar(self.embedder.embed([text]), POOL, allowed)
        top = float(lexical[allowed].max(initial=0.0))
        fused = lexical / top if top > 0 else np.zeros_like(lexical)
        fused = fused + np.where(np.isfinite(close), close, 0.0)
        found = allowed & ((lexical > 0) | np.isfinite(close))
        return np.where(found, fused, -np.inf).astype(np.float32)

    def _order(self, query: Query, scores: Scores, columns: VariantColumns) -> list[int]:
        rows = [int(row) for row in np.argsort(-scores, kind="stable") if np.isfinite(scores[row])]
        keys: dict[str, Callable[[int], Any]] = {
            "price": lambda row: self.products[row].min_price_cents,
            "price_down": lambda row: -self.products[row].min_price_cents,
            "rating": lambda row: (-self.products[row].rating, -self.products[row].reviews),
            "newest": lambda row: [-ord(char) for char in self.products[row].created_on],
            "popular": lambda row: (-self.products[row].sold, -self.products[row].reviews),
        }
        return sorted(rows, key=keys[query.sort]) if query.sort else rows

    def _hit(
        self, row: int, score: float, query: Query, variants: Mask, columns: VariantColumns
    ) -> Hit:
        product = self.products[row]
        own = columns.rows_of_product[row]
        fitting = [v for v in own if variants[v]] or own
        chosen = min(fitting, key=lambda v: (columns.stock[v] <= 0, columns.price[v]), default=None)
        variant = columns.variants[chosen] if chosen is not None else None
        return Hit(
            product_id=product.id,
            sku=variant.sku if variant else "",
            score=round(score, 4),
            title=product.title,
            price_cents=int(columns.price[chosen]) if chosen is not None else 0,
            compare_at_cents=variant.compare_at_cents if variant else None,
            stock=int(columns.stock[chosen]) if chosen is not None else 0,
            options=variant.options if variant else {},
            image=(variant.image if variant else None) or product.image,
            brand=product.brand,
            category=product.category,
            rating=product.rating,
            reviews=product.reviews,
        )

    def _facets(self, rows: Sequence[int]) -> list[Facet]:
        counts: dict[str, dict[str, int]] = {"category": {}, "brand": {}}
        for row in rows:
            for kind, table in counts.items():
                value = getattr(self.products[row], kind)
                if value:
                    table[value] = table.get(value, 0) + 1
        return [
            Facet(kind, tuple(sorted(table.items(), key=lambda pair: (-pair[1], pair[0]))))
            for kind, table in counts.items()
        ]
