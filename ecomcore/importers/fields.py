"""The types of single cells: how a written value becomes a checked one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo

from ecomcore.errors import SettingsError
from ecomcore.importers.options import option_key
from ecomcore.money import minor_units
from shoptalk.email_address import is_address

DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?$")
ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$|\s+(?=[+-]\d{2}:?\d{2}$)")
LANGUAGE = re.compile(r"^[a-z]{2,3}$")
SEMICOLON = re.compile("[;；]")
LARGEST_INTEGER = 2**31 - 1


def parse_amount(value: object, info: ValidationInfo) -> int:
    """Return a written amount as minor units of the import's currency.

    Raises:
        ValueError: it is not an amount of that currency.
    """
    if info.context is None:
        raise TypeError("rows are checked by a Collector, which knows the currency")
    currency = info.context["currency"]
    if currency is None:
        # Whatever the currency is, the import stops and asks for it; the row may have other faults to tell.
        info.context["lacks_currency"] = True
        return 0
    return minor_units(value, currency)


def parse_day(value: object) -> object:
    """Return the day that a text such as `2026-10-15` names.

    Raises:
        ValueError: it names none.
    """
    if not isinstance(value, str):
        return value
    match = DAY.match(value.strip())
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise ValueError("must be a day such as 2026-10-15")


def parse_instant(value: object) -> object:
    """Return the instant that a text names, in UTC; a time without a zone is taken as UTC.

    Raises:
        ValueError: it names none.
    """
    if not isinstance(value, str):
        return value
    text = value.strip().replace("/", "-")
    text = ZONE.sub(lambda m: "+00:00" if m[0].strip() else "", text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a time such as 2026-10-15 14:30:00") from None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def parse_options(value: object, info: ValidationInfo) -> object:
    """Return what `parse_pairs` does, with the shop's own names of options put in place of its keys.

    Raises:
        ValueError: a part has no `=`, no key or no value, or a key comes twice.
    """
    pairs = parse_pairs(value)
    own = (info.context or {}).get("option_names") or {}
    if not own or not isinstance(pairs, Mapping):
        return pairs
    return {own.get(key, key): item for key, item in pairs.items()}


def parse_pairs(value: object) -> object:
    """Return the dict that `key=value; key=value` writes, with keys spelled the project's way.

    Raises:
        ValueError: a part has no `=`, no key or no value, or a key comes twice.
    """
    if isinstance(value, Mapping):
        return {option_key(str(key)): str(item) for key, item in value.items()}
    return dict(_written_pairs(str(value)))


@lru_cache(maxsize=16384)
def _written_pairs(value: str) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in SEMICOLON.split(value))):
        written, equals, item = part.partition("=")
        key = option_key(written)
        if not equals or not key or not item.strip():
            raise ValueError(f"must be written as key=value; key=value, but a part is {part!r}")
        if key in pairs:
            raise ValueError(f"has the key {key!r} twice")
        pairs[key] = item.strip()
    return tuple(pairs.items())


def parse_words(value: object) -> object:
    """Return `{"en": ["a", "b"]}` for `{"en": "a|b"}`."""
    if not isinstance(value, Mapping):
        return value
    split = {
        language: [word.strip() for word in words.split("|") if word.strip()]
        if isinstance(words, str)
        else words
        for language, words in value.items()
    }
    return {language: words for language, words in split.items() if words}


def parse_detail(value: object) -> object:
    """Return the dict that an event's detail writes; a text that is no pairs becomes its `note`."""
    if not isinstance(value, str):
        return value
    try:
        return parse_pairs(value) if "=" in value else {"note": value}
    except ValueError:
        return {"note": value}


def check_language(code: str) -> str:
    """Return `code` if it can name a language.

    Raises:
        SettingsError: it is not a code of two or three letters such as `en`.
    """
    if not LANGUAGE.match(code):
        raise SettingsError(f"{code!r} is not a language: use its two-letter code, as in 'en'")
    return code


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("holds a NUL character")
    return value


def _email(value: str) -> str:
    if not is_address(value):
        raise ValueError("must be an e-mail address")
    return value.lower()


Plain = Annotated[str, AfterValidator(_no_nul)]
Text20 = Annotated[Plain, StringConstraints(min_length=1, max_length=20)]
Text30 = Annotated[Plain, StringConstraints(min_length=1, max_length=30)]
Text40 = Annotated[Plain, StringConstraints(min_length=1, max_length=40)]
Text60 = Annotated[Plain, StringConstraints(min_length=1, max_length=60)]
Text80 = Annotated[Plain, StringConstraints(min_length=1, max_length=80)]
Text100 = Annotated[Plain, StringConstraints(min_length=1, max_length=100)]
Text120 = Annotated[Plain, StringConstraints(min_length=1, max_length=120)]
Text200 = Annotated[Plain, StringConstraints(min_length=1, max_length=200)]
Text255 = Annotated[Plain, StringConstraints(min_length=1, max_length=255)]
Text300 = Annotated[Plain, StringConstraints(min_length=1, max_length=300)]
LanguageCode = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Texts = dict[LanguageCode, Plain]
Amount = Annotated[int, BeforeValidator(parse_amount)]
Day = Annotated[date, BeforeValidator(parse_day)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
Pairs = Annotated[dict[str, Plain], BeforeValidator(parse_options)]
Words = Annotated[dict[LanguageCode, list[Plain]], BeforeValidator(parse_words)]
Detail = Annotated[dict[str, Any], BeforeValidator(parse_detail)]
Email = Annotated[Plain, StringConstraints(max_length=200), AfterValidator(_email)]
