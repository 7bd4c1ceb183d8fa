"""Which words are English, by the word list that spaCy's lemmatizer comes with."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ecomcore.text.names import ENGLISH

LOOKUPS = "lemmatizer/lookups/lookups.bin"
INDEX = "lemma_index"
PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")


def is_english(word: str) -> bool:
    """Say whether a word in lower case is an English one, in the singular or a plain plural."""
    words = _words()
    return word in words or (word.endswith("s") and word[:-1] in words)


def is_english_noun(word: str) -> bool:
    """Say whether an English word is a noun that is not used for how something is or is done ("wet", "adult")."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es")}
    forms |= {word.removesuffix("ies") + "y"} if word.endswith("ies") else set()
    tables = _tables()
    return any(
        form in tables["noun"] and form not in tables["adj"] and form not in tables["adv"]
        for form in forms
    )


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset().union(*_tables().values())


@lru_cache(maxsize=1)
def _tables() -> dict[str, frozenset[str]]:
    """Return some 80,000 nouns, verbs, adjectives and adverbs (WordNet's), without loading the pipeline."""
    import srsly
    from spacy.strings import get_string_id

    package = find_spec(ENGLISH)
    if package is None or package.origin is None:  # pragma: no cover - a dependency of the project
        return {name: frozenset() for name in PARTS_OF_SPEECH}
    (path,) = Path(package.origin).parent.glob(f"*/{LOOKUPS}")
    tables: dict[str, dict[int, list[str]]] = srsly.msgpack_loads(path.read_bytes())
    return {name: frozenset(tables[INDEX][get_string_id(name)]) for name in PARTS_OF_SPEECH}
