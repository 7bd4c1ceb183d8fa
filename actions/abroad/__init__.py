"""What buyers in other languages are told, in their own: which languages the bot speaks; one YAML file a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from babel.lists import format_list

from actions.languages import languages
from actions.turn.turn import Message, button

FOLDER = Path(__file__).parent


@cache
def _words(language: str) -> dict[str, str] | None:
    file = FOLDER / f"{language}.yml"
    if language in languages() or not file.is_file():
        return None
    found: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))
    return found


def known() -> tuple[str, ...]:
    """Return the languages in which buyers are told so."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))


def languages_told(language: str | None) -> Message | None:
    """Return what somebody who writes in a language that the bot does not speak is told first, with a way to a person.

    None where the bot speaks it, or where nobody has written the sentence yet.
    """
    words = _words(language) if language else None
    if words is None or language is None:
        return None
    locale = Locale.parse(language)
    names = [str(locale.languages.get(code, code)) for code in languages()]
    text = words["speaks"].format(languages=format_list(names, style="standard", locale=locale))
    return Message(text, [button(words["button_person"], "talk_to_person")])
