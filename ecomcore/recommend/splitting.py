"""Divides a log into a part to learn from and a part to be asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.errors import EcomError
from ecomcore.recommend.log import Log

SplitKind = Literal["time", "leave-last", "random", "cold"]
SPLITS: tuple[SplitKind, ...] = ("time", "leave-last", "random", "cold")
TEST_SHARE = 0.2
RANDOM_TEST_SHARE = 0.25
COLD_SHARE = 0.2
WINDOW_SHARE = 0.1
WINDOWS = 4
SEED = 42


@dataclass(frozen=True)
class Split:
    """A training log; the same customers' later items as a matrix (customers × items); what may be listed.

    `new` holds the later items that a customer did not have before, `again` those that he did. `candidates` limits
    the items that lists are made of; None allows all that training knows.
    """

    kind: SplitKind
    train: Log
    new: sparse.csr_matrix
    again: sparse.csr_matrix
    cut_day: float | None = None
    candidates: NDArray[np.int64] | None = None

    def asked(self, *, again: bool = False) -> NDArray[np.int64]:
        """Return the customers who have both a history and something to be found."""
        known = np.bincount(self.train.customer, minlength=self.train.customers) > 0
        targets = np.diff((self.again if again else self.new).indptr) > 0
        return np.flatnonzero(known & targets)


def split_log(
    log: Log,
    kind: SplitKind,
    *,
    seed: int = SEED,
    cut_day: float | None = None,
    end_day: float | None = None,
    test_share: float = TEST_SHARE,
) -> Split:
    """Divide `log` into training and test.

    `time`: everything from `cut_day` on is the test (default: the latest `test_share` of the events, cut between two
    days); `leave-last`: the last event of each customer who has at least two; `random`: a quarter of the events, drawn
    with `seed`; `cold`: all events with a fifth of the items, which training never sees and lists are made of.

    Raises:
        EcomError: one of the two parts would be empty.
    """
    if end_day is not None:
        log = log.select(log.day < end_day)
    candidates = None
    if kind == "time":
        cut_day = _cut(log, test_share) if cut_day is None else cut_day
        train = log.day < cut_day
    elif kind == "leave-last":
        train = ~_last(log)
    elif kind == "random":
        order = np.random.RandomState(seed).permutation(len(log))
        train = np.zeros(len(log), dtype=np.bool_)
        train[order[: round(len(log) * (1 - RANDOM_TEST_SHARE))]] = True
    else:
        rng = np.random.default_rng(seed)
        candidates = np.sort(rng.permutation(log.items)[: max(1, round(log.items * COLD_SHARE))])
        train = ~np.isin(log.item, candidates)
    if not train.any() or train.all():
        raise EcomError(
            f"a split by {kind!r} of {len(log)} events of {log.customers} customers leaves "
            f"{int(train.sum())} to learn from and {int((~train).sum())} to ask about; "
            "give more interactions, or another --split"
        )
    now = cut_day if kind == "time" and cut_day is not None else float(log.day[train].max())
    learn = log.select(train, now=now)
    had, later = learn.matrix() > 0, log.select(~train).matrix() > 0
    again = later.multiply(had).tocsr()
    new = (later.astype(np.int8) - again.astype(np.int8)).tocsr()
    new.eliminate_zeros()
    return Split(kind, learn, new.astype(np.bool_), again.astype(np.bool_), cut_day, candidates)


def inner_splits(split: Split, *, seed: int = SEED) -> list[Split]:
    """Divide the training part once more, in the same manner, for choosing settings and weights; the latest first.

    A split by time gives up to four windows, each a tenth of the training events, back from the latest: what is to be
    chosen is how things stand now, but one window alone may be a season that just ends. Where the times do not allow
    it, the split is a random one.
    """
    log = split.train
    kind: SplitKind = "random" if split.kind == "cold" else split.kind
    try:
        latest = split_log(log, kind, seed=seed + 1, test_share=WINDOW_SHARE)
    except EcomError:
        return [split_log(log, "random", seed=seed + 1)]
    if latest.cut_day is None:
        return [latest]
    windows = [latest]
    while len(windows) < WINDOWS:
        share = WINDOW_SHARE / (1 - len(windows) * WINDOW_SHARE)
        try:
            windows.append(split_log(windows[-1].train, "time", seed=seed + 1, test_share=share))
        except EcomError:
            break
    return windows


def _cut(log: Log, test_share: float) -> float:
    """Return the start of the day that leaves about that share of the events after it."""
    if not len(log):
        return 0.0
    exact = float(log.day[min(round(len(log) * (1 - test_share)), len(log) - 1)])
    for cut in (np.floor(exact), np.ceil(exact), exact, np.nextafter(exact, np.inf)):
        if log.day[0] < cut <= log.day[-1]:
            return float(cut)
    return exact


def _last(log: Log) -> NDArray[np.bool_]:
    """Mark the last event of each customer with at least two different ones (the log is sorted by time)."""
    last = np.full(log.customers, -1, dtype=np.int64)
    last[log.customer] = np.arange(len(log))
    counts = np.bincount(log.customer, minlength=log.customers)
    marked = np.zeros(len(log), dtype=np.bool_)
    marked[last[counts >= 2]] = True
    return marked
