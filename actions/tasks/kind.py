"""What one kind of task knows: how it hears a message, what it asks next, what it does in the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic

from actions.turn.memory import D, Details, Question, Task
from actions.turn.turn import Reply, Turn


@dataclass(frozen=True)
class Heard:
    """How a message bears on the open task."""

    question: str
    tells: bool
    """Whether the task hears something in it that it did not know."""
    looks_like_answer: bool
    """Whether it has an intent that answers to this question often have."""
    is_about_list: bool
    """Whether it counts something of a list that came after the question."""


class TaskKind(ABC, Generic[D]):
    """One kind of task; instances hold no state."""

    name: str
    details: ClassVar[type[Details]] = Details
    """What is remembered about a task of this kind."""
    intents: tuple[str, ...] = ()
    """Intents that a message about this task may have while it is open, besides the soft ones."""
    waits: ClassVar[bool] = True
    """Whether the task is kept for later when another one is started."""

    def leads_back(self, turn: Turn, task: Task[D]) -> bool:
        """Say whether who talks of something else is led back to the question."""
        return True

    def is_news(self, known: D, heard: D) -> bool:
        """Say whether what was heard tells something new."""
        return heard != known

    @abstractmethod
    def heard(self, turn: Turn, details: D, asking: Question | None) -> D | None:
        """Return the details with what the message says; None where it says nothing about the task."""

    @abstractmethod
    def advance(self, turn: Turn, task: Task[D]) -> Reply:
        """Ask for the next thing that is missing, or show what will happen and ask for a confirmation."""

    @abstractmethod
    def carry_out(self, turn: Turn, task: Task[D]) -> Reply:
        """Do what was confirmed, once, and say what follows."""

    def claims(self, turn: Turn, details: D, asking: Question | None) -> bool:
        """Say whether the words answer the open question for sure, whatever their intent looks like."""
        return False

    def calls_off(self, turn: Turn, details: D, asking: Question | None) -> bool:
        """Say whether the words want nothing to be done after all, without a plain no."""
        return False

    def instead(self, turn: Turn, details: D) -> D | None:
        """Return the details that lead on to what is wanted in place of a task called off; None for nothing."""
        return None

    def leaves_open(self, turn: Turn, details: D) -> bool:
        """Say whether words that agree leave open what they agree to ("ok, that one", of two)."""
        return False

    def is_same(self, turn: Turn, details: D) -> bool:
        """Say whether a request for a change of this kind is about the very thing that is being arranged."""
        return False

    def asks_for_other(self, turn: Turn, asking: Question | None) -> bool:
        """Say whether the message asks for another change instead of answering."""
        return False

    def explained(self, turn: Turn, task: Task[D]) -> Reply | None:
        """Answer a question about this very task ("how long will that take?"); None where the message is none."""
        return None

    def hands_over(self, turn: Turn, details: D, to: str) -> Details | None:
        """Return what a task of the kind `to` that takes the place of this one starts with; None if both go on."""
        return None

    def declined(self, turn: Turn, task: Task[D]) -> Reply:
        """Say that nothing was done."""
        return Reply().say(turn.say("orders.nothing_changed"))
