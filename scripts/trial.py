"""Trains the bot's understanding with and without reviewed examples and prints which messages change, as JSON."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ecomcore import plugins
from scripts import training
from scripts.bootstrap import BOT, ROOT
from scripts.prepare import QUIET, Place


def main() -> int:
    """Read messages (a JSON list) from the input, and print a list of `text`, `before`, `after`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", type=Path, help="file of reviewed examples")
    options = parser.parse_args()
    place, others = Place(), plugins.folders(plugins.SKILLS, "bot")
    with TemporaryDirectory(prefix="trial-") as folder:
        for name, reviewed in (("before", None), ("after", options.examples)):
            found = training.material(ROOT / "bot", others, place.packs, reviewed=reviewed)
            said = {path: text for path, text in found.items() if path.startswith("data/")}
            del said[training.RULES]
            training.write(said, Path(folder) / name)
        done = subprocess.run(
            [str(BOT.interpreter), "-m", "benchmarks.examples_trial", folder],
            input=sys.stdin.read(), text=True, capture_output=True, cwd=ROOT / "bot",
            env={**place.environment(), **QUIET}, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return 2
    print(json.dumps(json.loads(done.stdout.strip().splitlines()[-1]), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
