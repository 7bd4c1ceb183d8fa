"""Where the shop can sell more: opportunities ranked by expected money, each with its evidence and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.privacy import LEAST_GROUP
from ecomcore.customers.wording import languages, say
from ecomcore.sales.elasticity import price_elasticities

RECENT_DAYS = 90
LOOKS_AT_LEAST = 30
MOST_OF_A_KIND = 3
BUNDLE_AT_LEAST = 8
BUNDLE_LIFT = 3.0
TAKERS = 0.1
"""Share of buyers of one half of a bundle who are expected to take the other."""
WON_BACK = 0.1
"""Share of lapsed good customers who are expected to come back when spoken to."""
LAPSED_DAYS = 120
GOOD_QUANTILE = 0.8
GAP_BUYERS = 20
"""So many who bought from both categories make a habit."""
GAP_LIFT = 1.2
RATING_FALL = 0.5
RATINGS_AT_LEAST = 5
LOST_BY_RATING = 0.15


@dataclass(frozen=True)
class Opportunity:
    """One thing to do.

    `kind` names it, `about` the products (ids) or the group that it is about, `money_cents` what it is expected to
    bring in the next 90 days, in minor units; `evidence` and `action` are sentences in both languages.
    """

    kind: str
    about: tuple[str, ...]
    money_cents: int
    evidence: dict[str, str]
    action: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return {
            "kind": self.kind,
            "about": list(self.about),
            "money_cents": self.money_cents,
            "evidence": self.evidence,
            "action": self.action,
        }


@dataclass(frozen=True)
class Goods:
    """What is known about the products, by id: `titles` in both languages, `stock`, `price` in the currency."""

    titles: dict[str, dict[str, str]]
    stock: dict[str, int]
    price: dict[str, float]

    def name(self, product: str) -> dict[str, str]:
        """Return the product's title, or its id where it has none."""
        return self.titles.get(product, {})


def find_opportunities(
    log: PurchaseLog, goods: Goods, *, looks: pd.DataFrame | None = None,
    reviews: pd.DataFrame | None = None, wishes: pd.DataFrame | None = None, minor: int = 100,
) -> list[Opportunity]:  # fmt: skip
    """Return the opportunities of the last 90 days, the most money first.

    Args:
        log: purchases of everybody.
        goods: titles, stock and prices by product.
        looks: rows of views with `product_id` and `at`.
        reviews: rows with `product_id`, `rating`, `created_on`.
        wishes: rows of what people looked for and the shop does not have, with `words`.
        minor: minor units in one unit of the currency.
    """
    found = [
        *_viewed_not_bought(log, goods, looks),
        *_sold_out(log, goods),
        *_bundles(log, goods),
        *_cross_sell(log),
        *_lapsed(log),
        *_falling(log, goods, reviews),
        *_unfound(log, wishes),
        *_price_points(log, goods),
    ]
    made = [
        Opportunity(
            kind,
            about,
            round(money * minor),
            _texts(f"{kind}_evidence", facts),
            _texts(f"{kind}_action", facts),
        )
        for kind, about, money, facts in found
        if money > 0
    ]
    return sorted(made, key=lambda one: -one.money_cents)


Found = tuple[str, tuple[str, ...], float, dict[str, Any]]


def _recent(log: PurchaseLog) -> pd.DataFrame:
    return log.between(log.end - pd.Timedelta(days=RECENT_DAYS), log.end).bought


