"""What somebody sent on a messaging platform, whichever it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Dict, List, Optional

GREETING = "/greet"
"""What opens a chat means, where a platform tells that it was opened."""
LONGEST_ID = 80
"""Longer ids of platforms are replaced by their hash; the databases have room for 120 characters."""


@dataclass(frozen=True)
class Event:
    """One message of one person; exactly one of `text`, `tap`, `photo` and `kind` says what was sent.

    One with `told` was sent by nobody: it is told to the sender without having been asked.
    """

    id: str
    """The platform's own id, by which a message that is sent again is known."""
    sender: str
    """Who wrote, as the platform names them. It never says which customer that is."""
    text: str = ""
    """What was typed; beside a photo, its caption."""
    tap: str = ""
    """The payload of a button."""
    shown: str = ""
    """What was written on that button, where the platform tells."""
    photo: str = ""
    """Where the platform keeps a photo: an id or an address."""
    kind: str = ""
    """Anything else that was sent, such as `sticker` (the names are keys of the texts of `fallback`)."""
    at: Optional[float] = None
    """When the platform says that it was sent, in seconds since 1970."""
    route: Dict[str, str] = field(default_factory=dict)
    """What an answer needs besides the sender."""
    told: List[Dict[str, Any]] = field(default_factory=list)
    """What is to be told, as messages of the bot."""

    def as_text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, kept: str) -> "Event":
        """Return what was kept."""
        return cls(**json.loads(kept))


def short(platform_id: object) -> str:
    """Return an id of a platform, or its hash if it is too long to be stored."""
    text = str(platform_id)
    if len(text) <= LONGEST_ID:
        return text
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
