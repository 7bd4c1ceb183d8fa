"""Small logs of purchases, and a larger one drawn from a known process."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomcore.customers.log import PurchaseLog, purchase_log

START = pd.Timestamp("2025-01-01")


def day(number: int) -> pd.Timestamp:
    return START + pd.Timedelta(days=number)


def log_of(*rows: tuple[str, int, float], **facts: object) -> PurchaseLog:
    """A log of (customer, day, amount)."""
    table = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    return purchase_log(table.assign(at=[day(n) for n in table.pop("day")]), name="test", **facts)


def drawn_log(customers: int = 120, days: int = 400, seed: int = 1) -> PurchaseLog:
    """Customers with rates of their own, some of whom leave for good; goods of three categories."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        rate, mean = rng.gamma(2.0, 0.02), rng.gamma(5.0, 8.0)
        until = min(days, rng.exponential(300) + 20)
        at = rng.uniform(0, 60)
        taste = rng.dirichlet([1, 1, 1])
        while at < until:
            rows.append((f"c{number:03d}", at, mean * rng.gamma(10, 0.1), rng.choice(3, p=taste)))
            at += rng.exponential(1 / rate)
    rows.append(("c000", days - 0.5, 20.0, 0))
    table = pd.DataFrame(rows, columns=["customer", "day", "amount", "kind"])
    table["at"] = START + pd.to_timedelta(table.pop("day"), unit="D")
    table["category"] = table["kind"].map({0: "tea", 1: "mugs", 2: "books"})
    table["product"] = table["category"] + "-1"
    ages = pd.Index([f"c{number:03d}" for number in range(customers)])
    people = pd.DataFrame(
        {"age": rng.integers(20, 70, customers), "gender": rng.choice(["f", "m"], customers)},
        index=ages,
    )
    return purchase_log(table, people=people, name="drawn", currency="EUR")
