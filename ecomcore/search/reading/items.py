"""A text cut into the items that rules read: phrases with meanings, numbers, other words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ecomcore.search.phrases import Match, Unit, units
from ecomcore.search.spelling import CHINESE_LENGTHS, Speller
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.tokens import has_chinese, stem
from shoptalk import vocabulary as talk
from shoptalk.numbers import Number, number_words, read_number

Item = tuple[Match, Number | None]
"""A phrase and the number that it is, if it is one."""


def cut(
    pieces: list[Unit], vocabulary: Vocabulary, corrections: list[tuple[str, str]]
) -> list[Item]:
    """Cut a text into phrases, numbers and single words.

    Misspelt words are repaired in `pieces`, and entered in `corrections` with what they were taken for.
    """
    found: list[Item] = []
    at = 0
    while at < len(pieces):
        after_number = bool(found) and found[-1][1] is not None
        phrase = vocabulary.book.longest(pieces, at, after_number=after_number)
        number = read_number([piece.key for piece in pieces], at, _numbers())
        if number and (phrase is None or number.end >= phrase.end):
            text = "".join(piece.key for piece in pieces[at : number.end])
            meanings = phrase.meanings if phrase and phrase.end == number.end else ()
            found.append((Match(at, number.end, text, meanings), number))
            at = number.end
        elif phrase:
            found.append((phrase, None))
            at = phrase.end
        elif _repair(pieces, at, vocabulary.speller, corrections):
            continue
        else:
            end = _end_of_word(pieces, at)
            text = "".join(piece.text for piece in pieces[at:end])
            found.append((Match(at, end, text, ()), None))
            at = end
    return found


def _repair(
    pieces: list[Unit], at: int, speller: Speller, corrections: list[tuple[str, str]]
) -> bool:
    """Put the right word in the place of a misspelt one and say whether there was one."""
    word = pieces[at].text
    if has_chinese(word):
        run = "".join(piece.text for piece in pieces[at : at + CHINESE_LENGTHS.stop])
        right = speller.repair_chinese(run)
        length = len(right or "")
    else:
        right, length = speller.repair(word), 1
    if right is None:
        return False
    wrong = "".join(piece.text for piece in pieces[at : at + length])
    pieces[at : at + length] = units(right)
    corrections.append((wrong, right))
    return True


def _end_of_word(pieces: Sequence[Unit], at: int) -> int:
    """Return the end of an unknown word; a Chinese one goes on while no phrase begins."""
    end = at + 1
    while (
        end < len(pieces)
        and has_chinese(pieces[at].text)
        and has_chinese(pieces[end].text)
        and not pieces[end].starts_word
    ):
        end += 1
    return end


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    """Return the number words of all languages by their stems."""
    return {
        stem(word): number
        for language in talk.languages()
        for word, number in number_words(language).items()
    }
