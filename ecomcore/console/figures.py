"""The console's figures of a period: conversations, containment, ratings, searches, times, all from the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import median

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from ecomcore.console.period import Period
from ecomcore.shop.models import Exchange, Satisfaction, Ticket
from ecomcore.shop.satisfaction import SATISFIED_FROM


@dataclass(frozen=True, slots=True)
class Turn:
    """What the figures need of one exchange."""

    conversation_id: str
    at: datetime
    skills: tuple[str, ...]
    is_missed: bool
    searches: int
    in_vain: int
    spent_ms: float


@dataclass(frozen=True)
class Figures:
    """The sums of some exchanges; a share or a time is None where there is nothing to take it of.

    `contained_share` is the share of conversations that led to no ticket, `missed_share` that of answers that gave
    nothing of what was asked for. Times are those of the action server, in milliseconds.
    """

    conversations: int
    exchanges: int
    handed_over: int
    contained_share: float | None
    missed: int
    missed_share: float | None
    searches: int
    searches_without_result: int
    median_ms: float | None
    p95_ms: float | None
    ratings: int
    mean_rating: float | None
    satisfied_share: float | None
    tickets: int


@dataclass(frozen=True)
class Slot:
    """The figures of one hour or day."""

    start: datetime
    figures: Figures


@dataclass(frozen=True)
class Material:
    """What happened in a period, read once for all figures."""

    period: Period
    turns: Sequence[Turn]
    tickets: Sequence[tuple[str, datetime]]
    """Conversation and time of each."""
    ratings: Sequence[tuple[int, datetime]]


def read(session: Session, period: Period) -> Material:
    """Read what happened in a period, without the texts."""
    columns = (
        Exchange.conversation_id, Exchange.at, cast(Exchange.skills, String), Exchange.is_missed,
        Exchange.searched, Exchange.searched_in_vain, Exchange.spent_ms,
    )  # fmt: skip
    rows = session.execute(
        select(*columns).where(Exchange.at >= period.start, Exchange.at < period.end)
    )
    turns = [
        Turn(conversation, at, _listed(skills), is_missed, searched, in_vain, spent_ms)
        for conversation, at, skills, is_missed, searched, in_vain, spent_ms in rows
    ]
    tickets = session.execute(
        select(Ticket.conversation_id, Ticket.created_at).where(
            Ticket.created_at >= period.start, Ticket.created_at < period.end
        )
    )
    ratings = session.execute(
        select(Satisfaction.score, Satisfaction.at).where(
            Satisfaction.at >= period.start, Satisfaction.at < period.end
        )
    )
    return Material(
        period, turns, [(c, at) for c, at in tickets], [(score, at) for score, at in ratings]
    )


def figures(material: Material) -> Figures:
    """Return the figures of the whole period."""
    return _figures(material.turns, material.tickets, [score for score, _ in material.ratings])


def over_time(material: Material) -> list[Slot]:
    """Return the figures of each hour or day, also of those in which nothing happened.

    A conversation counts in every slot in which something was said, a ticket in that in which it was opened.
    """
    period = material.period
    turns: dict[datetime, list[Turn]] = {slot: [] for slot in period.slots()}
    tickets: dict[datetime, list[tuple[str, datetime]]] = {slot: [] for slot in turns}
    ratings: dict[datetime, list[int]] = {slot: [] for slot in turns}
    for turn in material.turns:
        turns[period.slot_of(turn.at)].append(turn)
    for conversation, at in material.tickets:
        tickets[period.slot_of(at)].append((conversation, at))
    for score, at in material.ratings:
        ratings[period.slot_of(at)].append(score)
    return [Slot(slot, _figures(turns[slot], tickets[slot], ratings[slot])) for slot in turns]


def by_skill(material: Material) -> list[tuple[str, int, float]]:
    """Return each skill with how often it answered and how long its answers took (median, ms), the busiest first."""
    spent: dict[str, list[float]] = {}
    for turn in material.turns:
        for skill in turn.skills:
            spent.setdefault(skill, []).append(turn.spent_ms)
    counted = [(skill, len(times), round(median(times), 1)) for skill, times in spent.items()]
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the smallest value that at least so large a share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = max(1, -int(-share * len(ordered) // 1))
    return ordered[rank - 1]


@lru_cache(maxsize=1000)
def _listed(skills: str) -> tuple[str, ...]:
    """Return a list of skills from its text; there are few different ones, so each is read once."""
    return tuple(json.loads(skills))


def _figures(
    turns: Sequence[Turn], tickets: Sequence[tuple[str, datetime]], ratings: Sequence[int]
) -> Figures:
    talked = {turn.conversation_id for turn in turns}
    handed = talked & {conversation for conversation, _ in tickets}
    missed = sum(turn.is_missed for turn in turns)
    times = [turn.spent_ms for turn in turns]
    return Figures(
        conversations=len(talked),
        exchanges=len(turns),
        handed_over=len(handed),
        contained_share=1 - len(handed) / len(talked) if talked else None,
        missed=missed,
        missed_share=missed / len(turns) if turns else None,
        searches=sum(turn.searches for turn in turns),
        searches_without_result=sum(turn.in_vain for turn in turns),
        median_ms=median(times) if times else None,
        p95_ms=percentile(times, 0.95),
        ratings=len(ratings),
        mean_rating=sum(ratings) / len(ratings) if ratings else None,
        satisfied_share=(
            sum(score >= SATISFIED_FROM for score in ratings) / len(ratings) if ratings else None
        ),
        tickets=len(tickets),
    )
