"""Prices in words: minor units of a currency as a short text."""

from __future__ import annotations

from ecomcore.money import decimals

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}


def minor_units(currency: str) -> int:
    """Return how many decimals the amounts of a currency have."""
    return decimals(currency)


def show_cents(cents: int, currency: str) -> str:
    """Return an amount as a shopper reads it: `$89`, `$24.90`, `129 SEK`."""
    digits = decimals(currency)
    amount = cents / 10**digits
    number = f"{amount:,.0f}" if cents % 10**digits == 0 else f"{amount:,.{digits}f}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {currency}"
