"""docs/onboarding.md, followed to the letter: its commands in order on a real export, then the chat, in process."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.conversation.dialogue import respond
from actions.turn.service import Service
from actions.turn.turn import Deadline
from ecomcore.config import ROOT, Settings

PAGE = ROOT / "docs" / "onboarding.md"
NOW = "2026-11-20T10:00:00Z"
BLOCK = re.compile(r"^```shell[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    text = PAGE.read_text("utf-8")
    return [line for block in BLOCK.findall(text) for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A new user's folder after every command of the page; what is served is only built here, and talked to below."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "tests" / "data" / "onboarding", folder / "my-shop")
    environment = {
        **os.environ,
        "ECOM_VAR_DIR": str(folder / "var"),
        "ECOM_NOW": NOW,
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
    }
    said: dict[str, str] = {}
    for command in commands():
        if shlex.split(command)[0] == "make":
            continue
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        said[command] = done.stdout
    return {"var": folder / "var", "said": said}


class Newcomer:
    """Somebody who chats with the new shop."""

    def __init__(self, var: Path) -> None:
        self.service = Service(Settings(shop="myshop", var_dir=var, now=NOW))
        self.slots: dict[str, Any] = {}
        self.turns = 0

    def say(self, words: str, intent: str, **entities: Any) -> str:
        self.turns += 1
        latest = {
            "text": words,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "message_id": str(self.turns),
            "metadata": {},
        }
        tracker = Tracker("newcomer", self.slots, latest, [], False, None, {}, None)
        messages, memory = respond(intent, tracker, self.service, Deadline(120))
        self.slots = memory.as_slots()
        drawn = [message.custom.as_json() for message in messages if message.custom]
        return "\n".join([*(message.text for message in messages), *map(str, drawn)])


def test_every_step_says_what_it_did(followed: dict[str, Any]) -> None:
    said = followed["said"]
    imported = next(text for command, text in said.items() if command.startswith("ecomcore import"))
    assert "hello@elmtide.example" in imported
    shown = next(text for command, text in said.items() if "shop show" in command)
    assert "Elm & Tide" in shown
    checked = next(text for command, text in said.items() if "shop check" in command)
    assert "no build" in checked
    assert "e-mail address" not in checked


def test_the_chat_answers_from_the_shops_own_files(followed: dict[str, Any]) -> None:
    guest = Newcomer(followed["var"])
    jumper = guest.say("do you have a wool jumper", "search_product")
    assert "Harbour jumper" in jumper
    assert "€89.00" in jumper
    bell = guest.say("show me the harbour bell", "search_product")
    assert "ask for the price" in bell
    stock = guest.say("is the harbour jumper in stock", "ask_stock", product="harbour-jumper")
    assert "Harbour jumper is in stock in: S; L" in stock
    assert "Sold out at the moment: Harbour jumper in M" in stock
    returns = guest.say("how long can I return something?", "ask_policy")
    assert "30 days" in returns
