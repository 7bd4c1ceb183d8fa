"""The most memory that a process holds while something runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
EVERY_S = 0.02
STATM = Path("/proc/self/statm")


@dataclass
class Peak:
    """The peak, in megabytes of resident memory; known when the block has ended."""

    megabytes: float = 0.0


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Watch the resident memory of this process from a thread; 0 on systems without /proc."""
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while True:
            peak.megabytes = max(peak.megabytes, resident_mb())
            if ended.wait(EVERY_S):
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
        peak.megabytes = max(peak.megabytes, resident_mb())


def resident_mb() -> float:
    """Return the resident memory of this process in megabytes, 0 where the system does not tell."""
    try:
        pages = int(STATM.read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
