"""The recommender of a shop: reasons that are true, rules, variety, what counts at once."""

from dataclasses import replace

import numpy as np
import pytest

from ecomcore.recommend.base import Policy, Wish
from ecomcore.recommend.blend import Blend, Share
from ecomcore.recommend.diversity import mixed
from ecomcore.recommend.engine import Models, ShopRecommender
from ecomcore.recommend.goods import Good
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.neighbours import NeighboursModel
from ecomcore.recommend.models.popular import PopularityModel
from ecomcore.recommend.models.repeat import RepeatModel
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.reasons import Explainer
from ecomcore.recommend.segments import SegmentPopularity

IDS = ["tent", "mat", "stove", "teapot", "cup", "kettle", "coffee", "filter"]
KINDS = ["camp", "camp", "camp", "pot", "cup", "kettle", "coffee", "filter"]
ROW = {name: row for row, name in enumerate(IDS)}


def good(name: str, **facts: object) -> Good:
    kind = KINDS[ROW[name]]
    given = {"title": {"en": name.title(), "zh": f"商品{name}"}, "kind": kind, "price_cents": 1000}
    return Good(name, **(given | facts))  # type: ignore[arg-type]


def log() -> Log:
    """Forty campers take what campers take, thirty tea lovers what they take; coffee is taken every 20 days."""
    events: list[tuple[int, str, float]] = []
    for customer in range(40):
        events += [(customer, name, 0.0) for name in ("tent", "mat", "stove")]
    for customer in range(40, 70):
        events += [(customer, name, 1.0) for name in ("teapot", "cup", "kettle")]
    for customer in range(70, 90):
        events += [(customer, "coffee", day) for day in (0.0, 20.0, 40.0)]
        events += [(customer, "filter", 40.0)]
    who, what, when = zip(*events, strict=True)
    return Log.of(who, [ROW[name] for name in what], when, items=len(IDS), now=60.0)


def vectors() -> np.ndarray:
    found = np.zeros((len(IDS), 4), dtype=np.float32)
    for names, place in ((IDS[:3], 0), (IDS[3:6], 1), (IDS[6:], 2)):
        for number, name in enumerate(names):
            found[ROW[name], place], found[ROW[name], 3] = 1.0, 0.2 * number
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def shop(**changes: object) -> ShopRecommender:
    parts = {
        "item_knn": NeighboursModel(shrink=0.0).fit(log()),
        "content": LikenessModel(vectors()).fit(log()),
        "popularity": PopularityModel().fit(log()),
        "together": TogetherModel(shrink=0.0).fit(log()),
        "repeat": RepeatModel().fit(log()),
    }
    weights = {
        "home": {"item_knn": 1.0, "content": 0.2, "popularity": 0.3},
        "product": {"together": 1.0, "popularity": 0.05},
        "cart": {"together": 1.0, "popularity": 0.05},
        "again": {"repeat": 1.0},
    }
    ages = ["25-34"] * 40 + ["65+"] * 30 + [None] * 20
    genders = ["male"] * 40 + ["female"] * 30 + [None] * 20
    content, together, repeat = parts["content"], parts["together"], parts["repeat"]
    assert isinstance(content, LikenessModel)
    assert isinstance(together, TogetherModel)
    assert isinstance(repeat, RepeatModel)
    goods = [good(name, **changes.get(name, {})) for name in IDS]  # type: ignore[arg-type]
    models = Models(
        Blend(parts, weights),
        content,
        SegmentPopularity.fit(log(), ages, genders),
        repeat,
        together,
    )
    return ShopRecommender(goods, models)


MODEL = shop()


def ids(found: list) -> list[str]:
    return [entry.product_id for entry in found]


