"""Interactions of customers with items as arrays: what every model learns from and is asked with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Rows = NDArray[np.int32]
Days = NDArray[np.float64]
Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Log:
    """Events of customers with items, oldest first.

    The arrays have one entry an event: `customer` and `item` are rows (0-based), `day` is the time in days since
    any fixed start, `weight` says how much the event tells (1 a purchase, less a look). `now` is the day from which
    ages are counted. A log of histories that a model is asked with has the same shape: a row a customer.
    """

    customer: Rows
    item: Rows
    day: Days
    weight: Weights
    customers: int
    items: int
    now: float

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.item)

    @classmethod
    def of(
        cls,
        customer: Sequence[int] | NDArray[np.integer],
        item: Sequence[int] | NDArray[np.integer],
        day: Sequence[float] | Days | None = None,
        weight: Sequence[float] | Weights | None = None,
        *,
        customers: int | None = None,
        items: int | None = None,
        now: float | None = None,
    ) -> Log:
        """Return a log of these events, sorted by day; counts and `now` default to what the events show."""
        who, what = np.asarray(customer, dtype=np.int32), np.asarray(item, dtype=np.int32)
        when = np.zeros(len(what)) if day is None else np.asarray(day, dtype=np.float64)
        much = np.ones(len(what)) if weight is None else weight
        order = np.argsort(when, kind="stable")
        return cls(
            who[order],
            what[order],
            when[order],
            np.asarray(much, dtype=np.float32)[order],
            int(who.max(initial=-1)) + 1 if customers is None else customers,
            int(what.max(initial=-1)) + 1 if items is None else items,
            float(when.max(initial=0.0)) if now is None else now,
        )

    def select(self, events: Mask, now: float | None = None) -> Log:
        """Return the chosen events; customers and items keep their rows."""
        return replace(
            self,
            customer=self.customer[events],
            item=self.item[events],
            day=self.day[events],
            weight=self.weight[events],
            now=self.now if now is None else now,
        )

    def of_customers(self, rows: NDArray[np.integer]) -> Log:
        """Return the events of these customers alone, renumbered in the order of `rows`."""
        place = np.full(self.customers, -1, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        kept = self.select(place[self.customer] >= 0)
        return replace(kept, customer=place[kept.customer], customers=len(rows))

    def decay(self, half_life_days: float | None) -> Weights:
        """Return the weight of each event, halved every `half_life_days` of its age; None: not at all."""
        if half_life_days is None:
            return self.weight
        ages = np.maximum(self.now - self.day, 0.0)
        return np.asarray(self.weight * 0.5 ** (ages / half_life_days), dtype=np.float32)

    def matrix(self, half_life_days: float | None = None) -> sparse.csr_matrix:
        """Return customers × items: the strongest event of each pair, float32, no zeros stored."""
        values = self.decay(half_life_days)
        key = self.customer.astype(np.int64) * self.items + self.item
        order = np.lexsort((-values, key))
        key, values = key[order], values[order]
        first = np.ones(len(key), dtype=np.bool_)
        first[1:] = key[1:] != key[:-1]
        key, values = key[first], values[first]
        rows, columns = key // max(self.items, 1), key % max(self.items, 1)
        found = sparse.csr_matrix(
            (values, (rows, columns)), shape=(self.customers, self.items), dtype=np.float32
        )
        found.eliminate_zeros()
        return found

    def counts(self) -> NDArray[np.int64]:
        """Return the number of customers that each item was taken by, shape (items,)."""
        pairs = np.unique(self.customer.astype(np.int64) * self.items + self.item)
        return np.bincount(pairs % max(self.items, 1), minlength=self.items).astype(np.int64)
