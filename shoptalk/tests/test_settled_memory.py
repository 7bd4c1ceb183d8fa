"""What a process needed only to get ready goes back to the system."""

from __future__ import annotations

from pathlib import Path

from shoptalk.memory import settle


def resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


def test_what_was_used_to_get_ready_is_handed_back() -> None:
    parts = [bytes(1000) for _ in range(60_000)]
    kept = parts[::100]
    before = resident_pages()
    del parts
    settle()
    assert resident_pages() < before - 8_000  # of 4 kB each
    assert len(kept) == 600
