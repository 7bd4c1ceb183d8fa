"""The console as it is served: its pages with a day of exchanges, its commands."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time

import httpx
import pytest

from ecomcore.config import ROOT
from ecomcore.shop import models as m
from scripts.services import free_port

WAIT_S = 60


def outside_pytest() -> dict[str, str]:
    """Return the environment without the variable by which NiceGUI takes a process for one of its own tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def place(shop, now):
    """The environment of the small shop, where a day of exchanges is kept."""
    values = {
        "number": 1,
        "channel": "web",
        "confidence": 0.4,
        "spent_ms": 12.0,
        "customer_id": None,
    }
    with shop.session() as session, session.begin():
        for said, fields in {
            "<script>alert(1)</script>": {"intent": "greet", "skills": ["greet"]},
            "flurb it": {"intent": "nlu_fallback", "skills": ["nlu_fallback"], "is_missed": True},
            "a boat": {
                "intent": "search_product", "skills": ["search_product"],
                "searches": [{"words": "a boat", "found": 0}], "searched": 1, "searched_in_vain": 1,
            },
        }.items():  # fmt: skip
            row = {**values, "conversation_id": said[:6], "at": now, "language": "en", **fields}
            session.add(m.Exchange(said=said, answered="…", **row))
    return {
        **outside_pytest(), "ECOM_VAR_DIR": str(shop.settings.var_dir), "ECOM_SHOP": "small",
        "ECOM_SECRET": "a secret for tests only", "ECOM_NOW": now.isoformat(),
    }  # fmt: skip


@pytest.fixture
def console(place):
    """A running console; gives its address and the link into it."""
    port = free_port()
    options = ["--port", str(port), "--name", "anna"]
    command = [sys.executable, "-m", "ecomcore.cli", "console", "serve", *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            entrance = process.stdout.readline().strip()
            base = f"http://127.0.0.1:{port}"
            ends = time.monotonic() + WAIT_S
            while True:
                try:
                    httpx.get(f"{base}/health", trust_env=False)
                    break
                except httpx.TransportError:
                    assert process.poll() is None, process.stdout.read()
                    assert time.monotonic() < ends
                    time.sleep(0.1)
            yield base, entrance
        finally:
            process.terminate()


def test_pages_show_what_was_said_to_who_is_signed_in_only(console):
    base, entrance = console
    with httpx.Client(trust_env=False, follow_redirects=True) as client:
        assert client.get(f"{base}/conversations").status_code == 401
        assert entrance.startswith(f"{base}/?key=")
        assert "Overview" in client.get(entrance).text
        for page, shown in {
            "": "Contained without a person",
            "conversations": "flurb it",
            "conversation?id=flurb ": "nlu_fallback",
            "unclear": "Make it an example",
            "searches": "a boat",
            "sales": "Order lines within seven days",
            "tickets": "Nothing in this period.",
            "conversations?language=zh": "对话",
        }.items():
            answer = client.get(f"{base}/{page}")
            assert answer.status_code == 200, page
            assert shown in answer.text, page
            assert "<script>alert(1)" not in answer.text, page


def run(place, *arguments):
    command = [sys.executable, "-m", "ecomcore.cli", "console", *arguments]
    return subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, check=False)


def test_figures_are_told_without_a_browser(place):
    told = json.loads(run(place, "figures", "--json").stdout)
    assert told["figures"]["conversations"] == 3
    assert told["figures"]["missed"] == 1
    assert told["recommended"] == {"products": 0, "lines": 0, "amount_cents": 0, "before": 0}
    assert len(told["over_time"]) == 24
    assert "conversations" in run(place, "figures").stdout


def test_tables_are_written_as_files(place, tmp_path):
    out = tmp_path / "unclear.csv"
    assert run(place, "export", "unclear", "--out", str(out)).returncode == 0
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    assert (row["words"], row["times"]) == ("flurb it", "1")


def test_what_cannot_be_told_is_refused(place, tmp_path):
    assert run(place, "figures", "--days", "soon").returncode == 2
    wrong = run(place, "export", "everything", "--out", str(tmp_path / "x.csv"))
    assert (wrong.returncode, (tmp_path / "x.csv").exists()) == (2, False)
    assert run({**place, "ECOM_SHOP": "nowhere"}, "serve").returncode == 2


def test_a_link_can_be_made_for_somebody_else(place):
    told = run(place, "link", "--name", "bob", "--base", "https://console.example.com/")
    assert told.stdout.startswith("https://console.example.com/?key=")
