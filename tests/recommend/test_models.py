"""What every model of interactions must do, and what each does on data whose right answer is obvious."""

from collections.abc import Callable

import numpy as np
import pytest
from board import CUSTOMERS, ITEMS, SIDE, board, history, vectors

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import best
from ecomcore.recommend.models.ease import EaseModel
from ecomcore.recommend.models.embedding import EmbeddingModel
from ecomcore.recommend.models.factors import AlsModel, BprModel
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.low_rank import LowRankModel
from ecomcore.recommend.models.model import ItemModel
from ecomcore.recommend.models.neighbours import NeighboursModel
from ecomcore.recommend.models.popular import PopularityModel, SeasonModel, StillSoldModel
from ecomcore.recommend.models.repeat import RepeatModel, own_frequency
from ecomcore.recommend.models.together import TogetherModel, likelihood_ratio

Make = Callable[[], ItemModel]
COLLABORATIVE: dict[str, Make] = {
    "item_knn": lambda: NeighboursModel(neighbours=3, shrink=0.0),
    "ease": lambda: EaseModel(penalty=1.0),
    "low_rank": lambda: LowRankModel(rank=2),
    "als": lambda: AlsModel(factors=2, penalty=1.0, rounds=15),
    "bpr": lambda: BprModel(factors=4, rounds=300),
    "together": lambda: TogetherModel(shrink=1.0, least=1),
}
ALL: dict[str, Make] = COLLABORATIVE | {
    "content": lambda: LikenessModel(vectors()),
    "popularity": PopularityModel,
    "recent": lambda: PopularityModel(half_life_days=30.0),
    "season": SeasonModel,
    "still_sold": StillSoldModel,
    "repeat": RepeatModel,
}
PERSONAL = [*COLLABORATIVE, "content"]


COPIES = 10


def crowd() -> Log:
    """The board ten times over, everything on one day, so that whole sides are baskets and pairs are no chance."""
    log = board()
    customers = np.concatenate([log.customer + CUSTOMERS * n for n in range(COPIES)])
    return Log.of(customers, np.tile(log.item, COPIES), [1.0] * len(customers), now=10.0)


class TestEveryModel:
    """The shared suite."""

    @pytest.fixture(params=list(ALL))
    def make(self, request: pytest.FixtureRequest) -> Make:
        return ALL[request.param]

    def test_scores_have_a_row_a_history_and_a_column_an_item(self, make: Make) -> None:
        scores = make().fit(board()).scores(board())
        assert scores.shape == (CUSTOMERS, ITEMS)
        assert scores.dtype == np.float32

    def test_scores_are_finite_also_for_nobody_and_nothing(self, make: Make) -> None:
        model = make().fit(board())
        for asked in (board(), history(), history(2)):
            assert np.isfinite(model.scores(asked)).all()

    def test_what_is_stored_scores_the_same(self, make: Make) -> None:
        model = make().fit(board())
        again = make().restore(model.arrays())
        np.testing.assert_allclose(again.scores(board()), model.scores(board()), rtol=1e-5)

    def test_the_same_log_gives_the_same_scores(self, make: Make) -> None:
        first, second = (make().fit(board()).scores(board()) for _ in range(2))
        np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-6)

    def test_evidence_is_of_the_history_and_above_zero(self, make: Make) -> None:
        model = make().fit(board())
        found = model.evidence(history(0, 1), 2)
        assert set(found) <= {0, 1}
        assert all(value > 0 for value in found.values())

    def test_an_empty_log_is_no_error(self, make: Make) -> None:
        empty = Log.of([], [], customers=0, items=ITEMS)
        scores = make().fit(empty).scores(history(1))
        assert scores.shape == (1, ITEMS)
        assert np.isfinite(scores).all()

    def test_one_customer_with_one_item_is_no_error(self, make: Make) -> None:
        one = Log.of([0], [0], customers=1, items=ITEMS)
        assert np.isfinite(make().fit(one).scores(history(0))).all()

    def test_everybody_took_the_same(self, make: Make) -> None:
        same = Log.of(list(range(5)), [3] * 5, items=ITEMS)
        assert np.isfinite(make().fit(same).scores(history(3))).all()


