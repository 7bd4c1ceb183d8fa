"""Taking personal data out of text before it goes into a log, a transcript or another service."""

from __future__ import annotations

import logging
import re
from typing import Final

from ecomcore.text import words
from shoptalk.email_address import PATTERN

_PARTS: Final[dict[str, str]] = {
    "EMAIL": rf"(?a:{PATTERN.replace('@', '[@＠]')})",
    # Chinese is written without spaces, so only Latin letters and digits make one word with a number.
    "BEFORE": r"(?<![A-Za-z0-9０-９_.-])",
    "AFTER": r"(?![A-Za-z0-9０-９_-])",
    # Not inside a decimal number, a time, a path, an identifier, or after a currency sign.
    "BARE": r"(?<![A-Za-z0-9０-９_.,:/=-])(?<![$€£¥￥]\s)(?<![$€£¥￥])",
    "END": r"(?![A-Za-z0-9０-９_-])(?![.,:]\d)",
    "NO_UNIT": rf"(?!\s?{words.written('redact', 'unit')})",
    "AFTER_ORDER": words.written("redact", "after_order"),
}
"""What the patterns below call by name, as in `<BEFORE>`."""

_PATTERNS: Final[tuple[tuple[str, str, int], ...]] = (
    ("[email]", r"<EMAIL>", 0),
    # A signed token: payload, time and signature between dots.
    ("[token]", r"(?<![\w-])[\w-]{8,}\.[\w-]{5,8}\.[\w-]{20,}", re.ASCII),
    ("[token]", r"(?<=bearer )[\w.~+/=-]{8,}", re.IGNORECASE),
    ("[phone]", r"[+＋]\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?!\d)", 0),
    ("[id]", r"<BEFORE>\d{17}[\dXx]<AFTER>", 0),
    ("[card]", r"<BEFORE>\d(?:[ -]?\d){12,18}<AFTER>", 0),
    ("[phone]", r"<BEFORE>(?:[+＋]?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", 0),
    ("[phone]", r"<BEFORE>\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}<AFTER>", 0),
    ("[phone]", r"<BEFORE>0\d{2,4}[- ]\d{6,8}<AFTER>", 0),
    ("[address]", words.written("redact", "address"), 0),
    ("[address]", r"\b[A-Z]{2}\s\d{5}(?:-\d{4})?(?!\w)", re.ASCII),
    ("[address]", r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", re.ASCII),
    ("[name]", words.written("redact", "name"), 0),
    ("[code]", words.written("redact", "code"), 0),
    ("[order]", r"[#＃]\s?[A-Za-z]{0,4}-?\d{3,}\w*", 0),
    ("[order]", r"\b(?:[A-Z]|[RETDM]-)\d{5,}(?:-[A-Za-z0-9]{4,6})?\b", re.ASCII),
    ("[order]", r"<AFTER_ORDER>[A-Za-z]?\d{4,}(?!\d)", re.IGNORECASE),
    ("[code]", r"<BARE>\d{6}<END><NO_UNIT>", 0),
    ("[number]", r"<BARE>\d{5,12}<END><NO_UNIT>", 0),
)


def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return re.compile(pattern, flags)


_COMPILED: Final = [
    (placeholder, _compiled(pattern, flags)) for placeholder, pattern, flags in _PATTERNS
]


def redact(text: str) -> str:
    """Return `text` with personal data replaced by what it was, such as `[email]`.

    Found are e-mail addresses, phone numbers, card-like and identity numbers, one-time codes, order
    numbers, street addresses and postcodes, names that are introduced as such, and signed tokens,
    in English and Chinese. Amounts of money and measures stay. It would rather take out too much
    than too little.
    """
    for placeholder, pattern in _COMPILED:
        text = pattern.sub(placeholder, text)
    return text


class RedactFilter(logging.Filter):
    """Redacts every record and its traceback; on a handler, so that no logger escapes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it through."""
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True
