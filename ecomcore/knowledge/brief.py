"""An entry of the knowledge in one or two sentences, yes or no first where the question asks for that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from ecomcore.evidence.amounts import amounts
from ecomcore.evidence.polarity import clause_bounds, has_negation, is_denied
from ecomcore.evidence.reading import Hit, Read, content_words, undoubted
from ecomcore.evidence.words import languages
from ecomcore.knowledge.answers import Answer
from ecomcore.knowledge.sections import joined, pick
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.words import pattern
from shoptalk.sentences import sentences

MOST_SENTENCES = 2
SECOND_WORTH = 0.5
"""A second sentence is told if it speaks of at least this share of what the best one does."""

ENOUGH = 0.9
"""Least share of the question that a sentence must speak of for its yes or no to be an answer: nearly all of it.
"Valid for 3 years" is no yes to "valid for ever?"."""
COUNT_WORTH = 1.0
"""What it adds to a sentence's share that it counts where the question does ("two coupons", "one code per order")."""
MOST_COUNTED = 10
STANDS_ALONE = 0.5
"""A sentence that speaks of less of the question is told after the first one, which has the rule."""

_DENIED_LATER = pattern("evidence", "denied_later")


@dataclass(frozen=True)
class Brief:
    """What an entry says to a question.

    `yes` is none where the question asks for something else, or where the entry does not tell; `text` are its one to
    three sentences that answer best, in their order; `source` is what to call the entry, `entry_id` how to open it.
    """

    yes: bool | None
    text: str
    source: str
    entry_id: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def brief(answer: Answer, question: str, language: str, scores: Sequence[float] = ()) -> Brief:
    """Return an answer of the knowledge base cut to what the question asks for.

    The sentences are those that share the rarest words with the question; where none shares any, the passage that is
    nearest in meaning. Where they share little, and for open questions, the first sentence, which has the rule, goes
    before. Yes or no comes from the best sentence and the question together, and only where it is certain. With
    `scores`, how well each sentence answers, those decide where no sentence has nearly all words of the question.
    """
    asked = Read(undoubted(normalise(question)))
    own = sentences(pick(answer.text, language))
    if not own:
        return Brief(None, answer.passage, answer.source, answer.entry_id)
    reads = [Read(sentence) for sentence in own]
    terms = [hit.term for hit in _telling(asked)]
    weights = {term: _rarity(term, reads) for term in terms}
    whole = sum(weights.values())
    shares = [
        sum(weight for term, weight in weights.items() if read.find(term)) / whole if whole else 0.0
        for read in reads
    ]
    if _counted(asked):
        shares = [
            share + COUNT_WORTH * bool(_counted(r)) for share, r in zip(shares, reads, strict=True)
        ]
    best = max(range(len(own)), key=lambda at: shares[at])
    if len(scores) == len(own) and shares[best] < ENOUGH:
        return Brief(None, _best_of(own, scores), answer.source, answer.entry_id)
    if shares[best] <= 0.0:
        near = [at for at, text in enumerate(own) if text in answer.passage][:MOST_SENTENCES]
        return Brief(None, _with_rule(own, near), answer.source, answer.entry_id)
    kept = _kept(shares, best)
    if shares[best] < STANDS_ALONE or not asks_yes_or_no(question):
        return Brief(None, _with_rule(own, kept), answer.source, answer.entry_id)
    yes = None
    is_of_rules = asks_yes_or_no(question) and not _asks_what_happened(question)
    if is_of_rules and shares[best] >= ENOUGH:
        yes = _verdict(asked, reads[best], [term for term in terms if reads[best].find(term)])
    return Brief(yes, joined([own[at] for at in kept]), answer.source, answer.entry_id)


def _best_of(own: Sequence[str], scores: Sequence[float]) -> str:
    """Return the sentences that answer best, in their order, behind the first one, which has the rule."""
    best = sorted(range(len(own)), key=lambda at: -scores[at])[:MOST_SENTENCES]
    return joined([own[at] for at in sorted({0, *best})])


