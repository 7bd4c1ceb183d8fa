"""Channels that installed packages add."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import List

import pytest
from channels.added import open_channels
from channels.screening import CARD_NOTE
from channels.web import WebInput
from rasa.core.channels.channel import UserMessage

CHANNEL = """
from sanic import Blueprint
from rasa.core.channels.channel import InputChannel

class Pager(InputChannel):
    def __init__(self, number):
        self.number = number

    @classmethod
    def name(cls):
        return "pager"

    @classmethod
    def from_credentials(cls, credentials):
        return cls((credentials or {}).get("number"))

    def blueprint(self, on_new_message):
        self.hand_on = on_new_message
        return Blueprint("pager")
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an installation of a package with one channel leaves."""
    record = tmp_path / "site" / "shop_pager-1.0.dist-info"
    record.mkdir(parents=True)
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-pager\nVersion: 1.0\n")
    (record / "entry_points.txt").write_text("[shopbot.channels]\npager = shop_pager:Pager\n")
    (record.parent / "shop_pager.py").write_text(CHANNEL)
    monkeypatch.syspath_prepend(str(record.parent))
    return record.parent


def credentials(folder: Path, text: str) -> Path:
    path = folder / "credentials.yml"
    path.write_text("channels.web.WebInput:\n  secret: a secret for tests only\n" + text)
    return path


def test_an_added_channel_is_open_beside_ours(site: Path, tmp_path: Path):
    channels = open_channels(credentials(tmp_path, ""))
    assert [channel.name() for channel in channels] == ["web", "pager"]
    assert isinstance(channels[0], WebInput)
    assert channels[1].number is None


def test_an_added_channel_gets_its_section_of_the_credentials(site: Path, tmp_path: Path):
    channels = open_channels(credentials(tmp_path, "pager:\n  number: '555'\n"))
    assert [channel.name() for channel in channels] == ["web", "pager"]
    assert channels[1].number == "555"


def test_no_card_number_gets_through_an_added_channel(site: Path, tmp_path: Path):
    heard: List[UserMessage] = []

    async def store(message: UserMessage) -> None:
        heard.append(message)

    pager = open_channels(credentials(tmp_path, ""))[1]
    pager.blueprint(store)
    for text in ("pay with 5555-5555-5555-4444 please", "where is 20003", None):
        asyncio.run(pager.hand_on(UserMessage(text, sender_id="p1")))

    assert [message.text for message in heard] == ["pay with **** please", "where is 20003", None]
    assert [(message.metadata or {}).get(CARD_NOTE) for message in heard] == [True, None, None]


def test_a_channel_that_cannot_be_loaded_is_named(site: Path, tmp_path: Path):
    (site / "shop_pager-1.0.dist-info" / "entry_points.txt").write_text(
        "[shopbot.channels]\nfax = shop_fax:Fax\n"
    )
    with pytest.raises(ImportError, match=r"channel 'fax' \(shop_fax:Fax\).*cannot be loaded"):
        open_channels(credentials(tmp_path, ""))
