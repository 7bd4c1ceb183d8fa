"""Examples that the shop's staff have reviewed: what was not understood, with what it means, for the next training.

They lie in `var/shops/SHOP/examples.yml`, one entry each with who reviewed it and when. The bot is trained from them
like from its own (`scripts.training`), so the next `make serve` understands them.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ecomcore.config import ROOT, Settings
from ecomcore.errors import DataError

FILE = "examples.yml"
DOMAIN = ROOT / "bot" / "domain"
NOTATION = frozenset("{}[]")
"""Signs of Rasa's own notation; masked data are written with them, too."""
LONGEST = 300
NOT_TO_LEARN = frozenset({"nlu_fallback"})
"""What stands for everything else, so that nothing is an example of it."""


@dataclass(frozen=True)
class Reviewed:
    """One example: what somebody says, what it means, who says so."""

    text: str
    intent: str
    language: str
    by: str
    on: date


@dataclass(frozen=True)
class Written:
    """What adding an example did to the file: the lines that changed, as `diff -u` shows them."""

    examples: tuple[Reviewed, ...]
    diff: str


def path_of(settings: Settings, shop: str) -> Path:
    """Return the file of a shop's examples."""
    return settings.var_dir / "shops" / shop / FILE


def intents(domain: Path = DOMAIN) -> list[str]:
    """Return what an example can mean, sorted; empty where the bot's files are not on this machine."""
    found: set[str] = set()
    for path in domain.glob("**/*.yml"):
        for intent in yaml.safe_load(path.read_text("utf-8")).get("intents") or []:
            found.add(intent if isinstance(intent, str) else next(iter(intent)))
    return sorted(found - NOT_TO_LEARN)


def read(path: Path) -> tuple[Reviewed, ...]:
    """Return the examples of a file, none where there is no file.

    Raises:
        DataError: it is not of the form; the message names the entry.
    """
    if not path.exists():
        return ()
    try:
        entries = yaml.safe_load(path.read_text("utf-8")) or []
    except yaml.YAMLError as error:
        raise DataError(f"{path} is not YAML: {error}") from error
    if not isinstance(entries, list):
        raise DataError(f"{path} must be a list of examples")
    return tuple(_example(path, number, entry) for number, entry in enumerate(entries, 1))


def add(path: Path, example: Reviewed, known: Sequence[str]) -> Written:
    """Write an example into the file; one of the same words before it is replaced.

    Raises:
        DataError: it cannot be one: no words, masked data in them, too long, or an intent that is not `known`.
    """
    text = " ".join(example.text.split())
    if not any(sign.isalnum() for sign in text):
        raise DataError("an example needs words")
    if text.startswith("/"):
        raise DataError("what a button sends is understood already")
    if NOTATION & set(text):
        raise DataError(
            "an example must not hold [ ] { }: write something in the place of what was masked"
        )
    if len(text) > LONGEST:
        raise DataError(f"an example has at most {LONGEST} characters, not {len(text)}")
    if example.intent not in known:
        raise DataError(f"the bot knows no intent {example.intent!r}")
    new = Reviewed(text, example.intent, example.language, example.by, example.on)
    before = read(path)
    kept = [one for one in before if one.text.lower() != text.lower()]
    return _write(path, before, (*kept, new))


def remove(path: Path, text: str) -> Written:
    """Take an example back.

    Raises:
        DataError: there is none with these words.
    """
    before = read(path)
    kept = tuple(one for one in before if one.text != text)
    if len(kept) == len(before):
        raise DataError(f"there is no example {text!r}")
    return _write(path, before, kept)


def _example(path: Path, number: int, entry: Any) -> Reviewed:
    try:
        fields = {name: str(entry[name]) for name in ("text", "intent", "language", "by")}
        return Reviewed(**fields, on=date.fromisoformat(str(entry["on"])))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path}, entry {number}: {error!r} cannot be read") from error


def _write(path: Path, before: Sequence[Reviewed], after: Sequence[Reviewed]) -> Written:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _yaml(after)
    draft = path.with_name(f".{path.name}")
    draft.write_text(text, "utf-8")
    draft.replace(path)
    lines = difflib.unified_diff(
        _yaml(before).splitlines(), text.splitlines(), FILE, FILE, n=0, lineterm=""
    )
    return Written(tuple(after), "\n".join(lines))


def _yaml(examples: Sequence[Reviewed]) -> str:
    if not examples:
        return ""
    rows = [{**asdict(one), "on": one.on.isoformat()} for one in examples]
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000)
