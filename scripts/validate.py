"""Runs Rasa's own check of domain, rules and training data, and says only what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.bootstrap import BOT, ROOT
from scripts.prepare import QUIET

FOLDER = ROOT / "bot"


def main() -> int:
    """Return 0 if Rasa finds nothing wrong, else print what it said and return its exit code."""
    command = [
        str(BOT.interpreter), "-m", "rasa", "data", "validate",
        "--domain", "domain", "--data", "data", "--config", "config.yml", "--fail-on-warnings",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        return done.returncode
    print("Rasa finds nothing wrong with domain, rules and training data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
