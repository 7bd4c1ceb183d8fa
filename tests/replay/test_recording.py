"""Conversation files: how they are read and written, and which answers are as recorded."""

from __future__ import annotations

import pytest

from ecomcore.errors import DataError
from ecomcore.replay.recording import Recording, Turn, kept, matches, read, write

RECORDING = Recording(
    (
        Turn("where is my order 20003", None, "Order #20003\nis on its way\n"),
        Turn(None, "Show more", None),
        Turn("你好", None, "您好…\n"),
    ),
    "C0001",
)


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "late.yml"
    write(path, RECORDING)
    assert read(path) == RECORDING
    text = path.read_text("utf-8")
    assert "bot: |\n    Order #20003\n    is on its way\n" in text
    assert "你好" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("turns: []", "list of 'turns'"),
        ("- say: hello", "list of 'turns'"),
        ("turns: [{say: a, tap: b}]", "turn 1"),
        ("turns: [{say: a}, {bot: b}]", "turn 2"),
        ("turns: [{say: a, bots: b}]", "turn 1"),
        ("customer: C1\nturns: [{say: a}]", "customer"),
        ("turns: [", "not YAML"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, reason):
    path = tmp_path / "wrong.yml"
    path.write_text(text)
    with pytest.raises(DataError, match=reason):
        read(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="none"):
        read(tmp_path / "none.yml")


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("Hello", "Hello", True),
        ("Hello \n", "\nHello\n", True),
        ("Hello", "Hello!", False),
        ("Arrives on … at noon", "Arrives on Monday (1.1.) at noon", True),
        ("Arrives on … at noon", "Arrives on Monday\nat noon", False),
        ("First\n…\nlast", "First\nlast", True),
        ("First\n…\nlast", "First\na\nb\nlast", True),
        ("First\n…\nlast", "First\na\nb", False),
        ("Costs $5 (or so)", "Costs $5 (or so)", True),
        ("…", "whatever\nit is", True),
    ],
)
def test_dots_stand_for_what_is_not_compared(expected, found, same):
    assert matches(expected, found) is same


def test_recording_anew_keeps_the_dots_of_what_still_fits():
    assert kept("Ticket …", "Ticket T-1") == "Ticket …"
    assert kept("Ticket …", "No ticket") == "No ticket\n"
    assert kept(None, "Hello") == "Hello\n"
