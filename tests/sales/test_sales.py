"""Forecasts, stock, opportunities, tests and campaigns, worked out by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomcore.customers.log import PurchaseLog, purchase_log
from ecomcore.errors import DataError
from ecomcore.sales import methods
from ecomcore.sales.campaigns import campaign_result, read_campaign
from ecomcore.sales.elasticity import price_elasticities
from ecomcore.sales.events import event_days, event_factors, promotion_weeks
from ecomcore.sales.experiments import compare_rates, needed_customers, wilson
from ecomcore.sales.forecasting import backtest_origins, forecast, run_method
from ecomcore.sales.opportunities import Goods, find_opportunities
from ecomcore.sales.series import WeeklySeries, weekly_series
from ecomcore.sales.stock import reorder_point, reorders, simulate_rules
from ecomcore.sales.uplift import campaign_targets, fit_uplift, qini
from tests.customers.logs import START, day, log_of


def weekly(values: np.ndarray, names: list[str] | None = None) -> WeeklySeries:
    count = values.shape[1]
    return WeeklySeries(
        values.astype(float), pd.Index(names or [str(n) for n in range(len(values))]),
        pd.date_range("2024-01-01", periods=count, freq="7D"),
    )  # fmt: skip


def test_weeks_are_counted_back_from_the_end() -> None:
    log = log_of(("a", 0, 5), ("a", 2, 1), ("b", 8, 1), ("b", 15, 1))
    found = weekly_series(log, None, "amount")
    assert found.values.tolist() == [[2, 1]]
    assert found.weeks[0] == day(2)


def test_a_product_that_was_never_sold_has_no_series() -> None:
    with pytest.raises(DataError, match="nothing called 'x' was sold"):
        weekly(np.ones((2, 5))).row("x")


@pytest.mark.parametrize("name", list(methods.METHODS))
def test_every_method_goes_on_with_what_never_changes(name: str) -> None:
    told = methods.METHODS[name](np.full((3, 60), 7.0), 4)
    assert told.shape == (3, 4)
    assert np.allclose(told, 7, rtol=0.06 if name == "croston" else 1e-6)


@pytest.mark.parametrize("name", list(methods.METHODS))
def test_every_method_tells_nothing_from_nothing(name: str) -> None:
    assert np.allclose(methods.METHODS[name](np.zeros((2, 60)), 3), 0)


def test_the_seasonal_naive_method_repeats_last_year() -> None:
    values = np.arange(60.0)[None]
    assert methods.seasonal_naive(values, 3).tolist() == [[8, 9, 10]]


def test_croston_tells_size_over_interval() -> None:
    # Ten pieces every fifth week: 10 / 5, less the half smoothing: 2 × 0.95.
    values = np.tile([0, 0, 0, 0, 10.0], 8)[None]
    assert methods.croston(values, 1)[0, 0] == pytest.approx(1.9)
    assert methods.is_intermittent(values).tolist() == [True]


def test_holidays_of_both_cultures_are_known() -> None:
    found = event_days((2025,))
    assert str(found["chinese_new_year"][0]).startswith("2025-01-2")
    assert [str(day) for day in found["christmas"]] == ["2025-12-25"]
    assert [str(day) for day in found["black_friday"]] == ["2025-11-28"]
    assert [str(day) for day in found["singles_day"]] == ["2025-11-11"]


def test_an_event_seen_before_lifts_its_next_weeks() -> None:
    weeks = pd.date_range("2023-01-02", periods=100, freq="7D")
    values = np.full((1, 100), 10.0)
    christmas = (weeks <= "2023-12-25") & (weeks + pd.Timedelta(days=6) >= "2023-12-22")
    values[0, christmas] = 40
    ahead = pd.date_range(weeks[-1] + pd.Timedelta(days=7), periods=8, freq="7D")
    known, coming = event_factors(values, weeks, ahead)
    assert known[christmas][0] > 1.2
    assert (coming > 1.2).any()


def test_a_week_counts_as_promoted_from_three_days_on() -> None:
    weeks = pd.date_range("2025-03-03", periods=3, freq="7D")
    promotions = (
        (date(2025, 3, 8), date(2025, 3, 12)),
    )  # two days of the first week, three of the second
    assert promotion_weeks(weeks, promotions).tolist() == [False, True, False]


def test_an_announced_promotion_is_expected_to_do_what_the_last_ones_did() -> None:
    weeks = pd.date_range("2025-02-03", periods=40, freq="7D")
    values = np.full((1, 40), 100.0)
    sales = (10, 20, 30)
    values[:, sales] = 200.0
    promotions = tuple(
        (
            (weeks[0] + pd.Timedelta(weeks=n)).date(),
            (weeks[0] + pd.Timedelta(weeks=n, days=6)).date(),
        )
        for n in (*sales, 42)
    )
    series = WeeklySeries(values, pd.Index(["tea"]), weeks, promotions)
    told = run_method("combined_events", series, 5)
    without = run_method("combined_events", replace(series, promotions=promotions[:3]), 5)
    assert told[0, 2] > 1.3 * without[0, 2]
    assert told[0, [0, 1, 3, 4]] == pytest.approx(without[0, [0, 1, 3, 4]])
    assert series.until(12).promotions == promotions


def test_forecasts_come_with_intervals_around_them() -> None:
    rng = np.random.default_rng(2)
    values = rng.poisson(30, (20, 60))
    told = forecast(weekly(values), 8)
    assert np.abs(told.expected - 30).mean() < 3
    inside = (rng.poisson(30, (20, 8)) >= told.low[0.95]) & (told.high[0.95] >= 30)
    assert inside.mean() > 0.85
    assert (told.low[0.95] <= told.low[0.8]).all()
    assert (told.high[0.95] >= told.high[0.8]).all()


def test_what_sells_now_and_then_gets_crostons_method() -> None:
    values = np.vstack([np.full(60, 9.0), np.tile([0, 0, 0, 4.0], 15)])
    assert forecast(weekly(values)).methods[1] == "croston"


def test_back_tests_look_at_the_past_only() -> None:
    assert backtest_origins(52, 8) == [44, 41, 38, 35, 32]
    assert backtest_origins(10, 8) == []


def test_little_history_gives_the_mean_and_three_weeks_an_error() -> None:
    told = forecast(weekly(np.array([[2, 4, 6, 8.0]])), 2)
    assert told.expected.tolist() == [[5, 5]]
    assert told.methods == ["mean"]
    with pytest.raises(DataError, match="3 weeks are too few"):
        forecast(weekly(np.ones((1, 3))), 2)


def test_the_reorder_point_by_hand() -> None:
    # Three weeks until the next chance (14 + 7 days): 3 × 10 + 1.645 × 2 × √3.
    found = reorder_point(np.array([10.0]), np.array([2.0]), lead_days=14, service_level=0.95)
    assert found[0] == pytest.approx(30 + 1.6449 * 2 * 3**0.5, abs=1e-3)


def test_what_runs_out_first_is_ordered_first() -> None:
    series = weekly(
        np.vstack([np.full(60, 10.0), np.full(60, 10.0), np.zeros(60)]), ["a", "b", "c"]
    )
    found = {one.name: one for one in reorders(series, {"a": 5, "b": 500, "c": 3})}
    assert found["a"].is_urgent
    assert found["a"].quantity > 30
    assert found["a"].days_of_cover == pytest.approx(3.5, abs=0.1)
    assert found["b"].quantity == 0
    assert found["c"].days_of_cover is None


def test_rules_are_tried_on_the_past() -> None:
    steady = weekly(np.full((2, 30), 10.0))
    ours, fixed = simulate_rules(steady)
    assert ours.fill_rate == fixed.fill_rate == 1
    assert ours.weeks_of_stock < fixed.weeks_of_stock


def test_a_service_level_below_a_half_is_refused() -> None:
    with pytest.raises(DataError, match="service level"):
        simulate_rules(weekly(np.ones((1, 30))), service_level=0.2)


def test_the_size_of_a_test_by_hand() -> None:
    # From 5 % to 6 % with 80 %: the value of the textbooks is 8,158 a group.
    assert needed_customers(0.05, 0.01) == 8158
    with pytest.raises(DataError, match="between 0 and 1"):
        needed_customers(1.2, 0.1)


def test_wilsons_interval_by_hand() -> None:
    # 10 of 20: the middle is ½; half width z √(½·½/20 + z²/1600) / (1 + z²/20).
    low, high = wilson(10, 20)
    assert (low, high) == pytest.approx((0.2993, 0.7007), abs=1e-4)


def test_a_test_says_whether_it_may_be_chance() -> None:
    clear = compare_rates(1000, 150, 1000, 100)
    assert clear.difference == pytest.approx(0.05)
    assert clear.is_clear
    assert clear.p_value < 0.001
    unclear = compare_rates(100, 12, 100, 10)
    assert not unclear.is_clear
    assert "偶然" in unclear.words()["zh"]
    with pytest.raises(DataError, match="5 of 3"):
        compare_rates(3, 5, 10, 1)


def before_and_during(reached_gain: float) -> PurchaseLog:
    """Sixty customers spend about 10 before a campaign; those with even numbers spend more during it."""
    rng = np.random.default_rng(0)
    rows = []
    for number in range(60):
        rows.append((f"c{number}", 5, 10 + rng.normal(0, 1)))
        gain = reached_gain if number % 2 == 0 else 0
        rows.append((f"c{number}", 35, 12 + gain + rng.normal(0, 1)))
    return log_of(*rows, ("c0", 0, 1), ("c0", 59, 1))


def test_a_campaign_is_measured_beside_those_it_did_not_reach() -> None:
    reached = pd.Index([f"c{number}" for number in range(0, 60, 2)])
    found = campaign_result(before_and_during(5.0), reached, day(30), day(59))
    assert found.effect == pytest.approx(5, abs=1)
    assert found.low > 0
    assert "not by chance who was reached" in found.words()["en"]
    none = campaign_result(before_and_during(0.0), reached, day(30), day(59))
    assert none.low < 0 < none.high


def test_a_campaign_is_read_from_tables(tmp_path: Path) -> None:
    (tmp_path / "transactions.csv").write_text(
        "customer,date,amount\n1,2025-01-01,3\n2,2025-03-01,3\n"
    )
    (tmp_path / "campaigns.csv").write_text("campaign_id,customer_id\n7,1\n8,2\n")
    (tmp_path / "campaign_descriptions.csv").write_text(
        "campaign_id,start_date,end_date\n7,2025-02-01,2025-02-10\n8,2025-02-01,2025-02-10\n"
    )
    _, reached, starts, ends = read_campaign(tmp_path, "7")
    assert reached.tolist() == ["1"]
    assert (str(starts.date()), str(ends.date())) == ("2025-02-01", "2025-02-10")
    with pytest.raises(DataError, match="no campaign '9'; there are: 7, 8"):
        read_campaign(tmp_path, "9")


def test_uplift_finds_whom_an_offer_moves() -> None:
    rng = np.random.default_rng(4)
    moved = rng.random(3000) < 0.5
    treated = rng.random(3000) < 0.5
    bought = rng.random(3000) < np.where(moved & treated, 0.6, 0.1)
    found = fit_uplift(
        pd.DataFrame({"moved": moved.astype(float), "noise": rng.random(3000)}), treated, bought
    )
    assert found.qini > 0.1
    told = found.predict(pd.DataFrame({"moved": [1.0, 0.0], "noise": [0.5, 0.5]}))
    assert told[0] > 0.35
    assert abs(told[1]) < 0.15


def test_a_campaign_tells_whom_its_offer_moves() -> None:
    # Customers who had bought a lot before buy again with the offer only; the others as often with it as without.
    rng = np.random.default_rng(4)
    rows, reached = [], []
    for number in range(1200):
        has_offer, is_large = number % 2 == 0, number % 4 >= 2
        rows.append((f"c{number:04d}", 10, 500.0 if is_large else 5.0))
        if has_offer:
            reached.append(f"c{number:04d}")
        if rng.random() < (0.8 if has_offer and is_large else 0.2):
            rows.append((f"c{number:04d}", 40, 1.0))
    found = campaign_targets(log_of(*rows), pd.Index(reached), day(30), day(50))
    assert (found.reached, found.others) == (600, 600)
    assert found.uplift.qini > 0.1
    assert {int(name[1:]) % 4 >= 2 for name in found.by_customer.head(300).index} == {True}
    assert "600 customers who got the offer" in found.words()["en"]
    assert "not by chance" in found.words()["en"]
    assert "not by chance" not in replace(found, is_random=True).words()["en"]


def test_treating_nobody_in_particular_gains_nothing() -> None:
    rng = np.random.default_rng(4)
    treated, bought = rng.random(4000) < 0.5, rng.random(4000) < 0.3
    assert abs(qini(rng.random(4000), treated, bought)) < 1.0


def priced() -> PurchaseLog:
    """Twelve weeks; at a price of 10 twenty pieces are sold, at 20 five: an elasticity of −2."""
    rows = []
    for week in range(12):
        price, pieces = (10.0, 20) if week % 2 == 0 else (20.0, 5)
        rows += [("tea", day(7 * week), price * pieces, pieces, f"o{week}")]
    table = pd.DataFrame(rows, columns=["product", "at", "amount", "quantity", "order"])
    return purchase_log(table.assign(customer="a"))


def test_the_elasticity_by_hand() -> None:
    (found,) = price_elasticities(priced())
    assert found.elasticity == pytest.approx(-2, abs=0.01)


def test_who_buys_one_of_two_goods_that_go_together_is_a_gap() -> None:
    # Of 60 tea buyers 40 also buy mugs, and nobody else does; 100 others buy books.
    rows = [(f"t{n}", day(n % 50), "tea", 10.0) for n in range(60)]
    rows += [(f"t{n}", day(n % 50), "mugs", 36.5) for n in range(40)]
    rows += [(f"b{n}", day(n % 50), "books", 8.0) for n in range(100)]
    table = pd.DataFrame(rows, columns=["customer", "at", "category", "amount"])
    found = find_opportunities(purchase_log(table, currency="EUR"), Goods({}, {}, {}))
    (gap,) = [one for one in found if one.kind == "cross_sell"]
    assert gap.about == ("tea", "mugs")
    # A tenth of the 20 who lack mugs, at what mugs bring in 90 of 365 days: 2 × 36.50 × 90 / 365 = 18.00.
    assert gap.money_cents == 1800
    assert gap.evidence["en"].startswith("67% of those who buy tea also buy mugs, 2.7 times")


def test_opportunities_come_with_evidence_and_money() -> None:
    rows = []
    for number in range(60):
        rows.append((f"c{number}", day(number), "tea", 10.0, number))
        if number % 4 == 0:
            rows.append((f"c{number}", day(number), "mug", 20.0, number))
        if number % 4:
            rows.append((f"c{number}", day(number), "book", 15.0, number))
    rows.append(("c1", START, "kettle", 30.0, 99))
    table = pd.DataFrame(rows, columns=["customer", "at", "product", "amount", "order"])
    goods = Goods(
        titles={"tea": {"en": "Green tea", "zh": "绿茶"}, "kettle": {"en": "Kettle", "zh": "水壶"}},
        stock={"tea": 0, "mug": 9, "book": 9, "kettle": 9},
        price={"tea": 10, "mug": 20, "book": 15, "kettle": 30},
    )
    looks = pd.DataFrame({"product_id": ["kettle"] * 200 + ["tea"] * 60, "at": day(50)})
    found = find_opportunities(purchase_log(table, currency="EUR"), goods, looks=looks)
    by_kind = {one.kind: one for one in found}
    assert by_kind["sold_out"].about == ("tea",)
    assert by_kind["sold_out"].money_cents == 60_000
    assert by_kind["viewed"].about == ("kettle",)
    assert "水壶" in by_kind["viewed"].evidence["zh"]
    assert [one.money_cents for one in found] == sorted(
        (one.money_cents for one in found), reverse=True
    )
