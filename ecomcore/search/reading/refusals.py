"""What a wish refuses: no leather, without a hood, 不要红的."""

from __future__ import annotations

import re
from functools import lru_cache

from ecomcore.search.lexicon import lexicons
from ecomcore.search.phrases import PAUSE, PRODUCT_KINDS, units
from ecomcore.search.purposes import ATTRIBUTIVE
from ecomcore.search.reading.state import Reading
from ecomcore.text.nouns import names_a_thing
from ecomcore.text.tokens import has_chinese

COMMAS = frozenset(",，、")
FILTER_KINDS = (
    "brand",
    "colour",
    "size",
    "material",
    "audience",
    "attribute",
    "attribute_name",
    "category",
)


def with_pauses(text: str) -> str:
    """Return a Chinese text with a comma for the space around what is refused: 不要不粘的 要铁的 asks for iron."""
    if not has_chinese(text):
        return text
    before, behind = _refusals()
    return behind.sub(r"\1，", before.sub("，", text))


@lru_cache(maxsize=1)
def _refusals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the space before what is refused in Chinese, and what is refused with the space behind it."""
    negations = "|".join(map(re.escape, lexicons()["zh"].words("negation")))
    refused = rf"((?:{negations})[^\s,，。、；;!！?？]+)\s+(?=[\u3400-\u9fff])"
    return re.compile(rf"\s+(?=(?:{negations}))"), re.compile(refused)


def negation(reading: Reading, at: int) -> int:
    """Read `without` and 不要, which refuse what comes next, or `free`, which refuses what came last."""
    is_suffix_only = not reading.get(at, "negation")
    if reading.get(at, "negation_suffix") and (
        is_suffix_only or not _entity_follows(reading, at + 1)
    ):
        is_of_last = reading.get(at - 1, *FILTER_KINDS) or at + 1 == len(reading.items)
        if is_of_last and reading.found.wanted and not reading.get(at - 1, *PRODUCT_KINDS):
            reading.found.excluded.append(reading.found.wanted.pop())
            if reading.found.text:
                reading.found.text.pop()
            return at + 1
    before_words = reading.get(at, "negation") is not None
    if not before_words and not reading.get(at, "negation_prefix"):
        return at
    if not _entity_follows(reading, at + 1, words=before_words):
        return at
    reading.negating = True
    return at + 1


def refused_property(reading: Reading, at: int) -> int:
    """Read "not too heavy", "too hard", 不要有味道: the opposite is wanted if the catalogue knows it."""
    is_refused = reading.get(at, "negation") is not None
    start = at + is_refused
    while reading.get(start, "degree"):
        start += 1
    item = reading.items[start][0] if start < len(reading.items) else None
    if item is None or (start == at and not item.get("too")):
        return at
    opposites = [m for m in item.meanings if m.kind in ("too", "opposite")]
    if opposites:
        for opposite in opposites:
            _want_the_opposite(reading, opposite.value)
        return start + 1
    is_plain = is_refused and not item.meanings and not reading.number(start)
    return start + 1 if is_plain and not names_a_thing(item.text) else at


def _want_the_opposite(reading: Reading, phrase: str) -> None:
    """Want what is the opposite of what was refused, if products are known for it."""
    key = tuple(piece.key for piece in units(phrase))
    book = reading.vocabulary.book
    known = [m for m in book.meanings.get(key, ()) if m.kind == "attribute"]
    reading.found.wanted += [m for m in known if m not in reading.found.wanted]
    reading.found.text += [phrase] if known else []
    reading.found.sources += [(m, phrase) for m in known]
    if len(known) > 1:
        reading.either.append(known)


def pause(reading: Reading, at: int) -> int:
    """End what is refused with the sentence."""
    if reading.text(at) != PAUSE:
        return at
    reading.negating = False
    return at + 1


def had_already(reading: Reading, at: int) -> int:
    """Read 鞋子他有了: what was named last is not wanted, since it is there already."""
    if not reading.get(at, "had_already") or not reading.get(at - 1, *PRODUCT_KINDS):
        return at
    named = {(m.kind.removesuffix("_like"), m.value) for m in reading.items[at - 1][0].meanings}
    gone = [m for m in reading.found.wanted if (m.kind, m.value) in named]
    reading.found.wanted = [m for m in reading.found.wanted if m not in gone]
    reading.found.excluded += gone
    reading.found.text = reading.found.text[:-1] if gone else reading.found.text
    return at + 1


def list_joiner(reading: Reading, at: int) -> int:
    """Go on excluding after "or"; after a comma only what is of the kind just excluded."""
    is_comma = reading.items[at][0].text in COMMAS
    if not _entity_follows(reading, at + 1):
        reading.negating = reading.negating and not (is_comma and reading.found.excluded)
        return at
    last = reading.found.excluded[-1].kind if reading.found.excluded else ""
    if is_comma and not reading.get(at + 1, last):
        reading.negating = False
    return at + 1


def is_attributive(reading: Reading, at: int) -> bool:
    """Say whether a 的 ends what is excluded with this item: 不是皮的包 asks for bags."""
    last = at
    if not reading.items[at][0].text.endswith(ATTRIBUTIVE):
        last = at + 1
        if last >= len(reading.items) or reading.items[last][0].text not in ATTRIBUTIVE:
            return False
    return not reading.get(last + 1, "list_joiners")


def _entity_follows(reading: Reading, at: int, *, words: bool = False) -> bool:
    """Say whether something that can be excluded comes next, before anything else."""
    for position in range(at, len(reading.items)):
        if reading.get(position, *FILTER_KINDS, *PRODUCT_KINDS):
            return True
        if not reading.get(position, "stop", "list_joiners"):
            return words and not reading.items[position][0].meanings
    return False
