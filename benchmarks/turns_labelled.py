"""Labelled turns: what somebody who knows the shop says each message of a conversation asks for.

`bot/turns/*.yml` holds conversations, each a `train` or a `held` one:

    - name: tent-for-two
      part: train
      customer: C0001          # signed in; else a guest
      turns:
        - {say: "i want a tent", skill: search_product}
        - {say: "order 20003, and can I return it?", skills: [order_status, ask_policy], order: ["20003"]}

`skill` may list several of which any is right; `skills` are those of a message that asks for several things. Arguments
are given where the message itself names them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scripts.bootstrap import ROOT

OWN = ROOT / "bot" / "turns"
LABELS = ROOT / "benchmarks" / "data" / "turns"
CHATS = ROOT / "tests" / "chat"
TRAIN, HELD = "train", "held"
_HEAD = re.compile(r"=== (?P<name>\S+)(?:\s+customer=(?P<customer>\S+))?")


class TurnsError(Exception):
    """A file of labelled turns cannot be read; the message says where and why."""


@dataclass(frozen=True)
class LabelledTurn:
    """One message and what it asks for."""

    say: str
    skills: tuple[frozenset[str], ...] = ()
    """For each thing that it asks for, the skills of which any is right; empty where nobody has said."""
    arguments: dict[str, Any] = field(default_factory=dict)
    is_tap: bool = False
    """Whether a button whose title matches `say` is tapped."""


@dataclass(frozen=True)
class LabelledConversation:
    """One conversation."""

    name: str
    turns: tuple[LabelledTurn, ...]
    part: str = TRAIN
    customer: str | None = None
    language: str = "en"


def labelled(folder: Path = OWN) -> list[LabelledConversation]:
    """Return the conversations of the project's own files.

    Raises:
        TurnsError: a file has another form.
    """
    return [
        _conversation(raw, path)
        for path in sorted(folder.glob("*.yml"))
        for raw in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _conversation(raw: dict[str, Any], path: Path) -> LabelledConversation:
    try:
        turns = tuple(_turn(turn) for turn in raw["turns"])
        return LabelledConversation(
            str(raw["name"]), turns, str(raw["part"]), raw.get("customer"), path.stem
        )
    except (KeyError, TypeError) as error:
        raise TurnsError(f"{path}: {raw.get('name')}: {error!r}") from error


def _turn(raw: dict[str, Any]) -> LabelledTurn:
    if "skills" in raw:
        skills = tuple(frozenset([skill]) for skill in raw["skills"])
    else:
        one = raw["skill"]
        skills = (frozenset(one if isinstance(one, list) else [one]),)
    arguments = {k: v for k, v in raw.items() if k not in ("say", "skill", "skills")}
    return LabelledTurn(str(raw["say"]), skills, arguments)


EVERY_THIRD = 3


def trial(folder: Path, language: str, labels: Path = LABELS) -> list[LabelledConversation]:
    """Return the conversations of a trial: `shopper.<language>.txt`, and `trial.<language>.csv` with what they ask for.

    The texts have a line `=== name [customer=ID]` before each conversation and then a line a message. The labels have
    the columns `conversation`, `turn` (from 1) and `skill`: `a|b` where either is right, `a+b` where both are asked
    for. Every third conversation is a held one; those without labels are left out.
    """
    texts, said_by = folder / f"shopper.{language}.txt", labels / f"trial.{language}.csv"
    with said_by.open(encoding="utf-8", newline="") as file:
        said = {(row["conversation"], row["turn"]): row["skill"] for row in csv.DictReader(file)}
    named = {name for name, _ in said}
    found = []
    for name, customer, messages in _conversations(texts.read_text(encoding="utf-8").splitlines()):
        if name not in named:
            continue
        turns = tuple(
            LabelledTurn(message, _skills(said.get((name, str(number)), "")))
            for number, message in enumerate(messages, 1)
        )
        part = HELD if len(found) % EVERY_THIRD == EVERY_THIRD - 1 else TRAIN
        found.append(LabelledConversation(name, turns, part, customer, language))
    return found


def _skills(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split("|")) for one in text.split("+")) if text else ()


def _conversations(lines: Iterable[str]) -> list[tuple[str, str | None, list[str]]]:
    found: list[tuple[str, str | None, list[str]]] = []
    for line in lines:
        head = _HEAD.match(line)
        if head:
            found.append((head["name"], head["customer"], []))
        elif line.strip() and not line.startswith("#") and found:
            found[-1][2].append(line.strip())
    return found


def chats(folder: Path = CHATS, labels: Path = LABELS / "chats.csv") -> list[LabelledConversation]:
    """Return the conversations of the tests, with what answers their messages when they go as they should.

    `labels` is a CSV file with `language`, `conversation`, `turn` (from 1) and `skill`, `a+b` for two requests. A
    conversation without labels there is left out, and so are those with photos.
    """
    said: dict[tuple[str, str], dict[int, str]] = {}
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said.setdefault((row["language"], row["conversation"]), {})[int(row["turn"])] = row[
                "skill"
            ]
    found = []
    for path in sorted(folder.glob("??/*.yml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        own = said.get((path.parent.name, path.stem), {})
        if not own or any("photo" in step for step in raw["steps"]):
            continue
        turns = tuple(_step(step, own.get(n, "")) for n, step in enumerate(raw["steps"], 1))
        found.append(
            LabelledConversation(path.stem, turns, TRAIN, raw.get("customer"), raw["language"])
        )
    return found


def _step(step: dict[str, Any], label: str) -> LabelledTurn:
    if "tap" in step:
        return LabelledTurn(str(step["tap"]), is_tap=True)
    if "code" in step:
        return LabelledTurn("{CODE}" if step["code"] == "sent" else "{WRONG_CODE}", _skills(label))
    return LabelledTurn(str(step["user"]), _skills(label))
