"""Which words are English, by the word list that spaCy's lemmatizer comes with."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ecomcore.text.names import ENGLISH

LOOKUPS = "lemmatizer/lookups/lookups.bin"
INDEX = "lemma_index"


def is_english(word: str) -> bool:
    """Say whether a word in lower case is an English one, in the singular or a plain plural."""
    words = _words()
    return word in words or (word.endswith("s") and word[:-1] in words)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Return some 80,000 nouns, verbs, adjectives and adverbs (WordNet's), without loading the pipeline."""
    import srsly

    package = find_spec(ENGLISH)
    if package is None or package.origin is None:  # pragma: no cover - a dependency of the project
        return frozenset()
    (path,) = Path(package.origin).parent.glob(f"*/{LOOKUPS}")
    tables: dict[str, dict[int, list[str]]] = srsly.msgpack_loads(path.read_bytes())
    return frozenset().union(*tables[INDEX].values())
