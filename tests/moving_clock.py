"""A clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """Tells `now`, which begins with the true time."""

    def __init__(self) -> None:
        """Begin with the true time."""
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the time that it is set to."""
        return self.now
