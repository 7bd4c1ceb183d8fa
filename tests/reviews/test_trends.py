"""Satisfaction over time, and alarms that chance does not raise."""

from datetime import date, timedelta

from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.trends import Alert, holm, in_category, trend_report

LAST = date(2026, 6, 30)


def history(old: list[int], new: list[int]) -> list[Review]:
    before = [
        Review(f"o{n}", "p", r, "", "en", LAST - timedelta(days=100 + n)) for n, r in enumerate(old)
    ]
    recent = [
        Review(f"n{n}", "p", r, "", "en", LAST - timedelta(days=n)) for n, r in enumerate(new)
    ]
    return before + recent


def remarks(prefix: str, praise: int, blame: int, aspect: str = "size") -> list[Remark]:
    opinions = [0.9] * praise + [-0.9] * blame
    return [
        Remark(f"{prefix}{n}", "en", 3, f"{prefix} {n}", opinion, {aspect: opinion})
        for n, opinion in enumerate(opinions)
    ]


def test_three_bad_reviews_in_a_row_are_no_alarm() -> None:
    report = trend_report("p", history([5, 4, 5, 3, 5, 4, 2, 5, 5, 4], [1, 1, 2]), [])
    assert report.alerts == ()


def test_a_clear_fall_of_the_stars_is_one() -> None:
    report = trend_report("p", history([5] * 18 + [4, 4], [1, 2, 1, 2, 1, 1]), [])
    (alert,) = report.alerts
    assert alert.aspect is None
    assert (alert.recent_count, alert.before_count) == (6, 20)
    assert (alert.before, alert.recent) == (4.9, 1.33)
    assert alert.p_value < 0.001


def test_a_fall_of_one_aspect_is_found_with_the_stars_steady() -> None:
    reviews = history([4] * 20, [4] * 10)
    said = remarks("o", 19, 1) + remarks("n", 2, 8)
    report = trend_report("p", reviews, said)
    assert [alert.aspect for alert in report.alerts] == ["size"]
    (complaint,) = report.complaints
    assert (complaint.recent, complaint.before) == (8, 1)
    assert (complaint.recent_share, complaint.before_share) == (0.8, 0.05)


def test_a_month_has_its_mean_and_margin() -> None:
    months = [
        Review("a", "p", 5, "", "en", date(2026, 1, 3)),
        Review("b", "p", 3, "", "en", date(2026, 1, 9)),
    ]
    (period,) = trend_report("p", months, []).periods
    assert (period.month, period.reviews, period.mean) == ("2026-01", 2, 4.0)
    assert period.margin == 1.96  # deviation √2 over √2 reviews


def test_reviews_without_a_date_have_no_trend() -> None:
    assert trend_report("p", [Review("a", "p", 5, "", "en")], []).until is None


def test_holm_asks_more_of_the_first_than_of_the_last() -> None:
    alerts = [
        Alert("a", 0, 0, 0, 0, 0.01),
        Alert("b", 0, 0, 0, 0, 0.03),
        Alert("c", 0, 0, 0, 0, 0.04),
    ]
    assert [alert.aspect for alert in holm(alerts, 3)] == [
        "a"
    ]  # 0.05/3 lets 0.01 through, 0.05/2 stops 0.03
    assert holm(alerts, 10) == []


def test_a_category_holds_what_lies_below_it() -> None:
    paths = {"a": "kitchen/kettles", "b": "kitchen", "c": "kitchenware"}
    assert in_category("kitchen", paths) == {"a", "b"}
