"""Taking personal data out of text before it goes into a log, a transcript or another service."""

from __future__ import annotations

import logging
import re
from typing import Final

from shoptalk.email_address import PATTERN

_PARTS: Final[dict[str, str]] = {
    "EMAIL": rf"(?a:{PATTERN.replace('@', '[@＠]')})",
    "HAN": r"[\u4e00-\u9fff]",
    # Chinese is written without spaces, so only Latin letters and digits make one word with a number.
    "BEFORE": r"(?<![A-Za-z0-9０-９_.-])",
    "AFTER": r"(?![A-Za-z0-9０-９_-])",
    # Not inside a decimal number, a time, a path, an identifier, or after a currency sign.
    "BARE": r"(?<![A-Za-z0-9０-９_.,:/=-])(?<![$€£¥￥]\s)(?<![$€£¥￥])",
    "END": r"(?![A-Za-z0-9０-９_-])(?![.,:]\d)",
    "NO_UNIT": (
        r"(?!\s?(?i:yuan|rmb|cny|usd|eur|gbp|jpy|yen|dollars?|euros?|bucks|mah|mm|ml|kg|g|w|hz|px)\b)"
        r"(?!\s?(?:元|块|美元|日元|円|人民币|件|个|克|毫升|千|万))"
    ),
    "STREET": (
        r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl"
        r"|Square|Terrace|Close)"
    ),
    "ORDER_WORD": (
        r"(?:(?<=order )|(?<=order number )|(?<=order no )|(?<=order no\. )|(?<=订单)|(?<=单号)"
        r"|(?<=订单 )|(?<=单号 )|(?<=单号：)|(?<=单号:)|(?<=单号是))"
    ),
}
"""What the patterns below call by name, as in `<HAN>`."""

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
    (
        "[address]",
        r"\b\d{1,5}[A-Za-z]?\s(?:[A-Z][\w.'’]{0,20}\s){1,4}<STREET>\b\.?"
        r"(?:,?\s(?:Apt|Apartment|Suite|Unit|Flat)\.?\s?#?\w{1,6})?",
        re.ASCII,
    ),
    (
        "[address]",
        r"(?:<HAN>{1,8}?(?:省|自治区))?(?:<HAN>{1,8}?市)?(?:<HAN>{1,8}?[区县镇乡])?"
        r"<HAN>{1,10}?(?:路|街|大道|巷|胡同|弄)\d{1,5}[号弄]院?"
        r"(?:\d{1,4}(?:号楼|栋|幢|座|单元|楼|层|室|户)){0,5}(?:\d{1,5}[室号]?)?",
        0,
    ),
    ("[address]", r"\b[A-Z]{2}\s\d{5}(?:-\d{4})?(?!\w)", re.ASCII),
    ("[address]", r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", re.ASCII),
    ("[name]", r"(?<=my name is )[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{1,30}){0,2}", 0),
    ("[name]", r"(?<=我叫)<HAN>{2,4}(?=[，。,.！!\s]|$)", 0),
    ("[name]", r"(?:(?<=姓名[:：])|(?<=收件人[:：]))<HAN>{2,4}", 0),
    ("[code]", r"(?<=验证码)\s?[是为:：]?\s?\d{4,8}(?!\d)", 0),
    ("[order]", r"[#＃]\s?[A-Za-z]{0,4}-?\d{3,}\w*", 0),
    ("[order]", r"\b(?:[A-Z]|[RETDM]-)\d{5,}(?:-[A-Za-z0-9]{4,6})?\b", re.ASCII),
    ("[order]", r"<ORDER_WORD>[A-Za-z]?\d{4,}(?!\d)", re.IGNORECASE),
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