class TestEveryList:
    """What holds for whatever is asked."""

    @pytest.fixture(
        params=[
            Wish(),
            Wish(bought=("tent",)),
            Wish(looked=("tent", "cup")),
            Wish(product_id="tent"),
            Wish(product_id="tent", situation="product"),
            Wish(cart=("tent",), situation="cart"),
            Wish(group=("65+", "female")),
            Wish(bought=("gone",), looked=("never",)),
        ]
    )
    def wish(self, request: pytest.FixtureRequest) -> Wish:
        return request.param

    def test_best_first_each_once_and_at_most_k(self, wish: Wish) -> None:
        found = MODEL.recommend(wish, k=3)
        assert 1 <= len(found) <= 3
        assert len(set(ids(found))) == len(found)
        scores = [entry.score for entry in found]
        assert scores == sorted(scores, reverse=True)
        assert np.isfinite(scores).all()

    def test_not_what_the_wish_starts_from_or_excludes(self, wish: Wish) -> None:
        asked = replace(wish, exclude=frozenset({"mat"}), disliked=frozenset({"kettle"}))
        named = {wish.product_id, *wish.bought, *wish.looked, *wish.cart, "mat", "kettle"}
        assert not named & set(ids(MODEL.recommend(asked, k=10)))

    def test_only_what_is_allowed(self, wish: Wish) -> None:
        assert set(ids(MODEL.recommend(wish, 10, {"filter", "cup"}))) <= {"filter", "cup"}
        assert MODEL.recommend(wish, 10, set()) == []

    def test_reasons_in_both_languages(self, wish: Wish) -> None:
        for entry in MODEL.recommend(wish, k=10):
            assert set(entry.reason.texts) == {"en", "zh"}
            assert all(entry.reason.texts.values())

    def test_none_of_none_and_all_of_too_many(self, wish: Wish) -> None:
        assert MODEL.recommend(wish, k=0) == []
        assert MODEL.recommend(wish, k=-3) == []
        assert len(MODEL.recommend(wish, k=10_000)) <= len(IDS)


def test_a_shop_without_products_has_nothing_to_recommend() -> None:
    empty = Log.of([], [], customers=0, items=0)
    content = LikenessModel(np.zeros((0, 3), dtype=np.float32)).fit(empty)
    models = Models(Blend({}, {"home": {}}), content, SegmentPopularity.fit(empty, [], []))
    assert ShopRecommender([], models).recommend(Wish(), 5) == []


def test_what_was_bought_leads_and_is_named() -> None:
    first, second = MODEL.recommend(Wish(bought=("tent", "mat")), k=2)
    assert first.product_id == "stove"
    assert first.reason.kind == "history"
    assert first.reason.texts["en"] in {
        "because you bought Tent and Mat",
        "because you bought Mat and Tent",
    }
    assert {product for product, _ in first.reason.evidence} == {"tent", "mat"}
    assert second.reason.kind == "popular"


def test_a_look_is_called_a_look() -> None:
    found = MODEL.recommend(Wish(looked=("teapot",)), k=1)[0]
    assert found.product_id in {"cup", "kettle"}
    assert found.reason.texts["en"] == "because you looked at Teapot"
    assert found.reason.texts["zh"] == "因为您看过「商品teapot」"


@pytest.mark.parametrize(
    "wish",
    [
        Wish(bought=("tent", "mat", "cup")),
        Wish(looked=("teapot",)),
        Wish(liked=("kettle",)),
        Wish(cart=("tent", "mat"), situation="cart"),
    ],
)
def test_without_the_named_evidence_the_score_falls(wish: Wish) -> None:
    found = MODEL.recommend(wish, k=1)[0]
    named = {product for product, _ in found.reason.evidence}
    assert named
    taken = {
        name: tuple(product for product in getattr(wish, name) if product not in named)
        for name in ("bought", "looked", "liked", "cart")
    }
    row = ROW[found.product_id]
    before = MODEL.models.blend.scores(MODEL.history(wish), wish.situation)[0, row]
    after = MODEL.models.blend.scores(MODEL.history(replace(wish, **taken)), wish.situation)[0, row]
    assert after < before


