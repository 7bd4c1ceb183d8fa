"""What the versions of a product say: is there one of this size or colour, and which are there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecomcore.evidence.model import Place, Said, Source, Verdict
from ecomcore.evidence.question import Question, key_book
from ecomcore.evidence.reading import Hit, phrases_in
from ecomcore.evidence.statements import ProductFacts
from ecomcore.evidence.words import said, tables
from ecomcore.search.lexicon import lexicons, values
from ecomcore.text.tokens import normalise

LARGEST_SIZE_NUMBER = 200
LEAST_SIZE_NUMBER = 15


def version_asked(question: Question, product: ProductFacts) -> Said | None:
    """Return whether there is a version of the size or colour in the question, or which there are."""
    for key in tables("version_words"):
        hits = phrases_in(question.read, key_book("version_words"))
        names_it = any(hit.term == key for hit in hits)
        several = list(product.options.get(key, ()))
        wanted = _wanted_version(question, key, several, names_it, hits)
        if wanted is not None and several:
            has = any(normalise(value) in wanted for value in several)
            quote = ", ".join(several)
            verdict = Verdict.YES if has else Verdict.NO
            return Said(Source(Place.VERSION, f"{key}: {quote}", key, verdict), quote)
        if names_it and question.asks_value:
            return _versions_listed(question, product, key)
    return None


def _versions_listed(question: Question, product: ProductFacts, key: str) -> Said | None:
    several = list(product.options.get(key, ()))
    if not several and key == "size":
        several = next((list(v) for k, v in product.options.items() if k != "colour"), [])
    if not several or any(a.dimension != "plain" for a in question.amounts):
        return None
    if question.extreme:
        several = [several[-1] if question.extreme == "most" else several[0]]
    shown = ", ".join(several)
    return Said(Source(Place.VERSION, f"{key}: {shown}", key, Verdict.VALUE), shown)


def _wanted_version(
    question: Question, key: str, several: Sequence[str], names_it: bool, hits: Sequence[Hit]
) -> set[str] | None:
    """Return the version that the question names, in the ways it may be written; None where it names none."""
    if question.asks_value:
        return None
    if key == "size":
        if question.size:
            doubled = (
                question.size.replace("XXL", "2XL") if "XX" in question.size else question.size
            )
            return {normalise(question.size), normalise(doubled)}
        are_numbers = any(value.replace(".", "", 1).isdigit() for value in several)
        for amount in question.amounts:
            is_size = LEAST_SIZE_NUMBER <= amount.low <= LARGEST_SIZE_NUMBER
            if amount.dimension == "plain" and are_numbers and is_size:
                return {f"{amount.low:g}"}
        return _sizes_in_words(question, names_it=names_it) or None
    for hit in question.read.stems:
        for lexicon in lexicons().values():
            for colour, spellings in lexicon.table("colours").items():
                if question.read.plain[hit.start : hit.end] in spellings and names_it:
                    shades = values()["colour_shades"].get(colour, ())
                    return {str(colour), *map(str, shades)}
    return None


def _sizes_in_words(question: Question, *, names_it: bool) -> set[str]:
    """Return the sizes of words that are meant as such: always "king", "small" only beside what says so."""
    asked = {normalise(value) for value in question.value_words}
    sizes, plain_words = set(said("named_sizes")), set(said("sizes_that_are_words"))
    if names_it:
        return asked & (sizes | plain_words)
    meant = {word for word in asked & plain_words if _is_of_size(question, word)}
    return (asked & sizes) | meant


def _is_of_size(question: Question, word: str) -> bool:
    """Say whether a word is said of a size ("in small", "a large one"), not of anything else ("does it pack small")."""
    frames = (frame.replace("{size}", re.escape(word)) for frame in said("of_a_size"))
    return any(re.search(frame, question.read.plain) for frame in frames)
