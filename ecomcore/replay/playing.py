"""Plays a recording against a running bot."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ecomcore.replay.conversation import Answer, Conversation, ConversationError
from ecomcore.replay.recording import Recording, Turn, aligned, kept, matches


@dataclass(frozen=True)
class Played:
    """One turn as it was played: what came back, and why that is wrong; empty where it is not."""

    turn: Turn
    found: str
    problem: str = ""

    @property
    def differs(self) -> bool:
        """Whether the answer is another one than the recorded, or there was none."""
        if self.problem:
            return True
        return self.turn.bot is not None and not matches(self.turn.bot, self.found)

    def diff(self) -> list[str]:
        """Return the lines of a unified diff from the recorded answer to that which came."""
        expected = [line.rstrip() for line in (self.turn.bot or "").strip().splitlines()]
        found = aligned(self.turn.bot or "", self.found)
        lines = difflib.unified_diff(expected, found, lineterm="", n=3)
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def play(recording: Recording, conversation: Conversation) -> Iterator[Played]:
    """Play turn by turn; after a problem the rest is not played, since it would answer something else."""
    answer = Answer([])
    for turn in recording.turns:
        try:
            if turn.say is not None:
                answer = conversation.say(turn.say)
            else:
                answer = conversation.tap(_payload(answer, turn.tap or ""))
        except ConversationError as error:
            yield Played(turn, "", str(error))
            return
        yield Played(turn, shown(answer), "the bot could not answer" if answer.failed else "")


def recorded(recording: Recording, played: list[Played]) -> Recording:
    """Return the recording with the answers that came now; those that still fit stay as they are written."""
    turns = [replace(one.turn, bot=kept(one.turn.bot, one.found)) for one in played]
    return replace(recording, turns=(*turns, *recording.turns[len(turns) :]))


def shown(answer: Answer) -> str:
    """Return an answer as lines: its texts, the products with their prices, other things by their kind, the buttons."""
    lines: list[str] = []
    for message in answer.messages:
        lines += str(message.get("text") or "").splitlines()
        lines += _custom(message.get("custom"))
    lines += [f"[{button.get('title', '')}]" for button in answer.buttons]
    return "\n".join(line for line in lines if line.strip())


def _custom(custom: Any) -> list[str]:
    if not isinstance(custom, dict) or custom.get("type") == "explanation":
        return []
    if custom.get("type") != "products":
        return [f"<{custom.get('type')}>"]
    return [f"- {item.get('title')} {item.get('price')}" for item in custom.get("items") or []]


def _payload(answer: Answer, words: str) -> str:
    titles = [str(button.get("title", "")) for button in answer.buttons]
    for button, title in zip(answer.buttons, titles, strict=True):
        if words in title:
            return str(button["payload"])
    raise ConversationError(f"no button has {words!r}; there are {titles or 'none'}")
