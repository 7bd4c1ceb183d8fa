"""The order of results: what a product is, then small, bounded boosts that only break near ties.

The accessory malus is about relevance: "laptop" means laptops, not laptop bags. Popularity, margin
and stock together move a score by at most `POPULARITY + MARGIN + OUT_OF_STOCK`, 8 % of the best
score, so that they decide between products that fit equally well and never hide one that fits
better. There are no paid places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.search.catalogue import Mask, SearchProduct, VariantColumns
from ecomcore.search.concepts import Concept
from ecomcore.search.lexicon import synonyms
from ecomcore.search.query import Query
from ecomcore.text.tokens import tokenize

Scores = NDArray[np.float32]

ACCESSORY_MALUS = 0.1
POPULARITY = 0.03
MARGIN = 0.01
OUT_OF_STOCK = 0.04
RELEVANT_SHARE = 0.35
"""Products below this share of the best score are no answers."""

RELATED_SHARE = 0.1
"""What is not of the type asked for, but of its category, follows from this share of the best
score on."""

SORTED_SHARE = 0.6
"""With an order by price or date, only products from this share of the best score on: the cheapest
kettle must be a kettle."""

EXAMINED = 100
"""So many of the best are examined for being an accessory."""

SAME_KIND_SHOWN = 3
"""Of a broad result, so many of one category in a row before another one is shown."""


class Ranking:
    """Puts retrieved products in order."""

    def __init__(self, products: Sequence[SearchProduct]) -> None:
        """Work out how popular each product is."""
        self.products = products
        sold = np.log1p(np.array([p.sold + 2 * p.reviews for p in products], dtype=np.float32))
        self._popularity = sold / max(1.0, float(sold.max(initial=0.0)))
        self._margin = np.clip(np.array([p.margin for p in products], dtype=np.float32), 0, 1)
        words = synonyms()
        self._title_terms: dict[int, list[list[str]]] = {}
        self._accessory = {t for word in words["accessories"] for t in tokenize(word)}
        self._made_for = {t for word in words["made_for"] for t in tokenize(word)}

    def boosted(
        self,
        query: Query,
        scores: Scores,
        concepts: Sequence[Concept],
        columns: VariantColumns,
    ) -> Scores:
        """Return the scores with what a product is, and how it sells, taken into account."""
        found = np.isfinite(scores)
        best = float(scores[found].max(initial=0.0)) or 1.0
        boost = np.zeros_like(scores)
        if concepts and not query.types:
            top = [int(row) for row in np.argsort(-scores, kind="stable")[:EXAMINED] if found[row]]
            for row in top:
                if self._is_accessory(row, concepts):
                    boost[row] -= ACCESSORY_MALUS
        stocked = columns.products_with(columns.stock > 0)
        boost += POPULARITY * self._popularity + MARGIN * self._margin - OUT_OF_STOCK * ~stocked
        return np.where(found, scores + best * boost, -np.inf).astype(np.float32)

    def _is_accessory(self, row: int, concepts: Sequence[Concept]) -> bool:
        """Say whether the title names the thing only to say what the product is for.

        "Laptop bag", "battery for laptop"; but not where the query itself has the word "bag".
        """
        last = concepts[-1]
        wordings = {last.terms, *last.alternatives}
        asked = {term for concept in concepts for term in concept.terms}
        asked.update(term for wording in wordings for term in wording)
        verdicts = [
            verdict
            for title in self._terms_of_titles(row)
            for wording in wordings
            for verdict in self._verdicts(title, wording, asked)
        ]
        return bool(verdicts) and all(verdicts)

    def _terms_of_titles(self, row: int) -> list[list[str]]:
        """Return the terms of a product's titles, cut once and kept."""
        if row not in self._title_terms:
            texts = self.products[row].title.values()
            self._title_terms[row] = [tokenize(text) for text in texts]
        return self._title_terms[row]

    def _verdicts(
        self, title: Sequence[str], wording: Sequence[str], asked: set[str]
    ) -> list[bool]:
        size = len(wording)
        verdicts = []
        for at in range(len(title) - size + 1):
            if tuple(title[at : at + size]) != tuple(wording):
                continue
            after = title[at + size] if at + size < len(title) else ""
            before = title[at - 1] if at else ""
            is_for = before in self._made_for
            verdicts.append(is_for or (after in self._accessory and after not in asked))
        return verdicts

    def order(
        self, query: Query, scores: Scores, columns: VariantColumns, fitting: Mask, typed: Mask
    ) -> list[int]:
        """Return the rows of the relevant products in the order to show them.

        Products of the type asked for (`typed`) come before all others of their category, which
        must be relevant by their words.
        """
        found = np.isfinite(scores)
        if not found.any():
            return []
        share = SORTED_SHARE if query.sort else RELEVANT_SHARE
        floor = share * float(scores[found].max())
        is_named = bool(query.categories or query.types) or not query.terms
        related = RELATED_SHARE * float(scores[found].max())
        relevant = found & np.where(typed, (scores >= floor) | is_named, scores >= related)
        rows = [int(row) for row in np.flatnonzero(relevant)]
        rows.sort(key=lambda row: (not typed[row], -scores[row]))
        if not query.sort:
            return rows
        key = self._sort_key(query.sort, columns, fitting)
        return sorted(rows, key=lambda row: (not typed[row], key(row)))

    def _sort_key(self, sort: str, columns: VariantColumns, fitting: Mask) -> Callable[[int], Any]:
        def price(row: int) -> int:
            own = columns.rows_of_product[row]
            prices = [int(columns.price[v]) for v in own if fitting[v]] or [
                int(columns.price[v]) for v in own
            ]
            return min(prices, default=0)

        keys: dict[str, Callable[[int], Any]] = {
            "price": price,
            "price_down": lambda row: -price(row),
            "rating": lambda row: (-self.products[row].rating, -self.products[row].reviews),
            "newest": lambda row: -int(self.products[row].created_on.replace("-", "") or 0),
            "popular": lambda row: (-self.products[row].sold, -self.products[row].reviews),
        }
        return keys[sort]

    def diversified(self, rows: Sequence[int]) -> list[int]:
        """Return rows so that no more than `SAME_KIND_SHOWN` in a row are of one category.

        The order is else kept; it does not depend on the page, so paging is stable.
        """
        waiting = list(rows)
        shown: list[int] = []
        while waiting:
            recent = {self.products[row].category for row in shown[-SAME_KIND_SHOWN:]}
            only = (
                next(iter(recent)) if len(recent) == 1 and len(shown) >= SAME_KIND_SHOWN else None
            )
            at = next(
                (i for i, row in enumerate(waiting) if self.products[row].category != only), 0
            )
            shown.append(waiting.pop(at))
        return shown
