"""The regular entities of a shop's chat, found by pattern: order number, e-mail, one-time code, quantity, ordinal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shoptalk.dictation import (
    CHINESE_DIGIT_RUN,
    CHINESE_THOUSANDS,
    ENGLISH_DIGITS,
    ENGLISH_THOUSANDS,
    spoken_number,
)
from shoptalk.email_address import PATTERN
from shoptalk.numbers import CHINESE_NUMBER, ENGLISH_NUMBER, ENGLISH_ORDINAL, whole_number

LAST = -1

_MEASURES = "个款件双条只张本把台种号项样单份套顶瓶盒包部支块组辆杯袋罐箱副枚根对幅"
_UNITS = (
    r"(?:usd|dollars?|bucks?|cents?|eur(?:os?)?|pounds?|rmb|yuan|percent|mah|ml|cl|kg|g|mg|lbs?|oz|mm|cm|m|km|ft|w|"
    r"watts?|v|inch(?:es)?|in|hours?|hrs?|h|days?|weeks?|months?|years?|yrs?|minutes?|mins?|am|pm|gb|tb|mb|hz|"
    r"stars?|people|persons?|times|litres?|liters?|l)\b|[%$€£¥°\"元块米克斤升寸分天岁年月周日号楼室点折星次]"
)
# "in" after so many digits is a word, never inches: "can I have 10023 in red"
_UNITS_OF_MANY = _UNITS.replace("|in|", "|")
_NOT_A_COUNT = rf"(?!\s*-?\s*(?:{_UNITS}))(?![\w.,:]*\d)(?!-)"
_GOODS_UNIT = (
    r"(?:pieces?|pcs?|items?|units?|pairs?|sets?|packs?|boxes|box|bottles?|cans?|cups?|copies|tins?|"
    r"rolls?|dozen)"
)
_COUNT = rf"(\d{{1,3}}|{ENGLISH_NUMBER})"
_ORDER_CONTEXT = r"(?:orders?|purchase|number|no\.?|num|nr\.?|订单号?码?|单号|编号)"


@dataclass(frozen=True)
class Found:
    """One entity: its name, its normalised value and where it stands in the plain text."""

    entity: str
    value: str | int
    start: int
    end: int


@dataclass(frozen=True)
class _Pattern:
    entity: str
    regex: re.Pattern[str]
    value: Callable[[str], str | int | None]


def _order_number(text: str) -> str:
    return text.lstrip("# ").upper()


def _last(text: str) -> int:
    return LAST


def _pattern(
    entity: str, regex: str, value: Callable[[str], str | int | None] = whole_number
) -> _Pattern:
    return _Pattern(entity, re.compile(regex, re.IGNORECASE), value)


# Earlier patterns win where two overlap.
_PATTERNS = (
    _pattern("email", rf"((?a:{PATTERN}))", str.lower),
    _pattern("code", r"(?:code|otp|pin|验证码|校验码|动态码)\D{0,12}(?<!\d)(\d{6})(?!\d)", str),
    _pattern(
        "order_number",
        rf"{_ORDER_CONTEXT}\s*(?:is|was|are|:|是|为)?\s*(\#?\s?(?:[a-z]{{1,4}}-?)?\d{{3,20}}(?:-\d{{1,8}})*)(?![\w-])"
        rf"(?!\s*(?:{_UNITS}))",
        _order_number,
    ),
    _pattern(
        "order_number",
        r"(?<![\w.@-])(\#\s?(?:[a-z]{1,4}-?)?\d{3,20}(?:-\d{1,8})*)(?![a-z\d_@-])",
        _order_number,
    ),
    _pattern(
        "order_number",
        r"(?<![a-z\d_.@\#-])([a-z]{1,4}(?:-?\d{5,}|-\d{2,}(?:-\d{2,})+))(?![a-z\d_@-])",
        _order_number,
    ),
    _pattern(
        "code", r"(?<![\w.,$€£¥#-])(\d{6})(?![a-z\d_-])(?![.,]\d)(?!\s*(?:" + _UNITS + "))", str
    ),
    _pattern(
        "order_number",
        # a US state or the word for a postcode before five digits makes them part of an address
        # Chinese is written without spaces: only a Latin letter or another digit right before makes it another number
        r"(?<![a-z\d_.$€£¥-])(?<!(?-i:[A-Z]{2})\s)(?<!zip\s)(?<!zip code\s)(?<!postcode\s)(?<!邮编)"
        rf"(\d{{5}}|\d{{7,9}})(?![a-z\d_-])(?![.,]\d)(?!\s*(?:{_UNITS_OF_MANY}))",
        _order_number,
    ),
    _pattern(
        "order_number",
        rf"\b({ENGLISH_THOUSANDS}|{ENGLISH_DIGITS})\b(?!\s*-?\s*(?:{_UNITS}))",
        spoken_number,
    ),
    _pattern(
        "order_number",
        rf"({CHINESE_THOUSANDS}|{CHINESE_DIGIT_RUN})(?!\s*(?:毫安|{_UNITS.replace('号', '')}))",
        spoken_number,
    ),
    _pattern("rating", r"([1-5]|one|two|three|four|five)(?:\s*/\s*5|[\s-]*stars?)\b"),
    _pattern("rating", r"([1-5一二三四五两])\s*(?:颗星|星(?!期))"),
    _pattern(
        "ordinal",
        r"\b(?:the\s+|my\s+)?(?:very\s+)?(last|bottom)\s+(?:one|item|option|product|of\s+(?:them|these|those))\b",
        _last,
    ),
    _pattern("ordinal", r"(最后(?:一|那|面那)(?:一)?" + f"[{_MEASURES}])", _last),
    _pattern(
        "ordinal",
        rf"\b({ENGLISH_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))\b"
        r"(?!\s*-?\s*(?:time|hand|name|class|aid|floor|of\s+(?:all|january|february|march|april|may|june|july|august|"
        r"september|october|november|december)|thing|day|week|month|year|birthday|avenue|street|grade|st\b|ave\b))"
        r"(?<!at first)(?<!one second)(?<!a second)",
    ),
    _pattern(
        "ordinal", r"\b(?:number|no\.?|option|item)\s*([1-9]|one|two|three|four|five)(?![\w.-])"
    ),
    _pattern("ordinal", r"(?<![\w.@-])\#\s?(\d{1,2})(?![\w-])"),
    _pattern(
        "ordinal",
        rf"第\s?(\d{{1,2}}|{CHINESE_NUMBER})(?=\s?[{_MEASURES}]|\s*[吧呢吗的啊呀。，,!！?？]|\s*$)",
    ),
    _pattern(
        "quantity",
        rf"\b{_COUNT}(?=\s*(?:x\b|×|{_GOODS_UNIT}\b|more\b|of\s+(?:them|those|these|the|it)\b))",
    ),
    _pattern("quantity", r"(?<![\w.])[x×]\s?(\d{1,3})(?![\w.])"),
    _pattern("quantity", r"\ba\s+(couple|dozen)\b"),
    _pattern(
        "quantity",
        r"\b(?:add|buy|take|put|grab|order|get|want|need|have|make\s+(?:it|that|them)|(?:change|set|update|put|increase|reduce|"
        r"lower|raise)\b[\w\s']{0,40}?\bto|quantity|qty|just|only|remove|send|return|cancel)\s*(?:is|of|to|:|=|me)?\s*"
        rf"\b{_COUNT}\b{_NOT_A_COUNT}(?!\s*(?:one|person|man|piece)\b)",
    ),
    _pattern(
        "quantity",
        rf"(?<![第\d.])(\d{{1,3}}|{CHINESE_NUMBER})\s?(?=[{_MEASURES.replace('号', '').replace('块', '')}])",
    ),
    _pattern(
        "quantity",
        r"(?:数量|改成|改为|变成|换成|要|来|加|买|拿)\s?(\d{1,3})(?!\s*(?:"
        + _UNITS
        + r")|[\d.\w])",
    ),
    _pattern("quantity", rf"^\W*(\d{{1,2}}|{ENGLISH_NUMBER}|{CHINESE_NUMBER})\W*$"),
)

_ONE_AS_ARTICLE = re.compile(r"(?:有|换|找|是|看|买|要|这|那|哪|另|每|下|上|同|当|送|推荐)一$")
_MASKED = {"email": " _email_ ", "order_number": " _order_ ", "code": " _code_ "}


def find(text: str) -> list[Found]:
    """Return the entities of a plain text in the order in which they stand, none overlapping another.

    Values are normalised: order numbers in upper case without `#`, e-mail addresses in lower case, codes as their six
    digits, quantities, ratings and ordinals as whole numbers (the last one is -1).
    """
    found: list[Found] = []
    for item in _matches(text):
        if all(item.end <= other.start or other.end <= item.start for other in found):
            found.append(item)
    return sorted(found, key=lambda item: item.start)


def _matches(text: str) -> Iterator[Found]:
    for pattern in _PATTERNS:
        for match in pattern.regex.finditer(text):
            value = pattern.value(match.group(1))
            if value is None or (pattern.entity == "quantity" and not _is_count(text, match)):
                continue
            yield Found(pattern.entity, value, match.start(1), match.end(1))


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Say whether a number counts goods: "一" after a verb or a pronoun is Chinese for "a"."""
    value = whole_number(match.group(1))
    return value != 0 and not _ONE_AS_ARTICLE.search(text[: match.end(1)])


def mask(text: str) -> str:
    """Return `text` with every order number, e-mail address and code replaced by a word for its kind."""
    parts: list[str] = []
    position = 0
    for item in find(text):
        if item.entity in _MASKED:
            parts += [text[position : item.start], _MASKED[item.entity]]
            position = item.end
    return "".join([*parts, text[position:]])
