"""The actions in this process, on a copy of the demo shop: a shopper who says what Rasa would have understood."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from sqlalchemy import text

from actions.conversation.dialogue import respond
from actions.turn.service import Service
from actions.turn.turn import Deadline, Message
from ecomcore.config import ROOT, Settings
from ecomcore.shop.database import open_session
from scripts.prepare import Place, prepare_shop

NOW = "2026-11-20T10:00:00Z"
CACHE = ROOT / "var" / "test-cache"
PAYLOAD = re.compile(r"^/(\w+)(\{.*\})?$", re.DOTALL)


@dataclass
class Shopper:
    """One conversation; `say` takes the intent and the entities that Rasa would have found."""

    service: Service
    customer: str | None = None
    staff: str | None = None
    conversation: str = "test-conversation"
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    turns: int = 0
    clock: float = 0.0
    events: list[dict[str, Any]] = field(default_factory=list)

    def later(self, hours: float) -> None:
        """Let time pass before the next message."""
        self.clock += 3600 * hours

    def say(self, words: str, intent: str, *, confidence: float = 1.0, **entities: Any) -> str:
        """Send a message and return everything the shopper reads."""
        return self._send(words, intent, confidence, entities, {})

    def on_page(self, page: str, words: str, intent: str, **entities: Any) -> str:
        """Send a message from a page of the shop: that of a product, or of one version by its SKU."""
        return self._send(words, intent, 1.0, entities, {"page": page})

    def with_card(self, words: str, intent: str, **entities: Any) -> str:
        """Send a message out of which the channel has taken a card number."""
        return self._send(words, intent, 1.0, entities, {"card_removed": True})

    def show(
        self, content: bytes, words: str = "", intent: str = "photo_search", **entities: Any
    ) -> str:
        """Send a photo as a channel hands it on, perhaps with words; return everything the shopper reads."""
        endings = {b"\xff\xd8": "jpg", b"\x89P": "png", b"RI": "webp"}
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.{endings[content[:2]]}"
        folder = self.service.settings.uploads
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        notes = {"image": name} if words else {"image": name, "tapped": True}
        return self._send(words or "/photo_search", intent, 1.0, entities, notes)

    def tap(self, title: str) -> str:
        """Press the button whose title has these words."""
        payload = next(
            b["payload"] for m in self.messages for b in m.buttons if title in b["title"]
        )
        found = PAYLOAD.match(payload)
        assert found is not None
        entities = json.loads(found[2] or "{}")
        return self._send(payload, found[1], 1.0, entities, {"tapped": True})

    def several(self, *requests: tuple[str, str, dict[str, Any]]) -> str:
        """Send one message that asks for several things."""
        parts = [
            {
                "text": words,
                "intent": {"name": intent, "confidence": 1.0},
                "entities": [{"entity": k, "value": v} for k, v in entities.items()],
            }
            for words, intent, entities in requests
        ]
        words = " and ".join(words for words, _, _ in requests)
        return self._send(words, requests[0][1], 1.0, {}, {}, parts)

    def _send(
        self,
        words: str,
        intent: str,
        confidence: float,
        entities: dict[str, Any],
        metadata: dict[str, Any],
        requests: list[dict[str, Any]] | None = None,
    ) -> str:
        self.turns += 1
        found = [
            {"entity": name, "value": value}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) and name != "drop" else [values])
        ]
        latest = {
            "text": words,
            "intent": {"name": intent, "confidence": confidence},
            "entities": found,
            "requests": requests or [],
            "message_id": uuid.uuid4().hex,
            "metadata": {"customer_id": self.customer, "staff": self.staff, **metadata},
        }
        self.events.append(
            {
                "event": "user",
                "text": words,
                "timestamp": self.clock,
                "metadata": latest["metadata"],
            }
        )
        tracker = Tracker(self.conversation, self.slots, latest, self.events, False, None, {}, None)
        self.messages, memory = respond(intent, tracker, self.service, Deadline(60))
        self.slots = json.loads(json.dumps(memory.as_slots()))
        return "\n".join(message.text for message in self.messages)

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The product cards of the last answer."""
        return [
            card for m in self.messages if m.custom for card in m.custom.as_json().get("items", [])
        ]

    @property
    def buttons(self) -> list[str]:
        """The titles of the buttons of the last answer."""
        return [button["title"] for m in self.messages for button in m.buttons]

    def proves(self, order: str, email: str) -> str:
        """Prove who this is by an order and the code that is mailed; return what the shopper reads then."""
        self.say(f"order {order}, {email}", "order_status", order_number=order, email=email)
        code = self.mailed_code()
        return self.say(code, "give_details", code=code)

    def mailed_code(self) -> str:
        """Return the newest one-time code that was mailed."""
        outbox = self.service.settings.var_dir / "outbox"
        newest = max(outbox.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return re.findall(r"(?<!\d)\d{6}(?!\d)", newest.read_text("utf-8"))[0]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query finds in the shop's database."""
        with open_session(self.service.shop, self.service.settings) as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def run(self, sql: str) -> None:
        """Change the shop's database, as its staff would."""
        with open_session(self.service.shop, self.service.settings) as session:
            session.execute(text(sql))


@pytest.fixture(scope="session")
def served() -> Service:
    """The demo shop's build, made once; its database is not the one to change."""
    prepare_shop(Place(var=CACHE, now=NOW), say=lambda _text: None)
    service = Service(Settings(shop="demo", var_dir=CACHE, now=NOW))
    service.build.warm()
    service.build.part("images").warm()
    return service


@pytest.fixture
def service(served: Service, tmp_path: Path) -> Service:
    """The same build over a fresh copy of the database."""
    source = CACHE / "shops" / "demo"
    target = tmp_path / "shops" / "demo"
    target.mkdir(parents=True)
    for file in source.glob("shop.db*"):
        shutil.copy(file, target / file.name)
    fresh = Service(Settings(shop="demo", var_dir=tmp_path, now=NOW))
    fresh.current = served.current
    return fresh


@pytest.fixture
def shopper(service: Service) -> Callable[..., Shopper]:
    """Make a shopper: `shopper()` for a guest, `shopper("C0001")` signed in."""

    def make(
        customer: str | None = None,
        conversation: str = "test-conversation",
        staff: str | None = None,
    ) -> Shopper:
        return Shopper(service, customer, staff, conversation)

    return make
