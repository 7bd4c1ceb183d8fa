"""The recommender of a shop: a blend of models over its products, with reasons, in lists that are not all alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.base import Reason, Recommendation, Wish
from ecomcore.recommend.blend import Blend
from ecomcore.recommend.collect import BOUGHT, LOOKED
from ecomcore.recommend.diversity import mixed
from ecomcore.recommend.goods import Good
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.repeat import Habit, RepeatModel
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.reasons import Explainer
from ecomcore.recommend.segments import SegmentPopularity

SAID_LIKED = 0.7
PER_KIND = 2
"""Products of one kind in a list as long as there are others."""

POOL = 60
DISLIKE = 0.5
"""How much of the best score a product loses that is just like one the shopper does not want."""

NEWNESS = 1e-3
"""So little that it only orders products that nothing else is known of."""

DUE_FROM = 0.8
DUE_MOST = 2
"""Products that were bought before in one list, those nearest to their day; `again` lists them all."""

AGAIN_SHARE = 0.25
"""Share of its customers who took a product again, from which it counts as used up."""

MOST = 1_000
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Models:
    """What the build has learned: the blend, and the models that are also asked alone."""

    blend: Blend
    content: LikenessModel
    segments: SegmentPopularity
    repeat: RepeatModel | None = None
    together: TogetherModel | None = None


@dataclass
class ShopRecommender:
    """Recommends the products of one build; a `Recommender`."""

    goods: Sequence[Good]
    models: Models
    row_of: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Index the products."""
        self.row_of = {good.id: row for row, good in enumerate(self.goods)}
        self._margins = np.array([good.margin for good in self.goods], dtype=np.float64)
        self._newness = np.array([good.newness for good in self.goods], dtype=np.float32)
        self.explain = Explainer(self.goods, self.models.together)

    def recommend(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return up to `k` products for the wish, at most 1,000; of a `k` below 1, none."""
        k = min(k, MOST)
        if k < 1 or not self.goods:
            return []
        if wish.product_id is not None and wish.situation != "product":
            return self._similar(wish, k, allowed)
        history = self.history(wish)
        open_ = self._allowed(wish, allowed)
        mask = open_.copy()
        scores = self._scores(history, wish)
        due = self._due(history, wish, allowed)
        best = float(scores[mask].max(initial=0.0))
        for row, (_, closeness) in due.items():
            scores[row] = best * (0.5 + 0.5 * closeness)
            mask[row] = True
        rows = self._ordered(scores, mask, wish, max(POOL, 5 * k))
        groups = [self.goods[row].group for row in rows]
        if wish.product_id is not None and wish.product_id in self.row_of:
            rows, groups = _others_first(
                rows, groups, self.goods[self.row_of[wish.product_id]].group
            )
        vectors = self.models.content.targets
        chosen = mixed(rows, scores[rows], vectors, k, groups, PER_KIND)
        place = {int(row): number for number, row in enumerate(rows)}
        chosen.sort(key=place.__getitem__)
        found = self._entries(chosen, scores, history, wish, due)
        return self._pinned(found, wish, open_, k)

    def again(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return what was bought before, likeliest needed now first, each with how often and how lately."""
        repeat = self.models.repeat
        if repeat is None or k < 1:
            return []
        history = self.history(wish)
        scores = self.models.blend.scores(history, "again")[0]
        entries = []
        for product in dict.fromkeys(wish.bought):
            row = self.row_of.get(product)
            is_open = allowed is None or product in allowed
            if row is None or not is_open or product in wish.exclude | wish.disliked:
                continue
            habit = repeat.habit(history, row)
            if habit is not None:
                reason = self.explain.due(row, habit)
                entries.append(Recommendation(product, float(scores[row]), reason))
        entries.sort(key=lambda entry: (-entry.score, entry.product_id))
        return entries[: min(k, MOST)]

    def popular_in(
        self,
        age: str | None,
        gender: str | None,
        k: int = 10,
        allowed: Collection[str] | None = None,
        added: Floats | None = None,
    ) -> list[Recommendation]:
        """Return what people of an age group and gender buy; `added` is added to the scores, which are 0 to 1.

        A group that the shop has no customers of gives what is popular with everybody.
        """
        segments = self.models.segments
        shares = segments.shares(age, gender)
        scores = (shares / max(float(shares.max(initial=0.0)), 1e-9)).astype(np.float32)
        scores += NEWNESS * self._newness
        if added is not None:
            scores = scores + added
        wish = Wish(group=(age, gender))
        rows = self._ordered(scores, self._allowed(wish, allowed), wish, max(POOL, 5 * k))
        groups = [self.goods[row].group for row in rows]
        chosen = mixed(rows, scores[rows], self.models.content.targets, k, groups, PER_KIND)
        return [
            Recommendation(self.goods[row].id, float(scores[row]), self._group_reason(row, wish))
            for row in chosen
        ]

    def history(self, wish: Wish) -> Log:
        """Return the wish as the history of one customer, its ages counted back from now, without what is disliked."""
        events: list[tuple[int, float, float]] = []
        days = wish.days_ago or (0.0,) * len(wish.bought)
        sources = [
            *((product, -ago, BOUGHT) for product, ago in zip(wish.bought, days, strict=True)),
            *((product, 0.0, LOOKED) for product in wish.looked),
            *((product, 0.0, SAID_LIKED) for product in wish.liked),
            *((product, 0.0, BOUGHT) for product in wish.cart),
        ]
        if wish.product_id is not None:
            sources = [(wish.product_id, 0.0, BOUGHT)]
        for product, day, weight in sources:
            row = self.row_of.get(product)
            if row is not None and product not in wish.disliked:
                events.append((row, day, weight))
        rows, when, weights = zip(*events, strict=True) if events else ((), (), ())
        return Log.of(
            [0] * len(rows), rows, when, weights, customers=1, items=len(self.goods), now=0.0
        )

    def _scores(self, history: Log, wish: Wish) -> Floats:
        scores = self.models.blend.scores(history, wish.situation)[0]
        if not len(history) and self.models.segments.knows(*wish.group):
            shares = self.models.segments.shares(*wish.group)
            scores = scores + (shares / max(float(shares.max(initial=0.0)), 1e-9))
        scores = scores + NEWNESS * self._newness
        unwanted = [self.row_of[product] for product in wish.disliked if product in self.row_of]
        if unwanted:
            vectors = self.models.content.targets
            alike = np.maximum(vectors @ vectors[unwanted].T, 0.0).max(axis=1)
            scores = scores - DISLIKE * float(scores.max(initial=0.0)) * alike
        return np.asarray(scores, dtype=np.float32)

    def _allowed(self, wish: Wish, allowed: Collection[str] | None) -> Mask:
        blocked = wish.exclude | wish.disliked | {wish.product_id or ""}
        blocked |= {*wish.bought, *wish.looked, *wish.cart, *wish.liked}
        mask = np.ones(len(self.goods), dtype=np.bool_)
        if allowed is not None:
            is_open = frozenset(allowed).__contains__
            mask = np.fromiter(map(is_open, self.row_of), np.bool_, len(self.goods))
        for product in blocked:
            row = self.row_of.get(product)
            if row is not None:
                mask[row] = False
        return mask

    def _due(
        self, history: Log, wish: Wish, allowed: Collection[str] | None
    ) -> dict[int, tuple[Habit, float]]:
        """Return what was bought, is used up by now, and may come again, with how near its day is (0 to 1)."""
        repeat = self.models.repeat
        if repeat is None or wish.situation != "home" or not wish.days_ago:
            return {}
        unwanted = wish.exclude | wish.disliked | set(wish.cart)
        found = {}
        for product in wish.again:
            row = self.row_of.get(product)
            is_open = allowed is None or product in allowed
            if row is None or not is_open or product in unwanted:
                continue
            habit = repeat.habit(history, row)
            if habit is not None and habit.since_days >= DUE_FROM * habit.interval_days:
                away = np.log((habit.since_days + 1) / (habit.interval_days + 1))
                found[row] = (habit, float(np.exp(-(away**2))))
        nearest = sorted(found, key=lambda row: (-found[row][1], row))[:DUE_MOST]
        return {row: found[row] for row in nearest}

    def is_used_up(self, product: str) -> bool:
        """Say whether enough customers take a product again for it to be recommended again."""
        repeat, row = self.models.repeat, self.row_of.get(product)
        return repeat is not None and row is not None and float(repeat.share[row]) >= AGAIN_SHARE

    def _ordered(self, scores: Floats, mask: Mask, wish: Wish, most: int) -> NDArray[np.int64]:
        """Return up to `most` of the open rows, best first; of nearly equal scores the higher margin first."""
        rows = np.flatnonzero(mask)
        if not len(rows):
            return rows
        best = float(scores[rows].max())
        step = max(best * wish.policy.margin_within, 1e-9)
        level = np.floor((best - scores[rows]) / step)
        if len(rows) > most:
            kept = level <= np.partition(level, most - 1)[most - 1]
            rows, level = rows[kept], level[kept]
        order = np.lexsort((-scores[rows], -self._margins[rows], level))
        return np.asarray(rows[order][:most], dtype=np.int64)

    def _similar(self, wish: Wish, k: int, allowed: Collection[str] | None) -> list[Recommendation]:
        """Return the nearest products by content, out of the FAISS index."""
        source = self.row_of.get(wish.product_id or "")
        if source is None:
            return []
        open_rows = np.flatnonzero(self._allowed(wish, allowed)).astype(np.int64)
        if not len(open_rows):
            return []
        content = self.models.content
        rows = content.search(self.history(wish), min(k, len(open_rows)), open_rows)[0]
        found = []
        for row in rows[rows >= 0]:
            score = float(content.targets[row] @ content.targets[source])
            reason = self.explain.similar(int(row), source, score)
            found.append(Recommendation(self.goods[row].id, score, reason))
        return found

    def _entries(
        self, rows: Sequence[int], scores: Floats, history: Log, wish: Wish,
        due: Mapping[int, tuple[Habit, float]],
    ) -> list[Recommendation]:  # fmt: skip
        """Return the products in `rows` with their reasons; the models are asked once for all of them."""
        is_of_group = not len(history) and self.models.segments.knows(*wish.group)
        learned = [row for row in rows if row not in due and not is_of_group]
        shares = self.models.blend.shares(history, learned, wish.situation) if learned else []
        shares_of = dict(zip(learned, shares, strict=True))
        found = []
        for row in rows:
            parts: tuple[tuple[str, float], ...] = ()
            if row in due:
                reason = self.explain.due(row, due[row][0])
            elif is_of_group:
                reason = self._group_reason(row, wish)
            else:
                reason = self.explain.of(row, shares_of[row], wish)
                parts = tuple((share.part, round(share.gain, 4)) for share in shares_of[row])
            found.append(Recommendation(self.goods[row].id, float(scores[row]), reason, parts))
        return found

    def _group_reason(self, row: int, wish: Wish) -> Reason:
        age, gender = wish.group
        buyers = self.models.segments.buyers_of(age, gender, row)
        if buyers > 1 and (age or gender) and self.models.segments.knows(age, gender):
            return self.explain.group(age, gender, buyers)
        return self.explain.of(row, self.models.blend.shares(self.history(Wish()), [row])[0], wish)

    def _pinned(
        self, found: list[Recommendation], wish: Wish, mask: Mask, k: int
    ) -> list[Recommendation]:
        """Put the shop's own picks first in lists for the front page."""
        if wish.situation != "home":
            return found
        top = found[0].score if found else 1.0
        picks = [
            Recommendation(product, top, self.explain.pinned())
            for product in wish.policy.pinned
            if product in self.row_of and mask[self.row_of[product]]
        ]
        named = {entry.product_id for entry in picks}
        return [*picks, *(entry for entry in found if entry.product_id not in named)][:k]


def _others_first(
    rows: NDArray[np.int64], groups: list[str], own: str
) -> tuple[NDArray[np.int64], list[str]]:
    """Return only what is of another kind than `own` where there is such: what goes with a thing is no second one."""
    others = np.array([group != own for group in groups], dtype=np.bool_)
    if not others.any():
        return rows, groups
    return rows[others], [group for group in groups if group != own]
