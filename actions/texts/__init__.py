"""What the bot says: one folder a language, one YAML file a skill; a new language is a new folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision

from actions.languages import FALLBACK, entries, languages
from shoptalk.packs import completed

__all__ = ["FALLBACK", "Speaker", "languages", "texts", "written"]


@lru_cache(maxsize=16)
def texts(language: str) -> dict[str, str]:
    """Return every text of a language by its key (`skill.name`), in English what it lacks, with a warning.

    Raises:
        ValueError: a key is there twice.
    """
    own = written(language)
    return own if language == FALLBACK else completed(own, texts(FALLBACK), f"language {language}")


def written(language: str) -> dict[str, str]:
    """Return the texts that a language has of its own.

    Raises:
        ValueError: a key is there twice.
    """
    return {key: str(text).rstrip("\n") for _, key, text in entries("texts", language)}


class Speaker:
    """Puts texts, amounts and dates into one language and currency."""

    def __init__(self, language: str, currency: str = "USD") -> None:
        """Use `language`, or the fallback where the bot does not speak it."""
        self.language = language if language in languages() else FALLBACK
        self.currency = currency

    def say(self, key: str, **values: Any) -> str:
        """Return the text with its `{placeholders}` filled in."""
        return texts(self.language)[key].format(**values)

    def has(self, key: str) -> bool:
        """Say whether there is such a text."""
        return key in texts(self.language)

    def pick(self, by_language: Mapping[str, str] | None) -> str:
        """Return the text in the reply's language, or in whichever language there is."""
        if not by_language:
            return ""
        return by_language.get(self.language) or next((t for t in by_language.values() if t), "")

    def money(self, cents: int) -> str:
        """Return an amount of minor units as a price."""
        amount = cents / 10 ** get_currency_precision(self.currency)
        return str(format_currency(amount, self.currency, locale=self._locale))

    def day(self, when: date | datetime, today: date | datetime | None = None) -> str:
        """Return a date with its weekday, and with its year where that is not the year of `today`."""
        is_near = today is None or when.year == today.year
        pattern = self.say("words.day" if is_near else "words.day_with_year")
        return str(format_date(when, pattern, locale=self._locale))

    def moment(self, when: datetime) -> str:
        """Return a date with the time of day in UTC."""
        return str(format_datetime(when, self.say("words.moment"), locale=self._locale))

    def join(self, parts: Iterable[str], last: str = "and") -> str:
        """Return the parts as one list, with the language's own `and` or `or`."""
        items = [part for part in parts if part]
        if len(items) < 2:
            return "".join(items)
        comma, word = self.say("words.comma"), self.say(f"words.{last}")
        return comma.join(items[:-1]) + word + items[-1]

    @property
    def _locale(self) -> str:
        return self.say("words.locale")
