"""The scores that shoppers give after a solved case, and what they add up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError
from ecomcore.shop.models import Satisfaction

WORST, BEST = 1, 5
SATISFIED_FROM = 4


@dataclass(frozen=True)
class SatisfactionSummary:
    """Scores of one subject, or of all.

    `mean` and `satisfied_share` (share of scores of at least 4) are none where nobody has answered.
    """

    count: int
    mean: float | None
    satisfied_share: float | None
    by_score: dict[int, int]


def rate(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    about: str,
    score: int,
    now: datetime,
) -> None:
    """Store a score; a second one of the same conversation about the same thing replaces the first.

    Raises:
        NotAllowedError: the score is not a whole number from 1 to 5 (`score`).
    """
    if isinstance(score, bool) or not isinstance(score, int) or not WORST <= score <= BEST:
        raise NotAllowedError(
            f"a score is a whole number from {WORST} to {BEST}, not {score!r}",
            code="score",
            data={"least": WORST, "most": BEST},
        )
    row = session.scalars(
        select(Satisfaction).where(
            Satisfaction.conversation_id == conversation_id, Satisfaction.about == about[:60]
        )
    ).first()
    if row is None:
        row = Satisfaction(conversation_id=conversation_id, about=about[:60], score=score, at=now)
        session.add(row)
    row.customer_id, row.score, row.at = customer_id, score, now
    session.flush()


def _summary(scores: list[int]) -> SatisfactionSummary:
    counted = Counter(scores)
    count = len(scores)
    satisfied = sum(number for score, number in counted.items() if score >= SATISFIED_FROM)
    return SatisfactionSummary(
        count=count,
        mean=sum(scores) / count if count else None,
        satisfied_share=satisfied / count if count else None,
        by_score={score: counted[score] for score in range(WORST, BEST + 1)},
    )


def summarise(
    session: Session, since: datetime | None = None
) -> tuple[SatisfactionSummary, dict[str, SatisfactionSummary]]:
    """Return the summary of all scores (since a moment), and one for each subject."""
    query = select(Satisfaction.about, Satisfaction.score)
    if since is not None:
        query = query.where(Satisfaction.at >= since)
    by_subject: dict[str, list[int]] = {}
    for about, score in session.execute(query):
        by_subject.setdefault(about, []).append(score)
    everything = [score for scores in by_subject.values() for score in scores]
    parts = {about: _summary(scores) for about, scores in sorted(by_subject.items())}
    return _summary(everything), parts
