"""Which types of product the titles of goods name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ecomcore.search.phrases import Match, PhraseBook, Unit, units
from ecomcore.text import words
from ecomcore.text.tokens import has_chinese

_TAIL = re.compile(r",|，|（|\(|" + words.written("search", "after_the_thing"), re.IGNORECASE)


@dataclass
class TypeNames:
    """The words for the types of a catalogue's products."""

    book: PhraseBook = field(default_factory=PhraseBook)

    def named_in(self, titles: Mapping[str, str]) -> list[str]:
        """Return the product types that titles (by language) name: in each the last one.

        English and Chinese name the thing last ("phone *case*", 手机*壳*); what follows "with",
        "for" or a comma is left aside where a type stands before it.
        """
        found: list[str] = []
        if not self.book.meanings:
            return found
        for title in titles.values():
            head = _TAIL.split(title, maxsplit=1)[0]
            for pieces in (units(head), units(title)):
                last = next(iter(reversed(list(self.book.matches(pieces)))), None)
                if last:
                    found += self._named_by(pieces, last)
                    found += self._named_around(pieces, last)
                    break
        return list(dict.fromkeys(found))

    def _named_by(self, pieces: Sequence[Unit], match: Match) -> list[str]:
        """Return the types a phrase names, and those its end names: studio headphones are headphones.

        The type's own name goes before another type's synonym; the end must be an own name: 平板电脑
        is no 电脑, which a laptop is called too.
        """
        found: list[str] = []
        for start in range(match.start, match.end):
            key = tuple(piece.key for piece in pieces[start : match.end])
            meanings = self.book.meanings.get(key, ())
            named = [meaning.value for meaning in meanings if meaning.kind == "type"]
            is_whole = start == match.start
            found += named or [meaning.value for meaning in meanings if is_whole]
        return found

    def _named_around(self, pieces: Sequence[Unit], match: Match) -> list[str]:
        """Return the types of which the phrase is the end and whose other words stand somewhere before it.

        A "gooseneck electric kettle" is a gooseneck kettle too.
        """
        before = {piece.key for piece in pieces[: match.end - 1]}
        ends = self.book.ending_in(pieces[match.end - 1].key)
        return [
            meaning.value
            for key in ends
            if len(key) > 1 and not has_chinese(key[-1]) and before.issuperset(key[:-1])
            for meaning in self.book.meanings[key]
            if meaning.kind == "type"
        ]
