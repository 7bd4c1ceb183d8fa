"""Models of repeat buying: by hand, by recovery of known parameters, and on CDNOW."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from ecomcore.customers.evaluations.value import evaluate_value
from ecomcore.customers.sources.logs import read_log
from ecomcore.customers.value.bgnbd import BGNBD, fit_bgnbd
from ecomcore.customers.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from ecomcore.customers.value.history import History, history_of, repeats_after
from ecomcore.customers.value.lifetime import Level, fit_lifetime, fit_models
from ecomcore.customers.value.pareto_nbd import ParetoNBD, fit_pareto_nbd
from ecomcore.errors import DataError
from tests.customers.logs import day, drawn_log, log_of


def history(x: list[float], recency: list[float], age: list[float]) -> History:
    count = len(x)
    return History(
        pd.Index(range(count)), np.array(x), np.array(recency), np.array(age), np.full(count, 20.0)
    )


def cdnow() -> Path:
    spec = pytest.importorskip("importlib.util").find_spec("lifetimes")
    if spec is None:
        pytest.skip("the CDNOW purchases come with the package 'lifetimes', which is not installed")
    return Path(spec.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"


def test_a_history_counts_days_of_purchase() -> None:
    log = log_of(("a", 0, 10), ("a", 7, 20), ("a", 7, 10), ("a", 21, 50), ("b", 3, 5), ("c", 60, 1))
    found = history_of(log, day(36))
    assert found.customers.tolist() == ["a", "b"]
    assert found.frequency.tolist() == [2, 0]
    assert found.recency.tolist() == [3, 0]
    assert found.age.tolist() == [5, 32 / 7]
    assert found.mean_spend.tolist() == [40, 5]


def test_what_came_after_is_counted_by_day() -> None:
    log = log_of(("a", 0, 10), ("a", 40, 20), ("a", 40, 10), ("b", 3, 5), ("a", 99, 1))
    assert repeats_after(log, day(30), 20, pd.Index(["a", "b"])).tolist() == [[1, 30], [0, 0]]


def test_who_bought_once_cannot_have_left_under_bg_nbd() -> None:
    model = BGNBD(0.243, 4.414, 0.793, 2.426, 0.0)
    alive = model.probability_alive(history([0, 2, 2], [0, 30, 5], [39, 39, 39]))
    assert alive[0] == 1
    assert alive[1] > alive[2]


def test_bg_nbd_expects_what_fader_and_hardie_published() -> None:
    # Their note on the spreadsheet implementation: x = 2, t_x = 30.43, T = 38.86 gives 1.226 in 39 weeks.
    model = BGNBD(0.243, 4.414, 0.793, 2.426, 0.0)
    assert model.expected_purchases(history([2], [30.43], [38.86]), 39)[0] == pytest.approx(
        1.226, abs=2e-3
    )


def test_expectations_stay_finite_for_very_frequent_buyers() -> None:
    many = history([500, 2000], [39, 39], [39, 39])
    for model in (BGNBD(0.243, 4.414, 0.793, 2.426, 0.0), BGNBD(0.243, 4.414, 1.0, 2.426, 0.0)):
        assert np.isfinite(model.expected_purchases(many, 39)).all()
        assert (model.expected_purchases(many, 39) > 10).all()
    assert np.isfinite(ParetoNBD(0.55, 10.6, 0.61, 11.7, 0.0).expected_purchases(many, 39)).all()


@pytest.mark.parametrize(("s", "beta"), [(0.61, 11.7), (5.0, 2.0), (500.0, 8000.0)])
def test_the_chance_of_being_alive_is_that_of_the_integral(s: float, beta: float) -> None:
    # Alive until now: (α + T)^-(r+x) (β + T)^-s; left since the last purchase: s ∫ (α + t)^-(r+x) (β + t)^-(s+1) dt.
    r, alpha, x, recency, age = 0.55, 10.6, 4.0, 20.0, 39.0
    still_here = ((alpha + age) / alpha) ** -(r + x) * ((beta + age) / beta) ** -s
    left, _ = quad(
        lambda t: s / beta * ((alpha + t) / alpha) ** -(r + x) * ((beta + t) / beta) ** -(s + 1),
        recency, age, epsabs=0.0,
    )  # fmt: skip
    alive = ParetoNBD(r, alpha, s, beta, 0.0).probability_alive(history([x], [recency], [age]))
    assert alive[0] == pytest.approx(still_here / (still_here + left), rel=1e-8)


def test_pareto_nbd_stays_likely_where_hardly_anybody_has_left_yet() -> None:
    log = read_log(cdnow())
    until = pd.Timestamp("1997-05-17")
    found = fit_pareto_nbd(history_of(log, until))
    # Every probability of these histories is far below one, so their log-likelihood is negative.
    assert found.log_likelihood < 0
    assert found.expected_purchases(history_of(log, until), 19.5).sum() > 500


def test_gamma_gamma_lies_between_ones_own_mean_and_everybodys() -> None:
    # p (v + x m) / (p x + q − 1) with p 6.25, q 3.74, v 15.44, x 2, m 20: 6.25 · 55.44 / 15.24.
    model = GammaGamma(6.25, 3.74, 15.44)
    assert model.expected_spend(history([2], [1], [2]))[0] == pytest.approx(346.5 / 15.24)
    assert model.expected_spend(history([0], [0], [2]))[0] == pytest.approx(6.25 * 15.44 / 2.74)


def test_a_mended_level_is_shared_in_proportion_and_evenly() -> None:
    assert Level(1.2).mend(np.array([0.0, 2.0])).tolist() == pytest.approx([0.1, 2.3])


def test_too_few_customers_give_no_model() -> None:
    few = history([1] * 5, [1] * 5, [2] * 5)
    for fit in (fit_bgnbd, fit_pareto_nbd):
        with pytest.raises(DataError, match="at least 30 customers"):
            fit(few)
    with pytest.raises(DataError, match="spend differently; found 40"):
        fit_gamma_gamma(history([1] * 40, [1] * 40, [2] * 40))


def test_the_published_parameters_of_cdnow_are_found() -> None:
    log = read_log(cdnow())
    found = history_of(log, pd.Timestamp("1997-10-01"))
    assert len(found) == 2357
    model = fit_bgnbd(found)
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), rel=5e-3
    )
    spend = fit_gamma_gamma(found)
    assert (spend.p, spend.q, spend.v) == pytest.approx((6.25, 3.74, 15.44), rel=5e-3)
    asked = repeats_after(log, pd.Timestamp("1997-10-01"), 273, found.customers)[:, 0]
    errors = model.expected_purchases(found, 39) - asked
    assert float(np.sqrt((errors**2).mean())) == pytest.approx(1.608, abs=1e-3)


def test_the_model_chosen_for_cdnow_is_as_good_as_bg_nbd() -> None:
    models = evaluate_value(read_log(cdnow())).models
    assert models["chosen"]["rmse"] <= 1.608
    assert models["chosen"]["mae"] <= 0.786
    assert models["chosen"]["r"] >= 0.626
    assert abs(models["chosen"]["total_error"]) <= 0.05
    # What the package lifetimes makes of BG/NBD and gamma-gamma on the same purchases.
    assert models["bg_nbd"]["lifetimes_spend_mae"] == pytest.approx(29.6, abs=0.05)
    assert models["bg_nbd"]["lifetimes_spend_rmse"] == pytest.approx(67.9, abs=0.05)


def test_the_blend_is_the_mean_of_both_models() -> None:
    log = drawn_log()
    fitted = fit_models(("bg_nbd", "pareto_nbd"), log, log.end, history := history_of(log, log.end))
    told = {name: model.expected_purchases(history, 10) for name, model in fitted.items()}
    assert told["blend"] == pytest.approx((told["bg_nbd"] + told["pareto_nbd"]) / 2)


def test_the_least_error_in_back_tests_is_chosen() -> None:
    log = drawn_log()
    fitted = fit_lifetime(log, log.end)
    assert fitted.backtest[fitted.chosen] == min(fitted.backtest.values())
