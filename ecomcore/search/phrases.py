"""Phrases with meanings, found in a text whether it separates its words by spaces or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ecomcore.text.tokens import has_chinese, is_chinese_word, normalise, stem, words

PRODUCT_KINDS = ("category", "type", "type_like")
"""Kinds of meaning by which a phrase names a product."""

ALLERGEN = "allergen"
"""The kind of what is excluded where it must not be in a thing."""

GERUND = "ing"
PAIR = 2
STOP = "stop"
MAX_UNITS = 120
"""A message is read up to here; what follows in a longer one is not a search any more."""


class Unit(NamedTuple):
    """The smallest piece of a text: a Latin-script word, a number, a Chinese character, a sign."""

    text: str
    key: str
    starts_word: bool
    ends_word: bool


class Meaning(NamedTuple):
    """What a phrase stands for: `kind` such as `colour`, `value` such as `red`."""

    kind: str
    value: str
    key: str = ""


class Match(NamedTuple):
    """A phrase found in a text, from unit `start` up to `end`."""

    start: int
    end: int
    text: str
    meanings: tuple[Meaning, ...]

    def get(self, *kinds: str) -> Meaning | None:
        """Return the first meaning of one of `kinds`."""
        return next((m for kind in kinds for m in self.meanings if m.kind == kind), None)


_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = re.compile(
    rf"(?P<measure>{_NUMBER})(?P<suffix>[^\W\d_\u3400-\u9fff]+|[\"”]|′′|''|°c)?"
    r"|(?<![a-z])[a-z]{1,2}\$|[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[$€£¥<>,、]|~(?=\s?\d)"
    r"|[.!?;](?=\s+\S)|[!?;](?=[\u3400-\u9fff])|。(?=\s*\S)|(?:(?<=\s)|^)-(?=\d)"
    r"|(?:(?<=\d)|(?<=\d\s))[-–—](?=\s?[$€£¥]?\d)"
)
_SIGNS = frozenset("$€£¥<>~-–—,、")
PAUSE = "."
"""The unit between two sentences, whatever sign ends the first."""
_ENDINGS = frozenset(".!?;。")
_TAG = re.compile(r"</?[a-z][^<>]*>")
_INCH_SIGNS = frozenset(('"', "”", "′′", "''"))


def units(text: str) -> list[Unit]:
    """Return the units of a text, at most `MAX_UNITS`.

    `13.3inch` and `13"` give two units, `a4`, `2xl` and `a$` one; `men's` gives `men`; a sign between words is left
    out, one beside a number is kept, and so is the end of a sentence before another one; tags as in HTML are no words.
    """
    text = _TAG.sub(" ", normalise(text[: MAX_UNITS * 12]))
    text = re.sub(r"(?<=[^\W\d_])'s\b", "", text)
    found: list[Unit] = []
    chinese = _word_borders(text)
    for match in _UNIT.finditer(text):
        piece = match.group()
        if piece in _ENDINGS:
            found.append(Unit(PAUSE, PAUSE, True, True))
        elif piece in _SIGNS:
            found.append(Unit(piece, piece, True, True))
        elif match["measure"] and match["suffix"] in _INCH_SIGNS:
            found.append(Unit(match["measure"], match["measure"], True, True))
            found.append(Unit("inch", "inch", True, True))
        elif match["measure"] and match["suffix"] and _is_measure(match["suffix"]):
            found.append(Unit(match["measure"], match["measure"], True, True))
            found.append(Unit(match["suffix"], match["suffix"], True, True))
        elif has_chinese(piece):
            starts, ends = match.start() in chinese, match.end() in chinese
            found.append(Unit(piece, piece, starts, ends))
        else:
            found.append(Unit(piece, stem(piece), True, True))
        if len(found) >= MAX_UNITS:
            break
    return found


def _word_borders(text: str) -> set[int]:
    """Return the offsets where a Chinese word begins or ends, by the segmenter."""
    borders: set[int] = set()
    offset = 0
    if not has_chinese(text):
        return borders
    for word in words(text):
        at = text.find(word, offset)
        if at >= 0:
            offset = at + len(word)
            borders.update((at, offset))
            if len(word) == PAIR and word[0] in _verbs_of_use():
                borders.add(at + 1)
            if word[0] in _asking_characters() and len(word) > 1 and not is_chinese_word(word):
                borders.add(at + 1)  # 有卫衣, which no dictionary has, is 有 and 卫衣
    return borders


@lru_cache(maxsize=1)
def _asking_characters() -> frozenset[str]:
    """Return words of one character that stand before what is asked for."""
    from ecomcore.search.lexicon import words_of

    return frozenset(word for word in words_of("stop") if len(word) == 1 and has_chinese(word))


@lru_cache(maxsize=1)
def _verbs_of_use() -> frozenset[str]:
    """Return verbs of one character, which dictionaries have joined to what they are done with (喝茶)."""
    from ecomcore.search.lexicon import words_of

    return frozenset(word for word in words_of("use_verbs") if len(word) == 1)


def _is_measure(suffix: str) -> bool:
    from ecomcore.search.lexicon import values

    return any(
        suffix in spellings
        for section in ("units", "currencies")
        for spellings in values()[section].values()
    )


@dataclass
class PhraseBook:
    """Meanings by phrase."""

    meanings: dict[tuple[str, ...], tuple[Meaning, ...]] = field(default_factory=dict)
    _prefixes: set[tuple[str, ...]] = field(default_factory=set)
    _gerunds: set[tuple[tuple[str, ...], int]] = field(default_factory=set)
    _by_end: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def add(self, text: str, meaning: Meaning) -> None:
        """Give a phrase one more meaning; a phrase with hyphens is also known written as one word."""
        for spelling in {text, re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", text)}:
            pieces = units(spelling)
            key = tuple(piece.key for piece in pieces)
            self._gerunds.update((key, at) for at, p in enumerate(pieces) if _is_gerund(p))
            if key and key not in self.meanings:
                self._by_end.setdefault(key[-1], []).append(key)
            if key and meaning not in self.meanings.get(key, ()):
                self.meanings[key] = (*self.meanings.get(key, ()), meaning)
                self._prefixes.update(key[:length] for length in range(1, len(key)))

    def ending_in(self, key: str) -> Sequence[tuple[str, ...]]:
        """Return the phrases whose last unit is `key`."""
        return self._by_end.get(key, ())

    def longest(
        self, pieces: Sequence[Unit], start: int, *, after_number: bool = False
    ) -> Match | None:
        """Return the longest phrase that begins at unit `start`.

        A single Chinese character counts only where it is a word of its own (红 in 红枣 is no
        colour) or stands after a number (六十块).
        """
        best = 0
        key: tuple[str, ...] = ()
        for end in range(start + 1, len(pieces) + 1):
            key = (*key, pieces[end - 1].key)
            if key in self.meanings and self._is_meant(pieces[start:end], key, after_number):
                best = end
            if key not in self._prefixes:
                break
        if not best:
            return None
        span = pieces[start:best]
        key = tuple(piece.key for piece in span)
        return Match(start, best, _join(span), self.meanings[key])

    def _is_meant(self, span: Sequence[Unit], key: tuple[str, ...], after_number: bool) -> bool:
        """Say whether words with the stems of a phrase are that phrase: kidding is no kid, but loving says love."""
        is_thing = all(meaning.kind != STOP for meaning in self.meanings[key])
        if is_thing and any(
            _is_gerund(p) and (key, at) not in self._gerunds for at, p in enumerate(span)
        ):
            return False
        return after_number or _stands_alone(span)

    def matches(self, pieces: Sequence[Unit]) -> Iterator[Match]:
        """Yield the phrases of a text from left to right, the longest at each place."""
        at = 0
        while at < len(pieces):
            match = self.longest(pieces, at)
            if match is None:
                at += 1
            else:
                yield match
                at = match.end


def _is_gerund(piece: Unit) -> bool:
    return piece.text.endswith(GERUND) and piece.text != piece.key


def _stands_alone(span: Sequence[Unit]) -> bool:
    first = span[0]
    return len(span) > 1 or not has_chinese(first.text) or (first.starts_word and first.ends_word)


def _join(span: Iterable[Unit]) -> str:
    text = ""
    for unit in span:
        glued = not text or (has_chinese(text[-1]) and has_chinese(unit.text))
        text += unit.text if glued else f" {unit.text}"
    return text
