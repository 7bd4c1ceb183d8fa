"""How long the console needs for a quarter of a year of exchanges, made up here.

Run: python -m benchmarks.journal [--conversations 50000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from ecomcore.config import Settings
from ecomcore.console import talks
from ecomcore.console.figures import by_skill, figures, over_time, read
from ecomcore.console.period import days_until
from ecomcore.console.recommended import effect
from ecomcore.shop import models as m
from ecomcore.shop.database import migrate, open_session

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAYS, MESSAGES, CUSTOMERS, PRODUCTS = 90, 4, 5000, 300


def rows(conversations: int, rng: Random) -> list[dict[str, object]]:
    """Return made-up exchanges, four a conversation."""
    found: list[dict[str, object]] = []
    for conversation in range(conversations):
        at = NOW - timedelta(days=rng.uniform(0, DAYS - 1))
        customer = f"C{rng.randrange(CUSTOMERS)}" if rng.random() < 0.4 else None
        for number in range(MESSAGES):
            in_vain = int(rng.random() < 0.2)
            found.append(
                {
                    "conversation_id": f"c{conversation}", "customer_id": customer, "number": number + 1,
                    "at": at + timedelta(seconds=30 * number), "channel": "web", "language": "en",
                    "said": f"message {rng.randrange(9999)} about a thing", "answered": "x" * 200,
                    "intent": "search_product", "confidence": 0.9, "skills": ["search_product"],
                    "is_missed": rng.random() < 0.05, "is_recommendation": rng.random() < 0.1,
                    "products": [f"p{rng.randrange(PRODUCTS)}" for _ in range(5)],
                    "searches": [{"words": "a thing", "found": 1 - in_vain}], "searched": 1,
                    "searched_in_vain": in_vain, "spent_ms": rng.uniform(5, 80),
                }
            )  # fmt: skip
    return found


def main() -> None:
    """Fill a database, and time what each page reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=50_000)
    count = parser.parse_args().conversations
    with TemporaryDirectory() as folder:
        settings = Settings(shop="big", var_dir=Path(folder))
        migrate("big", settings)
        with open_session("big", settings) as session:
            session.execute(insert(m.Exchange), rows(count, Random(1)))
        period = days_until(NOW, DAYS)
        with open_session("big", settings) as session:
            material = read(session, period)
            work: dict[str, Callable[[], object]] = {
                "read for the overview": lambda: read(session, period),
                "its figures": lambda: (
                    figures(material),
                    over_time(material),
                    by_skill(material),
                ),
                "conversations": lambda: talks.talks(session, period),
                "not understood": lambda: talks.unclear(session, period),
                "searches in vain": lambda: talks.unfound(session, period),
                "sales after recommendations": lambda: effect(session, period),
            }
            for name, do in work.items():
                started = time.perf_counter()
                do()
                print(f"{name}: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
