"""Taking personal data out of text before it goes into a log, a transcript or another service."""

from __future__ import annotations

import logging
import re
from typing import Final

_STREET = r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Square|Terrace|Close"
_HAN = r"[\u4e00-\u9fff]"
_BARE = r"(?<![\w.,:/=-])"
"""Not inside a word, a decimal number, a time, a path or an identifier."""
_END = r"(?![\w-])(?![.,:]\d)"
_UNIT = (
    r"(?!\s?(?:元|块|美元|日元|円|人民币|件|个|克|毫升|千|万|yuan|rmb|cny|usd|eur|gbp|jpy|yen|dollars?|euros?"
    r"|bucks|mah|mm|ml|kg|g|w|hz|px)\b)(?!\s?(?:元|块|美元|日元|円|人民币|件|个|克|毫升|千|万))"
)
_MONEY = r"(?<![$€£¥￥]\s)(?<![$€£¥￥])"

PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (placeholder, re.compile(pattern, flags))
    for placeholder, pattern, flags in (
        ("[email]", r"[\w.+-]{1,64}[@＠][\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", 0),
        # A signed token: payload, time and signature between dots.
        ("[token]", r"\b[\w-]{8,}\.[\w-]{5,8}\.[\w-]{20,}(?![\w-])", re.ASCII),
        ("[token]", r"(?<=bearer )[\w.~+/=-]{8,}", re.IGNORECASE),
        ("[card]", r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])", 0),
        ("[id]", r"(?<![\w.-])\d{17}[\dXx](?!\w)", 0),
        ("[phone]", r"(?<![\w.])(?:[+＋]?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", 0),
        ("[phone]", r"[+＋]\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?!\d)", 0),
        ("[phone]", r"(?<![\w.-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w-])", 0),
        ("[phone]", r"(?<![\w.-])0\d{2,4}[- ]\d{6,8}(?![\w-])", 0),
        (
            "[address]",
            rf"\b\d{{1,5}}[A-Za-z]?\s(?:[A-Z][\w.'’]{{0,20}}\s){{1,4}}(?:{_STREET})\b\.?"
            r"(?:,?\s(?:Apt|Apartment|Suite|Unit|Flat)\.?\s?#?\w{1,6})?",
            re.ASCII,
        ),
        (
            "[address]",
            rf"(?:{_HAN}{{1,8}}?(?:省|自治区))?(?:{_HAN}{{1,8}}?市)?(?:{_HAN}{{1,8}}?[区县镇乡])?"
            rf"{_HAN}{{1,10}}?(?:路|街|大道|巷|胡同|弄)\d{{1,5}}[号弄](?:院)?"
            r"(?:\d{1,4}(?:号楼|栋|幢|座|单元|楼|层|室|户)){0,5}(?:\d{1,5}(?:室|号)?)?",
            0,
        ),
        ("[address]", r"\b[A-Z]{2}\s\d{5}(?:-\d{4})?(?!\w)", re.ASCII),
        ("[address]", r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", re.ASCII),
        ("[name]", r"(?<=my name is )[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{1,30}){0,2}", 0),
        ("[name]", rf"(?<=我叫){_HAN}{{2,4}}(?=[，。,.！!\s]|$)", 0),
        ("[name]", rf"(?:(?<=姓名[:：])|(?<=收件人[:：])){_HAN}{{2,4}}", 0),
        ("[code]", rf"{_BARE}{_MONEY}\d{{6}}{_END}{_UNIT}", 0),
        ("[code]", r"(?<=验证码)\s?(?:是|为|[:：])?\s?\d{4,8}(?!\d)", 0),
        ("[order]", r"[#＃]\s?[A-Za-z]{0,4}-?\d{3,}\w*", 0),
        ("[order]", r"\b(?:[A-Z]|[RETDM]-)\d{5,}(?:-[A-Za-z0-9]{4,6})?\b", re.ASCII),
        (
            "[order]",
            r"(?:(?<=order )|(?<=order number )|(?<=order no )|(?<=order no\. )|(?<=订单)|(?<=订单号)"
            r"|(?<=单号)|(?<=订单 )|(?<=订单号 )|(?<=订单号：)|(?<=订单号:)|(?<=订单号是))[A-Za-z]?\d{4,}(?!\d)",
            re.IGNORECASE,
        ),
        ("[number]", rf"{_BARE}{_MONEY}\d{{5,12}}{_END}{_UNIT}", 0),
        ("[number]", rf"(?<={_HAN})\d{{5,12}}(?!\d){_UNIT}", 0),
    )
)


def redact(text: str) -> str:
    """Return `text` with personal data replaced by what it was, such as `[email]`.

    Found are e-mail addresses, phone numbers, card-like and identity numbers, one-time codes, order
    numbers, street addresses and postcodes, names that are introduced as such, and signed tokens,
    in English and Chinese. Amounts of money and measures stay. It would rather take out too much
    than too little.
    """
    for placeholder, pattern in PATTERNS:
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