class TestPersonalModels:
    """What all models that look at the history have in common."""

    @pytest.fixture(params=PERSONAL)
    def model(self, request: pytest.FixtureRequest) -> ItemModel:
        return ALL[request.param]().fit(crowd())

    def test_the_missing_item_of_the_own_side_comes_first(self, model: ItemModel) -> None:
        log = crowd()
        scores = np.where(log.matrix().toarray() > 0, -np.inf, model.scores(log))
        assert best(scores, 1).ravel().tolist() == list(range(CUSTOMERS)) * COPIES

    def test_a_shopper_never_seen_before_is_served_from_a_history_of_one(
        self, model: ItemModel
    ) -> None:
        scores = model.scores(history(5))[0]
        scores[5] = -np.inf
        assert best(scores[None, :], SIDE - 1)[0].tolist() != []
        assert set(best(scores[None, :], SIDE - 1)[0].tolist()) == {4, 6, 7}

    def test_without_its_evidence_the_score_falls(self, model: ItemModel) -> None:
        with_all = float(model.scores(history(0, 1, 6))[0, 2])
        evidence = model.evidence(history(0, 1, 6), 2)
        assert set(evidence) >= {0, 1}
        kept = [item for item in (0, 1, 6) if item not in evidence]
        without = float(model.scores(history(*kept))[0, 2])
        assert without < 0.5 * with_all


def test_what_is_taken_with_everything_in_proportion_is_usual() -> None:
    model = NeighboursModel()
    brings, gets = np.array([0.1, 0.4, 0.2]), np.array([1.0, 0.5, 0.2])
    model.weights = np.outer(brings, gets).astype(np.float32)
    asked = Log.of([0, 0], [0, 1], items=3)
    assert model.usual(asked, 2) == pytest.approx(float(model.scores(asked)[0, 2]))


@pytest.mark.parametrize("name", ["item_knn", "ease", "low_rank"])
def test_what_only_the_own_side_takes_is_not_usual(name: str) -> None:
    model = ALL[name]().fit(board())
    asked = history(0, 1, 3)
    assert model.usual(asked, 2) < 0.6 * float(model.scores(asked)[0, 2])


def test_likeness_is_not_usual() -> None:
    assert LikenessModel(vectors()).fit(board()).usual(history(0), 2) == 0


@pytest.mark.parametrize("name", ["item_knn", "ease", "low_rank", "content", "together"])
def test_the_evidence_of_a_linear_model_adds_up_to_its_score(name: str) -> None:
    model = ALL[name]().fit(crowd())
    asked = history(0, 1)
    assert sum(model.evidence(asked, 2).values()) == pytest.approx(
        float(model.scores(asked)[0, 2]), rel=1e-4
    )


@pytest.mark.parametrize("name", ["low_rank", "als", "content"])
def test_the_index_finds_what_the_scores_say(name: str) -> None:
    model = ALL[name]().fit(board())
    assert isinstance(model, EmbeddingModel)
    asked = board()
    found, scores = model.search(asked, 3), model.scores(asked)
    reached = np.take_along_axis(scores, found, axis=1)
    expected = np.take_along_axis(scores, best(scores, 3), axis=1)
    np.testing.assert_allclose(reached, expected, rtol=1e-3, atol=1e-5)


def test_neighbours_are_cosines_of_common_customers() -> None:
    log = Log.of([0, 0, 1, 1, 2], [0, 1, 0, 1, 1], items=3)
    weights = NeighboursModel(neighbours=5, shrink=0.0).fit(log).weights.toarray()
    assert weights[0, 1] == pytest.approx(2 / np.sqrt(2 * 3))
    assert weights[0, 2] == 0


def test_a_pair_that_one_customer_shares_is_damped() -> None:
    log = Log.of([0, 0], [0, 1], items=2)
    weights = NeighboursModel(shrink=9.0).fit(log).weights.toarray()
    assert weights[0, 1] == pytest.approx(1 / 10)


def test_only_the_nearest_neighbours_are_kept() -> None:
    model = NeighboursModel(neighbours=1, shrink=0.0).fit(board())
    assert np.diff(model.weights.T.tocsr().indptr).tolist() == [1] * ITEMS


def test_ease_is_the_closed_form_of_its_paper() -> None:
    log = board()
    matrix = log.matrix().toarray().astype(np.float64)
    inverse = np.linalg.inv(matrix.T @ matrix + 2.0 * np.eye(ITEMS))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(EaseModel(penalty=2.0).fit(log).weights, expected, atol=1e-5)


def test_ease_leaves_rare_items_out_of_its_core() -> None:
    log = Log.of([0, 1, 2, 0, 1, 0], [0, 0, 0, 1, 1, 2], items=3)
    model = EaseModel(penalty=1.0, core_items=2).fit(log)
    scores = model.scores(Log.of([0], [0], customers=1, items=3))
    assert scores[0, 1] > 0
    assert scores[0, 2] == 0
    assert model.evidence(Log.of([0], [0], customers=1, items=3), 2) == {}


