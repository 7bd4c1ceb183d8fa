"""Money: exact conversion of written amounts, and amounts in words. The one source of a currency's decimals.

Amounts have the decimals of ISO 4217, as the systems of shops, payment services and banks count them. CLDR, which Babel
formats by, has other ones for cash (none for RSD or IDR), so they are never asked there.
"""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from iso4217 import Currency

from ecomcore.errors import SettingsError

CURRENCY = re.compile(r"^[A-Z]{3}$")
PLAIN_NUMBER = re.compile(r"^\d{1,16}(\.\d{1,15})?$")
LOCALES = {"en": "en_US", "zh": "zh_CN"}
"""Where a language alone does not say how amounts and dates are written."""
LARGEST = 2**53 - 1
"""Minor units; JSON and floats still hold them exactly."""


def check_currency(code: str) -> str:
    """Return `code` in upper case.

    Raises:
        SettingsError: it is not the code of a currency, such as `USD`.
    """
    upper = code.strip().upper()
    if not CURRENCY.match(upper):
        raise SettingsError(f"{code!r} is not a currency: use its three-letter code, as in 'USD'")
    if not is_currency(upper):
        raise SettingsError(
            f"{code!r} is no currency of ISO 4217: use its three-letter code, as in 'USD'"
        )
    return upper


@lru_cache(maxsize=512)
def is_currency(code: str) -> bool:
    """Say whether ISO 4217 knows a currency of this code that amounts are counted in."""
    try:
        return Currency(code).exponent is not None
    except ValueError:
        return False


@lru_cache(maxsize=512)
def decimals(currency: str) -> int:
    """Return how many decimals amounts in `currency` have (ISO 4217); 2 where it is none."""
    digits = Currency(currency).exponent if is_currency(currency) else None
    return 2 if digits is None else digits


def minor_units(value: object, currency: str) -> int:
    """Return an amount such as `"12.90"` as minor units of `currency`, never rounded.

    Raises:
        ValueError: it is not a plain number, is negative, has more decimals than the currency, or
            is larger than the database holds.
    """
    text = str(value).strip() if isinstance(value, str | int | Decimal) else repr(value)
    if not PLAIN_NUMBER.match(text):
        raise ValueError("must be a plain amount such as 12.90, without signs, symbols or commas")
    digits = decimals(currency)
    scaled = Decimal(text).scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"has more decimals than {currency} has ({digits})")
    if scaled > LARGEST:
        raise ValueError(
            f"is larger than the largest amount that can be stored ({LARGEST} minor units)"
        )
    return int(scaled)


def major_units(cents: int, currency: str) -> Decimal:
    """Return minor units as an exact amount: 1290 of USD is `Decimal("12.90")`."""
    return Decimal(cents).scaleb(-decimals(currency))


def format_money(cents: int, currency: str, locale: str, *, short: bool = False) -> str:
    """Return minor units as a price in the words of a locale: `$12.90`, `12,90 €`.

    `short` leaves out decimals that are all zero, as in a spoken limit ("under $50").
    """
    amount = major_units(cents, currency)
    digits = decimals(currency)
    if short and amount == amount.to_integral_value():
        digits = 0
    pattern = copy.copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(amount, locale, currency=currency, currency_digits=False))


def locale_of(language: str) -> str:
    """Return the locale that amounts and dates of a language are written in."""
    return LOCALES.get(language, language)


def sign_of(currency: str) -> str:
    """Return the sign that people write for a currency at home, as `$` for CAD; its code where it has none."""
    symbol = Locale("en").currency_symbols.get(currency, currency)
    return symbol[-1] if not symbol[-1].isalpha() else currency.lower()


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient of two non-negative integers, rounded to the nearest, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)
