"""Words of a language live in files of that language: no Python module holds any."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomcore.config import ROOT

ROOMS = ("actions", "ecomcore", "bot", "shoptalk")
HAN = re.compile(r"[\u3400-\u9fff]")
LISTED = re.compile(r"(?<![\w<\\])[a-z]{3,}[?+*]{0,2}(?:\|[a-z]{3,}[?+*]{0,2}){3,}", re.IGNORECASE)
"""Four or more words side by side in a pattern."""
OPENING = {tokenize.ENCODING, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
"""A string right after one of them is a statement of its own: documentation."""
COLUMNS = "what shops call the columns and values of the files that they hand over: formats"
ALLOWED = {
    "ecomcore/simulate": "names, places and sentences of the invented people of the demo shop: its data",
    "ecomcore/importers": COLUMNS,
    "ecomcore/customers/sources": COLUMNS,
    "ecomcore/customers/preferences/labelled.py": COLUMNS,
    "ecomcore/customers/textbook/table.py": COLUMNS,
    "ecomcore/sales/campaigns.py": COLUMNS,
    "ecomcore/shop/address_chinese.py": "the grammar of addresses in China, in whatever language somebody writes",
    "ecomcore/shop/address_western.py": "the grammar of addresses in the West, in whatever language somebody writes",
}
"""Modules and folders that may hold words, and why."""


def modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            is_ours = not {"tests", "benchmarks", ".venv"} & set(path.parts[len(ROOT.parts) :])
            if is_ours and not any(name.startswith(allowed) for allowed in ALLOWED):
                yield path


def written(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that are no documentation, as its source has them, with their lines."""
    before = tokenize.NEWLINE
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            is_string = token.type == tokenize.STRING or "FSTRING" in tokenize.tok_name[token.type]
            if is_string and before not in OPENING:
                yield token.start[0], token.string
            if token.type not in (tokenize.NL, tokenize.COMMENT):
                before = token.type


@pytest.mark.parametrize("pattern", [HAN, LISTED], ids=["Chinese characters", "lists of words"])
def test_no_module_holds_words_of_a_language(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in modules()
        for line, text in written(path)
        if pattern.search(text)
    ]
    assert found == []


def test_what_is_allowed_is_there_and_needs_it() -> None:
    for name in ALLOWED:
        paths = [ROOT / name] if name.endswith(".py") else [*(ROOT / name).rglob("*.py")]
        texts = [text for path in paths for _, text in written(path)]
        assert any(HAN.search(text) or LISTED.search(text) for text in texts), name
