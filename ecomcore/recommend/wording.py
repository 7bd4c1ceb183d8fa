"""The words of reasons, one packaged file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ecomcore.recommend.base import Texts
from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "recommend"
"""How its file is called in a language pack."""

Words = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def all_words() -> dict[str, Words]:
    """Return the words by language: one for each file in `words/` and of each language pack."""
    found = {
        language: tomllib.loads(path.read_text("utf-8"))
        for language, path in packs.files(FOLDER, ROOM, ".toml").items()
    }
    english = found[packs.FALLBACK]
    return {
        language: packs.completed(own, english, f"language pack {language}, {ROOM}")
        for language, own in found.items()
    }


def say(key: str, by_language: Mapping[str, Mapping[str, str]] | None = None, **values: object) -> Texts:  # fmt: skip
    """Return the reason `key` in every language; `by_language` holds values that differ between languages."""
    return {
        language: words["reasons"][key].format(**values, **(by_language or {}).get(language, {}))
        for language, words in all_words().items()
    }


def in_each(titles: Texts, fallback: str) -> dict[str, str]:
    """Return a title in every language: its own, else the first there is, else `fallback`."""
    any_title = next(iter(titles.values()), fallback) or fallback
    return {language: titles.get(language) or any_title for language in all_words()}


def group_name(age: str | None, gender: str | None) -> Texts:
    """Return what a group of customers is called in every language, such as `women of 25-34`."""
    found = {}
    for language, words in all_words().items():
        groups = words["groups"]
        who = groups.get(gender or "", "")
        if not age:
            found[language] = who
            continue
        key, years = _of_age(age)
        found[language] = groups[("both" if who else "age") + key].format(gender=who, age=years)
    return found


def _of_age(group: str) -> tuple[str, str]:
    """Return how the words for an age group end, and its years: `under 25`, `65+`, `25-34`."""
    if group.startswith("under "):
        return "_under", group.removeprefix("under ")
    return ("_from", group.removesuffix("+")) if group.endswith("+") else ("", group)
