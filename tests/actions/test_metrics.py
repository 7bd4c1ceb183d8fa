"""What is counted of answers, and what is traced: names and times, no word of a shopper."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.server import bridge, metrics, tracing
from actions.skills import registry
from actions.turn import trace
from actions.turn.trace import answering, note, note_search, timed
from ecomcore.config import ROOT


@pytest.fixture(autouse=True)
def watchers(monkeypatch):
    monkeypatch.setattr(trace, "watchers", [])
    monkeypatch.setattr(tracing, "watchers", trace.watchers)
    return trace.watchers


def value(name, **labels):
    for family in text_string_to_metric_families(metrics.exposition().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return 0.0


def answer(monkeypatch, service, intent):
    service.settings.action_timeout_s = 60  # however busy the machine is
    monkeypatch.setattr(bridge, "get_service", lambda: service)
    latest = {"text": "hello", "intent": {"name": intent, "confidence": 1.0}, "metadata": {}}
    tracker = Tracker("conversation", {}, latest, [], False, None, {}, None)
    asyncio.run(bridge.action_for(intent)(CollectingDispatcher(), tracker, {}))


def test_answers_are_counted_by_skill_and_by_what_came_of_them(service, monkeypatch):
    def broken(turn):
        raise RuntimeError

    good = {"skill": "greet", "outcome": "answered"}
    before, timed_before = value("ecom_answers_total", **good), value("ecom_answer_seconds_count")
    answer(monkeypatch, service, "greet")
    assert value("ecom_answers_total", **good) == before + 1
    assert value("ecom_answer_seconds_count") == timed_before + 1
    bad = {"skill": "greet", "outcome": "failed"}
    before = value("ecom_answers_total", **bad)
    monkeypatch.setitem(registry.handlers(), "greet", broken)
    answer(monkeypatch, service, "greet")
    assert value("ecom_answers_total", **bad) == before + 1


def spoken():
    """Follow a message in which a rule, a search and two steps are noted."""
    with trace.tracing([{"name": "greet", "confidence": 0.9}]):
        with timed("understand"):
            pass
        with timed("answer"), answering("search_product"):
            note("parts", "a", "b")
            note_search("a kettle for emma@example.com", 0)


def test_steps_rules_and_searches_are_counted(watchers):
    watchers.append(metrics.watch)
    before = value("ecom_searches_total", found="no")
    spoken()
    assert value("ecom_searches_total", found="no") == before + 1
    assert value("ecom_rules_total", rule="parts") >= 1
    assert value("ecom_step_seconds_count", step="understand") >= 1
    assert b"kettle" not in metrics.exposition()


def test_a_message_is_traced_as_a_tree_of_steps():
    exporter = InMemorySpanExporter()
    provider = tracing.start(exporter)
    assert provider is not None
    spoken()
    provider.force_flush()
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"turn", "understand", "answer", "skill search_product"}
    root = spans["turn"]
    assert root.parent is None
    assert spans["understand"].parent.span_id == root.context.span_id
    assert spans["skill search_product"].parent.span_id == spans["answer"].context.span_id
    assert root.attributes["ecom.rules"] == ("parts",)
    assert "kettle" not in "".join(span.to_json() for span in spans.values())


def test_a_message_that_fails_is_traced_as_not_done():
    exporter = InMemorySpanExporter()
    provider = tracing.start(exporter)
    with pytest.raises(RuntimeError), trace.tracing():
        raise RuntimeError
    provider.force_flush()
    assert exporter.get_finished_spans()[0].attributes["ecom.is_done"] is False


def test_without_an_endpoint_nothing_is_traced_and_nothing_is_loaded(monkeypatch):
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert tracing.start() is None
    assert trace.watchers == []


def test_who_shows_the_key_may_read_the_figures():
    assert metrics.is_allowed("", None)
    assert metrics.is_allowed("right", "right")
    assert not metrics.is_allowed("", "right")
    assert not metrics.is_allowed("wrøng", "right")


def test_figures_of_several_processes_are_added_up(tmp_path):
    code = (
        "from actions.server import metrics\n"
        "metrics.count_answer('greet', 'answered', 0.1)\n"
        "print(metrics.exposition().decode())"
    )
    environment = {**os.environ, metrics.MULTIPROCESS: str(tmp_path)}
    for count in (1.0, 2.0):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )  # fmt: skip
        assert f'ecom_answers_total{{outcome="answered",skill="greet"}} {count}' in done.stdout
