"""Short names for texts that have none of their own."""

from __future__ import annotations

import hashlib


def fingerprint(*parts: str) -> str:
    """Return a short name for texts, always the same for the same."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
