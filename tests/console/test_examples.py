"""Reviewed examples: what is written, what is refused, what it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ecomcore.console import trial
from ecomcore.console.examples import Reviewed, add, intents, read, remove
from ecomcore.errors import DataError, MissingExtraError

KNOWN = ["cancel_order", "greet"]
SCRAP = Reviewed("scrap it, will ya", "cancel_order", "en", "anna", date(2026, 11, 24))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "shop" / "examples.yml"


def test_what_is_added_is_read_again_and_shown_as_a_diff(file):
    written = add(file, SCRAP, KNOWN)
    assert read(file) == (SCRAP,)
    assert "+- text: scrap it, will ya\n+  intent: cancel_order\n" in written.diff
    second = add(file, replace(SCRAP, text="早上好", intent="greet", language="zh"), KNOWN)
    assert [one.text for one in second.examples] == ["scrap it, will ya", "早上好"]
    assert "scrap" not in second.diff
    assert "+- text: 早上好" in second.diff


def test_the_same_words_have_one_meaning(file):
    add(file, SCRAP, KNOWN)
    add(file, replace(SCRAP, text="Scrap it,  will ya", intent="greet"), KNOWN)
    assert [(one.text, one.intent) for one in read(file)] == [("Scrap it, will ya", "greet")]


def test_an_example_can_be_taken_back(file):
    add(file, SCRAP, KNOWN)
    assert "-- text: scrap it" in remove(file, SCRAP.text).diff
    assert read(file) == ()
    with pytest.raises(DataError, match="no example"):
        remove(file, SCRAP.text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " ?! "}, "needs words"),
        ({"text": "/cancel_order"}, "button"),
        ({"text": "mail me at [email]"}, "masked"),
        ({"text": "so " * 200}, "at most 300"),
        ({"intent": "fly"}, "no intent 'fly'"),
    ],
)
def test_what_can_be_no_example_is_refused_and_nothing_is_written(file, change, reason):
    with pytest.raises(DataError, match=reason):
        add(file, replace(SCRAP, **change), KNOWN)
    assert not file.exists()


@pytest.mark.parametrize("text", ["- {text: a}", "text: a", "- [", "- 5"])
def test_a_file_of_another_form_is_refused(file, text):
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(DataError, match=r"examples\.yml"):
        read(file)


def test_the_bots_own_intents_can_be_chosen():
    found = intents()
    assert {"cancel_order", "greet", "search_product"} <= set(found)
    assert "nlu_fallback" not in found


def test_messages_to_try_are_what_was_typed_each_once(session, day, say):
    for said in ("hello", "hello", "/affirm", "scrap it"):
        say("a", said, hours=len(said) / 10)
    assert trial.recent(session, day) == ["scrap it", "hello"]


def test_without_a_bot_there_is_no_trial(file, tmp_path):
    with pytest.raises(MissingExtraError, match="no bot"):
        trial.try_out(file, ["hello"], root=tmp_path)
