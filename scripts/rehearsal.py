"""What playing conversations over and over needs: a database put back to an earlier state, the mail that was sent."""

from __future__ import annotations

import email
import email.policy
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

WAIT_S = 30
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Letter:
    """A message that the shop sent."""

    to: str
    subject: str
    text: str


def copy_database(source: Path, target: Path) -> None:
    """Put the whole content of one SQLite file into another, which may be in use."""
    with (
        closing(sqlite3.connect(source)) as kept,
        closing(sqlite3.connect(target, timeout=WAIT_S)) as live,
    ):
        kept.backup(live)


def letters(outbox: Path) -> list[Letter]:
    """Return the messages in a folder of sent mail, oldest first."""
    found = []
    for path in sorted(outbox.glob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body()
        text = str(body.get_content()) if body else ""
        found.append(Letter(str(mail["To"]), str(mail["Subject"]), text))
    return found


def codes(outbox: Path) -> list[str]:
    """Return the one-time codes that were mailed, oldest first."""
    return [code for letter in letters(outbox) for code in CODE.findall(letter.text)]
