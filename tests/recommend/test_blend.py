"""The blend: a common scale, learned weights, shares that add up."""

import numpy as np
import pytest
from board import CUSTOMERS, ITEMS, board, history, vectors

from ecomcore.recommend.blend import AGAIN, Blend
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.neighbours import NeighboursModel
from ecomcore.recommend.models.popular import PopularityModel
from ecomcore.recommend.splitting import split_log
from ecomcore.recommend.tuning import Kind, choose, fit_all
from ecomcore.recommend.weighing import (
    Pools,
    guarded_weights,
    learn_weights,
    pools,
    trusted_share,
)


def blend(weights: dict[str, float]) -> Blend:
    parts = {
        "item_knn": NeighboursModel(shrink=0.0).fit(board()),
        "popularity": PopularityModel().fit(board()),
        "content": LikenessModel(vectors()).fit(board()),
    }
    return Blend(parts, {"home": weights})


def test_each_part_scores_one_for_what_it_would_list_first() -> None:
    scores = blend({"item_knn": 1.0, "popularity": 0.5}).scores(history(0, 1))[0]
    others = [item for item in range(ITEMS) if item not in (0, 1)]
    assert max(scores[others]) == pytest.approx(1.5)


def test_a_history_of_nothing_is_left_to_what_is_alike_for_all() -> None:
    scores = blend({"item_knn": 1.0, "popularity": 0.5}).scores(history())[0]
    assert scores.tolist() == pytest.approx([0.5] * ITEMS)


def test_the_shares_add_up_to_the_score() -> None:
    model = blend({"item_knn": 1.0, "popularity": 0.3, "content": 0.2})
    shares = model.shares(history(0, 1), [2])[0]
    assert sum(share.gain for share in shares) == pytest.approx(
        float(model.scores(history(0, 1))[0, 2]), rel=1e-5
    )
    assert [share.part for share in shares] == ["item_knn", "popularity", "content"]
    assert set(shares[0].evidence) == {0, 1}
    assert shares[1].evidence == {}


def test_a_situation_without_weights_has_those_of_the_first() -> None:
    model = blend({"item_knn": 1.0})
    np.testing.assert_array_equal(
        model.scores(history(0), "cart"), model.scores(history(0), "home")
    )


def test_weights_follow_the_part_that_is_right() -> None:
    """Customers take the other items of their own side next: neighbours know it, popularity does not."""
    rng = np.random.default_rng(0)
    customers, items, days = [], [], []
    for customer in range(200):
        side = 10 * (customer % 2)
        for place, item in enumerate(rng.permutation(10)[:6]):
            customers.append(customer)
            items.append(side + int(item))
            days.append(float(place))
    split = split_log(Log.of(customers, items, days), "time")
    parts = {
        "item_knn": NeighboursModel().fit(split.train),
        "popularity": PopularityModel().fit(split.train),
    }
    found = pools(parts, split, split.asked())
    right, wrong = found.ndcg(np.array([1.0, 0.0])), found.ndcg(np.array([0.0, 1.0]))
    assert right > wrong
    learned = learn_weights([found], {"popularity": 1.0})
    assert found.ndcg(np.array(list(learned.values()))) >= right
    assert learned["item_knn"] > 0


@pytest.mark.parametrize(
    ("gains", "share"),
    [
        ([0.01, 0.01, 0.01], 1.0),
        ([0.02, 0.0], 0.3333),  # mean 0.01, variance 0.0002: 0.0001 / 0.0003
        ([0.01, -0.01], 0.0),
        ([-0.01, -0.02], 0.0),
    ],
)
def test_what_gains_in_one_time_and_not_in_another_is_trusted_little(
    gains: list[float], share: float
) -> None:
    assert trusted_share(gains) == share


def test_weights_that_do_not_carry_over_leave_the_strong_model_alone() -> None:
    """In one window the second part finds what is wanted, in the other the first does."""
    first = _made(wanted=0)
    second = _made(wanted=1)
    weights, share = guarded_weights([first, second], {"ease": 1.0}, "ease")
    assert share == 0.0
    assert weights == {"ease": 1.0, "other": 0.0}


def _made(wanted: int) -> Pools:
    """Return pools of 80 customers with two items each: the one scored by `ease`, the one scored by the other part."""
    features = np.array([[[1.0, 0.0], [0.0, 1.0]]] * 80, dtype=np.float32)
    marked = np.zeros((80, 2), dtype=np.bool_)
    marked[:, wanted] = True
    real = np.ones((80, 2), dtype=np.bool_)
    return Pools(("ease", "other"), features, real, marked, np.ones(80, dtype=np.int64))


def test_with_too_few_customers_the_given_weights_stay() -> None:
    log = board()
    split = split_log(log, "time")
    found = pools({"popularity": PopularityModel().fit(split.train)}, split, split.asked())
    assert learn_weights([found], {"popularity": 0.3}) == {"popularity": 0.3}


def test_choosing_sees_nothing_of_the_test_part() -> None:
    rng = np.random.default_rng(1)
    log = Log.of(rng.integers(0, 60, 900), rng.integers(0, 30, 900), np.arange(900.0))
    split = split_log(log, "time")
    shuffled = log.item.copy()
    test = log.day >= split.cut_day
    shuffled[test] = rng.permutation(shuffled[test])
    other = split_log(Log.of(log.customer, shuffled, log.day, items=30), "time")
    of = {"item_knn": Kind(NeighboursModel, ({"shrink": 0.0}, {"shrink": 50.0}), 1.0)}
    assert choose(split, of) == choose(other, of)


def test_models_are_fitted_with_what_was_chosen() -> None:
    of = {"item_knn": Kind(NeighboursModel, ({"shrink": 5.0},))}
    split = split_log(board(), "random")
    models = fit_all(board(), of, choose(split, of))
    assert models["item_knn"].settings["shrink"] == 5.0


def test_buying_again_lists_what_one_has() -> None:
    model = Blend({"popularity": PopularityModel().fit(board())}, {"home": {"popularity": 1.0}})
    assert float(model.scores(history(0), AGAIN)[0, 0]) == pytest.approx(1.0)
    assert CUSTOMERS == ITEMS


def test_a_history_that_ages_is_chosen_where_tastes_move_on() -> None:
    """Every customer moves from one side to the other, and takes the rest of the new side next."""
    rng = np.random.default_rng(3)
    customers, items, days = [], [], []
    for customer in range(150):
        sides = (0, 10) if customer % 2 else (10, 0)
        for number, side in enumerate(sides):
            for place, item in enumerate(rng.permutation(10)[:6]):
                customers.append(customer)
                items.append(side + int(item))
                days.append(100.0 * number + 10.0 * place)
    split = split_log(Log.of(customers, items, days), "time")
    of = {"item_knn": Kind(NeighboursModel, ({"shrink": 0.0},), 1.0)}
    chosen = choose(split, of).settings["item_knn"]
    assert chosen["half_life_days"] in {180.0, 365.0}
