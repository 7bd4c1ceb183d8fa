"""One review as the rest of this room reads it: clean text, no markup, nothing private."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ecomcore.shop.redact import redact
from shoptalk.language import detect

LONGEST = 4_000
"""Characters of a review that are read; what comes after them says nothing new."""

_BLOCK = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|p|div|li|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Review:
    """What a buyer wrote about a product; `rating` is 1 to 5 stars."""

    id: str
    product_id: str
    rating: int
    text: str
    language: str
    created_on: date | None = None


def readable(text: str) -> str:
    """Return the text without markup, its length capped at `LONGEST` characters."""
    text = text[: 4 * LONGEST]
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", _BLOCK.sub(" ", text)))
    if "&" in text:
        text = html.unescape(text)
    text = "".join(char for char in text if char == "\n" or char.isprintable())
    return _SPACE.sub(" ", text).strip()[:LONGEST]


def is_private(sentence: str) -> bool:
    """Say whether a sentence holds what may be personal data; it is counted but never quoted."""
    return redact(sentence) != sentence


def reviews_of(frame: pd.DataFrame) -> list[Review]:
    """Return the reviews of a frame with the columns of the table `review`."""
    return reviews_of_rows(frame.to_dict("records"))


def reviews_of_rows(rows: Iterable[Mapping[Any, Any]]) -> list[Review]:
    """Return the reviews of rows of the table `review`."""
    return [_review(row) for row in rows]


def _review(row: Mapping[Any, Any]) -> Review:
    text = readable(str(row["text"] or ""))
    written = row.get("created_on")
    return Review(
        id=str(row["id"]),
        product_id=str(row["product_id"]),
        rating=int(row["rating"]),
        text=text,
        language=language_of(text, str(row.get("language") or "en")),
        created_on=written if isinstance(written, date) and not pd.isna(written) else None,
    )


def language_of(text: str, stated: str) -> str:
    """Return the language that a text is written in, the stated one where its words do not tell."""
    return detect(text) or stated
