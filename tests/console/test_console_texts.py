"""The console speaks both languages."""

from __future__ import annotations

import re
import string

import pytest
import yaml

from ecomcore.config import ROOT
from ecomcore.console.wording import FOLDER, languages, say

PAGES = [
    *sorted((ROOT / "ecomcore" / "console" / "pages").glob("*.py")),
    ROOT / "ecomcore/console/app.py",
]
KEY = re.compile(r"""say\(\s*"(\w+)\"""")
COLUMNS = re.compile(r"table\(\s*view,\s*\[([^\]]*)\]")


def words(language):
    return yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name}


def test_both_languages_have_the_same_texts_with_the_same_values():
    english, chinese = words("en"), words("zh")
    assert [key for key in english if key not in chinese] == []
    assert set(english) == set(chinese)
    for key, text in english.items():
        assert fields(text) == fields(chinese[key]), key
        assert isinstance(text, str), key


def test_every_text_that_a_page_asks_for_is_there():
    asked = set()
    for page in PAGES:
        source = page.read_text("utf-8")
        asked |= set(KEY.findall(source))
        for listed in COLUMNS.findall(source):
            asked |= set(re.findall(r'"(\w+)"', listed))
    assert len(asked) > 30
    assert asked <= set(words("en"))


def test_another_language_is_answered_in_english():
    assert say("overview", "xx") == say("overview", "en") == "Overview"
    assert languages()[0] == "en"
    with pytest.raises(KeyError):
        say("no such text", "en")
