"""Measures how the bot understands the shop's own intents: `make bench-shop-intents`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.calibration import OUT_OF_SCOPE

from benchmarks.clock import Spent
from benchmarks.intents import (
    BOT,
    OUTSIDE,
    Asked,
    Texts,
    by_scope,
    examples_of,
    metrics_of,
    print_table,
    read,
    train_bot,
)

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "bot" / "data" / "nlu"
TESTS = {
    language: ROOT / "tests" / "data" / f"intents.{language}.jsonl" for language in ("en", "zh")
}


@dataclass(frozen=True)
class Measured:
    """The metrics of one language, and which intents were taken for which others, the most frequent first."""

    metrics: dict[str, float]
    mistakes: list[tuple[str, str]]


def measure(ask: Asked, trained: Spent, test: Texts, known: frozenset[str]) -> Measured:
    """Ask the texts of one language.

    Args:
        ask: the trained bot.
        trained: what the training took.
        test: texts of the shop's intents and of none of them.
        known: the training texts in lower case. Short messages ("thanks") are the same whoever writes them, so
            `right_of_new` is the share of the other texts whose intent, with the fallback, is right.
    """
    inside, outside = by_scope(test, None)
    answers = ask(inside.texts)
    beyond = ask(outside.texts) if outside else None
    metrics = metrics_of(answers, inside.intents, trained, beyond)
    texts = inside.texts + (outside.texts if outside else [])
    truth = inside.intents + (outside.intents if outside else [])
    given = [
        OUT_OF_SCOPE if name in OUTSIDE else name
        for name in answers.final + (beyond.final if beyond else [])
    ]
    right = [a == b for a, b in zip(given, truth, strict=True)]
    new = [text.lower() not in known for text in texts]
    metrics["right"] = sum(right) / len(right)
    metrics["new"] = sum(new)
    metrics["right_of_new"] = sum(r and n for r, n in zip(right, new, strict=True)) / max(
        sum(new), 1
    )
    wrong = Counter((t, g) for t, g in zip(truth, given, strict=True) if t != g)
    return Measured(metrics, [pair for pair, _ in wrong.most_common()])


def run() -> tuple[dict[str, Any], dict[str, list[tuple[str, str]]]]:
    """Train on the bot's data and ask both languages; return the evaluation and each language's mistakes."""
    train = examples_of(TRAINING)
    ask, trained = train_bot(train)
    known = frozenset(text.lower() for text in train.texts)
    measured = {
        f"{BOT} {language}": measure(ask, trained, read(path), known)
        for language, path in TESTS.items()
    }
    data = {"train_texts": len(train), "intents": len(set(train.intents) - {OUT_OF_SCOPE})}
    models = {name: each.metrics for name, each in measured.items()}
    mistakes = {name: each.mistakes for name, each in measured.items()}
    return {"data": data, "default": next(iter(models)), "models": models}, mistakes


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench-shop-intents", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    evaluation, mistakes = run()
    if given.json:
        print(json.dumps(evaluation, ensure_ascii=False, indent=1))
        return 0
    print_table(evaluation)
    for name, pairs in mistakes.items():
        print(f"{name}, wrong: " + ", ".join(f"{truth} for {taken}" for truth, taken in pairs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