@pytest.mark.parametrize(("usual", "kind"), [(0.2, "history"), (0.9, "popular")])
def test_what_comes_after_any_history_is_not_owed_to_ones_own(usual: float, kind: str) -> None:
    shares = [Share("ease", 1.0, {ROW["tent"]: 1.0}, usual)]
    wish = Wish(bought=("tent",))
    assert Explainer(MODEL.goods, None).of(ROW["stove"], shares, wish).kind == kind


def test_what_each_part_gave_adds_up() -> None:
    found = MODEL.recommend(Wish(bought=("tent",)), k=1)[0]
    assert sum(gain for _, gain in found.parts) == pytest.approx(found.score, abs=2e-3)


def test_goods_that_go_with_a_thing_are_counted() -> None:
    found = MODEL.recommend(Wish(product_id="teapot", situation="product"), k=2)
    assert set(ids(found)) == {"cup", "kettle"}
    assert found[0].reason.counted == (30, 30)
    assert (
        found[0].reason.texts["en"] == "people who bought Teapot also bought this (30 of 30 times)"
    )


def test_what_goes_with_a_thing_is_no_second_one_of_its_kind() -> None:
    found = ids(MODEL.recommend(Wish(product_id="tent", situation="product"), k=3))
    assert not {"mat", "stove"} & set(found)


def test_a_cart_is_completed() -> None:
    found = MODEL.recommend(Wish(cart=("teapot", "cup"), situation="cart"), k=1)[0]
    assert found.product_id == "kettle"
    assert found.reason.kind == "together"


def test_similar_says_in_what() -> None:
    model = shop(
        tent={"attributes": {"material": "nylon"}}, mat={"attributes": {"material": "nylon"}}
    )
    found = model.recommend(Wish(product_id="tent"), k=1)[0]
    assert found.product_id == "mat"
    assert found.reason.texts["en"] == "like Tent in kind and material and price"
    assert found.score == pytest.approx(float(vectors()[0] @ vectors()[1]), rel=1e-5)


def test_what_is_used_up_comes_again_when_it_is_due() -> None:
    wish = Wish(bought=("coffee",) * 3, days_ago=(61.0, 41.0, 21.0), again=frozenset({"coffee"}))
    found = {entry.product_id: entry for entry in MODEL.recommend(wish, k=8)}
    assert found["coffee"].reason.texts["en"] == (
        "you buy this about every 20 days; the last time was 21 days ago"
    )
    just = replace(wish, days_ago=(43.0, 23.0, 3.0))
    assert "coffee" not in ids(MODEL.recommend(just, k=8))
    assert "coffee" not in ids(MODEL.recommend(replace(wish, again=frozenset()), k=8))
    assert "coffee" not in ids(MODEL.recommend(wish, 8, set(IDS) - {"coffee"}))


def test_buying_again_lists_what_was_bought_most_needed_first() -> None:
    wish = Wish(bought=("filter", "coffee", "coffee", "coffee"), days_ago=(2.0, 62.0, 42.0, 22.0))
    found = MODEL.again(wish, k=5)
    assert ids(found) == ["coffee", "filter"]
    assert found[0].reason.counted == (22, 20)
    assert MODEL.again(wish, 5, {"filter"})[0].product_id == "filter"
    assert MODEL.again(Wish(), 5) == []


def test_coffee_is_used_up_and_a_tent_is_not() -> None:
    assert MODEL.is_used_up("coffee")
    assert not MODEL.is_used_up("tent")
    assert not MODEL.is_used_up("gone")


def test_what_is_not_wanted_draws_its_like_down() -> None:
    plain = MODEL.recommend(Wish(), k=8)
    asked = MODEL.recommend(Wish(disliked=frozenset({"tent"})), k=8)
    place = {entry.product_id: number for number, entry in enumerate(plain)}
    later = {entry.product_id: number for number, entry in enumerate(asked)}
    assert place["stove"] < place["cup"]
    assert later["stove"] > later["cup"]


def test_what_was_bought_and_disliked_speaks_for_nothing() -> None:
    wish = Wish(bought=("tent", "cup"), disliked=frozenset({"tent"}))
    assert set(MODEL.history(wish).item) == {ROW["cup"]}
    assert all("Tent" not in entry.reason.texts["en"] for entry in MODEL.recommend(wish, k=5))


