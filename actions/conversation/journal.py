"""Keeps each message with its answer for the shop's staff, in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from actions.turn.payloads import Products
from ecomcore.shop.journal import Entry, Looked, write

if TYPE_CHECKING:
    from actions.turn.trace import Trace
    from actions.turn.turn import Reply, Turn

PHOTO = "[photo]"
UNKNOWN_CHANNEL = "unknown"


def keep(
    turn: Turn, latest: Mapping[str, Any], channel: str | None, reply: Reply, traced: Trace
) -> None:
    """Keep one exchange; what the shop's staff say themselves is theirs, and a rehearsal is nobody's."""
    if not turn.message_id or turn.is_staff or not turn.service.settings.journal_days:
        return
    intent, confidence = traced.ranking[0] if traced.ranking else (turn.request.intent, 1.0)
    write(
        turn.session,
        Entry(
            conversation_id=turn.conversation_id,
            customer_id=turn.identity.customer_id,
            number=turn.memory.turns,
            at=turn.now,
            channel=channel or UNKNOWN_CHANNEL,
            language=turn.language,
            said=_said(turn, latest),
            answered="\n".join(message.text for message in reply.messages if message.text),
            intent=intent,
            confidence=confidence,
            skills=list(dict.fromkeys(answer.skill for answer in traced.answers)),
            is_missed=turn.memory.misses > 0,
            is_recommendation=_is_recommendation(turn),
            products=list(dict.fromkeys(_shown(reply))),
            searches=[Looked(search.words, search.found) for search in traced.searches],
            spent_ms=sum(traced.ms.values()),
        ),
    )


def _said(turn: Turn, latest: Mapping[str, Any]) -> str:
    """Return what the shopper sees of their own message: the title of a button, that there was a photo."""
    metadata = latest.get("metadata") or {}
    typed = "" if metadata.get("tapped") and turn.photo else str(latest.get("text") or "")
    words = str(metadata.get("shown") or typed)
    return " ".join(filter(None, [PHOTO if turn.photo else "", words]))


def _shown(reply: Reply) -> Iterator[str]:
    for message in reply.messages:
        if isinstance(message.custom, Products):
            yield from (card.id for card in message.custom.items)


def _is_recommendation(turn: Turn) -> bool:
    """Say whether this turn showed a list that no search made."""
    return turn.memory.shown.at == turn.memory.turns and turn.memory.shown.origin is not None
