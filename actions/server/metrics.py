"""What the action server counts for Prometheus: answers by skill and outcome, their steps, the build in service."""

from __future__ import annotations

import hmac
import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from actions.turn.trace import Trace

__all__ = ["CONTENT_TYPE_LATEST", "count_answer", "exposition", "is_allowed", "watch"]
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of one server keep their figures, as Prometheus' client reads it."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 6.0)

ANSWERS = Counter(
    "ecom_answers", "Messages by what answered them and what came of it", ["skill", "outcome"]
)
ANSWER_SECONDS = Histogram(
    "ecom_answer_seconds", "From the call of an action to its answer", buckets=SECONDS
)
STEP_SECONDS = Histogram(
    "ecom_step_seconds", "Time of a step of an answer", ["step"], buckets=SECONDS
)
RULES = Counter("ecom_rules", "Requests that a rule made mean something else", ["rule"])
SEARCHES = Counter("ecom_searches", "Searches of the catalogue", ["found"])


def count_answer(skill: str, outcome: str, seconds: float) -> None:
    """Count one answer; the outcome is `answered`, `missed`, `late` or `failed`."""
    ANSWERS.labels(skill, outcome).inc()
    ANSWER_SECONDS.observe(seconds)


def watch(trace: Trace) -> None:
    """Count the steps, rules and searches of a message."""
    for step, spent_ms in trace.ms.items():
        STEP_SECONDS.labels(step).observe(spent_ms / 1000)
    for rule in trace.rules:
        RULES.labels(rule).inc()
    for search in trace.searches:
        SEARCHES.labels("yes" if search.found else "no").inc()


def exposition() -> bytes:
    """Return all figures in Prometheus' text format, those of all processes where there are several."""
    if MULTIPROCESS not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def is_allowed(shown: str, key: str | None) -> bool:
    """Say whether a caller may read the figures: anybody on this private address, or who shows the key that is set."""
    return key is None or hmac.compare_digest(shown.encode("utf-8", "replace"), key.encode())
