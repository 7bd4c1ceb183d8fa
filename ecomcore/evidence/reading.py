"""Texts as evidence reads them: the ideas and words in them, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ecomcore.evidence.words import languages, said, tables
from ecomcore.text.tokens import has_chinese, normalise, segmenter, stem
from ecomcore.text.words import pattern

_LATIN = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*|[^\W\d_\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_DOUBT = pattern("evidence", "doubt")
IDEA = "idea:"
LONG_WORD = 3
"""From so many characters on, a Chinese word is also found by a part of it."""


@dataclass(frozen=True)
class Hit:
    """A word or an idea in a text, from `start` to `end` of its normalised form."""

    term: str
    start: int
    end: int


class Read:
    """One text, normalised, with the places of its words; made once and kept with the text."""

    def __init__(self, text: str) -> None:
        """Read `text`."""
        self.text = text
        self.plain = normalise(text)

    @cached_property
    def stems(self) -> list[Hit]:
        """The Latin-script words, as stems."""
        return [Hit(stem(m.group()), m.start(), m.end()) for m in _LATIN.finditer(self.plain)]

    @cached_property
    def hits(self) -> dict[str, list[Hit]]:
        """The places of every word (its stem) and of every idea (`idea:hood`)."""
        found: dict[str, list[Hit]] = {}
        for hit in self.stems:
            found.setdefault(hit.term, []).append(hit)
        for hit in outermost(phrases_in(self, idea_phrases())):
            found.setdefault(hit.term, []).append(hit)
        return found

    def find(self, term: str) -> list[Hit]:
        """Return where a term is: an idea, a stem, or a Chinese word wherever its characters stand."""
        if term in self.hits:
            return self.hits[term]
        if has_chinese(term):
            return self._find_chinese(term)
        return []

    def _find_chinese(self, word: str) -> list[Hit]:
        """Return where a word stands, or the first or last two characters of a longer one (松紧带: 松紧)."""
        for part in (word,) if len(word) < LONG_WORD else (word, word[:2], word[-2:]):
            found = [m.start() for m in re.finditer(re.escape(part), self.plain)]
            if found:
                return [Hit(word, start, start + len(part)) for start in found]
        return []


Phrases = dict[str, list[tuple[tuple[str, ...], str, str]]]
"""By the first stem of a phrase, or "" for Chinese: its stems, its characters, what it means."""


def book(pairs: Iterable[tuple[str, str]]) -> Phrases:
    """Return phrases with their meanings, ready to be found in texts."""
    found: Phrases = {}
    for phrase, meaning in pairs:
        plain = normalise(phrase)
        if has_chinese(plain):
            found.setdefault("", []).append(((), plain, meaning))
            continue
        stems = tuple(stem(m.group()) for m in _LATIN.finditer(plain))
        if stems and (entry := (stems, plain, meaning)) not in found.get(stems[0], []):
            found.setdefault(stems[0], []).append(entry)
    return found


def phrases_in(read: Read, phrases: Phrases) -> list[Hit]:
    """Return the phrases that a text has, each as a hit of what it means."""
    found: list[Hit] = []
    stems = read.stems
    for at, hit in enumerate(stems):
        for wanted, _, meaning in phrases.get(hit.term, ()):
            if len(wanted) == 1 or tuple(h.term for h in stems[at : at + len(wanted)]) == wanted:
                found.append(Hit(meaning, hit.start, stems[at + len(wanted) - 1].end))
    if has_chinese(read.plain):
        for _, characters, meaning in phrases.get("", ()):
            at = read.plain.find(characters)
            while at >= 0:
                found.append(Hit(meaning, at, at + len(characters)))
                at = read.plain.find(characters, at + 1)
    return found


@lru_cache(maxsize=1)
def idea_phrases() -> Phrases:
    """Return the words of every idea in all languages."""
    return book(
        (word, f"{IDEA}{idea}") for idea, words in tables("ideas").items() for word in words
    )


def outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that do not lie inside a longer one (the 透 of 透气 is not the 透 of see-through)."""
    return [
        hit
        for hit in hits
        if not any(
            o.start <= hit.start and hit.end <= o.end and o.end - o.start > hit.end - hit.start
            for o in hits
        )
    ]


def undoubted(question: str) -> str:
    """Return a question without the Chinese ways of asking: 重不重 is 重, 有没有 is 有, 防水不 is 防水."""
    for own in languages().values():
        for asked, told in (own.get("undoubted") or {}).items():
            question = question.replace(asked, told)
    plain = _DOUBT.sub(r"\2", question)
    bare = plain.rstrip("?？。.! ")
    ending = max((e for e in said("yes_no_endings") if bare.endswith(e)), key=len, default="")
    return bare[: len(bare) - len(ending)] if ending else plain


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return frozenset(said("silent"))


@lru_cache(maxsize=1)
def _silent_characters() -> str:
    """Return characters that the segmenter may glue to the front of a word (含铅, 能折叠)."""
    return "".join(said("leading"))


def content_words(read: Read, taken: Sequence[tuple[int, int]] = ()) -> list[Hit]:
    """Return the words that may tell what a text is about, Chinese ones as the segmenter cuts them.

    What lies in the places `taken` is left out, and does not join what stands beside it.
    """
    plain = read.plain
    for start, end in taken:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    found = [
        Hit(hit.term, hit.start, hit.end)
        for hit in read.stems
        if plain[hit.start : hit.end].strip()
        and plain[hit.start : hit.end] not in _silent()
        and not hit.term.isdigit()
    ]
    for run in _CHINESE.finditer(plain):
        at = run.start()
        for word in segmenter().cut(run.group()):
            bare = word.lstrip(_silent_characters())
            if word not in _silent() and bare and not set(word) <= _silent():
                found.append(Hit(bare, at + len(word) - len(bare), at + len(word)))
            at += len(word)
    return sorted(found, key=lambda hit: hit.start)