def _viewed_not_bought(log: PurchaseLog, goods: Goods, looks: pd.DataFrame | None) -> list[Found]:
    """Products that are looked at often and bought much less often than usual."""
    if looks is None or looks.empty or "product" not in log.lines:
        return []
    at = pd.to_datetime(looks["at"], utc=True).dt.tz_localize(None)
    seen = looks[at >= log.end - pd.Timedelta(days=RECENT_DAYS)]["product_id"].value_counts()
    bought = _recent(log).groupby("product", observed=True)["order"].nunique()
    table = pd.DataFrame({"looks": seen}).assign(orders=lambda t: bought.reindex(t.index).fillna(0))
    table = table[table["looks"] >= LOOKS_AT_LEAST]
    if table.empty or table["orders"].sum() == 0:
        return []
    usual = float(table["orders"].sum() / table["looks"].sum())
    table["missing"] = table["looks"] * usual / 2 - table["orders"]
    table["money"] = table["missing"] * [goods.price.get(str(p), 0.0) for p in table.index]
    return [
        (
            "viewed",
            (str(product),),
            float(row["money"]),
            {
                "product": goods.name(str(product)),
                "id": product,
                "looks": int(row["looks"]),
                "orders": int(row["orders"]),
                "usual": f"{usual:.1%}",
            },
        )
        for product, row in table.nlargest(MOST_OF_A_KIND, "money").iterrows()
    ]


def _sold_out(log: PurchaseLog, goods: Goods) -> list[Found]:
    """Products that sell and are not there."""
    if "product" not in log.lines:
        return []
    sold = _recent(log).groupby("product", observed=True)["amount"].sum()
    gone = sold[[goods.stock.get(str(product), 1) <= 0 for product in sold.index]].nlargest(
        MOST_OF_A_KIND
    )
    return [
        (
            "sold_out",
            (str(product),),
            float(amount),
            {
                "product": goods.name(str(product)),
                "id": product,
                "amount": f"{amount:,.0f}",
                "currency": log.currency,
            },
        )
        for product, amount in gone.items()
    ]


