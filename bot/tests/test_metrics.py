"""What the bot's port counts, and who may read it."""

from __future__ import annotations

import itertools

import pytest
from sanic import Sanic
from sanic.response import text
from serving import metrics

NAMES = itertools.count()


@pytest.fixture
def app(monkeypatch):
    monkeypatch.delenv(metrics.KEY, raising=False)
    made = Sanic(f"metrics{next(NAMES)}")
    metrics.install(made)

    @made.get("/chats/<name:str>")
    async def chat(_request, name):
        return text(name)

    return made


def figures(app, **options):
    _, answer = app.test_client.get("/metrics", **options)
    return answer


def value(app, line):
    found = [row for row in figures(app).text.splitlines() if row.startswith(line)]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_requests_are_counted_by_route_and_status(app):
    line = 'ecom_http_requests_total{method="GET",route="/chats/<name:str>",status="200"}'
    before = value(app, line)
    for name in ("anna", "bob"):
        app.test_client.get(f"/chats/{name}")
    assert value(app, line) == before + 2
    assert "anna" not in figures(app).text


def test_addresses_that_there_are_not_are_one_route(app):
    for name in ("x", "y"):
        app.test_client.get(f"/{name}")
    shown = figures(app).text
    assert 'route="other",status="404"' in shown
    assert '"/x"' not in shown


def test_without_a_key_only_this_machine_reads_them_and_no_proxy_for_others(app):
    assert figures(app).status == 200
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert figures(app, headers={header: "127.0.0.1"}).status == 404


def test_where_there_is_a_key_it_must_be_shown(app, monkeypatch):
    monkeypatch.setenv(metrics.KEY, "the key")
    assert figures(app).status == 404
    assert figures(app, headers={"Authorization": "Bearer wrong"}).status == 404
    shown = {"Authorization": "Bearer the key", "X-Forwarded-For": "203.0.113.9"}
    assert figures(app, headers=shown).status == 200