def asks_yes_or_no(question: str) -> bool:
    """Say whether a question wants a yes or a no ("do you", "can I", 吗, 能不能)."""
    plain = normalise(question).strip(" ?!.")
    if has_chinese(plain):
        return undoubted(plain) != plain or any(plain.endswith(w) for w in _words("yes_no_endings"))
    return plain.startswith(tuple(f"{word} " for word in _words("yes_no_openers")))


def _asks_what_happened(question: str) -> bool:
    """Say whether a question is about what was done ("did you cancel it?"), which no rule can answer."""
    plain = normalise(question).strip(" ?!.")
    return plain.startswith(tuple(f"{word} " for word in _words("past_openers"))) or any(
        plain.endswith(word) for word in _words("past_endings")
    )


def _telling(asked: Read) -> list[Hit]:
    ideas = [hit for hits in asked.hits.values() for hit in hits if hit.term.startswith("idea:")]
    words = content_words(asked, [(hit.start, hit.end) for hit in ideas])
    return sorted([*ideas, *words], key=lambda hit: hit.start)


def _counted(read: Read) -> frozenset[float]:
    """Return how many pieces are counted, by small whole numbers without a unit."""
    return frozenset(
        each.low
        for each in amounts(read.plain, plain=True)
        if each.dimension == "plain"
        and each.low == each.high <= MOST_COUNTED
        and each.low.is_integer()
    )


def _rarity(term: str, reads: Sequence[Read]) -> float:
    """Return how much a word tells between the sentences of one entry."""
    count = sum(bool(read.find(term)) for read in reads)
    return math.log(1 + len(reads) / (count + 0.5)) if count else 0.5


def _kept(shares: Sequence[float], best: int) -> list[int]:
    """Return the best sentence and one more that is worth it, in the order of the entry."""
    others = [
        at for at in range(len(shares)) if at != best and shares[at] >= SECOND_WORTH * shares[best]
    ]
    second = max(others, key=lambda at: shares[at], default=None)
    return sorted([best, second] if second is not None else [best])[:MOST_SENTENCES]


def _verdict(asked: Read, read: Read, terms: Sequence[str]) -> bool | None:
    """Return what a sentence says to a question for yes or no, None where that is not certain.

    It is not where the question asks for a duty ("do I have to") or is itself negated, where the two count differently,
    or where the sentence denies or restricts something else than what the question names last.
    """
    if not terms or _says_any(asked, "obliging") or has_negation(asked):
        return None
    if _counted(asked) and _counted(asked) != _counted(read):
        return None
    denied = {_denies(read, hit) for hit in _closest(read, terms)}
    if denied == {True}:
        return False
    is_plain = not (has_negation(read) or _says_any(read, "restricting"))
    return True if denied == {False} and is_plain else None


def _closest(read: Read, terms: Sequence[str]) -> list[Hit]:
    """Return where the last term stands with the most of the others in its clause."""
    hits = read.find(terms[-1])
    shared = [sum(_stands_in(read, hit, term) for term in terms) for hit in hits]
    return [hit for hit, count in zip(hits, shared, strict=True) if count == max(shared)]


def _stands_in(read: Read, hit: Hit, term: str) -> bool:
    start, end = clause_bounds(read.plain, hit)
    return any(start <= other.start < end for other in read.find(term))


def _denies(read: Read, hit: Hit) -> bool:
    """Say whether a sentence denies a word, before it or in the verb behind a list that it is in."""
    if is_denied(read, hit):
        return True
    rest = read.plain[hit.end :]
    if has_chinese(read.plain):
        return any(word in rest for word in _words("denied_later"))
    return _DENIED_LATER.search(rest) is not None


def _says_any(read: Read, section: str) -> bool:
    """Say whether a text holds a word of a section."""
    padded = f" {read.plain} "
    return any(w in padded if has_chinese(w) else f" {w} " in padded for w in _words(section))


def _with_rule(own: Sequence[str], kept: Sequence[int]) -> str:
    """Return the first sentence of the entry and the best of the others, else the one that follows."""
    other = next((at for at in kept if at > 0), 1)
    return joined([own[0], *own[other : other + 1]])


@lru_cache(maxsize=8)
def _words(section: str) -> tuple[str, ...]:
    return tuple(str(word) for own in languages().values() for word in own.get(section) or ())
