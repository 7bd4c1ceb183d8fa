"""Reading purchases from files, and features that know nothing of the future."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomcore.customers.evaluations.churn import evaluate_churn
from ecomcore.customers.evaluations.spend import evaluate_next_spend
from ecomcore.customers.features import customer_features, targets
from ecomcore.customers.log import purchase_log
from ecomcore.customers.moments import earlier_moments, horizon_for
from ecomcore.customers.segments.rfm import segment_customers
from ecomcore.customers.sources.logs import read_log
from ecomcore.errors import DataError
from tests.customers.logs import day, drawn_log, log_of


def test_a_log_sums_lines_into_orders() -> None:
    table = pd.DataFrame(
        {
            "customer": ["a", "a", "a"],
            "at": [day(0), day(0), day(3)],
            "order": [1, 1, 2],
            "amount": [10.0, 5.0, -4.0],
        }
    )
    orders = purchase_log(table).orders
    assert orders["amount"].tolist() == [15.0]
    assert orders["lines"].tolist() == [2]


def test_features_by_hand() -> None:
    log = log_of(("a", 0, 10), ("a", 10, 20), ("a", 40, 30), ("b", 39, 5))
    table = customer_features(log, day(50))
    ann = table.loc["a"]
    assert (ann["orders"], ann["spend"], ann["largest_order"]) == (3, 60, 30)
    assert (ann["recency_days"], ann["tenure_days"]) == (10, 50)
    assert (ann["gap_mean"], ann["gap_median"]) == (20, 20)
    assert ann["overdue"] == 0.5
    assert ann["spend_30d"] == 30
    assert np.isnan(table.loc["b", "gap_mean"])


def looks(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Events of (customer, kind, day)."""
    table = pd.DataFrame(rows, columns=["customer", "kind", "day"])
    return table.assign(at=[day(n) for n in table.pop("day")])


def test_nothing_after_the_cutoff_leaks_into_features() -> None:
    before = looks(("c001", "view", 190), ("c001", "cart", 195), ("c002", "view", 100))
    after = looks(("c001", "view", 200), ("c002", "search", 201))
    log = replace(drawn_log(), events=before)
    known = customer_features(log.before(day(200)), day(200))
    changed = log.lines.copy()
    changed.loc[changed["at"] >= day(200), "amount"] *= 1000
    whole = replace(log, lines=changed, events=pd.concat([before, after]))
    pd.testing.assert_frame_equal(customer_features(whole, day(200)), known)


def test_visits_are_counted_by_kind_up_to_the_cutoff() -> None:
    log = log_of(("a", 0, 10), ("b", 1, 3))
    events = looks(("a", "view", 10), ("a", "view", 45), ("a", "view", 60), ("b", "cart", 49))
    table = customer_features(replace(log, events=events), day(50))
    assert table.loc["a", ["views_30d", "days_since_view", "carts_30d"]].tolist() == [1, 5, 0]
    assert table.loc["b", ["views_30d", "carts_30d", "days_since_cart"]].tolist() == [0, 1, 1]
    assert np.isnan(table.loc["b", "days_since_view"])


def test_targets_lie_in_the_days_after_the_cutoff() -> None:
    log = log_of(("a", 0, 10), ("a", 50, 20), ("a", 59, 5), ("a", 60, 7), ("b", 1, 3))
    table = customer_features(log, day(50))
    after = targets(log, day(50), 10, table.index)
    assert after.loc["a"].tolist() == [25, 2]
    assert after.loc["b"].tolist() == [0, 0]


def test_what_is_learned_from_was_known_at_the_cutoff() -> None:
    moments = earlier_moments(drawn_log(), day(300), 60)
    assert max(m.at + pd.Timedelta(days=m.days) for m in moments) <= day(300)
    assert len({m.at for m in moments}) == len(moments) > 2


def test_three_weeks_of_history_are_too_few() -> None:
    log = log_of(("a", 0, 1), ("b", 20, 1))
    with pytest.raises(DataError, match="cover 21 days; at least 28 are needed"):
        horizon_for(log, 90)


def test_a_file_of_invoices_is_read(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "1,A,2,2025-01-01 10:00,3.5,7\n1,B,1,2025-01-01 10:00,1,7\n2,A,1,2025-01-05,3.5,\n"
        "3,A,-1,2025-01-06,3.5,7\n"
    )
    log = read_log(file)
    assert log.lines["amount"].tolist() == [7, 1, -3.5]
    assert len(log.orders) == 1
    assert log.name == "sales"


def test_the_layout_of_cdnow_is_read(tmp_path: Path) -> None:
    file = tmp_path / "CDNOW.txt"
    file.write_text(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n")
    log = read_log(file)
    assert log.lines["amount"].tolist() == [29.33, 29.73]
    assert log.days == 18


def test_categories_and_ages_come_from_tables_beside(tmp_path: Path) -> None:
    (tmp_path / "transactions.csv").write_text(
        "household_id,product_id,sales_value,transaction_timestamp,basket_id\n1,9,2,2025-01-01,5\n"
    )
    (tmp_path / "products.csv").write_text("product_id,department\n9,tea\n")
    (tmp_path / "demographics.csv").write_text("household_id,age\n1,45-54\n")
    log = read_log(tmp_path)
    assert log.lines["category"].tolist() == ["tea"]
    assert log.people is not None
    assert log.people["age"].tolist() == [49.5]


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (
            "who,date,amount",
            "1,2025-01-01,3",
            "hold the customer .*the columns are: who, date, amount",
        ),
        ("customer,date,amount", "1,soon,3", "100% of the lines cannot be read, as in line 2"),
        ("customer,date,price", "1,2025-01-01,3", "hold the amount"),
        (
            "customer,date,amount",
            "1,2025-01-01,3\n1,2240-01-01,3",
            "1 of 2 lines lie in the future, the latest on 2240-01-01",
        ),
        ("customer,date,amount,currency", "1,2025-01-01,3,USD\n2,2025-01-01,3,EUR", "several curr"),
    ],
)
def test_files_that_cannot_be_used_say_why(
    tmp_path: Path, header: str, row: str, message: str
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(f"{header}\n{row}\n")
    with pytest.raises(DataError, match=message):
        read_log(file)


def test_who_paid_for_nothing_is_no_customer_to_learn_from(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    rows = [f"{n % 20},2025-{1 + n // 28:02d}-{1 + n % 28:02d},0" for n in range(300)]
    file.write_text("\n".join(["customer,date,amount", *rows]))
    log = read_log(file)
    for measure in (evaluate_next_spend, evaluate_churn, segment_customers):
        with pytest.raises(DataError, match=r"hold 0 customer\(s\) who paid for something"):
            measure(log)


def test_an_empty_folder_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a file called transactions"):
        read_log(tmp_path)
