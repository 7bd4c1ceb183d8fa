"""The words of reviews in each language: what is spoken about, and how (`words/<language>.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ecomcore.text.tokens import has_chinese, normalise, tokenize
from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "reviews"
"""How its file is called in a language pack."""


@dataclass(frozen=True)
class ReviewWords:
    """What one language has: names of aspects by key, examples, and patterns that tell them."""

    language: str
    names: Mapping[str, str]
    examples: Sequence[tuple[str, str | None, int]]
    """Sentence, aspect (None: no certain one), and opinion: 1, 0 or -1."""

    patterns: Mapping[str, re.Pattern[str]]
    contrast: re.Pattern[str]
    first_person: frozenset[str]
    opens_product: frozenset[str]
    """First words of a sentence about the product rather than about its writer."""

    attack: re.Pattern[str]
    """Words that talk to a machine instead of to readers; such a sentence is never quoted."""

    suits: re.Pattern[str]
    small: frozenset[str]
    """Stems of the words that questions are asked with; they tell nothing about what is asked."""

    either: re.Pattern[str] | None = None
    """How a question names a thing and its opposite, the thing in its first group (好不好); None where none does."""

    def named_aspects(self, text: str) -> list[str]:
        """Return the aspects whose words stand in the text."""
        said = normalise(text)
        return [aspect for aspect, pattern in self.patterns.items() if pattern.search(said)]


def languages() -> list[str]:
    """Return the languages that have a file."""
    return sorted(packs.files(FOLDER, ROOM))


@lru_cache(maxsize=8)
def words(language: str) -> ReviewWords:
    """Return the words of a language; one without a file gets those of English."""
    path = packs.files(FOLDER, ROOM).get(language)
    if path is None:
        return words(packs.FALLBACK)
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    aspects: dict[str, Any] = raw["aspects"]
    general = raw["general"]
    examples = [
        (str(sentence), aspect, opinion)
        for aspect, found in aspects.items()
        for key, opinion in (("good", 1), ("bad", -1))
        for sentence in found[key]
    ] + [
        (str(sentence), None, opinion)
        for key, opinion in (("good", 1), ("neutral", 0), ("bad", -1))
        for sentence in general[key]
    ]
    return ReviewWords(
        language=language,
        names={aspect: str(found["name"]) for aspect, found in aspects.items()},
        examples=examples,
        patterns={aspect: any_of(found["words"]) for aspect, found in aspects.items()},
        contrast=any_of(raw["contrast"]),
        first_person=frozenset(normalise(str(word)) for word in raw["first_person"]),
        opens_product=frozenset(normalise(str(word)) for word in raw["opens_product"]),
        attack=any_of(raw["attack"]),
        suits=any_of(raw["suits"]),
        small=frozenset(token for word in raw["small"] for token in tokenize(str(word), language)),
        either=re.compile(raw["either"]) if "either" in raw else None,
    )


def aspect_keys() -> tuple[str, ...]:
    """Return the keys of all aspects, in the order of the files."""
    return tuple(words(packs.FALLBACK).names)


def any_of(phrases: Iterable[object]) -> re.Pattern[str]:
    """Return a pattern for normalised text: whole words, any ending after a star, Chinese anywhere."""
    parts = []
    for phrase in phrases:
        said = normalise(str(phrase))
        escaped = re.escape(said.removesuffix("*"))
        if has_chinese(said):
            parts.append(escaped)
        else:
            parts.append(rf"(?<!\w){escaped}" + (r"\w*" if said.endswith("*") else r"(?!\w)"))
    return re.compile("|".join(parts))
