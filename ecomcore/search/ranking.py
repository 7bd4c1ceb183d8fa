"""The order of results: what a product is, then small, bounded boosts that only break near ties.

The accessory malus is about relevance: "laptop" means laptops, not laptop bags. Popularity, margin
and stock together move a score by at most `POPULARITY + MARGIN + OUT_OF_STOCK`, 8 % of the best
score, so that they decide between products that fit equally well and never hide one that fits
better. There are no paid places.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.search.catalogue import UNPRICED, Mask, SearchProduct, VariantColumns
from ecomcore.search.concepts import Concept, Terms
from ecomcore.search.lexicon import synonyms
from ecomcore.search.query import Query
from ecomcore.text.tokens import tokenize

Scores = NDArray[np.float32]

ACCESSORY_MALUS = 0.1
"""What an accessory of the thing asked for loses, as a share of the best score."""

MISLED_SHARE = 0.5
"""From this share of accessories among the `FIRST` best on, the words of the query mislead: the
catalogue calls the thing itself by another word."""

FIRST = 10
MISLED_MALUS = 0.5
THING_BOOST = 0.3
"""What accessories lose and things gain where the words mislead."""

AFTER = 4
BEFORE = 6
"""An accessory is named within so many words after the thing ("laptop slip case"), or has "for"
within so many before it ("battery for most laptops")."""

POPULARITY = 0.03
MARGIN = 0.01
OUT_OF_STOCK = 0.04
RELEVANT_SHARE = 0.35
"""Products below this share of the best score are no answers."""

RELATED_SHARE = 0.2
"""What is not of the type asked for, but of its category, follows from this share of the best
score on."""

SORTED_SHARE = 0.6
"""With an order by price or date, only products from this share of the best score on: the cheapest
kettle must be a kettle."""

HEAD = 20
"""From this place on every other one goes to what the query's own words find next: what is alike in meaning only must
not keep from the list what says just what was typed."""

EXAMINED = 300
"""So many of the best are examined for being an accessory."""

SAME_KIND_SHOWN = 3
"""Of a broad result, so many of one category in a row before another one is shown."""


class Ranking:
    """Puts retrieved products in order."""

    def __init__(self, products: Sequence[SearchProduct], before: Ranking | None = None) -> None:
        """Work out how popular each product is, and cut its titles into terms.

        The terms are taken over from `before` for products that are the same object.
        """
        self.products = list(products)
        sold = np.log1p(np.array([p.sold + 2 * p.reviews for p in products], dtype=np.float32))
        self._popularity = sold / max(1.0, float(sold.max(initial=0.0)))
        self._margin = np.clip(np.array([p.margin for p in products], dtype=np.float32), 0, 1)
        words = synonyms()
        known = before.products if before else []
        self._title_terms: list[list[list[str]]] = [
            before._title_terms[row]
            if before and row < len(known) and known[row] is product
            else [tokenize(text) for text in product.title.values()]
            for row, product in enumerate(self.products)
        ]
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
            boost += self._kind_of_thing(scores, found, concepts)
        stocked = columns.products_with(columns.stock > 0)
        boost += POPULARITY * self._popularity + MARGIN * self._margin - OUT_OF_STOCK * ~stocked
        return np.where(found, scores + best * boost, -np.inf).astype(np.float32)

    def _kind_of_thing(self, scores: Scores, found: Mask, concepts: Sequence[Concept]) -> Scores:
        """Return what accessories among the best lose, and things gain where words mislead.

        Where many of the best are accessories, the catalogue calls the thing itself by another word
        (laptops are "notebooks"): then accessories lose more, and what is named by the thing gains.
        """
        boost = np.zeros_like(scores)
        order = [int(r) for r in np.argsort(-scores, kind="stable")[:EXAMINED] if found[r]]
        verdicts = self._accessories(order, concepts)
        accessories = [row for row, verdict in verdicts.items() if verdict]
        share = sum(bool(verdicts[row]) for row in order[:FIRST]) / max(1, len(order[:FIRST]))
        if share >= MISLED_SHARE and concepts[-1].alternatives:
            boost[accessories] = -MISLED_MALUS
            boost[[row for row, verdict in verdicts.items() if verdict is False]] = THING_BOOST
        else:
            boost[accessories] = -ACCESSORY_MALUS
        return boost

    def _accessories(
        self, rows: Sequence[int], concepts: Sequence[Concept]
    ) -> dict[int, bool | None]:
        """Say of each product whether its title names the thing only to say what it is for.

        "Laptop bag", "battery for laptop"; but not where the query itself has the word "bag". None
        where the title does not name the thing at all.
        """
        last = concepts[-1]
        wordings = {last.terms, *last.alternatives}
        asked = {term for concept in concepts for term in concept.terms}
        asked.update(term for wording in wordings for term in wording)
        return {row: self._is_accessory(row, wordings, asked) for row in rows}

    def _is_accessory(self, row: int, wordings: set[Terms], asked: set[str]) -> bool | None:
        verdicts = [
            verdict
            for title in self._title_terms[row]
            for wording in wordings
            if wording[0] in title  # most titles lack it, and a call costs more than a look
            for verdict in self._verdicts(title, wording, asked)
        ]
        return all(verdicts) if verdicts else None

    def _verdicts(self, title: Sequence[str], wording: Terms, asked: set[str]) -> list[bool]:
        size = len(wording)
        verdicts: list[bool] = []
        for at in range(len(title) - size + 1):
            if tuple(title[at : at + size]) != wording:
                continue
            after = set(title[at + size : at + size + AFTER]) - asked
            before = set(title[max(0, at - BEFORE) : at])
            verdicts.append(bool(before & self._made_for or after & self._accessory))
        return verdicts

    def at_price_level(self, query: Query, scores: Scores, columns: VariantColumns) -> Scores:
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

    def with_own_words(self, rows: Sequence[int], literal: Scores, typed: Mask) -> list[int]:
        """Return the rows with those that have the query's own words given every other place after the first `HEAD`."""
        head, rest = list(rows[:HEAD]), rows[HEAD:]
        said = deque(sorted((r for r in rest if literal[r] > 0), key=lambda row: -literal[row]))
        if not said:
            return list(rows)
        shown = set(head)
        found: list[int] = []
        for row in rest:
            while said and said[0] in shown:
                said.popleft()
            for each in (said.popleft() if said else row, row):
                if each not in shown:
                    shown.add(each)
                    found.append(each)
        found.sort(key=lambda row: not typed[row])
        return head + found

    def _sort_key(self, sort: str, columns: VariantColumns, fitting: Mask) -> Callable[[int], Any]:
        def price(row: int) -> int:
            own = columns.rows_of_product[row]
            prices = [int(columns.price[v]) for v in own if fitting[v]] or [
                int(columns.price[v]) for v in own
            ]
            return min(prices, default=0)

        keys: dict[str, Callable[[int], Any]] = {
            "price": price,
            "price_down": lambda row: (price(row) == UNPRICED, -price(row)),
            "rating": lambda row: (-self.products[row].rating, -self.products[row].reviews),
            "newest": lambda row: -int(self.products[row].created_on.replace("-", "") or 0),
            "popular": lambda row: (-self.products[row].sold, -self.products[row].reviews),
        }
        return keys[sort]

    def diversified(self, rows: Sequence[int]) -> list[int]:
        """Return rows so that no more than `SAME_KIND_SHOWN` in a row are of one category.

        The order is else kept; it does not depend on the page, so paging is stable.
        """
        waiting: dict[str, deque[int]] = {}
        for place, row in enumerate(rows):
            waiting.setdefault(self.products[row].category, deque()).append(place)
        firsts = [(places[0], category) for category, places in waiting.items()]
        heapify(firsts)
        shown: list[int] = []
        run = 0
        last = ""
        while firsts:
            place, category = heappop(firsts)
            if category == last and run >= SAME_KIND_SHOWN and firsts:
                place, category = heapreplace(firsts, (place, category))
            run = run + 1 if category == last else 1
            last = category
            shown.append(rows[place])
            waiting[category].popleft()
            if waiting[category]:
                heappush(firsts, (waiting[category][0], category))
        return shown
