"""Errors as the page and programs read them."""

from __future__ import annotations

from typing import Dict, Optional

from sanic import response
from sanic.response import HTTPResponse


def problem(status: int, text: str, headers: Optional[Dict[str, str]] = None) -> HTTPResponse:
    """Return an error as JSON, with what was wrong and what to do."""
    return response.json({"error": text}, status=status, headers=headers)
