"""What became of each simulated order, and when: paid, sent, delivered, cancelled, sent back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.simulate.assumptions import Assumptions
from ecomcore.simulate.catalogue import Floats, Ints

HOUR_S = 3_600
DAY_S = 86_400
STEPS = ("placed", "paid", "processing", "shipped", "delivered", "cancelled", "returned")
STATUS_OF_STEP = {"placed": "pending", **{step: step for step in STEPS[1:]}}
CARRIERS = {"China": "yunfan"}
CARRIER_ELSEWHERE = "kestrel"
TRANSIT_DAYS = {
    "China": 2.5,
    "Netherlands": 2.0,
    "Germany": 2.5,
    "United States": 5.0,
    "Australia": 6.0,
}
TRANSIT_DAYS_ELSEWHERE = 4.0
PROMISED_DAYS = 6


@dataclass(frozen=True)
class Fates:
    """When each order took each step: seconds since the first day, NaN for never.

    `at` has the shape (orders, steps); steps after `now` have been removed; `expected` is the
    promised day, as a day number.
    """

    at: Floats
    expected: Ints
    carrier: NDArray[np.str_]
    tracking: NDArray[np.str_]

    @property
    def statuses(self) -> NDArray[np.str_]:
        """The status of each order: that of its last step."""
        last = np.nanargmax(self.at, axis=1)
        names = np.array([STATUS_OF_STEP[step] for step in STEPS], dtype=np.str_)
        statuses: NDArray[np.str_] = names[last]
        return statuses


def simulate_fates(
    placed: Ints,
    countries: NDArray[np.str_],
    now: int,
    assumptions: Assumptions,
    rng: np.random.Generator,
) -> Fates:
    """Draw the steps of all orders up to `now` (seconds since the first day)."""
    count = len(placed)
    at = np.full((count, len(STEPS)), np.nan)
    step = {name: index for index, name in enumerate(STEPS)}
    is_slow = rng.random(count) < assumptions.slow_payment
    waits = np.where(
        is_slow, rng.exponential(14 * HOUR_S, count) + HOUR_S, rng.integers(20, 400, count)
    )
    transit = np.array(
        [TRANSIT_DAYS.get(country, TRANSIT_DAYS_ELSEWHERE) for country in countries.tolist()]
    )
    at[:, step["placed"]] = placed
    at[:, step["paid"]] = placed + np.rint(waits)
    at[:, step["processing"]] = at[:, step["paid"]] + rng.integers(2 * HOUR_S, 20 * HOUR_S, count)
    at[:, step["shipped"]] = at[:, step["processing"]] + rng.integers(
        6 * HOUR_S, 40 * HOUR_S, count
    )
    days = transit * rng.gamma(8.0, 1 / 8.0, count)
    at[:, step["delivered"]] = at[:, step["shipped"]] + np.rint(days * DAY_S)
    returns = rng.random(count) < assumptions.returned
    after = rng.integers(2 * DAY_S, 24 * DAY_S, count)
    at[returns, step["returned"]] = (at[:, step["delivered"]] + after)[returns]
    cancels = rng.random(count) < assumptions.cancelled
    paid, shipped = at[:, step["paid"]], at[:, step["shipped"]]
    cancelled = np.ceil(paid + rng.random(count) * (shipped - paid))
    at[cancels, step["cancelled"]] = cancelled[cancels]
    late = cancels[:, None] & (at > cancelled[:, None])
    late[:, step["cancelled"]] = False
    at[late] = np.nan
    expected = np.nan_to_num(at[:, step["shipped"]] // DAY_S).astype(np.int64) + PROMISED_DAYS
    at[at >= now] = np.nan
    carrier = np.array([CARRIERS.get(country, CARRIER_ELSEWHERE) for country in countries.tolist()])
    numbers = rng.integers(10**9, 10**10, count)
    prefix = np.char.upper(np.array([name[:2] for name in carrier.tolist()], dtype="<U2"))
    return Fates(at, expected, carrier, np.char.add(prefix, numbers.astype(str)))


def shipment_rows(order_ids: NDArray[np.str_], fates: Fates, first: np.datetime64) -> pd.DataFrame:
    """Return the rows of `shipments.csv` of the orders that have been sent."""
    shipped, delivered = fates.at[:, STEPS.index("shipped")], fates.at[:, STEPS.index("delivered")]
    sent = np.flatnonzero(~np.isnan(shipped))
    return pd.DataFrame(
        {
            "order_id": order_ids[sent],
            "carrier": fates.carrier[sent],
            "tracking_number": fates.tracking[sent],
            "status": np.where(np.isnan(delivered[sent]), "in_transit", "delivered"),
            "shipped_at": instants(shipped[sent], first),
            "expected_on": (first + fates.expected[sent]).astype(str),
            "delivered_at": instants(delivered[sent], first),
        }
    )


def event_rows(order_ids: NDArray[np.str_], fates: Fates, first: np.datetime64) -> pd.DataFrame:
    """Return the rows of `order_events.csv`, order by order in the sequence of time."""
    order, step = np.nonzero(~np.isnan(fates.at))
    at = fates.at[order, step]
    rows = np.lexsort((step, at, order))
    return pd.DataFrame(
        {
            "order_id": order_ids[order[rows]],
            "at": instants(at[rows], first),
            "kind": np.array(STEPS)[step[rows]],
            "detail": "",
        }
    )


def instants(seconds: Floats | Ints, first: np.datetime64) -> NDArray[np.str_]:
    """Return seconds since the first day as ISO texts in UTC; an empty text for NaN."""
    known = ~np.isnan(seconds)
    moments = first.astype("datetime64[s]") + np.where(known, seconds, 0).astype(np.int64)
    texts = np.char.add(np.datetime_as_string(moments, unit="s"), "Z")
    return np.where(known, texts, "")
