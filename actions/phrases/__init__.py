"""What shoppers say, by what it means: one folder a language, matched as whole words, whatever their ending.

`phrases/<language>/<topic>.yml` lists phrases by meaning; `patterns.yml` beside them has the regular expressions that
hold words of that language. Only the language of the message counts: a turn is answered inside `listening(language)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from actions.languages import entries, languages
from ecomcore.text.tokens import normalise, stem

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher

PATTERNS = "patterns"
_TOKEN = re.compile(
    r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:'[^\W_\u3400-\u9fff]+)*|[^\w\s,:'\"()/-]"
)
"""A Chinese character, a word, or a sign; commas and quotes do not part a phrase, the end of a sentence does."""
_PARTICIPLE = "ing"
"""Words that end so keep their ending: noise-cancelling headphones cancel nothing."""
_language: ContextVar[str | None] = ContextVar("language", default=None)


@dataclass(frozen=True)
class Span:
    """Where a phrase stands in a normalised text."""

    start: int
    end: int


@contextmanager
def listening(language: str) -> Iterator[None]:
    """Hear only the phrases of one language inside the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def _heard_languages() -> tuple[str, ...]:
    language = _language.get()
    return (language,) if language in languages() else languages()


@lru_cache(maxsize=16)
def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return every phrase of a language by its meaning.

    Raises:
        ValueError: a meaning is there twice.
    """
    return {
        meaning: tuple(str(phrase) for phrase in said)
        for _, meaning, said in entries("phrases", language, f"!{PATTERNS}")
    }


def is_listed(meaning: str) -> bool:
    """Say whether any language has phrases for a meaning."""
    return any(meaning in phrases(language) for language in languages())


def heard(meaning: str) -> tuple[str, ...]:
    """Return the phrases that have a meaning, in the language that is listened to.

    Raises:
        KeyError: no language has such a meaning.
    """
    if not is_listed(meaning):
        raise KeyError(f"no phrases are listed for {meaning!r}")
    return tuple(p for language in _heard_languages() for p in phrases(language).get(meaning, ()))


def heard_anywhere(meaning: str) -> tuple[str, ...]:
    """Return the phrases that have a meaning in any language."""
    return tuple(p for language in languages() for p in heard_in(language, meaning))


def heard_in(language: str, meaning: str) -> tuple[str, ...]:
    """Return the phrases that have a meaning in one language."""
    return phrases(language).get(meaning, ())


def says(text: str, meaning: str) -> bool:
    """Say whether the text holds one of the phrases for a meaning."""
    return bool(spans(text, meaning))


def spans(text: str, meaning: str) -> list[Span]:
    """Return where phrases for a meaning stand in the normalised text, in order, the longest where they overlap."""
    heard(meaning)
    found = [
        span
        for language in _heard_languages()
        for span in listener(language).hear(normalise(text)).get(meaning, ())
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def without(text: str, meaning: str) -> str:
    """Return the normalised text with a space for each phrase of a meaning."""
    text = normalise(text)
    for span in reversed(spans(text, meaning)):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text


def opening(text: str, meaning: str) -> int:
    """Return where the phrases for a meaning end with which the normalised text begins, 0 where it does not."""
    end = 0
    for span in spans(text, meaning):
        if _TOKEN.search(normalise(text)[end : span.start]):
            break
        end = span.end
    return end


def pattern(name: str, **parts: str) -> re.Pattern[str]:
    """Return a regular expression of the language that is listened to (`patterns.yml`), case ignored.

    Where no language is, it is the alternative of all of them. `parts` are put in where the pattern names them.

    Raises:
        KeyError: no language has it.
    """
    return compiled(name, _heard_languages(), tuple(sorted(parts.items())))


@lru_cache(maxsize=512)
def compiled(
    name: str, among: tuple[str, ...], parts: tuple[tuple[str, str], ...]
) -> re.Pattern[str]:
    """Return the alternatives of a pattern in some languages, with the parts put in."""
    written = [p[name] for p in map(patterns, among) if name in p]
    if not written and not any(name in patterns(language) for language in languages()):
        raise KeyError(f"no pattern is called {name!r}")
    joined = "|".join(f"(?:{each})" for each in written) or "(?!)"
    for part, text in parts:
        joined = joined.replace(f"<{part}>", text)
    return re.compile(joined, re.IGNORECASE)


@lru_cache(maxsize=16)
def patterns(language: str) -> Mapping[str, str]:
    """Return the regular expressions of a language by name."""
    return {name: str(written) for _, name, written in entries("phrases", language, PATTERNS)}


class _Listener:
    """All phrases of one language, found in one pass over a text."""

    def __init__(self, language: str, listed: Mapping[str, tuple[str, ...]]) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.vocab import Vocab

        self.language = language
        self.vocab = Vocab()
        self.matcher: PhraseMatcher = PhraseMatcher(self.vocab)
        for meaning, said in listed.items():
            self.matcher.add(meaning, [self._doc(normalise(phrase))[0] for phrase in said])
        self.hear = lru_cache(maxsize=256)(self._hear)

    def _doc(self, text: str) -> tuple[Any, list[Span]]:
        from spacy.tokens import Doc

        found = list(_TOKEN.finditer(text))
        words = [_form(match.group(), self.language) for match in found]
        return Doc(self.vocab, words=words), [Span(*match.span()) for match in found]

    def _hear(self, text: str) -> Mapping[str, tuple[Span, ...]]:
        doc, places = self._doc(text)
        found: dict[str, list[Span]] = {}
        for key, first, end in self.matcher(doc) if places else ():
            span = Span(places[first].start, places[end - 1].end)
            found.setdefault(self.vocab.strings[key], []).append(span)
        return {meaning: tuple(held) for meaning, held in found.items()}


def _form(word: str, language: str) -> str:
    return word if word.endswith(_PARTICIPLE) else stem(word, language)


@lru_cache(maxsize=16)
def listener(language: str) -> _Listener:
    """Return what hears the phrases of a language."""
    return _Listener(language, phrases(language))
