"""What a process uses, as Linux counts it: processor time and memory, its children included."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Processor seconds up to a moment, and the memory held then."""

    at: float
    cpu_s: float
    mb: float

    def since(self, before: Usage) -> Usage:
        """Return what was used after `before`, with the memory of now."""
        return Usage(self.at - before.at, self.cpu_s - before.cpu_s, self.mb)

    def as_dict(self, messages: int) -> dict[str, float]:
        """Return how many cores were busy with it, what each message took of them, and the memory in MB."""
        return {
            "cores": round(self.cpu_s / self.at, 2),
            "cpu_ms": round(1000 * self.cpu_s / max(1, messages), 1),
            "mb": round(self.mb),
        }


def usage(pid: int) -> Usage:
    """Return what a process and its children use now; nothing where it has ended or this is no Linux."""
    cpu_s = mb = 0.0
    for one in [pid, *_children(pid)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        cpu_s += (int(fields[11]) + int(fields[12])) / TICKS
        mb += (
            next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            / 1024
        )
    return Usage(time.monotonic(), cpu_s, mb)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += [int(child), *_children(int(child))]
    return found
