"""Churn, segments, survival, fairness, privacy: small cases worked out by hand, larger ones drawn."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ecomcore.customers.churn import (
    at_risk,
    fit_churn,
    has_left,
    patience_days,
    risks,
    usual_gap_days,
)
from ecomcore.customers.evaluations.scores import (
    calibration_error,
    coverage,
    number_scores,
    yes_scores,
)
from ecomcore.customers.evaluations.segments import explained
from ecomcore.customers.fairness import fair_selection, selection_rates
from ecomcore.customers.features import customer_features, without_protected
from ecomcore.customers.next_spend import choose_regressor, fit_next_spend
from ecomcore.customers.privacy import hide_small_groups, private_total
from ecomcore.customers.segments.clusters import bootstrap_jaccard, cluster_customers
from ecomcore.customers.segments.rfm import Segmentation, fifths, segment_customers
from ecomcore.customers.survival import kaplan_meier
from ecomcore.errors import DataError
from tests.customers.logs import day, drawn_log, log_of


def test_the_usual_pause_is_the_median_of_the_customers_medians() -> None:
    log = log_of(
        ("a", 0, 1),
        ("a", 10, 1),
        ("b", 0, 1),
        ("b", 30, 1),
        ("b", 60, 1),
        ("c", 0, 1),
        ("c", 50, 1),
    )
    assert usual_gap_days(log, day(70)) == 30


def test_patience_follows_ones_own_rhythm() -> None:
    table = pd.DataFrame({"orders": [1.0, 3.0, 21.0], "gap_median": [np.nan, 10.0, 7.0]})
    # One order: 2 × 30; two pauses of 10 weigh as much as everybody's 30: 2 × 20; twenty of 7: 2 × 9.09.
    assert patience_days(table, 30.0) == pytest.approx([60, 40, 2 * (20 * 7 + 60) / 22])


def test_who_comes_back_in_time_has_not_left() -> None:
    log = log_of(("a", 0, 1), ("b", 0, 1), ("c", 0, 1), ("a", 40, 1), ("b", 60, 1), ("c", 90, 1))
    table = customer_features(log, day(30)).assign(patience_days=30.0)
    assert has_left(log, day(30), table).tolist() == [False, True, True]


def test_those_at_risk_come_with_money_and_reasons() -> None:
    found = at_risk(drawn_log(), k=5)
    assert found["money_at_risk"].is_monotonic_decreasing
    assert found["risk"].between(0, 1).all()
    assert np.allclose(found["money_at_risk"], found["risk"] * found["spend_year"])
    told = [one for several in found["reasons"] for one in several]
    assert told
    assert all(set(one) == {"en", "zh"} and "nan" not in one["en"] for one in told)


def test_spend_has_intervals_that_hold_the_expected_order() -> None:
    log = drawn_log()
    model = fit_next_spend(log, day(340), 60)
    told = model.predict(customer_features(log, day(340), season_days=60))
    assert told.notna().all(axis=None)
    assert (told["low_95"] <= told["low_80"] + 1e-9).mean() > 0.9
    assert (told["high_80"] >= told["low_80"]).all()
    assert told["chance"].between(0, 1).all()
    assert model.chosen in model.errors


def test_fifths_score_equal_values_equally() -> None:
    assert fifths(pd.Series([1.0, 2, 3, 4, 5])).tolist() == [1, 2, 3, 4, 5]
    assert fifths(pd.Series([7.0, 7, 7])).tolist() == [3, 3, 3]


def test_segments_name_everybody_and_hide_small_groups() -> None:
    log = drawn_log(200)
    found = segment_customers(log)
    assert set(found.customers.index) == set(log.names)
    assert (found.segments["customers"] >= 10).all()
    assert found.customers["segment_before"].notna().any()
    assert Segmentation.name("champions") == {"en": "Champions", "zh": "核心顾客"}


def test_a_single_hidden_group_takes_the_next_smallest_along() -> None:
    groups = pd.DataFrame({"customers": [100, 30, 4]}, index=["a", "b", "c"])
    shown, hidden = hide_small_groups(groups)
    assert shown.index.tolist() == ["a"]
    assert hidden == 2


def test_two_clear_groups_are_two_stable_clusters() -> None:
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 0.1, (60, 2)), rng.normal(5, 0.1, (60, 2))])
    assert bootstrap_jaccard(points, 2, draws=5) == [1.0, 1.0]
    assert min(bootstrap_jaccard(points, 5, draws=5)) < 0.9
    table = pd.DataFrame(
        np.exp(np.concatenate([points, points, points[:, :1]], axis=1)),
        columns=["recency_days", "orders", "spend", "mean_order", "tenure_days"],
    )
    assert cluster_customers(table).count == 2


def test_customers_who_are_alike_form_no_clusters() -> None:
    table = pd.DataFrame(
        np.ones((30, 5)), columns=["recency_days", "orders", "spend", "mean_order", "tenure_days"]
    )
    with pytest.raises(DataError, match="too much alike"):
        cluster_customers(table)


def test_the_curve_of_kaplan_and_meier_by_hand() -> None:
    # Of four, one is back after 2 days; one is unseen from 3 on; one of the two left is back after 5.
    found = kaplan_meier(np.array([2.0, 3, 5, 9]), np.array([True, False, True, False]))
    assert found.days.tolist() == [2, 5]
    assert found.away.tolist() == pytest.approx([0.75, 0.375])
    assert found.median_days == 5


def test_selection_below_four_fifths_is_flagged_and_can_be_mended() -> None:
    people = pd.DataFrame({"gender": ["f"] * 20 + ["m"] * 20}, index=[str(n) for n in range(40)])
    score = np.arange(40.0)
    chosen = score >= 30
    flagged = selection_rates(people, people.index, chosen)
    assert flagged[0]["groups"]["m"]["rate"] == 0.5
    assert flagged[0]["is_flagged"]
    mended = fair_selection(people["gender"], score, 0.25)
    assert not selection_rates(people, people.index, mended)[0]["is_flagged"]
    assert mended[15:20].all()
    assert mended[35:].all()


def test_a_single_model_must_be_clearly_better_than_the_blend() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"x": rng.random(400), "noise": rng.random(400)})
    straight = 100 * table["x"].to_numpy()
    noise = rng.normal(500, 60, 400)
    # Only the line tells values beyond those that were learned from.
    low = (table["x"] < 0.5).to_numpy()
    best, errors = choose_regressor((table[low], straight[low]), (table[~low], straight[~low]))
    assert best == "ridge"
    assert errors["ridge"] < 0.9 * errors["blend"]
    best, errors = choose_regressor((table[:200], noise[:200]), (table[200:], noise[200:]))
    assert min(errors.values()) > 0.9 * errors["blend"]
    assert best == "blend"


def test_the_same_share_of_every_group_is_listed_if_wanted() -> None:
    log = drawn_log(200)
    plain, alike = at_risk(log, k=40), at_risk(log, k=40, alike="gender")
    gender = log.people["gender"]
    known = gender.reindex(risks(fit_churn(log, log.end), log).index)
    for group in ("f", "m"):
        share = (gender.loc[alike.index] == group).sum() / (known == group).sum()
        assert share == pytest.approx(40 / len(known), abs=0.01)
    assert alike["money_at_risk"].sum() <= plain["money_at_risk"].sum()
    assert all(alike["reasons"].map(len) > 0)


def test_reasons_are_true_of_the_customer() -> None:
    log = drawn_log(200)
    model = fit_churn(log, log.end)
    table = model.table(log, log.end)
    middle = table["gap_median"].median()
    for gap, told in zip(table["gap_median"], model.reasons(table), strict=True):
        if gap < middle / 3:
            assert not any(one["en"].startswith("long pauses") for one in told)


def test_groups_that_nobody_knows_cannot_be_treated_alike() -> None:
    log = replace(drawn_log(200), people=None)
    with pytest.raises(DataError, match="do not say the age of customers; known is: nothing"):
        at_risk(log, k=40, alike="age")


def test_age_and_gender_can_be_switched_off() -> None:
    log = drawn_log()
    table = customer_features(log, log.end)
    assert set(table["age"]) <= set(log.people["age"])
    assert (table["gender_f"] + table["gender_m"] == 1).all()
    blind = customer_features(replace(log, uses_protected=False), log.end)
    assert not {"age", "gender_f", "gender_m"} & set(blind)
    pd.testing.assert_frame_equal(blind, without_protected(table))


def test_an_unknown_age_stays_unknown() -> None:
    log = replace(drawn_log(), people=pd.DataFrame({"age": [30], "gender": [None]}, index=["c001"]))
    table = customer_features(log, log.end)
    assert table["age"].dropna().to_dict() == {"c001": 30}
    assert not any(name.startswith("gender") for name in table)


def test_groups_below_ten_are_not_told_in_fairness() -> None:
    people = pd.DataFrame({"gender": ["f"] * 20 + ["x"] * 9}, index=[str(n) for n in range(29)])
    assert selection_rates(people, people.index, np.ones(29, dtype=bool)) == []


def test_a_private_total_is_cut_off_and_near() -> None:
    told = private_total({"a": 50.0, "b": 5000.0}, epsilon=1000.0, most_of_one=100.0)
    assert told.value == pytest.approx(150, abs=5)
    assert told.noise_sd == pytest.approx(0.1414, abs=1e-4)
    with pytest.raises(DataError, match="must be positive"):
        private_total({"a": 1.0}, epsilon=0, most_of_one=1)


def test_scores_by_hand() -> None:
    found = number_scores(np.array([0.0, 2.0]), np.array([1.0, 1.0]))
    assert found == {"rmse": 1, "mae": 1, "r2": 0, "total_error": 0}
    yes = yes_scores(np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1]))
    assert yes["auc"] == 0.75
    assert coverage(np.array([1.0, 5]), np.array([0.0, 0]), np.array([2.0, 2])) == 0.5
    assert calibration_error(np.array([True, False]), np.array([1.0, 0.0])) == 0
    assert explained(np.array([1.0, 1, 3, 3]), ["a", "a", "b", "b"]) == 1
