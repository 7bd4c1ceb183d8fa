"""Says which messages two sets of training files are understood differently with; the console's trial calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Dict, List, Sequence

from benchmarks.intents import examples_of, train_bot


def differences(before: Path, after: Path, messages: Sequence[str]) -> List[Dict[str, str]]:
    """Train on the files of both folders and return the messages whose intent is not the same."""
    known = []
    for folder in (before, after):
        ask, _ = train_bot(examples_of(folder / "data"))
        known.append(ask(messages).final)
    return [
        {"text": text, "before": one, "after": other}
        for text, one, other in zip(messages, *known, strict=True)
        if one != other
    ]


def main() -> None:
    """Read messages as a JSON list; the folder that is named has `before` and `after`."""
    folder = Path(sys.argv[1])
    found = differences(folder / "before", folder / "after", json.load(sys.stdin))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
