"""What counts as a change, and where the messages that name none are tried."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.harm import changed_memory, changed_rows, has_reached, scenes
from benchmarks.locked import DATA, LANGUAGES


def shop(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE cart_line (sku TEXT, quantity INT)")
        database.execute("CREATE TABLE turn (said TEXT)")
        for statement in ("INSERT INTO cart_line VALUES ('MUG', 1)", *statements):
            database.execute(statement)
        database.commit()
    return path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return shop(tmp_path / "before.db")


def test_a_row_that_is_another_one_is_told_as_it_was_and_is(before: Path, tmp_path: Path):
    after = shop(tmp_path / "after.db", "UPDATE cart_line SET quantity = 2")
    assert changed_rows(before, after) == {
        "cart_line": ["- sku=MUG, quantity=1", "+ sku=MUG, quantity=2"]
    }


def test_a_row_that_went_is_a_change(before: Path, tmp_path: Path):
    after = shop(tmp_path / "after.db", "DELETE FROM cart_line")
    assert changed_rows(before, after) == {"cart_line": ["- sku=MUG, quantity=1"]}


def test_what_was_said_is_no_change(before: Path, tmp_path: Path):
    after = shop(tmp_path / "after.db", "INSERT INTO turn VALUES ('hello')")
    assert changed_rows(before, after) == {}


def test_of_the_memory_only_some_things_count():
    before = {"customer": "C0001", "ended": False, "turns": 3}
    assert changed_memory(before, {**before, "turns": 4}) == {}
    assert changed_memory(before, {**before, "ended": True}) == {"memory": ["ended: False -> True"]}


def test_an_opening_has_led_to_the_cart_if_a_line_came_into_it():
    assert has_reached("cart", {}, {"cart_line": ["+ sku=MUG"]})
    assert not has_reached("cart", {}, {})


def test_an_opening_has_led_to_a_task_if_one_is_open():
    assert has_reached("task", {"tasks": [{"kind": "cancel_order"}]}, {})
    assert not has_reached("task", {"tasks": []}, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_three_hundred_messages_a_language_and_none_twice(language: str):
    messages = [m for scene in scenes(DATA / f"harm.{language}.yml") for m in scene.messages]
    assert len(messages) >= 300
    assert len(set(messages)) == len(messages)
