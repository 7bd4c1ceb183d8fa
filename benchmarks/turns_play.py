"""Plays labelled conversations in this process: what the bot understands of each message is worked out once, before."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker

from actions.conversation.dialogue import ARBITER, Rank, respond
from actions.turn.payloads import Explanation
from actions.turn.service import Service
from actions.turn.trace import Answered
from actions.turn.turn import Deadline, Message
from benchmarks.turns_labelled import LabelledConversation, LabelledTurn
from ecomcore.config import Settings
from scripts.bootstrap import BOT, ROOT
from scripts.prepare import Place, Prepared, prepare
from scripts.rehearsal import codes, copy_database

NOW = "2026-11-20T10:00:00Z"
CACHE = ROOT / "var" / "test-cache"
VAR = ROOT / "var" / "turns"
PATIENCE_S = 600
"""So long a message may take: a crowded machine is not to break off a measurement."""
SAMPLE_CODE = "271828"
"""Stands for a mailed code where messages are understood before they are sent."""
_PAYLOAD = re.compile(r"^/(\w+)(\{.*\})?$", re.DOTALL)
_PATTERN = re.compile(r"^/(.*)/([is]*)$", re.DOTALL)


@dataclass(frozen=True)
class Played:
    """One message as it was answered."""

    turn: LabelledTurn
    answers: Sequence[Answered]
    text: str
    requests: Sequence[dict[str, Any]]
    """The parts that the message was understood as having."""


def served() -> tuple[Prepared, Settings]:
    """Return the demo shop on a copy that may be changed, and the settings to play in it."""
    prepared = prepare(Place(var=CACHE, now=NOW))
    shutil.rmtree(VAR, ignore_errors=True)
    for name in ("shops", "builds"):
        shutil.copytree(CACHE / name, VAR / name, symlinks=True)
    place = replace(prepared.place, var=VAR)
    settings = Settings(var_dir=VAR, now=NOW, explain=True)
    return Prepared(place, prepared.model), settings


def understood(model: Path, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what the trained bot makes of each text; kept in a file for as long as the model stays the same."""
    kept = CACHE / f"understood-{hashlib.sha256(model.name.encode()).hexdigest()[:12]}.jsonl"
    lines = kept.read_text("utf-8").splitlines() if kept.is_file() else []
    known: dict[str, dict[str, Any]] = {}
    for line in lines:
        text, found = json.loads(line)
        known[text] = found
    missing = sorted(set(texts) - known.keys())
    if not missing:
        return known
    done = subprocess.run(
        [str(BOT.interpreter), "-m", "benchmarks.parse", str(model)],
        cwd=ROOT / "bot",
        input="\n".join(json.dumps(text) for text in missing),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    known |= dict(zip(missing, answers, strict=True))
    with kept.open("a", encoding="utf-8") as file:
        for text in missing:
            file.write(json.dumps([text, known[text]], ensure_ascii=False) + "\n")
    return known


def texts_of(conversations: Iterable[LabelledConversation]) -> Iterator[str]:
    """Yield the messages to be understood, with the sample for a code."""
    for conversation in conversations:
        for turn in conversation.turns:
            if not turn.is_tap:
                yield turn.say.replace("{CODE}", SAMPLE_CODE).replace("{WRONG_CODE}", SAMPLE_CODE)


@dataclass
class Play:
    """One conversation with the actions."""

    service: Service
    parses: dict[str, dict[str, Any]]
    conversation: LabelledConversation
    rank: Rank = ARBITER.ranked
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def turns(self, before: Callable[[LabelledTurn], None] | None = None) -> Iterator[Played]:
        """Play every turn, `before` is told each of them first; ends early where a button is not there to tap."""
        for turn in self.conversation.turns:
            latest = self._tapped(turn.say) if turn.is_tap else self._said(turn.say)
            if latest is None:
                return
            if before:
                before(turn)
            yield self._sent(turn, latest)

    def _said(self, say: str) -> dict[str, Any]:
        raw = say.replace("{WRONG_CODE}", SAMPLE_CODE)
        parsed = self.parses[raw.replace("{CODE}", SAMPLE_CODE)]
        if "{CODE}" in raw:
            mailed = codes(Path(self.service.settings.var_dir) / "outbox")
            code = mailed[-1] if mailed else SAMPLE_CODE
            parsed = json.loads(json.dumps(parsed).replace(SAMPLE_CODE, code))
        return dict(parsed)

    def _tapped(self, title: str) -> dict[str, Any] | None:
        found = _PATTERN.match(title)
        wanted = re.compile(found[1] if found else re.escape(title), re.IGNORECASE)
        buttons = [b for m in self.messages for b in m.buttons if wanted.search(b["title"])]
        payload = _PAYLOAD.match(buttons[0]["payload"]) if buttons else None
        if payload is None:
            return None
        entities = [
            {"entity": name, "value": value}
            for name, values in json.loads(payload[2] or "{}").items()
            for value in (values if isinstance(values, list) and name != "drop" else [values])
        ]
        intent = {"name": payload[1], "confidence": 1.0}
        return {"text": payload[0], "intent": intent, "entities": entities, "tapped": True}

    def _sent(self, turn: LabelledTurn, latest: dict[str, Any]) -> Played:
        is_tapped = bool(latest.pop("tapped", False))
        latest |= {
            "message_id": str(len(self.events)),
            "metadata": {"customer_id": self.conversation.customer, "tapped": is_tapped},
        }
        self.events.append({"event": "user", "text": latest["text"], "timestamp": len(self.events)})
        intent = str(latest["intent"]["name"] or "nlu_fallback")
        name = f"{self.conversation.language}-{self.conversation.name}"
        tracker = Tracker(name, self.slots, latest, self.events, False, None, {}, None)
        self.messages, memory = respond(
            intent, tracker, self.service, Deadline(PATIENCE_S), self.rank
        )
        self.slots = json.loads(json.dumps(memory.as_slots()))
        told = [m.custom for m in self.messages if isinstance(m.custom, Explanation)]
        text = "\n".join(m.text for m in self.messages if m.text)
        parts = latest.get("requests") or [latest]
        return Played(turn, told[-1].answers if told else (), text, parts)


class Shop:
    """The shop to play in; every conversation finds it in its first state."""

    def __init__(self, place: Place, settings: Settings) -> None:
        """Keep the first state of the database."""
        self.place = place
        self._first = place.var / "first-state.db"
        copy_database(place.database, self._first)
        self.service = Service(settings)

    def reset(self) -> None:
        """Put the database back to its first state and empty the outbox."""
        copy_database(self._first, self.place.database)
        shutil.rmtree(self.place.var / "outbox", ignore_errors=True)
