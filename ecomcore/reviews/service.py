"""Tells a sentence about the shop's service from one about the goods."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from ecomcore.text.tokens import has_chinese, normalise

WORDS = Path(__file__).parent / "service.yml"


def is_about_service(sentence: str) -> bool:
    """Say whether a sentence of a review is about delivery, refunds or staff."""
    return _words().search(normalise(sentence)) is not None


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    """Return the words of all languages; those in Latin letters must begin a word."""
    said = [
        str(w) for several in yaml.safe_load(WORDS.read_text("utf-8")).values() for w in several
    ]
    return re.compile(
        "|".join(re.escape(w) if has_chinese(w) else rf"\b{re.escape(w)}" for w in said)
    )
