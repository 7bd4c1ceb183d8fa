"""Answers each message of a conversation once: sent again, it gets the same answer and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.turn.memory import Memory
from actions.turn.payloads import Told
from actions.turn.turn import Json, Message
from ecomcore.shop import turns
from ecomcore.shop.turns import Done

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


class AnsweredMeanwhileError(Exception):
    """Another process has answered the same message first; this turn is to be rolled back."""


@dataclass(frozen=True)
class Past:
    """The turns that a conversation has had, as the shop's database knows them."""

    session: Session
    conversation_id: str
    message_id: str

    def answer(self) -> list[Message] | None:
        """Return what this message was answered before, or None if it is new."""
        if not self.message_id:
            return None
        done = turns.answered(self.session, self.conversation_id, self.message_id)
        return [_read(message) for message in done.messages] if done else None

    def memory(self, held: Memory) -> Memory:
        """Return what the conversation remembers: what the bot `held`, or what a turn left that the bot missed."""
        done = turns.latest(self.session, self.conversation_id)
        return Memory.from_slots(done.slots) if done and done.number > held.turns else held

    def record(self, messages: list[Message], memory: Memory, now: datetime) -> None:
        """Keep the answer to this message.

        Raises:
            AnsweredMeanwhileError: it has been answered since this turn began.
        """
        if not self.message_id:
            return
        done = Done(memory.turns, [_written(m) for m in messages], memory.as_slots())
        if not turns.record(self.session, self.conversation_id, self.message_id, done, now):
            raise AnsweredMeanwhileError


def _written(message: Message) -> Json:
    return {
        "text": message.text,
        "buttons": message.buttons,
        "image": message.image,
        "custom": message.custom.as_json() if message.custom else None,
    }


def _read(written: Json) -> Message:
    custom = written["custom"]
    return Message(
        written["text"], written["buttons"], written["image"], Told(custom) if custom else None
    )
