"""Questions whose answers are known, for each situation in which a shop recommends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.recommend.log import Log
from ecomcore.recommend.splitting import Split

SITUATIONS = ("product", "cart", "after")
SEED = 5


def baskets_of(log: Log) -> list[tuple[int, float, NDArray[np.int32]]]:
    """Return customer, day and different items of each basket (what a customer took on one day), oldest first."""
    whole = np.floor(log.day)
    order = np.lexsort((log.customer, whole))
    customer, day, item = log.customer[order], whole[order], log.item[order]
    if not len(item):
        return []
    first = np.flatnonzero(
        np.concatenate([[True], (customer[1:] != customer[:-1]) | (day[1:] != day[:-1])])
    )
    ends = np.append(first[1:], len(item))
    return [
        (int(customer[a]), float(day[a]), np.unique(item[a:b]))
        for a, b in zip(first, ends, strict=True)
    ]


def questions(situation: str, log: Log, begin: float, seed: int = SEED) -> Split | None:
    """Return a split whose customers are questions taken from the baskets from day `begin` on; None if there are none.

    `product`: one item of a basket asks for the others; `cart`: all but one ask for that one; `after`: a basket asks
    for what the same customer takes next and had not taken then.
    """
    rng = np.random.default_rng(seed)
    asked: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    baskets = baskets_of(log)
    if situation == "after":
        last: dict[int, NDArray[np.int32]] = {}
        for customer, day, items in baskets:
            before = last.get(customer)
            if before is not None and day >= begin:
                asked.append((before, np.setdiff1d(items, before)))
            last[customer] = items
    else:
        for _, day, items in baskets:
            if day >= begin and len(items) > 1:
                one = rng.permutation(items)
                asked.append((one[:1], one[1:]) if situation == "product" else (one[1:], one[:1]))
    asked = [(given, wanted) for given, wanted in asked if len(given) and len(wanted)]
    return _split(asked, log) if asked else None


def _split(asked: list[tuple[NDArray[np.int32], NDArray[np.int32]]], log: Log) -> Split:
    rows = np.concatenate([np.full(len(given), row) for row, (given, _) in enumerate(asked)])
    items = np.concatenate([given for given, _ in asked])
    histories = Log.of(
        rows, items, np.full(len(items), log.now), customers=len(asked), items=log.items, now=log.now
    )  # fmt: skip
    targets = np.concatenate([np.full(len(wanted), row) for row, (_, wanted) in enumerate(asked)])
    wanted = np.concatenate([wanted for _, wanted in asked])
    shape = (len(asked), log.items)
    new = sparse.csr_matrix((np.ones(len(wanted), np.bool_), (targets, wanted)), shape=shape)
    return Split("time", histories, new, sparse.csr_matrix(shape, dtype=np.bool_))
