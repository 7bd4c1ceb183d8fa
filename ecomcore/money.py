"""Exact conversion of written amounts to minor units of a currency."""

from __future__ import annotations

import re
from decimal import Decimal

from ecomcore.errors import SettingsError

CURRENCY = re.compile(r"^[A-Z]{3}$")
PLAIN_NUMBER = re.compile(r"^\d{1,15}(\.\d{1,15})?$")
LARGEST = 2**31 - 1

# ISO 4217: the currencies whose minor unit is not a hundredth.
NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def check_currency(code: str) -> str:
    """Return `code` in upper case.

    Raises:
        SettingsError: it is not a three-letter code such as `USD`.
    """
    upper = code.strip().upper()
    if not CURRENCY.match(upper):
        raise SettingsError(f"{code!r} is not a currency: use its three-letter code, as in 'USD'")
    return upper


def decimals(currency: str) -> int:
    """Return how many decimals amounts in `currency` have (ISO 4217)."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


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


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient of two non-negative integers, rounded to the nearest, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)
