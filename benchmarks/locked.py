"""What measurements on locked sets share: where the sets lie, what may be asked for, how languages are named."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from scripts.bootstrap import ROOT

DATA = ROOT / "benchmarks" / "data"
LANGUAGES = ("en", "zh")


def asked_for(
    description: str | None, mistakes: str, arguments: Sequence[str] | None
) -> argparse.Namespace:
    """Return what is asked for: `languages` of the sets, whether to list `mistakes`, whether to print `json`.

    Args:
        description: of the command, for its help.
        mistakes: what `--mistakes` lists.
        arguments: of the command line; those of the process where none are given.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--language", choices=LANGUAGES, help="only one language")
    parser.add_argument("--mistakes", action="store_true", help=mistakes)
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    asked.languages = (asked.language,) if asked.language else LANGUAGES
    return asked


def language_of(path: Path) -> str:
    """Return the language of a set, which stands before the last dot of its file (`harm.en.yml`)."""
    return path.suffixes[0].removeprefix(".")
