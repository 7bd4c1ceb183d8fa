"""What staff ask about sales, answered from the shop's data in one call each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.config import get_settings
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.sources.any import any_log
from ecomcore.customers.sources.shop import promotions_of, shop_log
from ecomcore.errors import DataError, NotFoundError
from ecomcore.money import decimals
from ecomcore.sales.forecasting import Forecast, forecast
from ecomcore.sales.opportunities import Goods, Opportunity, find_opportunities
from ecomcore.sales.series import WeeklySeries, weekly_series
from ecomcore.sales.stock import Reorder, reorders, stock_by_product
from ecomcore.shop import models
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session

MOST_CATEGORIES = 12


@dataclass(frozen=True)
class BestSeller:
    """A product with what it sold in the last days; `change` is relative to as many days before, None if nothing."""

    product: str
    title: dict[str, str]
    pieces: int
    amount_cents: int
    change: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def product_series(data: ShopData) -> WeeklySeries:
    """Return the pieces sold a week of every product.

    Raises:
        DataError: nothing was sold, or for less than two weeks.
    """
    return weekly_series(shop_log(data, for_profiles=False), "product", "units")


def forecast_products(
    data: ShopData, products: Collection[str], name: str, weeks: int
) -> tuple[WeeklySeries, Forecast]:
    """Return the weekly series of some products together, called `name`, and its forecast.

    Raises:
        NotFoundError: none of them was sold.
        DataError: there is too little history.
    """
    log = shop_log(data, for_profiles=False)
    whole = weekly_series(log, "product", "units")
    rows = whole.names.astype(str).isin(list(products))
    if not rows.any():
        raise NotFoundError(f"nothing called {name!r} was sold")
    series = WeeklySeries(
        whole.values[rows].sum(axis=0, keepdims=True), pd.Index([name]), whole.weeks,
        promotions_of(data, products),
    )  # fmt: skip
    return series, forecast(series, weeks)


def forecast_what(
    what: str | None, weeks: int, *, path: Path | None = None, shop: str | None = None
) -> tuple[WeeklySeries, Forecast]:
    """Return the weekly series and forecast of a product or category, or of the busiest categories.

    Args:
        what: id of a product, words of its title in either language, or the name of a category; None: the categories.
        weeks: how many weeks ahead.
        path: file or folder of purchases; None: the shop's.
        shop: name of the shop; None: the one that is set.

    Raises:
        NotFoundError: nothing is called that.
        DataError: there is too little history.
    """
    log = any_log(path, shop, for_profiles=False)
    if what is None:
        by = "category" if "category" in log.lines else None
        series = weekly_series(log, by, "units", MOST_CATEGORIES)
        return series, forecast(series, weeks)
    wanted = what.strip()
    for by in ("category", "product"):
        if by in log.lines:
            names = weekly_series(log, by, "units").names
            matching = [name for name in names if str(name).lower() == wanted.lower()]
            if matching:
                series = weekly_series(log, by, "units").row(matching[0])
                return series, forecast(series, weeks)
    if path is not None:
        raise NotFoundError(f"nothing called {what!r} was sold")
    with open_session(shop or get_settings().shop) as session:
        data = ShopData(session)
        return forecast_products(data, _products_called(wanted, data), wanted, weeks)


def forecast_rows(told: Forecast) -> pd.DataFrame:
    """Return a forecast as rows: series, week, expected pieces, both intervals, method."""
    rows = [
        {
            "series": str(name),
            "week": str(week.date()),
            "expected": round(float(told.expected[place, ahead]), 2),
            "low_80": round(float(told.low[0.8][place, ahead]), 2),
            "high_80": round(float(told.high[0.8][place, ahead]), 2),
            "low_95": round(float(told.low[0.95][place, ahead]), 2),
            "high_95": round(float(told.high[0.95][place, ahead]), 2),
            "method": told.methods[place],
        }
        for place, name in enumerate(told.names)
        for ahead, week in enumerate(told.weeks)
    ]
    return pd.DataFrame(rows)


def shop_reorders(
    data: ShopData, *, lead_days: int = 14, service_level: float = 0.95
) -> list[Reorder]:
    """Return what the shop should reorder, the most urgent first; products that need nothing come last.

    Raises:
        DataError: nothing was sold, or the lead time or service level makes no sense.
    """
    series = product_series(data)
    stock = stock_by_product(data.variants)
    kept = series.names.astype(str).isin(list(stock))
    known = replace(series, values=series.values[kept], names=series.names[kept])
    return reorders(known, stock, lead_days=lead_days, service_level=service_level)


def shop_opportunities(data: ShopData, session: Session) -> tuple[list[Opportunity], str, int]:
    """Return the shop's opportunities, most money first, with its currency and the minor units of one of it.

    Raises:
        DataError: nothing was sold.
    """
    log = shop_log(data, for_profiles=False)
    minor = 10 ** decimals(log.currency)
    price = data.variants.groupby("product_id")["price_cents"].min() / minor
    goods = Goods(
        titles=dict(zip(data.products["id"], data.products["title"], strict=True)),
        stock=stock_by_product(data.variants),
        price={str(k): float(v) for k, v in price.items()},
    )
    looks = data.browse_events
    wishes = pd.DataFrame({"words": list(session.scalars(select(models.Wish.words)))})
    found = find_opportunities(
        log, goods, looks=looks[looks["kind"] == "view"] if len(looks) else None,
        reviews=data.reviews, wishes=wishes, minor=minor,
    )  # fmt: skip
    return found, log.currency, minor


def best_sellers(
    data: ShopData, start: pd.Timestamp, end: pd.Timestamp, *, k: int = 10
) -> list[BestSeller]:
    """Return the products that sold most money from `start` until just before `end`.

    Raises:
        DataError: nothing was sold in this shop, or the time ends before it starts.
    """
    if end <= start:
        raise DataError(f"a time from {start.date()} until before {end.date()} has no day in it")
    log = shop_log(data, for_profiles=False)
    titles = dict(zip(data.products["id"], data.products["title"], strict=True))
    now = _sums(log.between(start, end))
    before = _sums(log.between(start - (end - start), start))
    minor = 10 ** decimals(log.currency)
    found = []
    for product, row in now.nlargest(k, "amount").iterrows():
        earlier = float(before["amount"].get(product, 0.0))
        found.append(
            BestSeller(
                product=str(product),
                title=titles.get(str(product), {}),
                pieces=int(row["quantity"]),
                amount_cents=round(float(row["amount"]) * minor),
                change=round(float(row["amount"]) / earlier - 1, 3) if earlier > 0 else None,
            )
        )
    return found


def unfound_wishes(session: Session, k: int = 10) -> list[tuple[str, int]]:
    """Return what shoppers looked for and the shop does not have, with how often, the most wanted first."""
    words = pd.Series(list(session.scalars(select(models.Wish.words))), dtype=object)
    counted = words.map(lambda text: str(text).strip().lower()).value_counts().head(k)
    return [(str(text), int(count)) for text, count in counted.items()]


def _sums(log: PurchaseLog) -> pd.DataFrame:
    if "product" not in log.lines:
        raise DataError(f"{log.name or 'the data'} do not name products")
    return log.bought.groupby("product", observed=True)[["amount", "quantity"]].sum()


def _products_called(words: str, data: ShopData) -> set[str]:
    """Return the products whose title holds all the words, or that are in a category of that name."""
    wanted = words.lower().split()
    paths = [
        path
        for path, names in zip(data.categories["path"], data.categories["name"], strict=True)
        if words.lower() in (str(name).lower() for name in names.values())
    ]
    return {
        str(product)
        for product, title, category in zip(
            data.products["id"], data.products["title"], data.products["category"], strict=True
        )
        if any(all(word in str(text).lower() for word in wanted) for text in title.values())
        or is_within(category, paths)
    }
