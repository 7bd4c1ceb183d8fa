"""Words that belong to a language lie in that language's file, never in an expression that mixes languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from ecomcore.config import ROOT
from ecomcore.text import words

HAN = re.compile(r"[\u4e00-\u9fff]")
ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|.)|\(\?P?<\w+>")
LATIN_WORD = re.compile(r"[a-zA-Z]{3,}")


def pieces(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression is written with, not those that a call in it is given."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from pieces(child)


def expressions() -> Iterator[tuple[str, str]]:
    """Yield where a regular expression is written in the code, and its text without escapes and names of groups."""
    for package in ("ecomcore", "actions"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "re":
                    text = "".join(pieces(node.args[0])) if node.args else ""
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", ESCAPE.sub("", text)


def test_no_expression_mixes_the_words_of_two_languages():
    mixed = [place for place, text in expressions() if HAN.search(text) and LATIN_WORD.search(text)]
    assert mixed == []


def test_the_words_of_all_languages_count():
    promise = words.pattern("llm", "promise")
    assert promise.search("it is free") is not None
    assert promise.search("终身保修") is not None
    assert promise.search("it is freeze-dried") is None


def test_words_that_no_language_has_are_an_error():
    with pytest.raises(KeyError, match=r"llm\.nonsense"):
        words.pattern("llm", "nonsense")


@pytest.mark.parametrize("language", sorted(words.languages()))
def test_every_expression_of_a_language_can_be_read(language: str):
    for room, table in words.languages()[language].items():
        for name, written in table.items():
            assert re.compile(written).search("") is None, f"{room}.{name} matches anything"


def test_english_and_chinese_have_words_for_the_same_rooms():
    tables = words.languages()
    assert set(tables["en"]) == set(tables["zh"])
