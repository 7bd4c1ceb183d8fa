"""Measures whether the shop's yes or no to "do you have …" is right, on things that it has and things that it lacks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ecomcore.errors import SettingsError
from ecomcore.evaluation import Evaluation
from ecomcore.search.engine import SearchEngine
from ecomcore.search.has import has


@dataclass(frozen=True)
class Thing:
    """A question for a thing, and whether the shop has it."""

    language: str
    question: str
    has: bool


def read_things(path: Path, language: str) -> list[Thing]:
    """Return the cases of a CSV file with the columns question, has (`yes` or `no`).

    Raises:
        SettingsError: there is no such file.
    """
    if not path.is_file():
        raise SettingsError(f"there are no questions {path.name} in {path.parent}")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Thing(language, row["question"], row["has"] == "yes") for row in csv.DictReader(file)
        ]


def evaluate_things(engine: SearchEngine, things: Sequence[Thing], shop: str) -> Evaluation:
    """Return the shares of right answers by language, beside saying yes whenever search finds anything."""
    answers = [has(engine, thing.question, thing.language).has for thing in things]
    found = [bool(engine.search(t.question, k=1, language=t.language).items) for t in things]
    evaluation = Evaluation(
        data={"shop": shop, "things": len(things), "had": sum(t.has for t in things)},
        default="has",
    )
    for name, said in (("has", answers), ("search finds something", found)):
        for language in ("", *sorted({thing.language for thing in things})):
            rows = [
                (thing.has, yes)
                for thing, yes in zip(things, said, strict=True)
                if language in ("", thing.language)
            ]
            evaluation.models[f"{name} ({language})" if language else name] = {
                "right": _share([truth == yes for truth, yes in rows]),
                "had_and_said": _share([yes for truth, yes in rows if truth]),
                "lacked_and_said": _share([not yes for truth, yes in rows if not truth]),
            }
    return evaluation


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
