"""What customers bought: the one table that all analyses of customers and sales start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ecomcore.errors import DataError

Promotions = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class PurchaseLog:
    """Lines of purchases, oldest first, and what is known about the people who made them.

    Attributes:
        lines: one row a line with `customer` (a number, the place in `names`), `at` (instant, UTC, without a zone),
            `amount` (in units of the currency, negative for what came back), `order` (a number), `quantity`;
            `product`, `category` and `discount` (what was taken off, a positive amount) where the source has them.
        names: the customers' ids.
        people: one row a customer, indexed by id: age, gender and whatever else the source says; None where it says
            nothing.
        currency: three-letter code, empty where unknown.
        name: what the data are called in reports.
        synthetic: whether the purchases are simulated.
        promotions: first and last day of the shop's promotions, past and announced.
        events: one row each time that a customer looked at something, with `customer` (id), `kind` (as view, search,
            cart) and `at`; None where nobody counted.
        uses_protected: whether models may learn from the age and gender of people.
    """

    lines: pd.DataFrame
    names: pd.Index
    people: pd.DataFrame | None = None
    currency: str = ""
    name: str = ""
    synthetic: bool = False
    promotions: Promotions = ()
    events: pd.DataFrame | None = None
    uses_protected: bool = True

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row an order, oldest first: `customer`, `at`, `amount`, `items`, `lines`, `discount`.

        Only what was bought counts; lines with nothing or less to pay are left out.
        """
        bought = self.bought
        spec = {
            "at": ("at", "min"),
            "amount": ("amount", "sum"),
            "items": ("quantity", "sum"),
            "lines": ("amount", "size"),
        }
        if "discount" in bought:
            spec["discount"] = ("discount", "sum")
        found = bought.groupby(["customer", "order"], sort=False).agg(**spec)
        found = found.reset_index().sort_values("at", kind="stable", ignore_index=True)
        return found

    @cached_property
    def bought(self) -> pd.DataFrame:
        """The lines that somebody paid for."""
        return self.lines[self.lines["amount"] > 0]

    @property
    def start(self) -> pd.Timestamp:
        """The day of the first line."""
        return pd.Timestamp(self.lines["at"].iloc[0]).normalize()

    @property
    def end(self) -> pd.Timestamp:
        """The day after the last line: everything lies before it."""
        return pd.Timestamp(self.lines["at"].iloc[-1]).normalize() + pd.Timedelta(days=1)

    @property
    def days(self) -> int:
        """Days from the first line to the last."""
        return int((self.end - self.start).days)

    def before(self, cutoff: pd.Timestamp) -> PurchaseLog:
        """Return what was known at `cutoff`: the lines before it."""
        count = int(self.lines["at"].searchsorted(cutoff, side="left"))
        return replace(self, lines=self.lines.iloc[:count])

    def between(self, start: pd.Timestamp, end: pd.Timestamp) -> PurchaseLog:
        """Return the lines from `start` (inclusive) to `end` (exclusive)."""
        at = self.lines["at"]
        first, last = (int(at.searchsorted(moment, side="left")) for moment in (start, end))
        return replace(self, lines=self.lines.iloc[first:last])

    def require(self, *, days: int = 0, customers: int = 1) -> None:
        """Check that there is enough to work with.

        Raises:
            DataError: there are fewer days or customers than that.
        """
        if self.lines.empty:
            raise DataError(f"{self.name or 'the data'} hold no purchase")
        if self.days < days:
            raise DataError(
                f"{self.name or 'the data'} cover {self.days} days; this needs at least {days}"
            )
        found = self.bought["customer"].nunique()
        if found < customers:
            raise DataError(
                f"{self.name or 'the data'} hold {found} customer(s) who paid for something; this needs at least "
                f"{customers}"
            )


def purchase_log(table: pd.DataFrame, **facts: Any) -> PurchaseLog:
    """Return the log of a table with at least `customer`, `at` and `amount`.

    Lines of one customer at one moment are one order where there is no column `order`; a line without `quantity` is
    one piece. `facts` are the other attributes of `PurchaseLog`.
    """
    lines = table.sort_values("at", kind="stable", ignore_index=True)
    codes, names = pd.factorize(lines["customer"].astype(str), sort=True)
    lines["customer"] = codes.astype("int32")
    lines["amount"] = lines["amount"].astype("float64")
    if "order" in lines:
        lines["order"] = pd.factorize(lines["order"])[0]
    else:
        lines["order"] = lines.groupby(["customer", "at"], sort=False).ngroup()
    if "quantity" not in lines:
        lines["quantity"] = 1
    for column in ("product", "category"):
        if column in lines:
            lines[column] = lines[column].astype("category")
    return PurchaseLog(lines=lines, names=pd.Index(names), **facts)
