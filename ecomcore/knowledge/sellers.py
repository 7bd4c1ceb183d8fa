"""Tells a question about another seller's rules from one about this shop's."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

SELLERS = Path(__file__).with_name("sellers.yml")


def is_about_another_seller(question: str) -> bool:
    """Return whether a question names another seller and does not speak to this shop.

    "amazon refund" asks for a rule that the shop cannot know; "amazon is cheaper, do you match that" is for it.
    """
    sellers, addresses = _patterns()
    return bool(sellers.search(question)) and not addresses.search(question)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = yaml.safe_load(SELLERS.read_text("utf-8"))
    return _any_of(lists["sellers"]), _any_of(lists["this_shop"])


def _any_of(names: list[str]) -> re.Pattern[str]:
    """Return what finds a name: Latin ones as whole words, others anywhere."""
    latin = [re.escape(name) for name in names if name.isascii()]
    other = [re.escape(name) for name in names if not name.isascii()]
    bounded = rf"(?<![a-z0-9])(?:{'|'.join(latin)})(?![a-z0-9])"
    return re.compile("|".join([bounded, *other]), re.IGNORECASE)
