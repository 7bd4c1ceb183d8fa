"""From raw rows to a log: what is dropped, why, and what is said about it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomcore.errors import EcomError
from ecomcore.recommend.cleaning import clean
from ecomcore.recommend.reading import instants, read_interactions

DAY = "2026-03-01"


def table(**columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    times = frame["timestamp"] if "timestamp" in frame else [DAY] * len(frame)
    return frame.assign(timestamp=pd.to_datetime(times, utc=True))


def test_clean_rows_all_stay() -> None:
    found = clean(table(customer=["a", "b"], item=["x", "y"]))
    assert (found.report.read, found.report.kept, found.report.dropped) == (2, 2, {})
    assert (list(found.customers), list(found.items)) == (["a", "b"], ["x", "y"])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"customer": ["a", None], "item": ["x", "x"]}, "no customer or item"),
        ({"customer": ["a", "b"], "item": ["x", " "]}, "no customer or item"),
        (
            {"customer": ["a", "b"], "item": ["x", "x"], "quantity": [1, -1]},
            "returned or cancelled",
        ),
        (
            {"customer": ["a", "b"], "item": ["x", "x"], "rating": [4, np.nan]},
            "rating is no number",
        ),
        ({"customer": ["a", "a"], "item": ["x", "x"]}, "said twice"),
    ],
)
def test_a_row_that_says_nothing_is_dropped_with_its_reason(columns: dict, reason: str) -> None:
    found = clean(table(**columns))
    assert found.report.dropped == {reason: 1}
    assert found.report.kept == 1


def test_the_future_is_dropped() -> None:
    rows = table(customer=["a", "b"], item=["x", "y"], timestamp=[DAY, "2099-01-01"])
    found = clean(rows, until=pd.Timestamp("2026-12-01", tz="UTC"))
    assert found.report.dropped == {"in the future": 1}


def test_items_that_no_longer_exist_are_dropped_and_the_others_keep_their_rows() -> None:
    found = clean(table(customer=["a", "b"], item=["gone", "y"]), items=["x", "y"])
    assert found.report.dropped == {"item no longer exists": 1}
    assert found.log.item.tolist() == [1]
    assert found.log.items == 2


def test_a_program_is_kept_out() -> None:
    people = table(customer=[f"p{n}" for n in range(50)], item=["x"] * 50)
    program = table(customer=["bot"] * 3000, item=[f"i{n}" for n in range(3000)])
    found = clean(pd.concat([people, program]))
    assert found.report.dropped == {"a program's events": 3000}
    assert found.report.customers == 50


def test_one_customer_alone_is_no_program() -> None:
    found = clean(table(customer=["a"] * 3000, item=[f"i{n}" for n in range(3000)]))
    assert found.report.kept == 3000


def test_rows_without_a_time_count_as_the_oldest() -> None:
    rows = table(customer=["a", "b"], item=["x", "y"], timestamp=[None, DAY])
    found = clean(rows)
    assert found.log.day.tolist() == [0.0, 0.0]
    assert found.report.notes == ("1 rows have no time and count as the oldest",)


def test_no_time_at_all_is_noted() -> None:
    rows = table(customer=["a", "b"], item=["x", "y"], timestamp=[None, None])
    assert clean(rows).report.notes == ("no row has a time: all count as happening at once",)


def test_equal_times_are_noted() -> None:
    assert clean(table(customer=["a", "b"], item=["x", "y"])).report.notes == (
        "all times are equal",
    )


def test_nothing_left_is_an_error_that_says_what_was_dropped() -> None:
    with pytest.raises(EcomError, match=r"no interactions to learn from \(1 returned or cancelled"):
        clean(table(customer=["a"], item=["x"], quantity=[0]))
    with pytest.raises(EcomError, match="no rows"):
        clean(table(customer=[], item=[]))


def test_a_date_becomes_days_since_the_first_event() -> None:
    rows = table(customer=["a", "b"], item=["x", "y"], timestamp=[DAY, "2026-03-05"])
    found = clean(rows)
    assert found.day_of("2026-03-03") == 2.0
    assert found.day_of(None) is None
    with pytest.raises(EcomError, match="'soon' is no date"):
        found.day_of("soon")


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet"])
def test_three_kinds_of_files_say_the_same(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"customer": [1, 2], "item": [7, 8], "timestamp": ["2026-03-01", "2026-03-02"]})  # fmt: skip
    file = tmp_path / f"log.{ending}"
    frame.to_parquet(file) if ending == "parquet" else frame.to_csv(file, index=False)
    found = clean(read_interactions(file))
    assert (list(found.customers), list(found.items)) == (["1", "2"], ["7", "8"])
    assert found.log.day.tolist() == [0.0, 1.0]


def test_other_names_and_separators_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("User_ID;Product_ID;Date\n17850.0;x;2026-03-01\n", "utf-8")
    found = clean(read_interactions(file))
    assert (list(found.customers), list(found.items)) == (["17850"], ["x"])


@pytest.mark.parametrize(
    "head",
    [
        "user_id:token\titem_id:token\ttimestamp:float",
        "Customer ID\tStock Code\tInvoiceDate",
        "household_id\tproduct_id\ttransaction_timestamp",
    ],
)
def test_columns_are_known_by_the_names_that_usual_files_have(tmp_path: Path, head: str) -> None:
    file = tmp_path / "log.inter"
    file.write_text(f"{head}\n17\t4\t1301616000\n")
    row = read_interactions(file).iloc[0]
    assert (row["customer"], row["item"]) == (17, 4)
    assert str(row["timestamp"]) == "2011-04-01 00:00:00+00:00"


def test_ids_beside_missing_ones_stay_whole_numbers(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("customer,item,timestamp\n17850,x,2026-03-01\n,y,2026-03-01\n", "utf-8")
    assert list(clean(read_interactions(file)).customers) == ["17850"]


def test_a_file_without_times_is_read_as_one_whose_rows_have_none(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("customer,item\na,x\nb,y\n")
    found = clean(read_interactions(file), until=pd.Timestamp("2026-01-01", tz="UTC"))
    assert len(found.log) == 2
    assert not found.has_times
    assert found.report.notes == ("no row has a time: all count as happening at once",)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("customer,thing\na,x\n", "utf-8")
    with pytest.raises(EcomError, match="has no column 'item' \\(found: customer, thing\\)"):
        read_interactions(file)
    with pytest.raises(EcomError, match="there is no file"):
        read_interactions(tmp_path / "none.csv")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PAR1 broken"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("log.csv", "log.parquet"):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(EcomError, match="log"):
            read_interactions(file)


def test_numbers_are_seconds_milliseconds_or_days() -> None:
    expected = pd.Timestamp("1997-12-04 15:55:49", tz="UTC")
    assert instants(pd.Series([881250949]))[0] == expected
    assert instants(pd.Series([881250949000]))[0] == expected
    assert instants(pd.Series([881250949 * 10**9]))[0] == expected
    assert instants(pd.Series([2.0]))[0] == pd.Timestamp("1970-01-03", tz="UTC")
    assert instants(pd.Series([19971204]))[0] == pd.Timestamp("1997-12-04", tz="UTC")
    assert instants(pd.Series(["no time"])).isna().all()


def test_a_day_above_twelve_tells_that_days_come_first() -> None:
    found = instants(pd.Series(["1/2/2011 8:26", "13/2/2011 8:26"]))
    assert found[0] == pd.Timestamp("2011-02-01 08:26", tz="UTC")
    assert instants(pd.Series(["1/2/2011 8:26"]))[0] == pd.Timestamp("2011-01-02 08:26", tz="UTC")
