"""What a query is about: its words grouped into concepts, each with other ways to say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ecomcore.search.catalogue import SearchTerm
from ecomcore.search.lexicon import synonyms as synonym_file
from ecomcore.search.lexicon import words_of
from ecomcore.text.tokens import has_chinese, tokenize

MAX_PHRASE = 8
MAX_WORDINGS = 1
"""How many other wordings of a query are embedded beside it; more did not help."""

COMPOUND_COUNT = 5
"""Two query words are also tried as one where so many products have that one word."""

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """Some terms of a query with terms that mean the same, and those in words."""

    terms: Terms
    alternatives: tuple[Terms, ...] = ()
    wordings: tuple[str, ...] = ()


@dataclass
class Synonyms:
    """Other ways to say a phrase, by its terms."""

    alternatives: dict[Terms, dict[Terms, str]] = field(default_factory=dict)
    first_terms: dict[str, int] = field(default_factory=dict)

    def add_group(self, phrases: Iterable[str]) -> None:
        """Make every phrase of a group an alternative of every other."""
        known = {terms: phrase for phrase in phrases if (terms := _terms(phrase))}
        for terms in known:
            for other, wording in known.items():
                self._add(terms, other, wording)

    def add_narrower(self, phrase: str, others: Iterable[str]) -> None:
        """Make `others` alternatives of `phrase`, but not back."""
        for other in others:
            self._add(_terms(phrase), _terms(other), other)

    def _add(self, terms: Terms, other: Terms, wording: str) -> None:
        if not terms or terms == other:
            return
        self.alternatives.setdefault(terms, {}).setdefault(other, wording)
        longest = max(self.first_terms.get(terms[0], 0), len(terms))
        self.first_terms[terms[0]] = min(longest, MAX_PHRASE)

    @classmethod
    def of(cls, terms: Sequence[SearchTerm]) -> Synonyms:
        """Return the synonyms of the lexicon with those of a shop's product types and values."""
        synonyms = cls()
        for group in synonym_file()["groups"]:
            synonyms.add_group(group)
        for phrase, others in synonym_file()["narrower"].items():
            synonyms.add_narrower(phrase, others)
        for term in terms:
            if term.kind in ("type", "value", "attribute"):
                words = [word.replace("_", " ") for word in term.words.values()]
                extra = [word for several in term.synonyms.values() for word in several]
                if term.kind == "type":
                    synonyms.add_group([*words, *extra])
                else:
                    synonyms.add_group(words)
                    for word in extra:
                        synonyms.add_narrower(word, words)
        return synonyms

    def concepts(
        self,
        phrases: Sequence[str],
        language: str,
        counts: Callable[[str], int],
        endings: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> list[Concept]:
        """Return the concepts of a query's phrases, in order.

        `counts` tells in how many products a term is: two neighbouring words that products write
        as one ("head set") get that word as an alternative. `endings` gives the words that end with
        a Chinese character: they are alternatives of the bare noun (伞, 杯子, 包包).
        """
        found: list[Concept] = []
        terms = [term for phrase in phrases for term in tokenize(phrase, language)]
        at = 0
        while at < len(terms):
            length = self._longest(terms, at)
            own = tuple(terms[at : at + max(1, length)])
            others = dict(self.alternatives.get(own, {}))
            joined = "".join(terms[at : at + 2])
            if len(own) == 1 and at + 1 < len(terms) and _is_compound(joined, counts):
                own = tuple(terms[at : at + 2])
                others = {(joined,): joined, **self.alternatives.get((joined,), {})}
            headed = [(word,) for word in endings(head_noun(own))] if head_noun(own) else []
            alternatives = dict.fromkeys((*others, *headed))
            alternatives.pop(own, None)
            found.append(Concept(own, tuple(alternatives), tuple(others.values())))
            at += len(own)
        return found

    def _longest(self, terms: Sequence[str], at: int) -> int:
        most = min(self.first_terms.get(terms[at], 0), len(terms) - at)
        lengths = range(most, 0, -1)
        return next((n for n in lengths if tuple(terms[at : at + n]) in self.alternatives), 0)


def head_noun(terms: Terms) -> str:
    """Return the character that a bare Chinese noun is, without its suffix or repeat, else ""."""
    word = terms[0] if len(terms) == 1 else ""
    is_dressed = len(word) == 2 and (word[1] in words_of("noun_suffix") or word[0] == word[1])
    if not (len(word) == 1 or is_dressed) or not has_chinese(word[:1]):
        return ""
    return word[0]


def _is_compound(word: str, counts: Callable[[str], int]) -> bool:
    return word.isalpha() and not has_chinese(word) and counts(word) >= COMPOUND_COUNT


def wordings(concepts: Sequence[Concept], text: str) -> list[str]:
    """Return up to `MAX_WORDINGS` other wordings of a query, one concept exchanged in each."""
    found: list[str] = []
    for concept in concepts:
        for wording in concept.wordings:
            rest = [" ".join(other.terms) for other in concepts if other is not concept]
            whole = f"{wording} {' '.join(rest)}".strip()
            if whole != text and whole not in found:
                found.append(whole)
    return found[:MAX_WORDINGS]


def _terms(phrase: str) -> Terms:
    return tuple(tokenize(phrase))
