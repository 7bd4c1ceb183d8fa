"""`ecomcore channels check`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from shoptalk.messaging import PLATFORMS


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform in PLATFORMS.values():
        for setting in platform.settings:
            monkeypatch.delenv(setting.name, raising=False)
    monkeypatch.setenv("ECOM_PUBLIC_URL", "https://chat.example.com")


def test_nothing_set_up_is_no_problem():
    done = CliRunner().invoke(app, ["channels", "check", "--json"])
    found = json.loads(done.output)
    assert done.exit_code == 0
    assert [one["channel"] for one in found] == list(PLATFORMS)
    assert {one["state"] for one in found} == {"off"}


def test_a_channel_that_is_asked_for_must_be_ready(monkeypatch: pytest.MonkeyPatch):
    command = ["channels", "check", "telegram", "--json"]
    assert CliRunner().invoke(app, command).exit_code == 1
    monkeypatch.setenv("ECOM_TELEGRAM_TOKEN", "1:a")
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, json.loads(done.output)[0]["state"]) == (1, "closed")
    assert json.loads(done.output)[0]["problems"] == ["ECOM_TELEGRAM_SECRET is not set"]
    monkeypatch.setenv("ECOM_TELEGRAM_SECRET", "0123456789abcdef")
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, json.loads(done.output)[0]["state"]) == (0, "open")
    assert json.loads(done.output)[0]["url"] == "https://chat.example.com/webhooks/telegram/events"


def test_an_address_that_no_platform_reaches_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ECOM_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("ECOM_TELEGRAM_SECRET", "0123456789abcdef")
    monkeypatch.setenv("ECOM_PUBLIC_URL", "http://127.0.0.1:5005")
    done = CliRunner().invoke(app, ["channels", "check"], env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "ECOM_PUBLIC_URL must be the https address" in done.output


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ECOM_TELEGRAM_SECRET", "0123456789abcdef")
    for more in ([], ["--json"]):
        assert (
            "0123456789abcdef" not in CliRunner().invoke(app, ["channels", "check", *more]).output
        )


def test_a_channel_that_there_is_not_is_refused():
    done = CliRunner().invoke(app, ["channels", "check", "fax"])
    assert done.exit_code == 2
