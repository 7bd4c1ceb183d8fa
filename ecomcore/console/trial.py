"""What reviewed examples would change: the bot trained with and without them, on what shoppers said lately."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.config import ROOT
from ecomcore.console.period import Period
from ecomcore.errors import MissingExtraError
from ecomcore.shop.models import Exchange

MOST_MESSAGES = 500
LIMIT_S = 600


@dataclass(frozen=True)
class Change:
    """A message that would be understood differently."""

    text: str
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """How many messages were tried, and those that change."""

    messages: int
    changes: tuple[Change, ...]


def recent(session: Session, period: Period) -> list[str]:
    """Return the different things that shoppers typed in a period, the latest first."""
    rows = session.scalars(
        select(Exchange.said)
        .where(Exchange.at >= period.start, Exchange.at < period.end)
        .order_by(Exchange.at.desc())
    )
    typed = (text for text in rows if text and not text.startswith("/"))
    return list(dict.fromkeys(typed))[:MOST_MESSAGES]


def try_out(examples: Path, messages: Sequence[str], root: Path = ROOT) -> Outcome:
    """Train twice, ask both, and return what changes; it takes a minute or two.

    Raises:
        MissingExtraError: this machine has no bot to train, or its training failed.
    """
    if not (root / "scripts" / "trial.py").exists() or not (root / "bot" / ".venv").exists():
        raise MissingExtraError("there is no bot on this machine to try examples with")
    command = [sys.executable, "-m", "scripts.trial", str(examples)]
    given = json.dumps(list(messages), ensure_ascii=False)
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=given, capture_output=True, text=True, cwd=root, timeout=LIMIT_S, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise MissingExtraError(f"the trial took longer than {LIMIT_S} s") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise MissingExtraError(f"the trial failed: {last}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Outcome(len(messages), tuple(Change(**change) for change in found))
