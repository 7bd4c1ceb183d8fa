"""What the chat says before anything is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.server import about


@pytest.mark.parametrize(
    ("now", "language", "said"),
    [
        ("2026-11-20T10:00:00+00:00", "en", None),  # a Friday
        ("2026-11-21T23:30:00+00:00", "en", "Our team is not there now; it is back on Mon 23 Nov"),
        ("2026-11-21T23:30:00+00:00", "zh", "人工客服现在不在"),
        ("2026-11-21T23:30:00+00:00", "xx", "Our team is not there now"),
    ],
)
def test_it_tells_when_nobody_is_there(service, now, language, said):
    service.settings = service.settings.model_copy(
        update={"now": datetime.fromisoformat(now).astimezone(UTC)}
    )
    notice = about.answer(service, language)["notice"]
    assert (notice is None) if said is None else (said in notice)
