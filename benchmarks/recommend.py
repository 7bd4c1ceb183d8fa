"""Speed and memory of the recommender on generated interactions as many and as skewed as a large shop's.

`python -m benchmarks.recommend` draws 10 million interactions of 100,000 customers with 50,000 items (popularity of
items and activity of customers follow power laws, each customer prefers some of 200 departments), trains the default
blend as a build does, beside the `implicit` library's own item-kNN and ALS, and asks for single lists. It needs
some gigabytes and minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable

import numpy as np

from ecomcore.recommend.blend import listed_items
from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import LIST, best
from ecomcore.recommend.memory import peak_memory
from ecomcore.recommend.splitting import Split, split_log
from ecomcore.recommend.tuning import blend_of, choose, fit_all, kinds

DEPARTMENTS = 200
TIMED = 300


def generate(customers: int, items: int, events: int, seed: int = 1) -> Log:
    """Return a log over a year in which few items and few customers have most of the events."""
    rng = np.random.default_rng(seed)
    activity = (1 + np.arange(customers)) ** -0.6
    popular = (1 + np.arange(items)) ** -0.8
    department = rng.integers(0, DEPARTMENTS, items)
    by_department = [np.flatnonzero(department == d) for d in range(DEPARTMENTS)]
    who = rng.choice(customers, events, p=activity / activity.sum()).astype(np.int32)
    taste = rng.integers(0, DEPARTMENTS, (customers, 4))
    where = taste[who, rng.integers(0, 4, events)]
    what = rng.choice(items, events, p=popular / popular.sum()).astype(np.int32)
    own = rng.random(events) < 0.7
    for number, rows in enumerate(by_department):
        chosen = np.flatnonzero(own & (where == number))
        shares = popular[rows] / popular[rows].sum()
        what[chosen] = rng.choice(rows, len(chosen), p=shares)
    days = rng.random(events) * 365
    return Log.of(who, what, days, customers=customers, items=items, now=365.0)


def main() -> None:
    """Generate, train, ask, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    given = parser.parse_args()
    log = generate(given.customers, given.items, given.events)
    split = split_log(log, "time")
    found = {"blend": _blend(split), "implicit": _implicit(split)}
    print(json.dumps({"log": vars(given), "distinct": int(log.matrix().nnz), **found}, indent=1))


def _blend(split: Split) -> dict[str, float]:
    of = kinds()
    steps: dict[str, float] = {}
    last = ["", time.perf_counter()]

    def say(text: str) -> None:
        now = time.perf_counter()
        if last[0]:
            steps[str(last[0])] = round(now - float(last[1]), 1)
        print(text, file=sys.stderr, flush=True)
        last[:] = [text, now]

    with peak_memory() as peak:
        started = time.perf_counter()
        chosen = choose(split, of, say=say)
        blend = blend_of(fit_all(split.train, of, chosen, say=say), chosen)
        seconds = time.perf_counter() - started
        say("asking")
    return {
        "train_s": round(seconds, 1),
        "peak_memory_mb": round(peak.megabytes),
        **_asked(split, blend.scores),
        **{f"{name} (s)": value for name, value in steps.items()},
    }


def _implicit(split: Split) -> dict[str, float]:
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import CosineRecommender

    matrix = split.train.matrix()
    found: dict[str, float] = {}
    for name, model in (
        ("cosine", CosineRecommender(K=200)),
        ("als", AlternatingLeastSquares(factors=64, iterations=12, random_state=0)),
    ):
        with peak_memory() as peak:
            started = time.perf_counter()
            model.fit(matrix, show_progress=False)
            found[f"{name}_train_s"] = round(time.perf_counter() - started, 1)
        found[f"{name}_peak_memory_mb"] = round(peak.megabytes)
        taken = []
        for customer in split.asked()[:TIMED]:
            started = time.perf_counter()
            model.recommend(customer, matrix[customer], N=LIST)
            taken.append(time.perf_counter() - started)
        found[f"{name}_p95_ms"] = round(float(np.quantile(taken, 0.95)) * 1e3, 2)
    return found


def _asked(split: Split, scorer: Callable[[Log], np.ndarray]) -> dict[str, float]:
    """Return how long single customers wait for a list of ten."""
    customers = split.asked()[: TIMED + 10]
    histories = [split.train.of_customers(np.array([customer])) for customer in customers]
    taken = []
    for history in histories:
        started = time.perf_counter()
        scores = np.where(listed_items(history), scorer(history), -np.inf)
        best(scores.astype(np.float32), LIST)
        taken.append(time.perf_counter() - started)
    waits = np.array(taken[10:])
    return {
        "p50_ms": round(float(np.median(waits)) * 1e3, 2),
        "p95_ms": round(float(np.quantile(waits, 0.95)) * 1e3, 2),
    }


if __name__ == "__main__":
    main()
