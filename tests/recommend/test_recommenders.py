"""What every recommender must do, and what each does on data whose right answer is obvious."""

import numpy as np
import pytest

from ecomcore.recommend.base import Recommender, Wish
from ecomcore.recommend.blended import BlendedRecommender
from ecomcore.recommend.content import ContentRecommender
from ecomcore.recommend.popularity import PopularityRecommender, decayed_sales

IDS = ["tent", "mat", "stove", "teapot", "cup", "kettle"]
KINDS = dict(zip(IDS, ["camp", "camp", "camp", "tea", "tea", "tea"], strict=True))
TITLES = [{"en": name.title(), "zh": f"商品{name}"} for name in IDS]


def content() -> ContentRecommender:
    """Camping goods lie together, and so do those for tea."""
    vectors = np.array(
        [[1, 0, 0], [0.8, 0.6, 0], [0.96, 0.28, 0], [0, 0, 1], [0, 0.28, 0.96], [0, 0.6, 0.8]],
        dtype=np.float32,
    )
    return ContentRecommender(IDS, vectors, TITLES)


def popularity() -> PopularityRecommender:
    return PopularityRecommender(
        IDS,
        np.array([1.0, 8.0, 0.0, 4.0, 2.0, 0.0]),
        np.array([1, 9, 0, 4, 2, 0]),
        np.array([0.0, 0.0, 0.2, 0.0, 0.0, 0.9]),
    )


def blended() -> BlendedRecommender:
    return BlendedRecommender(content(), popularity(), KINDS)


class TestEveryRecommender:
    """The shared suite."""

    @pytest.fixture(params=[content, popularity, blended])
    def model(self, request: pytest.FixtureRequest) -> Recommender:
        return request.param()

    def test_best_first_each_once_and_at_most_k(self, model: Recommender) -> None:
        found = model.recommend(Wish(bought=("tent",)), k=4)
        assert len(found) == 4
        assert len({entry.product_id for entry in found}) == 4

    def test_not_what_the_wish_starts_from_or_excludes(self, model: Recommender) -> None:
        wish = Wish(bought=("tent",), looked=("cup",), exclude=frozenset({"mat"}))
        found = {entry.product_id for entry in model.recommend(wish, k=10)}
        assert found == {"stove", "teapot", "kettle"}

    def test_only_what_is_allowed(self, model: Recommender) -> None:
        found = model.recommend(Wish(bought=("tent",)), k=10, allowed={"kettle", "cup"})
        assert {entry.product_id for entry in found} == {"kettle", "cup"}

    def test_reasons_in_both_languages(self, model: Recommender) -> None:
        for entry in model.recommend(Wish(bought=("tent",)), k=5):
            assert set(entry.reason.texts) == {"en", "zh"}
            assert all(entry.reason.texts.values())

    def test_products_it_does_not_know_do_no_harm(self, model: Recommender) -> None:
        assert len(model.recommend(Wish(bought=("gone", "tent")), k=3)) == 3


def test_similar_products_come_by_likeness() -> None:
    found = content().recommend(Wish(product_id="tent"), k=3)
    assert [entry.product_id for entry in found] == ["stove", "mat", "teapot"]
    assert found[0].score == pytest.approx(0.96)
    assert found[0].reason.texts == {"en": "similar to Tent", "zh": "与「商品tent」相似"}


def test_the_reason_names_the_product_that_counted_most() -> None:
    found = content().recommend(Wish(bought=("tent", "teapot")), k=4)
    because = {entry.product_id: entry.reason.product_id for entry in found}
    assert because == {"stove": "tent", "mat": "tent", "cup": "teapot", "kettle": "teapot"}
    assert found[0].reason.kind == "history"


def test_what_was_bought_counts_more_than_what_was_looked_at() -> None:
    found = content().recommend(Wish(bought=("tent",), looked=("teapot",)), k=4)
    assert found[0].product_id == "stove"
    assert found[2].reason.texts["en"] == "because you looked at Teapot"


def test_an_unknown_product_has_nothing_similar() -> None:
    assert content().recommend(Wish(product_id="gone")) == []


def test_best_sellers_first_then_new_goods() -> None:
    found = popularity().recommend(Wish(), k=6)
    assert [entry.product_id for entry in found] == [
        "mat",
        "teapot",
        "cup",
        "tent",
        "kettle",
        "stove",
    ]
    assert found[0].reason.texts["en"] == "bought 9 times in 30 days"
    assert found[3].reason.texts["en"] == "popular with our customers"
    assert found[4].reason.kind == "new"


def test_a_sale_counts_half_after_45_days() -> None:
    decayed, recent = decayed_sales(
        np.array([0, 0, 1]), np.array([1, 2, 4]), np.array([0.0, 45.0, 90.0]), 3
    )
    assert decayed.tolist() == [2.0, 1.0, 0.0]
    assert recent.tolist() == [1, 0, 0]


def test_without_a_history_the_blend_is_popularity() -> None:
    found = blended().recommend(Wish(), k=2)
    assert [entry.product_id for entry in found] == ["mat", "teapot"]


def test_the_blend_follows_the_history_and_says_so() -> None:
    found = blended().recommend(Wish(bought=("tent",)), k=2)
    assert [entry.product_id for entry in found] == ["mat", "stove"]
    assert found[1].reason.product_id == "tent"


def test_the_blend_mixes_kinds_as_long_as_there_are_others() -> None:
    model = BlendedRecommender(content(), popularity(), {name: "same" for name in IDS[:5]})
    found = [entry.product_id for entry in model.recommend(Wish(), k=4)]
    assert found == ["mat", "teapot", "kettle", "cup"]


def test_like_one_product_is_left_to_the_content() -> None:
    wish = Wish(product_id="tent")
    assert blended().recommend(wish, 3) == content().recommend(wish, 3)
