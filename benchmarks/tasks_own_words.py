"""The wish of a free-form instruction as the shopper would type it: its own sentences, in the first person."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_WHO = re.compile(
    r"^(?:your name is|your (?:user id|email|zip code)|you live|you(?:'re| are)"
    r"(?: (?:a|an|very|also|and|(?!not\b|sure\b|unhappy\b|worried\b|disappointed\b|going\b|trying\b)[a-z-]+),?)+\.$)",
    re.IGNORECASE,
)
"""Sentences that say who is played and in which mood."""
_DIRECTION = re.compile(
    r"^(?:if|try|be|express|emphasi[sz]e|complain|tell|ask|mention|make sure|make|in the end|initially|first|then|act|"
    r"pretend|respond|answer|insist|do not|don't|never|always|only if|before|but before|unless)\b"
    r"|\b(?:initially|eventually|in the end|at first|first want|"
    r"change your mind|decide to|the agent|the customer service)\b",
    re.IGNORECASE,
)
"""Sentences that direct the play: what to do at which point of it."""
_INTERNAL = re.compile(r"\b(?:credit_card|paypal|gift_card)_\d+|[{}]|\b[A-Z]\w+; $")
"""What no shopper knows or types: ids of ways to pay, options written as data."""
_ASIDE = re.compile(r",? (?:so|and) (?:try|ask|be)\b[^.;]*", re.IGNORECASE)
"""The end of a sentence that directs the play."""
_FIRST_PERSON = (
    (r"\byou['’]?ve\b", "I've"),
    (r"\byou['’]?re\b", "I'm"),
    (r"\byou['’]?d\b", "I'd"),
    (r"\byou['’]?ll\b", "I'll"),
    (r"\byou are\b", "I am"),
    (r"\byou were\b", "I was"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (r"\b(for|to|with|from|at|of|by|about|gives?|sent|tells?|lets?|makes?) you\b", r"\1 me"),
    (r"\byou\b", "I"),
)


def own_words(instruction: str) -> str:
    """Return what the instruction says about the wish in the first person, or nothing if it is not free-form."""
    if _INTERNAL.search(instruction):
        return ""
    kept = [
        sentence
        for sentence in _SENTENCE.split(instruction.strip())
        if not _WHO.search(sentence) and not _DIRECTION.search(sentence)
    ]
    text = _ASIDE.sub("", " ".join(kept))
    for second, first in _FIRST_PERSON:
        text = re.sub(second, first, text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]
