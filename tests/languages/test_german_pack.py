"""A third language is a folder: the German pack beside this file, loaded without a line of code changed."""

from __future__ import annotations

import json
import os
import string
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ecomcore.config import ROOT

PACK = Path(__file__).parent / "de"
LOOK = """
import json
from datetime import date
from actions.phrases import listening, pattern, says
from actions.texts import Speaker, languages, texts
from ecomcore.safety.ages import age_in
from ecomcore.safety.allergens import allergies_in
from ecomcore.safety.dangers import dangers_in
from ecomcore.search.lexicon import lexicons
from ecomcore.shop.places import country_named
from ecomcore.shop.wording import words
from shoptalk.language import detect
from shoptalk.numbers import whole_number

with listening("de"):
    heard = [says("Bitte stornieren Sie das", "does_cancel_order"), says("cancel it", "does_cancel_order")]
speaker = Speaker("de", "EUR")
print(json.dumps({
    "languages": languages(),
    "detected": [detect(text) for text in TEXTS],
    "heard": heard,
    "money": speaker.money(123456),
    "day": speaker.day(date(2026, 11, 27)),
    "texts": texts("de"),
    "english": texts("en"),
    "lexicons": [*lexicons()],
    "number": [whole_number("drei"), whole_number("zweite")],
    "mail": words("de")["code_mail"]["subject"],
    "country": country_named("Österreich").code,
    "allergies": [*allergies_in("meine Tochter hat eine Erdnussallergie"), *allergies_in("keine Nussallergie")],
    "dangers": [*dangers_in("sie hat einen Magneten verschluckt")],
    "ages": [age_in("für ein zweieinhalb Jahre altes Kind"), age_in("2 Jahre Garantie")],
}))
"""
TEXTS = [
    "ich suche eine regenjacke", "ja", "wo ist bestellung 20003", "show me 红茶", "hello", "我想退货", "ok", "20003",
    "the cheapest one please", "Drift Trail",
]  # fmt: skip


def run(
    code: str, packs: list[Path], *arguments: str, module: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run Python with language packs in a process of its own: words are read once."""
    command = [sys.executable, *(("-m", code) if module else ("-c", code)), *arguments]
    environment = {**os.environ, "ECOM_LANGUAGE_PACKS": json.dumps([str(pack) for pack in packs])}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    done = run(LOOK.replace("TEXTS", repr(TEXTS)), [PACK])
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_language_is_spoken_beside_the_two_of_the_project(seen):
    assert seen["languages"] == ["en", "de", "zh"]
    assert seen["lexicons"] == ["en", "zh", "de"]


def test_its_messages_are_told_from_those_of_the_other_languages(seen):
    assert dict(zip(TEXTS, seen["detected"], strict=True)) == {
        "ich suche eine regenjacke": "de",
        "ja": "de",
        "wo ist bestellung 20003": "de",
        "show me 红茶": "en",
        "hello": "en",
        "我想退货": "zh",
        "ok": None,  # said in both: the conversation stays in its language
        "20003": None,
        "the cheapest one please": "en",
        "Drift Trail": None,
    }


def test_its_phrases_amounts_dates_numbers_mails_and_countries_are_its_own(seen):
    assert seen["heard"] == [True, False]
    assert (seen["money"], seen["day"]) == ("1.234,56\xa0€", "Fr., 27. November")
    assert seen["number"] == [3, 2]
    assert seen["mail"] == "{code} ist Ihr Code"
    assert seen["country"] == "AT"


def test_its_allergies_dangers_and_ages_are_read(seen):
    assert (seen["allergies"], seen["dangers"]) == (["peanuts"], ["swallowed"])
    assert seen["ages"] == [30, None]


def test_placeholders_of_its_texts_exist_in_english(seen):
    def placeholders(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in seen["texts"].items():
        assert placeholders(text) <= placeholders(seen["english"][key]), key


def test_the_check_finds_nothing_lacking():
    done = run("scripts.languages", [PACK], "de", "--check", module=True)
    assert done.returncode == 0, done.stderr
    first, *lacking = done.stdout.splitlines()
    assert first.startswith("de (")
    assert [line.strip() for line in lacking] == [
        "does without words/reviews.yml",
        "does without words/customers.yml",
    ]


def test_what_a_pack_lacks_is_said_in_english_with_a_warning_and_named_by_the_check(tmp_path: Path):
    for name, text in {
        "texts/smalltalk.yml": 'thank: "Graag gedaan!"',
        "words/shop.toml": 'locale = "nl_NL"\n[invoice]\nheading = "Factuur"',
    }.items():
        (tmp_path / "nl" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "nl" / name).write_text(text)
    code = (
        "import logging; logging.basicConfig()\n"
        "from actions.texts import Speaker\n"
        "from ecomcore.shop.wording import words\n"
        "print(Speaker('nl').say('smalltalk.thank'), Speaker('nl').say('cart.removed'))\n"
        "print(words('nl')['invoice']['heading'], words('nl')['invoice']['total'])"
    )
    done = run(code, [tmp_path / "nl"])
    assert done.stdout.splitlines() == ["Graag gedaan! Taken out.", "Factuur Total"]
    assert done.stderr.count("which are said in English") == 2
    assert "language pack nl, shop lacks" in done.stderr
    checked = run("scripts.languages", [tmp_path / "nl"], "nl", "--check", module=True)
    assert checked.returncode == 1
    assert "lacks texts: cart.removed" in checked.stdout
    assert "lacks texts: smalltalk.thank" not in checked.stdout
    assert "lacks words/shop.toml: invoice.total" in checked.stdout
    assert "lacks nlu: greet has 0 of 10 examples" in checked.stdout


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere/de", "there is no folder"),
        ("german", "must be named by the two-letter code"),
        ("en", "of a language that this project speaks already"),
    ],
)
def test_a_setting_that_names_no_pack_says_what_is_wrong(tmp_path: Path, name: str, problem: str):
    if not name.startswith("nowhere"):
        (tmp_path / name / "words").mkdir(parents=True)
        (tmp_path / name / "words" / "talk.yml").write_text("everyday: yes")
    done = run("from actions.texts import texts; texts('en')", [tmp_path / name])
    assert done.returncode != 0
    assert problem in done.stderr
