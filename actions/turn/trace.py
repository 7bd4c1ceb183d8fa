"""Why a message was answered as it was: what was understood, what changed that, which skill answered, how long it took.

One trace follows a message through the rooms (`tracing`); whoever decides something notes it. The log gets it without
anything that the shopper wrote; `ECOM_EXPLAIN=1` shows it below the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any

TOP = 3
_current: ContextVar[Trace | None] = ContextVar("trace", default=None)
watchers: list[Callable[[Trace], None]] = []
"""What is told of every message once it is answered: counters, tracers. They get no word of the shopper."""


@dataclass(frozen=True)
class Change:
    """One thing that made a request mean something else than the classifier said."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True)
class Weighed:
    """One way to understand a request: how likely it is, and who reads it so, how strongly."""

    skill: str
    probability: float
    readers: Mapping[str, float]


@dataclass(frozen=True)
class Searched:
    """A search of the catalogue: its words, and how many products fitted all of it."""

    words: str
    found: int


@dataclass(frozen=True)
class Span:
    """A step with the moments at which it began and ended, in nanoseconds since 1970."""

    name: str
    start_ns: int
    end_ns: int


@dataclass
class Answered:
    """How one request of a message was answered."""

    seen: str
    """The intent that the classifier gave it."""
    skill: str = ""
    """What answered it: an intent's skill, or `task:<kind>` for an open question."""
    changes: list[Change] = field(default_factory=list)
    weighed: list[Weighed] = field(default_factory=list)
    """What it was taken for, the likeliest first; empty where nothing was to be weighed."""
    ms: float = 0.0


@dataclass
class Trace:
    """Everything noted about one message."""

    ranking: list[tuple[str, float]] = field(default_factory=list)
    """The classifier's best guesses for the whole message."""
    sorting: list[Change] = field(default_factory=list)
    """What was changed while the message was cut into requests."""
    answers: list[Answered] = field(default_factory=list)
    searches: list[Searched] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    is_done: bool = False
    """Whether the message was answered to the end."""
    ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds of each step."""

    def as_dict(self) -> dict[str, Any]:
        """Return the trace for a log or a payload."""
        told = asdict(self)
        for name in (
            "searches",
            "spans",
            "is_done",
        ):  # the shopper's words; what others tell already
            del told[name]
        return told

    @property
    def rules(self) -> list[str]:
        """Names of all rules that changed something, in their order."""
        changes = [*self.sorting, *(c for answer in self.answers for c in answer.changes)]
        return [change.rule for change in changes]


@contextmanager
def tracing(ranking: Sequence[dict[str, Any]] = ()) -> Iterator[Trace]:
    """Follow one message inside the block."""
    best = [(str(r["name"]), round(float(r["confidence"]), 3)) for r in ranking[:TOP]]
    trace = Trace(best)
    token, started_ns = _current.set(trace), time.time_ns()
    try:
        yield trace
        trace.is_done = True
    finally:
        _current.reset(token)
        trace.spans.insert(0, Span("turn", started_ns, time.time_ns()))
        for watcher in watchers:
            watcher(trace)


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Note how long the block takes, under the name of a step."""
    started, started_ns = time.perf_counter(), time.time_ns()
    try:
        yield
    finally:
        trace = _current.get()
        if trace is not None:
            trace.spans.append(Span(step, started_ns, time.time_ns()))
            spent = 1000 * (time.perf_counter() - started)
            trace.ms[step] = round(trace.ms.get(step, 0.0) + spent, 1)


@contextmanager
def answering(intent: str) -> Iterator[Answered]:
    """Follow one request of the message inside the block."""
    answered, started = Answered(intent, intent), time.perf_counter()
    trace, started_ns = _current.get(), time.time_ns()
    if trace is not None:
        trace.answers.append(answered)
    try:
        yield answered
    finally:
        answered.ms = round(1000 * (time.perf_counter() - started), 1)
        if trace is not None:
            trace.spans.append(Span(f"skill {answered.skill}", started_ns, time.time_ns()))


def note(rule: str, before: str, after: str) -> None:
    """Note that a rule made `after` out of `before`: for the request that is being answered, else for the message."""
    trace = _current.get()
    if trace is None:
        return
    changes = trace.answers[-1].changes if trace.answers else trace.sorting
    changes.append(Change(rule, before, after))


def note_choices(choices: Iterable[Weighed]) -> None:
    """Note how the request that is being answered may be understood."""
    trace = _current.get()
    if trace is not None and trace.answers:
        trace.answers[-1].weighed = list(choices)


def note_search(words: str, found: int) -> None:
    """Note what was searched for and how many products fit; the same words once more are the same search."""
    trace = _current.get()
    if trace is not None:
        trace.searches = [s for s in trace.searches if s.words != words]
        trace.searches.append(Searched(words, found))


def note_skill(skill: str) -> None:
    """Note what answers the request that is being answered."""
    trace = _current.get()
    if trace is not None and trace.answers:
        trace.answers[-1].skill = skill
