"""The guides of the messaging channels name what the code needs, and who follows one has an open channel."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.config import ROOT
from shoptalk.messaging import PLATFORMS, Platform

GUIDES = ROOT / "docs" / "channels"
LINE = re.compile(r"^ *(ECOM_\w+)=(\S+)$", re.MULTILINE)
EXAMPLES = {
    "YOUR_SECRET": "0123456789abcdef" * 2,
    "YOUR_TOKEN": "0123456789abcdef",
    "43_CHARACTERS": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
}


@pytest.fixture(params=PLATFORMS.values(), ids=list(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> Platform:
    return request.param


def test_a_guide_names_every_setting_and_the_address(platform: Platform):
    guide = (GUIDES / f"{platform.name}.md").read_text("utf-8")
    for setting in platform.settings:
        assert f"`{setting.name}`" in guide
    assert platform.path in guide
    assert f"channels check {platform.name}" in guide
    assert f"{platform.name}.md" in (GUIDES / "README.md").read_text("utf-8")


def test_a_guide_names_no_setting_that_there_is_not(platform: Platform):
    guide = (GUIDES / f"{platform.name}.md").read_text("utf-8")
    known = {setting.name for setting in platform.settings} | {"ECOM_PUBLIC_URL"}
    assert set(re.findall(r"ECOM_\w+", guide)) <= known


def test_who_sets_what_a_guide_says_has_an_open_channel(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    for setting in platform.settings:
        monkeypatch.delenv(setting.name, raising=False)
    guide = (GUIDES / f"{platform.name}.md").read_text("utf-8")
    told = dict(LINE.findall(guide))
    monkeypatch.setenv("ECOM_PUBLIC_URL", "https://chat.example.com")
    for name, value in told.items():
        monkeypatch.setenv(name, EXAMPLES.get(value, value))
    done = CliRunner().invoke(app, ["channels", "check", platform.name, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)[0]["state"] == "open"
