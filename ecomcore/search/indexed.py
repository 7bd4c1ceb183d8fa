"""A catalogue made ready to be searched: indexed by words and by meaning, stored, kept up to date."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np

from ecomcore.categories import is_within
from ecomcore.errors import BuildError, ModelMismatchError, NotFoundError
from ecomcore.search.catalogue import Catalogue, Current, Mask, SearchProduct
from ecomcore.search.codes import Codes
from ecomcore.search.concepts import Synonyms
from ecomcore.search.documents import SETTINGS, document, passages
from ecomcore.search.filters import Filters
from ecomcore.search.lexical import LexicalIndex
from ecomcore.search.model import embedder_for
from ecomcore.search.ranking import Ranking
from ecomcore.search.retrieval import PASSAGES, Retriever
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.embed import TextEmbedder
from ecomcore.vectors.choice import Choice, build_index, load_index, save_index
from ecomcore.vectors.index import VectorIndex


class IndexedCatalogue:
    """The products of one catalogue by row, with all that finds them. Changes come from one thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        choice: Choice,
        embedder: TextEmbedder,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        """Put the parts together; filters and the vocabulary are worked out here."""
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
        self.codes = Codes()
        for row, product in enumerate(self.products):
            self.codes.add(product, row)

    @classmethod
    def build(cls, catalogue: Catalogue, embedder: TextEmbedder) -> Self:
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
    def load(cls, folder: Path, embed_model: str | None = None) -> Self:
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
        return cls(catalogue, lexical, vectors, choice, embedder)

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
            self.codes.add(self.products[row], row)

    def products_of(self, types: Collection[str], categories: Collection[str] = ()) -> set[str]:
        """Return the ids of the products of any of these types, or below any of these categories."""
        wanted = set(types)
        return {
            product.id
            for product, own in zip(self.products, self.types, strict=True)
            if wanted & own or is_within(product.category, categories)
        }

    def types_of(self, product_id: str) -> frozenset[str]:
        """Return the types that a product's titles name, none for an unknown product."""
        row = self.row_of.get(product_id)
        return frozenset() if row is None else self.types[row]

    def offered(self) -> Mask:
        """Return which products may be shown at all."""
        offered = np.ones(len(self.products), dtype=np.bool_)
        offered[list(self.filters.removed)] = False
        return offered

    def row(self, product_id: str) -> int:
        """Return the row of a product.

        Raises:
            NotFoundError: there is no such product.
        """
        row = self.row_of.get(product_id)
        if row is None:
            raise NotFoundError(f"there is no product {product_id!r} in this build")
        return row

    def _types(self, product: SearchProduct) -> frozenset[str]:
        return frozenset(self.vocabulary.types_of(product.title))


def _passages(product: SearchProduct) -> list[str]:
    return passages(product)[:PASSAGES]
