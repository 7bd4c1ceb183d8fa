"""Sends a trace of each answer to where OpenTelemetry's own settings say; without them nothing is sent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from actions.turn.trace import Trace, watchers

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
NAME = "ecom-actions"


def start(exporter: SpanExporter | None = None) -> TracerProvider | None:
    """Send every answer from now on to `exporter`, else to the endpoint that is set; None where none is.

    A span holds names of skills, rules and steps, and times; nothing that a shopper said or was answered.
    """
    if exporter is None and not any(os.environ.get(name) for name in ENDPOINTS):
        return None
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    if exporter is None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter()
    # The name that the environment gives (OTEL_SERVICE_NAME) goes before ours.
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: NAME}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    watchers.append(lambda trace: send(provider, trace))
    return provider


def send(provider: TracerProvider, trace: Trace) -> None:
    """Make spans of a trace: the turn, and below it its steps; a skill lies below the step that it was in."""
    from opentelemetry.trace import set_span_in_context

    tracer = provider.get_tracer(NAME)
    turn, *rest = trace.spans
    root = tracer.start_span(turn.name, start_time=turn.start_ns)
    root.set_attribute("ecom.skills", [answer.skill for answer in trace.answers])
    root.set_attribute("ecom.rules", trace.rules)
    root.set_attribute("ecom.is_done", trace.is_done)
    if trace.ranking:
        intent, confidence = trace.ranking[0]
        root.set_attribute("ecom.intent", intent)
        root.set_attribute("ecom.confidence", confidence)
    contexts = {turn: set_span_in_context(root)}
    # Those that last longest first, so that what lies around a span is there before it.
    for span in sorted(rest, key=lambda one: one.start_ns - one.end_ns):
        around = [
            other for other in contexts if other.start_ns <= span.start_ns and span.end_ns <= other.end_ns
        ]  # fmt: skip
        nearest = min(around or [turn], key=lambda one: one.end_ns - one.start_ns)
        made = tracer.start_span(span.name, context=contexts[nearest], start_time=span.start_ns)
        contexts[span] = set_span_in_context(made)
        made.end(span.end_ns)
    root.end(turn.end_ns)
