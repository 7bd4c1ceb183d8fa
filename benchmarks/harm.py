"""Measures whether messages that name no change change something, each at its place in a scene.

Run: python -m benchmarks.harm [--language en] [--mistakes] [--json]
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rich.progress import track

from benchmarks.locked import DATA, asked_for, language_of
from benchmarks.turns_labelled import LabelledConversation, LabelledTurn
from benchmarks.turns_play import Play, Shop, served, understood
from ecomcore.printing import print_json
from scripts.rehearsal import copy_database

UNCOUNTED = frozenset({"browse_event", "turn", "verification"})
"""Tables that keep what was looked at and said, and how often somebody asked for a code: they may change."""
READ = {"cart": "(SELECT id, coupon FROM {}.cart WHERE coupon IS NOT NULL)"}
"""What of a table counts, where it is not all of it: a cart is made when somebody looks into it."""
KEPT = ("customer", "allergies", "ended")
"""What the memory holds that a message which names no change may not alter."""
Changes = dict[str, list[str]]
"""The rows that came or went, by table; `memory` has what the memory holds."""


@dataclass(frozen=True)
class Scene:
    """Where messages are tried: a conversation up to a point, and the messages."""

    name: str
    at: str
    """What the opening must have led to: `cart`, `task`, `alert`, `consent`, `ticket`, `order`, `goods`."""
    opening: tuple[str, ...]
    messages: tuple[str, ...]
    language: str
    customer: str | None = None

    def said(self, *lines: str) -> LabelledConversation:
        """Return lines as messages of the scene's conversation."""
        turns = tuple(LabelledTurn(line) for line in lines)
        return LabelledConversation(
            self.name, turns, customer=self.customer, language=self.language
        )


@dataclass(frozen=True)
class Harm:
    """A message that changed something."""

    scene: str
    message: str
    answered: tuple[str, ...]
    changes: Changes


@dataclass
class Found:
    """What the messages of one language did."""

    messages: int = 0
    harms: list[Harm] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    """Scenes whose opening led elsewhere; their messages were not tried."""

    def as_dict(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "messages": self.messages,
            "harm": len(self.harms),
            "harms": [vars(harm) for harm in self.harms],
            "unreached": self.unreached,
        }


def scenes(path: Path) -> list[Scene]:
    """Return the scenes of a file; its language stands before the last dot (`harm.en.yml`)."""
    language = language_of(path)
    return [
        Scene(
            raw["scene"],
            raw["at"],
            _lines(raw["opening"]),
            _lines(raw["messages"]),
            language,
            raw.get("customer"),
        )
        for raw in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def changed_rows(before: Path, after: Path) -> Changes:
    """Return the rows of two SQLite files of the same form that only one of them has (`-` before, `+` after)."""
    with closing(sqlite3.connect(after)) as database:
        database.execute("ATTACH ? AS earlier", (str(before),))
        found = {table: list(_changed(database, table)) for table in _tables(database)}
    return {table: rows for table, rows in found.items() if rows}


def _tables(database: sqlite3.Connection) -> list[str]:
    names = database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    return sorted(n for (n,) in names if n not in UNCOUNTED and not n.startswith("sqlite_"))


def _changed(database: sqlite3.Connection, table: str) -> Iterator[str]:
    counted = READ.get(table, f'{{}}."{table}"')
    for sign, one, other in (("-", "earlier", "main"), ("+", "main", "earlier")):
        # The names come from the database itself.
        rows = database.execute(
            f"SELECT * FROM {counted.format(one)} EXCEPT SELECT * FROM {counted.format(other)}"  # noqa: S608
        )
        names = [column[0] for column in rows.description]
        for row in rows:
            yield f"{sign} " + ", ".join(
                f"{name}={value}" for name, value in zip(names, row, strict=True)
            )


def changed_memory(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """Return what of the memory that counts is another one."""
    pairs = [(name, before.get(name), after.get(name)) for name in KEPT]
    told = [f"{name}: {was!r} -> {now!r}" for name, was, now in pairs if was != now]
    return {"memory": told} if told else {}


def has_reached(at: str, slots: dict[str, Any], changes: Changes) -> bool:
    """Say whether an opening led to where its scene is.

    Args:
        at: what the scene says.
        slots: the memory after the opening.
        changes: what the opening changed.
    """
    return {
        "cart": "cart_line" in changes,
        "alert": "stock_alert" in changes,
        "consent": "customer" in changes,
        "ticket": "ticket" in changes,
        "task": bool(slots.get("tasks")),
        "order": bool(slots.get("order_focus")),
        "goods": bool((slots.get("shown") or {}).get("ids")),
    }[at]


def measure(shop: Shop, chosen: Iterable[Scene], parses: dict[str, Any]) -> dict[str, Found]:
    """Try every message in its scene; return what they did, by language."""
    found: dict[str, Found] = {}
    for scene in chosen:
        _try(shop, scene, parses, found.setdefault(scene.language, Found()))
    return found


def _try(shop: Shop, scene: Scene, parses: dict[str, Any], found: Found) -> None:
    shop.reset()
    opened = Play(shop.service, parses, scene.said(*scene.opening))
    for _ in opened.turns():
        pass
    database, first = shop.place.database, shop.place.var / "first-state.db"
    if not has_reached(scene.at, opened.slots, changed_rows(first, database)):
        found.unreached.append(scene.name)
        return
    kept = shop.place.var / "opened.db"
    copy_database(database, kept)
    for message in scene.messages:
        copy_database(kept, database)
        play = Play(
            shop.service,
            parses,
            scene.said(message),
            slots=deepcopy(opened.slots),
            events=deepcopy(opened.events),
            messages=list(opened.messages),
        )
        (played,) = play.turns()
        found.messages += 1
        changes = changed_rows(kept, database) | changed_memory(opened.slots, play.slots)
        if changes:
            answered = tuple(answer.skill for answer in played.answers)
            found.harms.append(Harm(scene.name, message, answered, changes))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    asked = asked_for(__doc__, "list the rows that changed", arguments)
    chosen = [scene for each in asked.languages for scene in scenes(DATA / f"harm.{each}.yml")]
    prepared, settings = served()
    parses = understood(
        prepared.model, [text for scene in chosen for text in (*scene.opening, *scene.messages)]
    )
    shop = Shop(prepared.place, settings)
    found = measure(shop, track(chosen, "playing", disable=asked.json), parses)
    if asked.json:
        print_json({language: each.as_dict() for language, each in found.items()})
        return 0
    for language, each in found.items():
        print(f"{language}: {len(each.harms)} of {each.messages} messages changed something")
        for name in each.unreached:
            print(f"  not reached: {name}")
        for harm in each.harms:
            tables = ", ".join(harm.changes)
            print(f"  {harm.scene}: {harm.message!r} <- {'+'.join(harm.answered)}: {tables}")
            if asked.mistakes:
                for row in (row for rows in harm.changes.values() for row in rows):
                    print(f"    {row}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
