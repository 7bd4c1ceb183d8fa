"""What a question about products asks: a yes or a value, about which properties, words and amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ecomcore.evidence.amounts import Amount, amounts
from ecomcore.evidence.reading import (
    IDEA,
    Hit,
    Phrases,
    Read,
    book,
    content_words,
    outermost,
    phrases_in,
    undoubted,
)
from ecomcore.evidence.vocabulary import Vocabulary
from ecomcore.evidence.words import facts, languages, said, tables
from ecomcore.text.tokens import has_chinese, normalise
from shoptalk.packs import FALLBACK

_SIZE = re.compile(r"(?<![a-z0-9])(x{1,4}[sl]|[2-6]xl|[sml])(?![a-z0-9'])")
_LONGEST_LETTER_QUESTION = 40
OLDEST_CHILD = 18


@dataclass(frozen=True)
class Question:
    """A question, read.

    `terms` are what an answer must speak of (ideas as `idea:hood`, other words as stems); `keys` the properties that
    it names, with what it calls them; `dimensions` what a value must be measured in; `absent` says that it asks
    whether something is missing ("gluten free"); `quality` that it asks for an opinion; `cautious` that it asks for
    a danger, to which only what is written is an answer; `ability` that it asks what a thing can do; `extreme` is
    `most` or `least` of the versions; `superlative` the property and end that several products are ordered by.
    """

    text: str
    read: Read
    language: str
    asks_value: bool
    terms: tuple[str, ...]
    keys: tuple[str, ...]
    dimensions: frozenset[str]
    amounts: tuple[Amount, ...]
    bound: str
    absent: bool
    quality: bool
    cautious: bool
    ability: bool
    allergy: bool
    fitting: bool
    extreme: str
    superlative: tuple[str, str] | None
    size: str
    inverted: frozenset[str]
    value_words: frozenset[str]
    heads: tuple[tuple[str, str], ...]
    counted: str

    @property
    def ideas(self) -> frozenset[str]:
        """The ideas that it names."""
        return frozenset(term for term in self.terms if term.startswith(IDEA))


def read_question(text: str, vocabulary: Vocabulary) -> Question:
    """Read a question in any language that there is a word file for."""
    read = Read(undoubted(normalise(text)))
    language = "zh" if has_chinese(read.plain) else "en"
    superlative = _superlative(read)
    extreme = next((h.term for h in phrases_in(read, key_book("extreme_words"))), "")
    asked = phrases_in(read, vocabulary.asking)
    found = tuple(amounts(read.plain, plain=True))
    hits = _telling(read, found)
    size = _size_in(read.plain)
    asks_value = _asks_value(read, language) or bool(superlative)
    if _has(read, "children"):
        found = tuple(_age(amount) for amount in found)
    names_version = bool(phrases_in(read, key_book("version_words")))
    if (
        not superlative
        and not names_version
        and _asks_which(read)
        and any(a.dimension != "plain" for a in found)
    ):
        asks_value = False
    dimensions = _dimensions(read) if asks_value else frozenset[str]()
    return Question(
        text=text,
        read=read,
        language=language,
        asks_value=asks_value,
        terms=tuple(dict.fromkeys(hit.term for hit in hits)),
        keys=tuple(dict.fromkeys(_longest(asked))),
        dimensions=dimensions,
        amounts=found,
        bound=next((h.term for h in phrases_in(read, key_book("bounds"))), ""),
        absent=_asks_absence(read),
        quality=_has(read, "quality"),
        cautious=_has(read, "cautious"),
        ability=_has(read, "ability"),
        allergy=_has(read, "allergy"),
        fitting=_has(read, "fitting"),
        extreme=extreme,
        superlative=superlative,
        size=size,
        inverted=frozenset(h.term for h in phrases_in(read, key_book("inverting"))),
        value_words=frozenset(h.term for h in phrases_in(read, vocabulary.values)),
        heads=_heads(read, hits),
        counted=_counted(read, hits),
    )


def _telling(read: Read, found: Sequence[Amount]) -> list[Hit]:
    """Return the ideas and the other telling words; a word inside an idea or an amount is not told again."""
    ideas = [hit for hits in read.hits.values() for hit in hits if hit.term.startswith(IDEA)]
    taken = [(hit.start, hit.end) for hit in ideas]
    taken += [(amount.start, amount.end) for amount in found if amount.dimension != "plain"]
    words = content_words(read, taken)
    return sorted([*ideas, *words], key=lambda hit: hit.start)


def _heads(read: Read, hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a word and the one right behind it, which says what kind of thing is meant ("knee pads")."""
    if has_chinese(read.plain):
        return ()
    return tuple(
        (first.term, second.term)
        for first, second in pairwise(hits)
        if read.plain[first.end : second.start] == " "
    )


