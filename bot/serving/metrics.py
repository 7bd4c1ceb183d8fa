"""What the bot's port counts for Prometheus: requests by route and status, and how long they took.

Unlike the action server's, this port may be public. So the figures are shown only to who has the key, and where no key
is set, only to this machine itself, not through a proxy.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
from time import monotonic
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

KEY = "ECOM_METRICS_KEY"
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of one bot keep their figures, as Prometheus' client reads it."""
PATH = "/metrics"
OTHER = "other"
"""The route of requests to addresses that there are not, so that nobody can fill the memory with them."""
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

REQUESTS = Counter("ecom_http_requests", "Requests to the bot", ["route", "method", "status"])
REQUEST_SECONDS = Histogram(
    "ecom_http_request_seconds", "From a request's head to its answer", ["route"], buckets=SECONDS
)
AT_WORK = Gauge(
    "ecom_http_requests_at_work", "Requests being answered", multiprocess_mode="livesum"
)


def install(app: Any) -> None:
    """Count every request of an application, and show the figures at `/metrics`."""

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.began_s = monotonic()
        AT_WORK.inc()

    @app.on_response
    async def end(request: Request, response: HTTPResponse) -> None:
        began_s = getattr(request.ctx, "began_s", None)
        if began_s is None:
            return
        del request.ctx.began_s
        AT_WORK.dec()
        route = route_of(request)
        REQUESTS.labels(route, request.method, str(response.status)).inc()
        REQUEST_SECONDS.labels(route).observe(monotonic() - began_s)

    @app.get(PATH)
    async def figures(request: Request) -> HTTPResponse:
        if not is_allowed(request, os.environ.get(KEY, "")):
            return json({"error": "not found"}, status=404)
        return raw(exposition(), content_type=CONTENT_TYPE_LATEST)


def route_of(request: Request) -> str:
    """Return the route of a request as it is written in the code, so that their number is known."""
    route = getattr(request, "route", None)
    return f"/{route.path}" if route is not None else OTHER


def exposition() -> bytes:
    """Return all figures in Prometheus' text format, those of all processes where there are several."""
    if MULTIPROCESS not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def is_allowed(request: Request, key: str) -> bool:
    """Say whether a caller may read the figures."""
    if key:
        return hmac.compare_digest((request.token or "").encode("utf-8", "replace"), key.encode())
    if any(name in request.headers for name in PROXIED):
        return False
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False
