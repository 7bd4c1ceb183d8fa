"""A conversation as a file: what the shopper does, and what the bot answered when it was recorded.

    shopper: C0001              # optional: signed in as this customer (the token is signed with the shop's key)
    turns:
    - say: where is my order 20003
      bot: |
        Order #20003 is on its way … KE2000300417
    - tap: Show more            # presses the first button of the latest answer with these words
      bot: …

In an answer `…` stands for anything within one line, and a line of `…` alone for any lines: dates, numbers, what is
not to be compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ecomcore.errors import DataError

ANYTHING = "…"


@dataclass(frozen=True)
class Turn:
    """One thing that the shopper does, either way, and the answer to it; None: it is not compared."""

    say: str | None
    tap: str | None
    bot: str | None

    @property
    def deed(self) -> str:
        """The turn as a line of a transcript."""
        return self.say if self.say is not None else f"({self.tap})"


@dataclass(frozen=True)
class Recording:
    """A whole conversation."""

    turns: tuple[Turn, ...]
    shopper: str | None = None


def read(path: Path) -> Recording:
    """Read a recording.

    Raises:
        DataError: the file cannot be read or is not of the form; the message names the place.
    """
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path} is not YAML: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("turns"), list) or not raw["turns"]:
        raise DataError(f"{path} must have a list of 'turns'")
    unknown = set(raw) - {"shopper", "turns"}
    if unknown:
        raise DataError(f"{path} has {', '.join(sorted(unknown))}; known are 'shopper' and 'turns'")
    turns = tuple(_turn(path, number, turn) for number, turn in enumerate(raw["turns"], 1))
    return Recording(turns, str(raw["shopper"]) if raw.get("shopper") else None)


def write(path: Path, recording: Recording) -> None:
    """Write a recording so that `read` gives it back."""
    turns = [
        {
            **({"say": turn.say} if turn.say is not None else {"tap": turn.tap}),
            **({"bot": turn.bot} if turn.bot is not None else {}),
        }
        for turn in recording.turns
    ]
    head = {"shopper": recording.shopper} if recording.shopper else {}
    text = yaml.dump(
        {**head, "turns": turns}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000
    )
    path.write_text(text, "utf-8")


def matches(expected: str, found: str) -> bool:
    """Say whether an answer is as it was recorded; spaces at the ends of lines do not count."""
    lines = [line.rstrip() for line in expected.strip().splitlines()]
    pattern = "".join(_pattern(line) for line in lines)
    return re.fullmatch(pattern, _plain(found) + "\n", re.DOTALL) is not None


def kept(expected: str | None, found: str) -> str:
    """Return what to record: the old text where it still fits, so that its `…` stay, else what was found."""
    return expected if expected is not None and matches(expected, found) else _plain(found) + "\n"


def aligned(expected: str, found: str) -> list[str]:
    """Return the lines of an answer, those that fit a recorded line in its words, so that a diff shows the rest."""
    wanted: Sequence[str] = [line.rstrip() for line in expected.strip().splitlines()]
    lines = []
    for line in _plain(found).splitlines():
        alike = (w for w in wanted if w != ANYTHING and re.fullmatch(_pattern(w), line + "\n"))
        lines.append(next(alike, line))
    return lines


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _pattern(line: str) -> str:
    if line == ANYTHING:
        return r"(?:[^\n]*\n)*?"
    return r"[^\n]*".join(re.escape(part) for part in line.split(ANYTHING)) + r"\n"


def _turn(path: Path, number: int, raw: Any) -> Turn:
    if not isinstance(raw, dict) or set(raw) - {"say", "tap", "bot"}:
        raise DataError(f"{path}, turn {number}: a turn has 'say' or 'tap', and 'bot'")
    if ("say" in raw) == ("tap" in raw):
        raise DataError(f"{path}, turn {number}: a turn has either 'say' or 'tap'")
    texts = {key: None if raw.get(key) is None else str(raw[key]) for key in ("say", "tap", "bot")}
    return Turn(**texts)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as a person would."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
