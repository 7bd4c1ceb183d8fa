"""One thing that a message asks for, as Rasa understood it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
SURE = 0.75
"""A message is taken at its words where the classifier is this sure of its intent."""


@dataclass(frozen=True)
class Request:
    """One thing that a message asks for; a message may ask for several."""

    text: str
    intent: str
    confidence: float = 1.0
    entities: tuple[Json, ...] = ()
    ranking: tuple[Json, ...] = ()
    """The intents that the classifier finds likely for these words, the best first."""
    is_part: bool = False
    """Whether the message asks for something else, too."""
    pieces: tuple[Request, ...] = ()
    """The pieces of the message that were taken together for it, where more than one was."""

    def values(self, entity: str) -> list[Any]:
        """Return the values of every entity of that name, in the order of the text."""
        return [found["value"] for found in self.entities if found.get("entity") == entity]

    def value(self, entity: str) -> Any | None:
        """Return the first value of the entity, or None."""
        found = self.values(entity)
        return found[0] if found else None

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Request:
        """Read a request from the parse data of a message."""
        intent = raw.get("intent") or {}
        parsed: Json = (
            dict(intent)
            if isinstance(intent, Mapping)
            else {"name": intent, "confidence": raw.get("confidence", 1.0)}
        )
        return cls(
            text=raw.get("text") or "",
            intent=str(parsed.get("name") or ""),
            confidence=float(parsed.get("confidence") or 0.0),
            entities=tuple(raw.get("entities") or ()),
            ranking=tuple(raw.get("intent_ranking") or ()),
        )
