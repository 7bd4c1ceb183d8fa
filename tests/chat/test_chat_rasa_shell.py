"""`make shell`: Rasa's own shell talks to the same bot."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chat_shop import CACHE, NOW

from scripts.bootstrap import ROOT
from scripts.prepare import Place, prepare

pytestmark = pytest.mark.chat
WAIT_S = 240.0


def read_until(terminal: int, words: str) -> str:
    """Return what a program writes into a terminal until it has written these words."""
    shown, ends = "", time.monotonic() + WAIT_S
    while words not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0.0, ends - time.monotonic()))
        assert ready, f"{words!r} did not come; the terminal shows:\n{shown[-2000:]}"
        shown += os.read(terminal, 4096).decode("utf-8", "replace")
    return shown


def test_rasas_shell_answers(tmp_path: Path) -> None:
    prepare(Place(var=CACHE, now=NOW))
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "ECOM_NOW": NOW}
    environment["ECOM_TRACKER_URL"] = f"sqlite:///{tmp_path / 'tracker.db'}"
    command = [sys.executable, "-m", "scripts.shell", "--var", str(CACHE)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        read_until(ours, "Your input")
        os.write(ours, b"where is my order\r")
        assert "e-mail" in read_until(ours, "e-mail")
        os.write(ours, b"/stop\r")
        while True:
            try:
                if not os.read(ours, 4096):
                    break
            except OSError:  # the other end is closed
                break
        process.wait(60)
    os.close(ours)
    assert process.returncode == 0