def test_ease_without_a_penalty_says_that_it_needs_one() -> None:
    log = Log.of([0, 0], [0, 1], items=2)
    with pytest.raises(BuildError, match="take a larger one"):
        EaseModel(penalty=0.0).fit(log)


def test_a_history_counts_half_after_its_half_life() -> None:
    model = NeighboursModel(shrink=0.0, half_life_days=30.0).fit(board())
    fresh, old = (model.scores(history(0, day=day))[0, 1] for day in (10.0, -20.0))
    assert old == pytest.approx(fresh / 2)


def test_popularity_counts_customers_not_pieces() -> None:
    log = Log.of([0, 0, 0, 1], [1, 1, 1, 0], [0.0, 1.0, 2.0, 0.0], items=2)
    assert PopularityModel().fit(log).of_item.tolist() == [1.0, 1.0]


def test_a_sale_counts_half_after_the_half_life() -> None:
    log = Log.of([0, 1, 2], [0, 0, 1], [0.0, 45.0, 90.0], now=90.0)
    assert PopularityModel(45.0).fit(log).of_item.tolist() == [0.75, 1.0]


def test_the_season_is_what_was_taken_a_year_ago_in_the_coming_weeks() -> None:
    log = Log.of([0, 1, 2], [0, 1, 2], [10.0, 100.0, 370.0], now=375.0)
    assert SeasonModel(days=60.0).fit(log).of_item.tolist() == [1.0, 0.0, 0.0]


def test_what_nobody_takes_any_more_fades() -> None:
    log = Log.of([0, 1], [0, 1], [0.0, 30.0], now=30.0)
    assert StillSoldModel(30.0).fit(log).of_item.tolist() == [0.5, 1.0]


def test_pairs_by_chance_are_no_pairs() -> None:
    # 40 baskets: 0 and 1 always together in 20 of them; 2 stands in every second basket, whatever else is there.
    baskets = [([0, 1] if n < 20 else [3, 4]) + ([2] if n % 2 else []) for n in range(40)]
    customers = [n for n, basket in enumerate(baskets) for _ in basket]
    items = [item for basket in baskets for item in basket]
    model = TogetherModel(shrink=0.0).fit(Log.of(customers, items, items=5))
    assert model.weights[0, 1] == pytest.approx((20 - 20 * 20 / 40) / 20)
    assert model.weights[0, 2] == 0
    assert model.together(0, 1) == (20, 20)


def test_who_took_one_thing_alone_counts_among_those_who_took_it() -> None:
    baskets = [[0, 1]] * 20 + [[2, 3]] * 20 + [[0]] * 5
    customers = [n for n, basket in enumerate(baskets) for _ in basket]
    items = [item for basket in baskets for item in basket]
    model = TogetherModel().fit(Log.of(customers, items, items=4))
    assert model.together(0, 1) == (20, 25)
    assert model.together(1, 0) == (20, 20)


def test_the_likelihood_ratio_of_a_table_by_hand() -> None:
    # 10 both, 10 neither, nothing else, of 20: G² = 2 · 20 · ln 2
    found = likelihood_ratio(np.array([10.0]), np.array([10.0]), np.array([10.0]), 20)
    assert found[0] == pytest.approx(2 * 20 * np.log(2))


def test_coffee_every_ten_days_is_due() -> None:
    days = [0.0, 10.0, 20.0, 30.0, 30.0]
    log = Log.of([0] * 5, [0, 0, 0, 0, 1], days, items=2, now=40.0)
    model = RepeatModel().fit(log)
    habit = model.habit(log, 0)
    assert habit is not None
    assert (habit.times, round(habit.interval_days), habit.since_days) == (4, 10, 10.0)
    assert model.scores(log)[0, 0] > model.scores(log)[0, 1]
    assert model.habit(history(), 0) is None


def test_a_look_is_no_purchase() -> None:
    log = Log.of([0, 0], [0, 1], [0.0, 0.0], [1.0, 0.3], items=2, now=5.0)
    scores = RepeatModel().fit(log).scores(log)
    assert scores[0, 0] > 0
    assert scores[0, 1] == 0


def test_own_frequency_counts_days() -> None:
    log = Log.of([0, 0, 0], [1, 1, 1], [0.1, 0.2, 3.0], items=2)
    assert own_frequency(log).tolist() == [[0.0, 2.0]]


def test_content_refuses_vectors_of_other_items() -> None:
    with pytest.raises(ModelMismatchError, match="2 content vectors were given for 8 items"):
        LikenessModel(np.zeros((2, 3), dtype=np.float32)).fit(board())
