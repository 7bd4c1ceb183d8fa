"""Part of skill `products`: amounts in another currency than the shop's, by the rate that the shop has set."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import get_currency_name

from actions.turn.turn import Turn
from ecomcore.shop.facts import RATES

if TYPE_CHECKING:
    from ecomcore.search.query import Query


def in_own_money(turn: Turn, query: Query) -> tuple[Query, str]:
    """Return the query with its limits in the shop's currency, and what has to be said of that.

    Without a rate the limits are left out, and the shopper is asked for them in the shop's currency.
    """
    if not query.currency:
        return query, ""
    code = query.currency
    names = {"own": name_of(turn, turn.speaker.currency), "other": name_of(turn, code)}
    rate = rate_of(turn, code)
    if rate is None:
        return (
            replace(query, price_min_cents=None, price_max_cents=None, currency=None),
            turn.say("products.other_currency_ask", **names),
        )
    converted = query.converted(float(1 / rate))
    limits = [cents for cents in (converted.price_min_cents, converted.price_max_cents) if cents]
    amounts = turn.say("products.other_currency_gap").join(turn.speaker.money(c) for c in limits)
    said = turn.say(
        "products.other_currency", rate=f"{rate.normalize():f}", amount=amounts, code=code, **names
    )
    return converted, said


def rate_of(turn: Turn, code: str) -> Decimal | None:
    """Return how many units of another currency one of the shop's is worth, None where the shop has not said."""
    written = (turn.service.info.get(RATES) or {}).get(code)
    return Decimal(str(written)) if written else None


def name_of(turn: Turn, code: str) -> str:
    """Return the name of a currency in the language of the reply."""
    return str(get_currency_name(code, count=2, locale=turn.speaker.locale))
