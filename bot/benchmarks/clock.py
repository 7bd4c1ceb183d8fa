"""Measures time: on the wall, and of the processor, which other work on the machine changes less."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Spent:
    """Seconds that passed, and seconds that the processor worked for this process, all its threads together."""

    wall_s: float
    cpu_s: float


class Clock:
    """Runs from the moment it is made."""

    def __init__(self) -> None:
        """Start."""
        self._wall = time.perf_counter()
        self._cpu = time.process_time()

    def spent(self) -> Spent:
        """Return what was spent since the start."""
        return Spent(time.perf_counter() - self._wall, time.process_time() - self._cpu)
