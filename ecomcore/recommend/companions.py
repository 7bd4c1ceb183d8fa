"""What goes with products: what stands in the same baskets beyond chance, then what is for the same use.

The learned blend tells best what will be in a basket, and that is often what everybody buys. Who asks what goes with a
thing wants something that has to do with it: only such products are candidates here; the blend orders them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.recommend.base import Recommendation, Situation, Wish
from ecomcore.recommend.diversity import mixed
from ecomcore.recommend.engine import PER_KIND, POOL, ShopRecommender

NEAR_FROM, NEAR_FROM_AFAR = 0.2, 0.27
"""Cosine of content from which products of different categories, or departments, are taken to be for the same use."""

ALTERNATIVE_FROM = 0.42
"""From here on, a product of the same department rather takes the place of the other than goes with it."""

FEW = 10
"""Of all the pairs in a catalogue some stand together so often, or less, by chance ..."""
RELATED_FROM = 0.05
"""... so that those count only where their content has this much to do with each other (cosine)."""

Floats = NDArray[np.float32]


def companions(
    recommender: ShopRecommender,
    sources: Sequence[str],
    k: int,
    allowed: Collection[str],
    *,
    situation: Situation = "product",
    unwanted: Collection[str] = (),
) -> list[Recommendation]:
    """Return up to `k` products that go with `sources`: first by common baskets, then by likeness of their content.

    None is of the kind or the category of a source. `unwanted` are left out.
    """
    rows = [recommender.row_of[one] for one in dict.fromkeys(sources) if one in recommender.row_of]
    if not rows or k < 1:
        return []
    goods = recommender.goods
    own = {goods[row].group for row in rows} | {goods[row].category for row in rows} - {""}
    blocked = {*sources, *unwanted}
    is_open = np.array(
        [
            good.id in allowed
            and good.id not in blocked
            and good.group not in own
            and good.category not in own
            for good in goods
        ],
        dtype=np.bool_,
    )
    together = _together(recommender, rows)
    near = _near(recommender, rows)
    wish = Wish(cart=tuple(goods[row].id for row in rows), situation=situation)
    blended = recommender.models.blend.scores(recommender.history(wish), situation)[0]
    in_baskets = np.flatnonzero(is_open & (together.max(axis=0) > 0))
    in_baskets = in_baskets[np.argsort(-blended[in_baskets], kind="stable")]
    alike = np.flatnonzero(is_open & (near.max(axis=0) > 0))
    alike = alike[np.argsort(-near.max(axis=0)[alike], kind="stable")]
    alike = alike[~np.isin(alike, in_baskets)]
    ranked = np.concatenate([in_baskets, alike])[: max(POOL, 5 * k)].astype(np.int64)
    scores = np.concatenate([1.0 + together.max(axis=0)[in_baskets], near.max(axis=0)[alike]])
    chosen = mixed(
        ranked, scores[: len(ranked)].astype(np.float32), recommender.models.content.targets, k,
        [goods[row].group for row in ranked], PER_KIND,
    )  # fmt: skip
    place = {int(row): number for number, row in enumerate(ranked)}
    found = []
    for row in sorted((int(row) for row in chosen), key=place.__getitem__):
        by_basket = together[:, row]
        if by_basket.max() > 0:
            source = rows[int(by_basket.argmax())]
            reason = recommender.explain.together_with(row, source, float(by_basket.max()))
        else:
            source = rows[int(near[:, row].argmax())]
            reason = recommender.explain.matching(row, source, float(near[:, row].max()))
        found.append(Recommendation(goods[row].id, float(scores[place[row]]), reason))
    return found


def _together(recommender: ShopRecommender, rows: Sequence[int]) -> Floats:
    """Return by how much more than by chance each product stands beside each source (shape: sources, products)."""
    model = recommender.models.together
    if model is None:
        return np.zeros((len(rows), len(recommender.goods)), dtype=np.float32)
    vectors = recommender.models.content.targets
    related = np.asarray(vectors[list(rows)] @ vectors.T) >= RELATED_FROM
    often = model.counts(rows) >= FEW
    weights = sparse.csr_matrix(model.weights)[list(rows)].toarray()
    return np.where(related | often, weights, 0.0).astype(np.float32)


def _near(recommender: ShopRecommender, rows: Sequence[int]) -> Floats:
    """Return how near each product's content is to each source's, 0 where it is for another use or person.

    What would rather take the place of a source is 0, too.

    Farther departments must be nearer in content, unless the last part of the category is the same: tea, and what is
    for tea in the kitchen.
    """
    vectors = recommender.models.content.targets
    found = np.array(vectors[list(rows)] @ vectors.T, dtype=np.float32)
    goods = recommender.goods
    departments = np.array([good.department for good in goods], dtype=object)
    leaves = np.array([good.category.split("/")[-1] for good in goods], dtype=object)
    for place, row in enumerate(rows):
        is_for_others = np.array([not goods[row].is_for_the_same(good) for good in goods])
        is_same = (departments == departments[row]) & (departments[row] != "")
        is_akin = is_same | ((leaves == leaves[row]) & (leaves[row] != ""))
        least = np.where(is_akin, NEAR_FROM, NEAR_FROM_AFAR)
        takes_place = is_same & (found[place] >= ALTERNATIVE_FROM)
        found[place, is_for_others | takes_place | (found[place] < least)] = 0.0
    return found
