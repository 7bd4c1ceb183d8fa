"""A checkerboard of taste, in which everybody can see what belongs to whom.

Eight customers, eight items: customers 0 to 3 take items 0 to 3, customers 4 to 7 take items 4 to 7; each leaves out
the one item on the diagonal, which is then what to recommend.
"""

import numpy as np

from ecomcore.recommend.log import Log

SIDE = 4
CUSTOMERS = ITEMS = 2 * SIDE


def board() -> Log:
    pairs = [
        (customer, item)
        for customer in range(CUSTOMERS)
        for item in range(ITEMS)
        if customer // SIDE == item // SIDE and customer != item
    ]
    customers, items = zip(*pairs, strict=True)
    return Log.of(customers, items, [float(n % 5) for n in range(len(pairs))], now=10.0)


def vectors() -> np.ndarray:
    """Vectors in which the items of a side lie together, and differ a little."""
    found = np.zeros((ITEMS, 3), dtype=np.float32)
    for item in range(ITEMS):
        found[item, item // SIDE] = 1.0
        found[item, 2] = 0.1 * (item % SIDE)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def history(*items: int, day: float = 9.0, customers: int = 1) -> Log:
    return Log.of(
        [0] * len(items), items, [day] * len(items), customers=customers, items=ITEMS, now=10.0
    )
