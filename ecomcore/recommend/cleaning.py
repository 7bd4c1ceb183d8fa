"""Turns raw interactions into a log, and reports what was dropped and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import pandas as pd

from ecomcore.errors import EcomError
from ecomcore.recommend.log import Log

BOT_ITEMS = 2_000
BOT_TIMES_TYPICAL = 100
"""A customer with more different items than both is a program or a whole company: kept out of learning."""

DAY_S = 86_400.0
CLOSEST_S = 1.0


@dataclass(frozen=True)
class CleaningReport:
    """How many rows were read, dropped by reason, and kept."""

    read: int
    kept: int
    customers: int
    items: int
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the fields for JSON output."""
        return asdict(self)


@dataclass(frozen=True)
class Interactions:
    """A clean log, the names of its rows, when each day began, and the report."""

    log: Log
    customers: Sequence[str]
    items: Sequence[str]
    start: pd.Timestamp
    report: CleaningReport
    has_times: bool = True

    def day_of(self, date: str | None) -> float | None:
        """Return a date as days since `start`, None for None.

        Raises:
            EcomError: it is no date, or the interactions have no times.
        """
        if date is None:
            return None
        if not self.has_times:
            raise EcomError("the interactions have no times, so they cannot be divided at a date")
        try:
            found = pd.Timestamp(date)
        except ValueError as error:
            raise EcomError(f"{date!r} is no date; write it as 2011-04-01") from error
        found = found.tz_localize("UTC") if found.tzinfo is None else found.tz_convert("UTC")
        return float((found - self.start).total_seconds() / DAY_S)


def clean(
    table: pd.DataFrame, *, until: pd.Timestamp | None = None, items: Sequence[str] | None = None
) -> Interactions:
    """Return what can be learned from, out of the columns of `read_interactions`.

    Dropped are rows without a customer or an item, returned and cancelled lines (quantity of 0 or less), ratings that
    are no number, events after `until` (default: nothing is too late), rows that say the same twice within a second,
    and the events of programs: customers with more than 2,000 different items and a hundred times the typical number.
    Rows without a time count as the oldest ones; where no row has a time, that is noted. `items` fixes the rows of the
    items and drops events with any other.

    Raises:
        EcomError: nothing is left to learn from.
    """
    read = len(table)
    table, dropped = _kept(table, until, items)
    notes = []
    timed = table["timestamp"].notna()
    if not timed.any():
        notes.append("no row has a time: all count as happening at once")
    elif not timed.all():
        notes.append(f"{int((~timed).sum())} rows have no time and count as the oldest")
    start = table["timestamp"].min() if timed.any() else pd.Timestamp(0, tz="UTC")
    days = ((table["timestamp"] - start).dt.total_seconds() / DAY_S).fillna(0.0)
    table = table.assign(day=days.to_numpy(dtype=np.float64))
    rounded = (table["day"] * DAY_S / CLOSEST_S).round()
    twice = table.assign(at=rounded).duplicated(["customer", "item", "at"])
    table = _keep(table, ~twice, "said twice", dropped)
    table = _keep(table, ~table["customer"].isin(_programs(table)), "a program's events", dropped)
    if table.empty:
        lost = ", ".join(f"{count} {reason}" for reason, count in dropped.items()) or "no rows"
        raise EcomError(f"there are no interactions to learn from ({lost})")
    who, customers = pd.factorize(table["customer"], sort=True)
    if items is None:
        what, found = pd.factorize(table["item"], sort=True)
        names = [str(name) for name in found]
    else:
        names = list(items)
        what = pd.Series(np.arange(len(names)), index=names).loc[table["item"]].to_numpy()
    weight = table["weight"].to_numpy(dtype=np.float32) if "weight" in table else None
    log = Log.of(
        who, what, table["day"].to_numpy(), weight,
        customers=len(customers), items=len(names),
    )  # fmt: skip
    report = CleaningReport(
        read, len(table), len(customers), len(np.unique(what)), dropped, tuple(notes)
    )
    if len(customers) > 1 and table["day"].max() == table["day"].min() and not notes:
        report = replace(report, notes=(*report.notes, "all times are equal"))
    return Interactions(
        log, [str(name) for name in customers], names, start, report,
        has_times=bool(table["day"].max() > table["day"].min()),
    )  # fmt: skip


def _kept(
    table: pd.DataFrame, until: pd.Timestamp | None, items: Sequence[str] | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the rows that can be used, each by itself, and how many were dropped by reason."""
    dropped: dict[str, int] = {}
    named = table["customer"].notna() & table["item"].notna()
    table = _keep(table, named, "no customer or item", dropped)
    table = table.assign(customer=_names(table["customer"]), item=_names(table["item"]))
    named = (table["customer"] != "") & (table["item"] != "")
    table = _keep(table, named, "no customer or item", dropped)
    if "quantity" in table and table["quantity"].notna().any():
        sold = table["quantity"].isna() | (table["quantity"] > 0)
        table = _keep(table, sold, "returned or cancelled", dropped)
    if "rating" in table and table["rating"].notna().any():
        table = _keep(table, table["rating"].notna(), "rating is no number", dropped)
    if until is not None:
        past = table["timestamp"].isna() | (table["timestamp"] <= until)
        table = _keep(table, past, "in the future", dropped)
    if items is not None:
        table = _keep(table, table["item"].isin(set(items)), "item no longer exists", dropped)
    return table, dropped


def _keep(
    table: pd.DataFrame, mask: pd.Series, reason: str, dropped: dict[str, int]
) -> pd.DataFrame:
    """Return the marked rows, and add the others to what was dropped for the reason."""
    lost = int((~mask).sum())
    if lost:
        dropped[reason] = dropped.get(reason, 0) + lost
    return table[mask]


def _names(values: pd.Series) -> pd.Series:
    """Return ids as text; 17850.0, which an id becomes beside missing ones, is 17850 again."""
    if pd.api.types.is_float_dtype(values) and (values % 1 == 0).all():
        values = values.astype("int64")
    return values.astype(str).str.strip()


def _programs(table: pd.DataFrame) -> list[str]:
    """Return the customers whose number of different items no person reaches."""
    different = table.groupby("customer")["item"].nunique()
    if different.empty:
        return []
    limit = max(BOT_ITEMS, BOT_TIMES_TYPICAL * float(different.median()))
    found = different.index[different > limit]
    return [str(name) for name in found] if len(found) < len(different) else []