def _bundles(log: PurchaseLog, goods: Goods) -> list[Found]:
    """Pairs that are bought together far more often than chance would have it."""
    if "product" not in log.lines:
        return []
    recent = log.between(log.end - pd.Timedelta(days=365), log.end).bought
    baskets = recent.groupby("order")["product"].agg(
        lambda products: sorted(set(map(str, products)))
    )
    count = len(baskets)
    pairs: dict[tuple[str, str], int] = {}
    for basket in baskets:
        for pair in combinations(basket[:20], 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    alone = recent.groupby("product", observed=True)["order"].nunique()
    found: list[Found] = []
    for (one, other), together in pairs.items():
        if together < BUNDLE_AT_LEAST:
            continue
        lift = together * count / (alone[one] * alone[other])
        if lift < BUNDLE_LIFT:
            continue
        more = TAKERS * (alone[one] + alone[other] - 2 * together) * RECENT_DAYS / 365
        money = more * min(goods.price.get(one, 0.0), goods.price.get(other, 0.0))
        facts = {
            "product": goods.name(one), "id": one, "other": goods.name(other), "other_id": other,
            "together": together, "lift": f"{lift:.1f}",
        }  # fmt: skip
        found.append(("bundle", (one, other), float(money), facts))
    return sorted(found, key=lambda f: -f[2])[:MOST_OF_A_KIND]


def _cross_sell(log: PurchaseLog) -> list[Found]:
    """Pairs of categories that the same customers buy, and those who have bought from one only."""
    recent = log.between(log.end - pd.Timedelta(days=365), log.end).bought
    if "category" not in recent or recent["category"].nunique() < 2:
        return []
    spend = recent.groupby(["customer", "category"], observed=True)["amount"].sum().unstack()
    has = spend.notna().to_numpy().astype(float)
    both_bought = has.T @ has
    buyers = has.sum(axis=0)
    lift = both_bought * len(has) / np.outer(buyers, buyers)
    usual = spend.median(axis=0).to_numpy() * RECENT_DAYS / 365
    found: list[Found] = []
    for one, other in np.argwhere((both_bought >= GAP_BUYERS) & (lift >= GAP_LIFT)):
        count = int(buyers[one] - both_bought[one, other])
        if one == other or count < LEAST_GROUP:
            continue
        names = (str(spend.columns[one]), str(spend.columns[other]))
        facts = {
            "has": names[0], "lacks": names[1], "count": count, "lift": f"{lift[one, other]:.1f}",
            "share": f"{both_bought[one, other] / buyers[one]:.0%}",
        }  # fmt: skip
        found.append(("cross_sell", names, TAKERS * count * float(usual[other]), facts))
    return sorted(found, key=lambda f: -f[2])[:MOST_OF_A_KIND]


def _lapsed(log: PurchaseLog) -> list[Found]:
    """Good customers who have not bought for long, as one group."""
    grouped = log.orders.groupby("customer")
    spend, last = grouped["amount"].sum(), grouped["at"].max()
    days = (log.end - last).dt.total_seconds() / 86_400
    good = (spend >= spend.quantile(GOOD_QUANTILE)) & (days >= LAPSED_DAYS)
    if int(good.sum()) < LEAST_GROUP:
        return []
    lived = ((last - grouped["at"].min()).dt.total_seconds() / 86_400 + 1)[good]
    a_season = (spend[good] / lived.clip(lower=RECENT_DAYS) * RECENT_DAYS).sum()
    return [
        (
            "lapsed",
            ("customers",),
            WON_BACK * float(a_season),
            {
                "count": int(good.sum()),
                "days": LAPSED_DAYS,
                "amount": f"{a_season:,.0f}",
                "currency": log.currency,
            },
        )
    ]


def _falling(log: PurchaseLog, goods: Goods, reviews: pd.DataFrame | None) -> list[Found]:
    """Products whose latest ratings are worse than their earlier ones."""
    if reviews is None or reviews.empty or "product" not in log.lines:
        return []
    dated = reviews[reviews["created_on"].notna()].sort_values("created_on")
    sold = _recent(log).groupby("product", observed=True)["amount"].sum()
    found: list[Found] = []
    for product, rows in dated.groupby("product_id"):
        ratings = rows["rating"].to_numpy(dtype=float)
        late, early = ratings[-RATINGS_AT_LEAST:], ratings[:-RATINGS_AT_LEAST]
        if len(early) < RATINGS_AT_LEAST or early.mean() - late.mean() < RATING_FALL:
            continue
        money = LOST_BY_RATING * float(sold.get(str(product), 0.0))
        facts = {
            "product": goods.name(str(product)), "id": product, "count": RATINGS_AT_LEAST,
            "early": f"{early.mean():.1f}", "late": f"{late.mean():.1f}",
        }  # fmt: skip
        found.append(("rating", (str(product),), money, facts))
    return sorted(found, key=lambda f: -f[2])[:MOST_OF_A_KIND]


def _unfound(log: PurchaseLog, wishes: pd.DataFrame | None) -> list[Found]:
    """What people asked to be told of because the shop does not have it."""
    if wishes is None or wishes.empty:
        return []
    asked = wishes["words"].str.strip().str.lower().value_counts().head(MOST_OF_A_KIND)
    basket = float(log.orders["amount"].median())
    return [
        (
            "unfound",
            (str(words),),
            float(count) * basket * TAKERS,
            {"words": words, "count": int(count)},
        )
        for words, count in asked.items()
    ]


def _price_points(log: PurchaseLog, goods: Goods) -> list[Found]:
    """Products whose price changed and whose demand followed: what a price a tenth lower or higher would bring."""
    found: list[Found] = []
    for one in price_elasticities(log):
        change = -0.1 if one.elasticity < -1 else 0.1
        gain = (1 + change) * (1 + change) ** one.elasticity - 1
        money = gain * one.weekly_amount * RECENT_DAYS / 7
        facts = {
            "product": goods.name(one.product), "id": one.product, "elasticity": f"{one.elasticity:.1f}",
            "low": f"{one.low:.1f}", "high": f"{one.high:.1f}", "change": f"{change:+.0%}",
        }  # fmt: skip
        found.append(("price", (one.product,), float(money), facts))
    return sorted(found, key=lambda f: -f[2])[:MOST_OF_A_KIND]


def _texts(key: str, facts: dict[str, Any]) -> dict[str, str]:
    """Return the sentence in both languages, with the products' names in each."""

    def named(language: str) -> dict[str, Any]:
        values = dict(facts)
        for field, identity in (("product", "id"), ("other", "other_id")):
            if field in facts:
                titles = facts[field]
                values[field] = titles.get(language) or titles.get("en") or str(facts[identity])
        return values

    return {
        language: say(f"opportunities.{key}", language, **named(language))
        for language in languages()
    }