def test_somebody_new_gets_what_the_own_group_buys() -> None:
    found = MODEL.recommend(Wish(group=("65+", "female")), k=2)
    assert set(ids(found)) <= {"teapot", "cup", "kettle"}
    assert found[0].reason.texts["en"] == "popular with women of 65 and over (30 buyers)"
    assert found[0].reason.texts["zh"] == "65岁及以上的女性顾客喜欢买（30人买过）"


def test_popular_in_a_group_that_nobody_is_in_is_popular_with_all() -> None:
    everybody = MODEL.popular_in(None, None, 3)
    assert ids(MODEL.popular_in("under 25", "male", 3)) == ids(everybody)
    assert ids(MODEL.popular_in("25-34", None, 1)) == ["tent"]


def test_picks_of_the_shop_come_first_on_the_front_page_only() -> None:
    policy = Policy(pinned=("filter", "gone"))
    found = MODEL.recommend(Wish(policy=policy), k=3)
    assert found[0].product_id == "filter"
    assert found[0].reason.texts["en"] == "a pick of our shop"
    assert len(found) == 3
    assert "filter" not in ids(MODEL.recommend(Wish(policy=policy), 3, {"cup", "tent"}))
    cart = Wish(cart=("tent",), situation="cart", policy=policy)
    assert MODEL.recommend(cart, k=1)[0].product_id != "filter"


def test_of_equal_scores_the_higher_margin_is_first() -> None:
    model = shop(cup={"margin": 0.1}, kettle={"margin": 0.6})
    assert ids(model.recommend(Wish(bought=("teapot",)), k=2))[0] == "kettle"
    other = shop(cup={"margin": 0.6}, kettle={"margin": 0.1})
    found = other.recommend(Wish(bought=("teapot",), policy=Policy(margin_within=0.2)), k=2)
    assert ids(found)[0] == "cup"


def test_of_many_nearly_equal_scores_the_highest_margins_are_kept() -> None:
    model = shop(tent={"margin": 0.1}, mat={"margin": 0.6}, kettle={"margin": 0.4})
    scores = np.array([0.5, 0.499, 0.498, 1.0, 0.2, 0.499, 0.1, 0.0], dtype=np.float32)
    rows = model._ordered(scores, np.ones(len(IDS), dtype=np.bool_), Wish(), 3)
    assert [IDS[row] for row in rows] == ["teapot", "mat", "kettle"]


def test_the_models_are_asked_once_for_all_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    model, asked = shop(), []
    scores = NeighboursModel.scores
    monkeypatch.setattr(
        NeighboursModel, "scores", lambda self, log: asked.append(1) or scores(self, log)
    )
    assert len(model.recommend(Wish(bought=("tent",)), k=5)) == 5
    assert len(asked) == 2, "once for the list, once for its reasons"


def test_a_list_is_mixed_by_kind_as_long_as_there_are_others() -> None:
    rows, scores = np.arange(4), np.array([1.0, 0.9, 0.8, 0.1], dtype=np.float32)
    same = np.ones((4, 2), dtype=np.float32) / 2**0.5
    assert mixed(rows, scores, same, 3, ["a", "a", "a", "b"], per_group=2) == [0, 1, 3]
    assert mixed(rows, scores, same, 4, ["a", "a", "a", "b"], per_group=2) == [0, 1, 3, 2]
    assert mixed(rows[:0], scores[:0], same, 4, [], per_group=2) == []


def test_of_two_alike_and_one_other_the_other_comes_second() -> None:
    # Relevance 1, 0.8, 0.7, 0; after the first: 0.8 · 0.8 − 0.2 · 1 = 0.44 against 0.8 · 0.7 − 0 = 0.56.
    rows, scores = np.arange(4), np.array([1.0, 0.8, 0.7, 0.0], dtype=np.float32)
    places = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    assert mixed(rows, scores, places, 3, ["a", "b", "c", "d"], per_group=9) == [0, 2, 1]
