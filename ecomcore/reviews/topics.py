"""Things that shoppers ask reviewers about, and which of them a text speaks of (`asked_words/<language>.yml`).

A topic is narrower than an aspect, and it has a key in every language: "does the dye rub off?" and 掉色 are both about
`colour_fade`, so a question finds remarks that share no word with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ecomcore.reviews.vocabulary import any_of, words
from ecomcore.text.tokens import has_chinese, normalise, segmenter, tokenize
from shoptalk import packs

FOLDER = Path(__file__).parent / "asked_words"
ROOM = "review_topics"
"""How its file is called in a language pack."""
REMEMBERED = 100_000
"""Texts whose terms are kept: a product is asked about again and again."""


@dataclass(frozen=True)
class TopicWords:
    """What tells one topic: phrases, and single Chinese characters that count only as words of their own."""

    phrases: re.Pattern[str] | None
    characters: frozenset[str]

    def spans(self, said: str) -> Iterator[tuple[int, int]]:
        """Yield where a normalised text speaks of the topic."""
        if self.phrases is not None:
            yield from (found.span() for found in self.phrases.finditer(said))
        if any(character in said for character in self.characters):
            place = 0
            for word in segmenter().cut(said):
                if word in self.characters:
                    yield place, place + 1
                place += len(word)


@dataclass(frozen=True)
class Asked:
    """What a question asks about: things, each with the topics of which any will do, and its other telling words.

    "durable" is one thing of two topics: what breaks, and what lasts.
    """

    things: frozenset[frozenset[str]]
    words: frozenset[str]

    @property
    def topics(self) -> frozenset[str]:
        """The topics of all things."""
        return frozenset().union(*self.things)


@lru_cache(maxsize=8)
def topic_words(language: str) -> Mapping[str, TopicWords]:
    """Return the topics of a language by key; none where it has no file."""
    path = packs.files(FOLDER, ROOM).get(language)
    if path is None:
        return {}
    raw: dict[str, list[object]] = yaml.safe_load(path.read_text("utf-8"))
    return {topic: _words_of([str(phrase) for phrase in found]) for topic, found in raw.items()}


def speaks_of(text: str, language: str, topic: str) -> bool:
    """Say whether a text has a word of the topic."""
    told = topic_words(language).get(topic)
    return told is not None and next(told.spans(_normalised(text)), None) is not None


@lru_cache(maxsize=REMEMBERED)
def _normalised(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=1024)
def asked_about(question: str, language: str) -> Asked:
    """Return what a question asks about; a word within a longer one tells no topic of its own ("rub" in "rub off")."""
    known = words(language)
    said = normalise(question)
    if known.either is not None:
        said = known.either.sub(r"\1", said)
    found = [
        (first, last, topic)
        for topic, told in topic_words(language).items()
        for first, last in told.spans(said)
    ]
    rest = list(said)
    for first, last, _ in found:
        rest[first:last] = " " * (last - first)
    return Asked(_things(found), frozenset(tokenize("".join(rest), language)) - known.small)


def _things(found: list[tuple[int, int, str]]) -> frozenset[frozenset[str]]:
    """Return the topics of each stretch of a text, given where topics are told; not what lies within a longer one."""
    outer = [one for one in found if not any(_is_within(one, other) for other in found)]
    things: list[set[str]] = []
    end = -1
    for first, last, topic in sorted(outer):
        if first >= end:
            things.append(set())
        things[-1].add(topic)
        end = max(end, last)
    return frozenset(frozenset(thing) for thing in things)


def _is_within(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]


def _words_of(phrases: list[str]) -> TopicWords:
    characters = frozenset(phrase for phrase in phrases if len(phrase) == 1 and has_chinese(phrase))
    longer = sorted(
        (phrase for phrase in phrases if phrase not in characters), key=len, reverse=True
    )
    return TopicWords(any_of(longer) if longer else None, characters)
