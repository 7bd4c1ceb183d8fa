"""Lists the licence of every locked package, as the package itself states it; prints one environment's as JSON.

It runs in both environments, so it needs nothing but the standard library and Python 3.10.
"""

from __future__ import annotations

import json
import re
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
LONGEST = 60


def licence_of(name: str) -> str:
    """Return the licence in the package's metadata: expression, short text, or classifiers."""
    try:
        found = cast(Message, metadata.metadata(name))
    except metadata.PackageNotFoundError:
        return "not installed on this platform"
    expression = found.get("License-Expression")
    if expression:
        return str(expression)
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in found.get_all("Classifier") or []
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    stated = str(found.get("License") or "").strip().split("\n")[0]
    if stated and stated != "UNKNOWN" and len(stated) <= LONGEST:
        return stated
    return ", ".join(classifiers) or "see the package"


def main() -> None:
    """Print `{name: licence}` of the packages of the lock file that is named."""
    lock = Path(sys.argv[1]).read_text("utf-8")
    names = sorted(set(LOCKED.findall(lock)), key=str.lower)
    print(json.dumps({name: licence_of(name) for name in names}))


if __name__ == "__main__":
    main()
