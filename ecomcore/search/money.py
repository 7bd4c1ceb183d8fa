"""Prices in words: minor units of a currency as a short text."""

from __future__ import annotations

from ecomcore.money import decimals, format_money, locale_of


def minor_units(currency: str) -> int:
    """Return how many decimals the amounts of a currency have."""
    return decimals(currency)


def show_cents(cents: int, currency: str, language: str) -> str:
    """Return an amount in the words of a language, without decimals that say nothing: `$89`, `US$89`."""
    return format_money(cents, currency, locale_of(language), short=True)
