"""Makes any typed text safe and sane before the bot reads it; shared by all channels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict

from channels.screening import CARD_NOTE
from channels.uploads import UploadError, decode, keep
from shoptalk.card_number import without_card_numbers

MAX_CHARACTERS = 1_000
EMPTY = "/nlu_fallback"
LOOK = "/photo_search"
BUTTON = re.compile(r"^/([a-z_]{1,40})(\{.{0,600}\})?$", re.DOTALL)
KEPT_CONTROLS = "\n\t\u200d"


@dataclass(frozen=True)
class Incoming:
    """A message as the bot may read it; `notes` tells the actions what was done to it."""

    text: str
    notes: Dict[str, Any] = field(default_factory=dict)


def typed(text: str) -> Incoming:
    """Return what a person typed as plain text: never a command, never longer than 1,000 characters.

    A leading slash would make Rasa take the text for an intent, so it is removed: only buttons may send intents. Card
    numbers go before the text is cut, since half a number is not known for one.
    """
    kept = "".join(
        c
        for c in text
        if c in KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    cleaned = without_card_numbers(re.sub(r"\s+", " ", kept).lstrip("/ ").rstrip())
    clean = cleaned.text
    notes: Dict[str, Any] = {CARD_NOTE: True} if cleaned.had_card else {}
    if not clean:
        return Incoming(EMPTY, {"problem": "empty"})
    if len(clean) > MAX_CHARACTERS:
        notes = {**notes, "problem": "too_long", "characters": len(clean)}
        return Incoming(clean[:MAX_CHARACTERS], notes)
    return Incoming(clean, notes)


def tapped(payload: str) -> Incoming:
    """Return what a button sends, or the payload as typed text if it is not of a button's form.

    Tapping gives no right that typing does not: what is allowed depends on who is verified, never on the payload.
    """
    return Incoming(payload, {"tapped": True}) if BUTTON.match(payload) else typed(payload)


def photographed(photo: "bytes | str", words: str, folder: Path) -> Incoming:
    """Return a photo, as bytes or in base64, with what was written beside it.

    The photo is kept in `folder`, and its name goes along; what cannot be a photo is named in `photo_problem`.
    """
    try:
        content = decode(photo) if isinstance(photo, str) else photo
        seen = {"image": keep(content, folder)}
    except UploadError as error:
        return not_photographed(str(error), words)
    return _beside(seen, words)


def not_photographed(problem: str, words: str) -> Incoming:
    """Return what was written beside a photo that cannot be looked at, with the word for why."""
    return _beside({"photo_problem": problem}, words)


def unread(kind: str) -> Incoming:
    """Return a message of a kind that the bot cannot read; what is said to it is the text `fallback.KIND`."""
    return Incoming(EMPTY, {"problem": kind})


def read(body: Dict[str, Any], folder: Path) -> Incoming:
    """Return what a page sent: a photo, kept in `folder`, or a button, or typed text."""
    if body.get("image"):
        return photographed(str(body["image"]), str(body.get("text") or ""), folder)
    if body.get("payload"):
        return tapped(str(body["payload"]))
    return typed(str(body.get("text") or ""))


def _beside(seen: Dict[str, Any], words: str) -> Incoming:
    if not words.strip():
        return Incoming(LOOK, {**seen, "tapped": True})
    said = typed(words)
    return Incoming(said.text, {**said.notes, **seen})
