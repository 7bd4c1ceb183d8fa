"""Reading JSON with exact numbers, and saying where it is broken."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecomcore.importers.textfile import read_text, refuse


def read_json(path: Path) -> Any:
    """Return the value in a JSON file; numbers with a point become `Decimal`.

    Raises:
        ImportFailedError: it is not JSON.
    """
    try:
        return parse_json(read_text(path))
    except json.JSONDecodeError as error:
        raise refuse(path.name, f"is not JSON: {error.msg}", error.lineno) from error


def parse_json(text: str) -> Any:
    """Return the value that `text` writes; numbers with a point become `Decimal`.

    Raises:
        json.JSONDecodeError: it is not JSON.
    """
    return json.loads(text, parse_float=Decimal)
