"""Puts together what the bot is trained from: its domain and examples, and the rules that follow from the intents.

What shoppers say in the labelled conversations of `turns/` counts as examples too, the conversations that are held out
aside: a phrase at its place in a conversation is terser than one that stands for its intent.

Every intent has one rule, to the action of the same name (`actions.server.bridge` makes that action), so neither rules
nor the domain's list of actions are written by hand.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

PATTERNS = ("domain/**/*.yml", "data/**/*.yml")
RULES = "data/rules.yml"
TURNS = "turns/*.yml"
SAID = "data/nlu/turns.yml"
REVIEWED = "data/nlu/reviewed.yml"
NO_EXAMPLE = frozenset("{}[]")
"""Signs of Rasa's own notation, and of places that are filled in."""
ACTIONS = "domain/actions.yml"


class TrainingFileError(Exception):
    """A file that the bot is trained from cannot be used; the message names it."""


def material(
    bot: Path,
    others: Mapping[str, Path],
    packs: Mapping[str, Path] | None = None,
    *,
    unheard: Container[str] = (),
    reviewed: Path | None = None,
) -> dict[str, bytes]:
    """Return the contents of all files that Rasa trains from, by their path in its folder.

    Args:
        bot: the project's folder of `domain` and `data`.
        others: such folders of skills that other packages add, by name.
        packs: the folders of language packs, by language; their examples lie in `nlu/`.
        unheard: names of labelled conversations that are not learned from, besides those that are held out.
        reviewed: the file of examples that the shop's staff have reviewed, if there is one.

    Raises:
        TrainingFileError: a domain file, one of labelled conversations, or that of reviewed examples cannot be read.
    """
    found: dict[str, bytes] = {}
    for name, folder in {"": bot, **others}.items():
        for path in sorted({path for pattern in PATTERNS for path in folder.glob(pattern)}):
            kind, *rest = path.relative_to(folder).parts
            found["/".join([kind, *filter(None, [name]), *rest])] = path.read_bytes()
    for language, pack in (packs or {}).items():
        for path in sorted(pack.glob("nlu/*.yml")):
            found[f"data/{language}/{path.name}"] = path.read_bytes()
    names = intents(found)
    if reviewed is not None and reviewed.exists():
        found[REVIEWED] = _reviewed(reviewed, names)
    said = examples(bot, names, _written(found), unheard)
    return {**found, **({SAID: said} if said else {}), **generated(names)}


def write(found: Mapping[str, bytes], folder: Path) -> None:
    """Write the contents into a folder for Rasa (`--domain folder/domain --data folder/data`)."""
    for name, content in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def intents(found: Mapping[str, bytes]) -> list[str]:
    """Return the intents of all domain files in the order of the files.

    Raises:
        TrainingFileError: a domain file cannot be read.
    """
    return [
        intent if isinstance(intent, str) else next(iter(intent))
        for name, content in found.items()
        if name.startswith("domain/")
        for intent in _domain(name, content).get("intents") or []
    ]


def generated(names: list[str]) -> dict[str, bytes]:
    """Return the domain's list of actions and the rules, one of each for an intent."""
    actions = {intent: f"action_{intent}" for intent in names}
    rules = [
        {"rule": intent.replace("_", " "), "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in actions.items()
    ]
    return {ACTIONS: _yaml(actions=[*actions.values()]), RULES: _yaml(rules=rules)}


def examples(
    bot: Path,
    names: Container[str],
    written: Mapping[str, str],
    unheard: Container[str] = (),
) -> bytes | None:
    """Return what is said in the labelled conversations as examples of the intents `names`, None if nothing is.

    What is said for several intents, or is an example of another one by `written` (text to intent), is none: only its
    place tells what it is for.

    Raises:
        TrainingFileError: a file of labelled conversations has another form.
    """
    intents_of: dict[str, set[str]] = {}
    as_said: dict[str, str] = {}
    for path in sorted(bot.glob(TURNS)):
        try:
            for text, intent in _said(_read(path.read_text(encoding="utf-8")), unheard):
                if intent in names and not NO_EXAMPLE & set(text):
                    key = text.strip().lower()
                    intents_of.setdefault(key, set()).add(intent)
                    as_said.setdefault(key, text)
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise TrainingFileError(f"the bot's {path.name} cannot be read: {error!r}") from error
    found: dict[str, list[str]] = {}
    for text, likely in intents_of.items():
        likely |= {written[text]} if text in written else set()
        if len(likely) == 1:
            found.setdefault(likely.pop(), []).append(as_said[text])
    if not found:
        return None
    return _nlu(found)


def _reviewed(path: Path, names: Container[str]) -> bytes:
    """Return the reviewed examples as a training file; those of an intent that there is no more are left out."""
    by_intent: dict[str, list[str]] = {}
    try:
        for entry in _read(path.read_text(encoding="utf-8")) or []:
            if entry["intent"] in names:
                by_intent.setdefault(str(entry["intent"]), []).append(str(entry["text"]))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise TrainingFileError(f"{path} cannot be read: {error!r}") from error
    return _nlu(by_intent)


def _nlu(by_intent: Mapping[str, list[str]]) -> bytes:
    return _yaml(
        nlu=[
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            for intent, texts in sorted(by_intent.items())
        ]
    )


def _written(found: Mapping[str, bytes]) -> dict[str, str]:
    """Return the intent of every written example, in small letters."""
    held = (_read(content) for name, content in found.items() if name.startswith("data/nlu/"))
    return {
        line.removeprefix("- ").strip().lower(): str(entry["intent"])
        for content in held
        if isinstance(content, dict)  # what else a file may be, Rasa says
        for entry in content.get("nlu") or []
        if "intent" in entry
        for line in str(entry.get("examples") or "").splitlines()
    }


def _said(conversations: Any, unheard: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield each message that asks for one thing alone, with its skill, the first where several would do."""
    for conversation in conversations:
        if conversation["part"] == "train" and conversation["name"] not in unheard:
            for turn in conversation["turns"]:
                skill = turn.get("skill", "answer")
                likely = skill if isinstance(skill, list) else [skill]
                if "answer" not in likely:
                    yield str(turn["say"]), str(likely[0])


def _domain(name: str, content: bytes) -> dict[str, Any]:
    try:
        found = _read(content)
    except yaml.YAMLError as error:
        raise TrainingFileError(f"the bot's {name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise TrainingFileError(
            f"the bot's {name} is no domain: it has no names at its first level"
        )
    return found


def _read(text: bytes | str) -> Any:
    """Return what a file holds; all of them are read at every start, so by libyaml where it is there."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _yaml(**content: Any) -> bytes:
    text = yaml.safe_dump({"version": "3.1", **content}, allow_unicode=True, sort_keys=False)
    return text.encode()
