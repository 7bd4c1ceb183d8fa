"""Skills of the staff about sales: what sold best, what will, what to reorder, what is missing, how a campaign did."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import ceil

import pandas as pd
from sqlalchemy import select

from actions.catalogue import kinds
from actions.phrases import says
from actions.skills.staff import periods
from actions.skills.staff.access import answer, for_staff, kept, shop_data
from actions.turn.turn import Reply, Turn
from ecomcore.errors import NotFoundError
from ecomcore.sales.answers import (
    best_sellers,
    forecast_products,
    shop_opportunities,
    shop_reorders,
    unfound_wishes,
)
from ecomcore.sales.bars import draw_best, draw_promotion, draw_reorders, draw_unfound
from ecomcore.sales.picture import draw_forecast
from ecomcore.sales.promotions import promotion_result
from ecomcore.sales.stock import LEAD_DAYS
from ecomcore.search.lexicon import lexicon
from ecomcore.shop.models import Promotion
from ecomcore.text.tokens import normalise, words

SHOWN = 5
DAYS = 30
WEEKS = 8
MOST_WEEKS = 52
CHINESE = re.compile(r"[\u3400-\u9fff]")


def best(turn: Turn) -> Reply:
    """Say what sold best in the time that the message names, else in the last month, with the change from before."""
    today = turn.now.date()
    tomorrow = today + timedelta(days=1)
    period = periods.period_in(turn.text, today)
    period = period or periods.Period(tomorrow - timedelta(days=DAYS), tomorrow)
    currency = turn.service.currency
    found = best_sellers(shop_data(turn), pd.Timestamp(period.start), pd.Timestamp(period.end))
    last = period.end - timedelta(days=1)
    head = turn.say("staff.best", start=_day(turn, period.start), end=_day(turn, last))
    lines = [head] if found else [turn.say("staff.best_none")]
    for place, one in enumerate(found[:SHOWN], 1):
        key = "staff.best_line_new" if one.change is None else "staff.best_line"
        lines.append(
            turn.say(
                key,
                place=place,
                title=turn.speaker.pick(one.title) or one.product,
                pieces=one.pieces,
                amount=turn.speaker.money(one.amount_cents),
                change=f"{100 * (one.change or 0):+.0f}",
            )
        )
    return answer(
        turn,
        lines,
        f"sales best --since {period.start} --until {period.end}",
        (lambda file: draw_best(found, currency, file)) if found else None,
        turn.say("staff.best_alt"),
    )


@for_staff("demand_forecast")
def demand_forecast(turn: Turn) -> Reply:
    """Say how many pieces of something will be sold in the month that is named, else in the next eight weeks."""
    products, name = _goods(turn)
    today = turn.now.date()
    month = periods.coming_month_in(turn.text, today)
    weeks = WEEKS if month is None else ceil((month.end - today).days / 7) + 1
    series, told = forecast_products(shop_data(turn), products, name, min(weeks, MOST_WEEKS))
    chosen = [
        place
        for place, week in enumerate(told.weeks)
        if month is None or month.start <= week.date() < month.end
    ]
    expected, low, high = (
        float(values[0, chosen].sum()) for values in (told.expected, told.low[0.8], told.high[0.8])
    )
    first, last = told.weeks[chosen[0]].date(), told.weeks[chosen[-1]].date() + timedelta(days=6)
    lines = [
        turn.say(
            "staff.forecast",
            name=name,
            start=_day(turn, first),
            end=_day(turn, last),
            pieces=f"{expected:,.0f}",
            low=f"{low:,.0f}",
            high=f"{high:,.0f}",
        ),
        turn.say("staff.forecast_how", products=len(products), method=told.methods[0]),
    ]
    return answer(
        turn,
        lines,
        f"sales forecast --products {','.join(sorted(products))} --weeks {min(weeks, MOST_WEEKS)}",
        lambda file: draw_forecast(series, told, file),
        turn.say("staff.forecast_alt", name=name),
    )


@for_staff("restock_advice")
def restock_advice(turn: Turn) -> Reply:
    """Say what to reorder and how many pieces, what runs out first at the top."""
    data = shop_data(turn)
    found = kept(turn, ("reorders", turn.now.date()), lambda: shop_reorders(data))
    needed = [one for one in found if one.quantity > 0]
    titles = dict(zip(data.products["id"], data.products["title"], strict=True))
    urgent = sum(one.is_urgent for one in needed)
    key = "staff.reorder" if needed else "staff.reorder_none"
    lines = [turn.say(key, products=len(needed), urgent=urgent, days=LEAD_DAYS)]
    for one in needed[:SHOWN]:
        lines.append(
            turn.say(
                "staff.reorder_line",
                title=turn.speaker.pick(titles.get(one.name)) or one.name,
                quantity=one.quantity,
                stock=one.stock,
                days=f"{one.days_of_cover or 0:.0f}",
            )
        )
    return answer(
        turn,
        lines,
        "sales stock",
        (lambda file: draw_reorders(found, LEAD_DAYS, file)) if needed else None,
        turn.say("staff.reorder_alt"),
    )


@for_staff("unfound_searches")
def unfound_searches(turn: Turn) -> Reply:
    """Say what shoppers looked for and the shop does not have."""
    found = unfound_wishes(turn.session)
    lines = [turn.say("staff.unfound" if found else "staff.unfound_none")]
    lines += [turn.say("staff.unfound_line", words=said, count=count) for said, count in found]
    return answer(
        turn,
        lines,
        "sales unfound",
        (lambda file: draw_unfound(found, file)) if found else None,
        turn.say("staff.unfound_alt"),
    )


@for_staff("campaign_result")
def campaign_result(turn: Turn) -> Reply:
    """Say how a promotion did: the one that the message names, else the latest that has begun."""
    promotion = _promotion(turn)
    found = promotion_result(shop_data(turn), turn.session, promotion.id)
    return answer(
        turn,
        [turn.speaker.pick(found.words())],
        f"sales promotion {promotion.id}",
        lambda file: draw_promotion(found, file),
        turn.speaker.pick(found.title),
    )


@for_staff("sales_opportunities")
def sales_opportunities(turn: Turn) -> Reply:
    """Say where the shop can sell more, by expected money, with evidence and what to do."""
    data = shop_data(turn)
    found, currency, minor = kept(
        turn, ("opportunities", turn.now.date()), lambda: shop_opportunities(data, turn.session)
    )
    lines = [turn.say("staff.opportunities" if found else "staff.opportunities_none")]
    for one in found[:SHOWN]:
        lines.append(
            turn.say(
                "staff.opportunity_line",
                money=f"{one.money_cents / minor:,.0f} {currency}",
                evidence=turn.speaker.pick(one.evidence),
                action=turn.speaker.pick(one.action),
            )
        )
    return answer(turn, lines, "sales opportunities", None, "")


def _goods(turn: Turn) -> tuple[set[str], str]:
    """Return the products that a message is about, and what they are called together.

    Raises:
        NotFoundError: it names no kind of goods that the shop sells.
    """
    found = kinds.products_of(turn, turn.query)
    if not found:
        raise NotFoundError(turn.say("staff.forecast_what"))
    return found, kinds.label_of(turn, turn.query)


def _promotion(turn: Turn) -> Promotion:
    """Return the promotion whose title shares most words with the message, the latest of equals that has begun.

    Raises:
        NotFoundError: none has begun yet.
    """
    today = turn.now.date()
    rows = turn.session.scalars(
        select(Promotion).where(Promotion.starts_on <= today).order_by(Promotion.starts_on)
    ).all()
    if not rows:
        raise NotFoundError(turn.say("staff.campaign_none"))
    said = _telling(turn.text)
    is_last_year = says(turn.text, "last_year")

    def fit(row: Promotion) -> tuple[int, bool, date]:
        titled = _telling(" ".join(map(str, row.title.values())))
        is_then = is_last_year and row.starts_on.year == today.year - 1
        return len(titled & said), is_then, row.starts_on

    return max(rows, key=fit)


def _telling(text: str) -> set[str]:
    """Return the words of a text that tell something, and each of its Chinese characters."""
    stop = set(lexicon("en").words("stop"))
    found = {word for word in words(normalise(text)) if word.isascii() and word not in stop}
    return found | set(CHINESE.findall(text))


def _day(turn: Turn, day: date) -> str:
    return turn.speaker.day(day, turn.now.date())
