"""Runs Rasa's own checks, of domain, rules and training data and of test stories, and says only what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ecomcore import plugins
from scripts import training
from scripts.bootstrap import BOT, ROOT
from scripts.prepare import QUIET, Place, PrepareError, train

FOLDER = ROOT / "bot"
STORIES = "tests/stories"
FAILED = "failed_test_stories.yml"


def main() -> int:
    """Return 0 if Rasa finds nothing wrong, else print what it said and return 1."""
    found = wrong_data()
    if found is not None:
        print(found, file=sys.stderr)
        return 1
    print("Rasa finds nothing wrong with domain, rules and training data")
    try:
        model = train(Place(), lambda text: print(text, end="", file=sys.stderr, flush=True))
    except PrepareError as error:
        print(error, file=sys.stderr)
        return 1
    wrong = wrong_stories(model)
    if wrong is not None:
        print(wrong, file=sys.stderr)
        return 1
    print(f"Rasa goes through all stories of bot/{STORIES} as they say")
    return 0


def wrong_data() -> str | None:
    """Return what Rasa finds wrong with domain, rules and training data, None if nothing is."""
    with TemporaryDirectory(prefix="ecom-training-") as folder:
        try:
            training.write(
                training.material(FOLDER, plugins.folders(plugins.SKILLS, "bot")), Path(folder)
            )
        except training.TrainingFileError as error:
            return str(error)
        return _checked(
            "data", "validate", "--domain", f"{folder}/domain", "--data", f"{folder}/data",
            "--config", "config.yml", "--fail-on-warnings",
        )  # fmt: skip


def wrong_stories(model: Path) -> str | None:
    """Return the test stories in which the model understands or does something else, None if there are none."""
    with TemporaryDirectory(prefix="ecom-stories-") as folder:
        found = _checked(
            "test", "core", "--e2e", "--model", str(model), "--stories", STORIES, "--out", folder, "--no-plot",
        )  # fmt: skip
        if found is not None:
            return found
        # Rasa ends well whether or not a story failed; its file of failed ones then has no story.
        failed = (Path(folder) / FAILED).read_text("utf-8")
        return failed if "- story:" in failed else None


def _checked(*arguments: str) -> str | None:
    """Run Rasa; return what it printed if it ended with an error, else None."""
    done = subprocess.run(
        [str(BOT.interpreter), "-m", "rasa", *arguments],
        cwd=FOLDER,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else None


if __name__ == "__main__":
    sys.exit(main())
