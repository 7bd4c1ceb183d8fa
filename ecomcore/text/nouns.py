"""Whether a word can be what a thing is called, by packaged dictionaries (WordNet's lists, jieba's)."""

from __future__ import annotations

from ecomcore.text.english import is_english_noun
from ecomcore.text.names import is_chinese_noun
from ecomcore.text.tokens import has_chinese, is_chinese_word


def names_a_thing(word: str) -> bool:
    """Say whether a word may name a thing: a noun that is no word for how something is, nor one cut wrongly."""
    if has_chinese(word):
        return (len(word) == 1 or is_chinese_word(word)) and is_chinese_noun(word)
    return is_english_noun(word)
