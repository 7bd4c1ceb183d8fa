"""Figures that answers show: written into a folder under names that nobody can guess, and removed after a day."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from actions.turn.payloads import Picture
from actions.turn.turn import Turn

FOLDER = "pictures"
KEPT_S = 24 * 3600


def drawn(turn: Turn, draw: Callable[[Path], None], alt: str) -> Picture:
    """Draw a figure for this answer; `draw` writes a PNG into the path that it is given."""
    folder = turn.service.settings.var_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        if time.time() - old.stat().st_mtime > KEPT_S:
            old.unlink(missing_ok=True)
    name = f"{secrets.token_urlsafe(18)}.png"
    draw(folder / name)
    return Picture(name, alt)
