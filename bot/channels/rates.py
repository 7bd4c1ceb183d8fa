"""How often a shopper may send something, and when again."""

from __future__ import annotations

import math
import os
import time
from typing import Optional

from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter


class Rates:
    """Counts per minute what comes under a key; over several processes where there is a Redis."""

    def __init__(self) -> None:
        """Count in `ECOM_REDIS_URL`, or else in this process."""
        self._limiter = SlidingWindowCounterRateLimiter(
            storage_from_string(os.environ.get("ECOM_REDIS_URL") or "memory://")
        )

    def wait_s(self, key: str, per_minute: int) -> Optional[int]:
        """Count one more, and return None; or count nothing and return the seconds until one is allowed again."""
        item = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(item, key):
            return None
        left_s: float = self._limiter.get_window_stats(item, key).reset_time - time.time()
        return max(1, math.ceil(left_s))
