"""How long a shopper waits: every message of the test conversations, through both running processes.

Run: python -m benchmarks.latency [--json]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from rich.progress import track

from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.replay.conversation import Conversation
from scripts.bootstrap import ROOT
from scripts.prepare import Place, Prepared, prepare, secret
from scripts.services import running

CONVERSATIONS = ROOT / "tests" / "chat"
SETTINGS = {
    "ECOM_SESSIONS_PER_MINUTE": "6000",
    "ECOM_MESSAGES_PER_MINUTE": "600",
    "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000",
}


def conversations() -> Iterator[tuple[str, str | None, list[str]]]:
    """Yield language, customer and messages of every conversation; what needs a button or a code is left out."""
    for path in sorted(CONVERSATIONS.glob("??/*.yml")):
        file = yaml.safe_load(path.read_text("utf-8"))
        said = [str(step["user"]) for step in file["steps"] if step.get("user")]
        yield file["language"], file.get("customer"), said


def measured(web: str, key: str) -> dict[str, list[float]]:
    """Return the milliseconds of every answer, by language."""
    found: dict[str, list[float]] = {}
    for language, customer, messages in track(list(conversations()), transient=True):
        with Conversation(web, secret=key, customer_id=customer) as conversation:
            for message in messages:
                started = time.perf_counter()
                conversation.say(message)
                found.setdefault(language, []).append((time.perf_counter() - started) * 1000)
    return found


def summary(milliseconds: list[float]) -> Metrics:
    """Return what the times come to."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {
        "messages": float(len(milliseconds)),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "max_ms": round(max(milliseconds), 1),
        "over_300_ms": round(sum(t > 300 for t in milliseconds) / len(milliseconds), 4),
    }


def evaluate() -> Evaluation:
    """Serve a copy of the demo shop and send it every message, one after the other."""
    prepared = prepare(Place())
    with tempfile.TemporaryDirectory(prefix="ecom-latency-") as folder:
        place = replace(prepared.place, var=Path(folder))
        for name in ("shops", "builds"):
            shutil.copytree(
                prepared.place.var / name / place.shop, place.var / name / place.shop, symlinks=True
            )
        with running(Prepared(place, prepared.model), settings=SETTINGS) as bot:
            times = measured(bot.web, secret(place.var))
    everything = [value for values in times.values() for value in values]
    models = {language: summary(values) for language, values in sorted(times.items())}
    return Evaluation(
        data={
            "what": "milliseconds of one answer",
            "messages": len(everything),
            "shop": place.shop,
        },
        default="all",
        models={"all": summary(everything), **models},
    )


def main() -> int:
    """Print the evaluation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    evaluation = evaluate()
    print(evaluation.to_json()) if options.json else evaluation.print_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
