"""What several tests of the shop's deliveries need."""

from __future__ import annotations

import pytest
from moving_clock import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()
