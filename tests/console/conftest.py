"""A small shop with a day of exchanges that can be counted in the head."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecomcore.console.period import Period
from ecomcore.shop import models as m


@pytest.fixture
def day(now) -> Period:
    """The day of the tests, in UTC."""
    start = now.replace(hour=0)
    return Period(start, start + timedelta(days=1))


@pytest.fixture
def say(session, now):
    """Write an exchange of a conversation, `hours` after noon."""

    def write(conversation: str, said: str = "hello", *, hours: float = 0, **fields: Any) -> None:
        values = {
            "conversation_id": conversation, "number": 1, "at": now + timedelta(hours=hours), "channel": "web",
            "language": "en", "said": said, "answered": "…", "intent": "greet", "confidence": 0.9,
            "skills": ["greet"], "spent_ms": 10.0,
        }  # fmt: skip
        searches = fields.get("searches", [])
        counted = {
            "searched": len(searches),
            "searched_in_vain": sum(search["found"] == 0 for search in searches),
        }
        session.add(m.Exchange(**{**values, **counted, **fields}))
        session.flush()

    return write