def _counted(read: Read, hits: Sequence[Hit]) -> str:
    """Return what "how many" counts, "" where nothing is counted."""
    match = re.match(r"(?:\w+ )?how many ", read.plain)
    first = next((hit for hit in hits if match and hit.start >= match.end()), None)
    return first.term if first and match and first.start == match.end() else ""


def _longest(hits: Sequence[Hit]) -> list[str]:
    """Return what the longest phrases mean first, and leave out phrases inside longer ones."""
    return [hit.term for hit in sorted(outermost(hits), key=lambda hit: hit.start - hit.end)]


def _asks_value(read: Read, language: str) -> bool:
    own = languages().get(language) or languages()[FALLBACK]
    openers = [str(word) for word in own.get("value_openers") or ()]
    if has_chinese(read.plain):
        is_yes_no = read.plain.rstrip("?。 ").endswith(tuple(own.get("yes_no_after_opener") or ()))
        return not is_yes_no and any(word in read.plain for word in openers)
    words = read.plain.strip(" ?!.")
    if words in (own.get("plain_value_words") or ()):
        return True
    return any(
        re.search(rf"(?:^|[,.;] ?|\b(?:and|but|ok|so) )(?:{re.escape(o)})\b", read.plain)
        for o in openers
    ) or bool(re.search(r"\b(?:which|what|how many|how much|how long) \w+", read.plain))


def _age(amount: Amount) -> Amount:
    """Take a bare small number for the age of the child that the question speaks of ("my daughter is 2")."""
    is_age = amount.dimension == "plain" and amount.high < OLDEST_CHILD
    return replace(amount, dimension="age") if is_age else amount


def _asks_which(read: Read) -> bool:
    """Say whether the question asks which of several things are so."""
    return _has(read, "which")


def _dimensions(read: Read) -> frozenset[str]:
    hits = phrases_in(read, key_book("measuring"))
    if not hits:
        return frozenset()
    longest = max(hit.end - hit.start for hit in hits)
    return frozenset(hit.term for hit in hits if hit.end - hit.start == longest)


def _asks_absence(read: Read) -> bool:
    plain = read.plain
    if has_chinese(plain):
        return False
    after = "|".join(map(re.escape, _latin_words("absence")))
    before = "|".join(map(re.escape, _latin_words("absence_before")))
    return bool(re.search(rf"\w[\s-](?:{after})\b|\b(?:{before}) \w", plain))


def _latin_words(section: str) -> list[str]:
    return [word for word in said(section) if not has_chinese(word)]


def _has(read: Read, section: str) -> bool:
    return bool(phrases_in(read, list_book(section)))


def _superlative(read: Read) -> tuple[str, str] | None:
    hits = phrases_in(read, _superlatives())
    if not hits:
        return None
    key, _, end = max(hits, key=lambda hit: hit.end - hit.start).term.partition("/")
    return key, end


def _size_in(plain: str) -> str:
    if len(plain) > _LONGEST_LETTER_QUESTION:
        return ""
    match = _SIZE.search(plain)
    return match.group().upper() if match else ""


@lru_cache(maxsize=1)
def _superlatives() -> Phrases:
    pairs = []
    for own in languages().values():
        for key, ends in (own.get("superlatives") or {}).items():
            pairs += [(str(w), f"{key}/{end}") for end, words in ends.items() for w in words]
    return book(pairs)


@lru_cache(maxsize=16)
def key_book(section: str) -> Phrases:
    """Return the phrases of a section of lists by key, each meaning its key."""
    return book((word, key) for key, words in tables(section).items() for word in words)


@lru_cache(maxsize=16)
def list_book(section: str) -> Phrases:
    """Return the phrases of a list."""
    return book((word, section) for word in said(section))


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Return the opposite ideas of each idea, as terms."""
    found: dict[str, set[str]] = {}
    for one, other in facts()["opposites"]:
        found.setdefault(f"{IDEA}{one}", set()).add(f"{IDEA}{other}")
        found.setdefault(f"{IDEA}{other}", set()).add(f"{IDEA}{one}")
    return {idea: frozenset(several) for idea, several in found.items()}
