"""Simulated demand: when people order, which products they choose, what they look at before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecomcore.simulate.assumptions import Assumptions
from ecomcore.simulate.catalogue import Catalogue, Coupon, Floats, Ints
from ecomcore.simulate.people import People

DAY_S = 86_400
CHUNK = 20_000


@dataclass(frozen=True)
class Calendar:
    """The days of the simulation as arrays; day 0 is `first`."""

    first: np.datetime64
    months: Ints
    traffic: Floats
    discounts: Floats

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.traffic)

    def numbers_of(self, dates: NDArray[np.datetime64]) -> Ints:
        """Return dates as day numbers."""
        return (dates - self.first).astype(np.int64)


@dataclass(frozen=True)
class Orders:
    """Simulated orders, oldest first, and their lines.

    `customer` is a row of the people; `placed` is in seconds since the first day; `line_order` is a
    row of the orders; prices are in cents, before the coupon whose `discount` is one a order.
    """

    customer: Ints
    placed: Ints
    coupon: NDArray[np.str_]
    discount: Ints
    line_order: Ints
    line_product: Ints
    line_variant: Ints
    line_quantity: Ints
    line_price: Ints

    def subtotals(self) -> Ints:
        """Return the sum of the lines of each order, in cents."""
        amounts = self.line_price * self.line_quantity
        return np.bincount(self.line_order, amounts, len(self.placed)).astype(np.int64)


def make_calendar(
    first: np.datetime64, days: int, catalogue: Catalogue, assumptions: Assumptions
) -> Calendar:
    """Return weights of the days, and `discounts` of shape (days, products) between 0 and 1."""
    dates = first + np.arange(days)
    months = dates.astype("datetime64[M]").astype(np.int64) % 12
    weekdays = (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7
    traffic = (
        np.array(assumptions.month_weights)[months]
        * np.array(assumptions.weekday_weights)[weekdays]
    )
    discounts = np.zeros((days, len(catalogue.product_ids)))
    for promotion in catalogue.promotions:
        on = (dates >= np.datetime64(promotion.first)) & (dates <= np.datetime64(promotion.last))
        inside = np.char.startswith(
            np.char.add(catalogue.categories, "/"),
            f"{promotion.category}/" if promotion.category else "",
        )
        share = inside.mean()
        traffic[on] *= 1 + (assumptions.promotion_traffic - 1) * share**0.5
        discounts[np.ix_(on, inside)] = np.maximum(
            discounts[np.ix_(on, inside)], promotion.percent / 100
        )
    return Calendar(first, months, traffic / traffic.mean(), discounts)


class Chooser:
    """Chooses products for customers on days, by taste, season, popularity, price and budget."""

    def __init__(
        self,
        catalogue: Catalogue,
        people: People,
        calendar: Calendar,
        assumptions: Assumptions,
        rng: np.random.Generator,
    ) -> None:
        """Fix the popularity of the products."""
        self.catalogue, self.people, self.calendar, self.assumptions = (
            catalogue,
            people,
            calendar,
            assumptions,
        )
        count = len(catalogue.product_ids)
        self._popularity = rng.normal(0, assumptions.product_popularity, count)
        position = {name: index for index, name in enumerate(people.departments)}
        self._department = np.array([position[name] for name in catalogue.departments])
        size = np.bincount(self._department)
        self._crowding = -np.log(size)[self._department]
        prices = catalogue.product_prices
        typical = np.exp(np.bincount(self._department, np.log(prices)) / size)
        self._relative_price = np.log(prices / typical[self._department])
        self._created = calendar.numbers_of(catalogue.created)
        self._season = self._seasons()
        women = np.array(people.customers["gender"] == "female")
        is_for_women, is_for_men = catalogue.genders == "women", catalogue.genders == "men"
        wrong = (women[:, None] & is_for_men) | (~women[:, None] & is_for_women)
        self._gender = np.where(wrong, np.log(assumptions.wrong_gender), 0.0)

    def _seasons(self) -> Floats:
        """Return log weights of shape (12 months, products)."""
        assumptions, catalogue = self.assumptions, self.catalogue
        all_year = catalogue.seasons.all(axis=1)
        weight = np.where(catalogue.seasons, assumptions.in_season, assumptions.out_of_season)
        weight[all_year] = 1.0
        gifts = np.isin(catalogue.departments, ("toys", "stationery"))
        weight[np.ix_(np.flatnonzero(gifts), np.array([10, 11]))] *= assumptions.gift_month_toys
        return np.log(weight).T

    def __call__(self, customers: Ints, days: Ints, rng: np.random.Generator) -> Ints:
        """Return one product for each pair of customer and day; -1: nothing was on sale yet."""
        chosen = [
            self._choose(customers[start : start + CHUNK], days[start : start + CHUNK], rng)
            for start in range(0, len(customers), CHUNK)
        ]
        return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)

    def _choose(self, customers: Ints, days: Ints, rng: np.random.Generator) -> Ints:
        people, calendar = self.people, self.calendar
        budget = np.log(people.budgets[customers])[:, None]
        sensitivity = (
            self.assumptions.price_sensitivity
            - self.assumptions.price_sensitivity_by_budget * budget
        )
        price = self._relative_price + np.log1p(-calendar.discounts[days])
        utility = people.tastes[customers][:, self._department] + self._crowding + self._popularity
        utility = utility + self._season[calendar.months[days]] + self._gender[customers]
        utility = utility - sensitivity * price + rng.gumbel(size=utility.shape)
        utility[self._created > days[:, None]] = -np.inf
        best = utility.argmax(axis=1)
        return np.where(np.isfinite(utility.max(axis=1)), best, -1)

    def variants(self, customers: Ints, products: Ints, rng: np.random.Generator) -> Ints:
        """Return a variant for each choice: people keep to their size and pick a colour."""
        chosen = np.zeros(len(products), dtype=np.int64)
        liking = rng.gumbel(size=len(self.catalogue.skus)) * 0.7
        noise = rng.gumbel(size=(len(products), int(np.diff(self.catalogue.first_variant).max())))
        for product in np.unique(products):
            rows = np.flatnonzero(products == product)
            first, last = self.catalogue.first_variant[product : product + 2]
            distance = (
                self.catalogue.size_ranks[first:last] - self.people.bodies[customers[rows]][:, None]
            )
            utility = liking[first:last] - (distance / 0.2) ** 2 + noise[rows, : last - first]
            chosen[rows] = first + utility.argmax(axis=1)
        return chosen


def simulate_orders(
    people: People, chooser: Chooser, streams: dict[str, np.random.Generator]
) -> Orders:
    """Draw all orders: their times, their lines, and then what is bought again when used up."""
    catalogue, calendar, assumptions = chooser.catalogue, chooser.calendar, chooser.assumptions
    customer, placed = _order_times(people, calendar, assumptions, streams["times"])
    rng = streams["lines"]
    lines = 1 + rng.poisson(assumptions.extra_lines * np.sqrt(people.budgets[customer]))
    order = np.repeat(np.arange(len(customer)), lines)
    product = chooser(customer[order], placed[order] // DAY_S, rng)
    order, product = _without_repeats(order, product)
    order, product, customer, placed = _replenish(
        order,
        product,
        customer,
        placed,
        people,
        catalogue,
        calendar,
        assumptions,
        streams["replenish"],
    )
    order, product, customer, placed = _sorted(order, product, customer, placed)
    rng = streams["variants"]
    variant = chooser.variants(customer[order], product, rng)
    quantity = 1 + (rng.random(len(order)) < assumptions.second_piece)
    price = _paid_prices(variant, product, placed[order] // DAY_S, catalogue, calendar, assumptions)
    orders = Orders(
        customer,
        placed,
        np.full(len(placed), ""),
        np.zeros(len(placed), dtype=np.int64),
        order,
        product,
        variant,
        quantity,
        price,
    )
    coupon, discount = _coupons(
        orders, catalogue.coupons, calendar, assumptions, streams["coupons"]
    )
    return Orders(customer, placed, coupon, discount, order, product, variant, quantity, price)


def _order_times(
    people: People, calendar: Calendar, assumptions: Assumptions, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw orders as a Poisson process while somebody is active, by the weight of the days."""
    count = len(people.joined)
    shape = assumptions.order_rate_shape
    rate = rng.gamma(shape, assumptions.orders_per_year / shape, count) / 365.25
    active_days = rng.exponential(assumptions.active_months * 30.44, count)
    weight_before = np.concatenate([[0.0], np.cumsum(calendar.traffic)])
    start = np.clip(people.joined, 0, calendar.days)
    stop = np.clip((people.joined + active_days).astype(np.int64), start, calendar.days)
    mass = weight_before[stop] - weight_before[start]
    customer = np.repeat(np.arange(count), rng.poisson(rate * mass))
    at = weight_before[start[customer]] + rng.random(len(customer)) * mass[customer]
    day = np.clip(np.searchsorted(weight_before, at, side="right") - 1, 0, calendar.days - 1)
    joins = np.flatnonzero((people.joined >= 0) & (rng.random(count) < assumptions.first_order))
    first_day = people.joined[joins] + rng.exponential(2.0, len(joins)).astype(np.int64)
    joins, first_day = joins[first_day < calendar.days], first_day[first_day < calendar.days]
    customer, day = np.concatenate([customer, joins]), np.concatenate([day, first_day])
    return customer, day * DAY_S + _seconds_of_day(len(day), rng)


def _seconds_of_day(count: int, rng: np.random.Generator) -> Ints:
    """Draw times of day: most in the evening, a smaller peak at noon."""
    hours = np.where(
        rng.random(count) < 0.6, rng.normal(20, 2.2, count), rng.normal(12.5, 2.5, count)
    )
    return (np.mod(hours, 24) * 3600).astype(np.int64)


def _without_repeats(order: Ints, product: Ints) -> tuple[Ints, Ints]:
    """Drop lines for which nothing was on sale, and a product that an order already has."""
    keep = product >= 0
    order, product = order[keep], product[keep]
    pairs = np.unique(np.stack([order, product], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _replenish(
    order: Ints,
    product: Ints,
    customer: Ints,
    placed: Ints,
    people: People,
    catalogue: Catalogue,
    calendar: Calendar,
    assumptions: Assumptions,
    rng: np.random.Generator,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Add orders of people who buy again what they have used up, once or several times."""
    lasts = np.array([assumptions.replenish_days.get(kind, 0.0) for kind in catalogue.kinds])
    used = lasts[product] > 0
    who, what, when = customer[order[used]], product[used], placed[order[used]]
    while len(who):
        again = rng.random(len(who)) < assumptions.replenish
        who, what, when = who[again], what[again], when[again]
        waits = lasts[what] * rng.lognormal(0, 0.25, len(who))
        when = (when // DAY_S + waits.astype(np.int64)) * DAY_S + _seconds_of_day(len(who), rng)
        inside = when < calendar.days * DAY_S
        who, what, when = who[inside], what[inside], when[inside]
        new = len(placed) + np.arange(len(who))
        order, product = np.concatenate([order, new]), np.concatenate([product, what])
        customer, placed = np.concatenate([customer, who]), np.concatenate([placed, when])
    return order, product, customer, placed


def _sorted(
    order: Ints, product: Ints, customer: Ints, placed: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Number the orders that have lines by time, and sort the lines likewise."""
    kept = np.unique(order)
    by_time = kept[np.lexsort((customer[kept], placed[kept]))]
    rank = np.full(len(placed), -1)
    rank[by_time] = np.arange(len(by_time))
    lines = np.argsort(rank[order], kind="stable")
    return rank[order][lines], product[lines], customer[by_time], placed[by_time]


def _paid_prices(
    variant: Ints,
    product: Ints,
    day: Ints,
    catalogue: Catalogue,
    calendar: Calendar,
    assumptions: Assumptions,
) -> Ints:
    """Return what one piece cost that day: the old price until it fell, minus a promotion."""
    was_old = day < calendar.days - assumptions.old_price_days
    listed = np.where(was_old, catalogue.old_prices[variant], catalogue.prices[variant])
    return np.rint(listed * (1 - calendar.discounts[day, product])).astype(np.int64)


def _coupons(
    orders: Orders,
    coupons: tuple[Coupon, ...],
    calendar: Calendar,
    assumptions: Assumptions,
    rng: np.random.Generator,
) -> tuple[NDArray[np.str_], Ints]:
    """Let some orders use a code that held that day and whose minimum they reach."""
    subtotals, days = orders.subtotals(), orders.placed // DAY_S
    wants = rng.random(len(days)) < assumptions.coupon_share
    codes = np.full(
        len(days), "", dtype=f"<U{max((len(coupon.code) for coupon in coupons), default=1)}"
    )
    discounts = np.zeros(len(days), dtype=np.int64)
    for coupon in coupons:
        first, last = (_day_number(calendar, day) for day in (coupon.first, coupon.last))
        holds = wants & (codes == "") & (days >= first) & (days <= last)
        holds &= (subtotals >= coupon.min_total_cents) & (rng.random(len(days)) < 0.5)
        value = float(coupon.value)
        amount = (
            np.rint(subtotals * value / 100) if coupon.kind == "percent" else np.rint(value * 100)
        )
        codes[holds] = coupon.code
        discounts[holds] = np.minimum(amount, subtotals)[holds]
    return codes, discounts


def _day_number(calendar: Calendar, day: date) -> int:
    return int((np.datetime64(day) - calendar.first).astype(np.int64))


@dataclass(frozen=True)
class Looks:
    """Products that people looked at or put into the cart; `at`: seconds since the first day."""

    customer: Ints
    product: Ints
    at: Ints
    in_cart: NDArray[np.bool_]


def simulate_looks(
    orders: Orders, people: People, chooser: Chooser, rng: np.random.Generator
) -> Looks:
    """Draw what people who allow it looked at: before they bought, and without buying."""
    assumptions, calendar = chooser.assumptions, chooser.calendar
    customer, product = orders.customer[orders.line_order], orders.line_product
    placed = orders.placed[orders.line_order]
    in_cart = placed - rng.integers(60, 3600, len(placed))
    times = 1 + rng.poisson(assumptions.looks_per_line, len(placed))
    line = np.repeat(np.arange(len(placed)), times)
    viewed = in_cart[line] - (rng.exponential(1.5 * DAY_S, len(line)) + 20).astype(np.int64)
    idle_line = np.repeat(
        np.arange(len(placed)), rng.poisson(assumptions.looks_without_buying, len(placed))
    )
    idle_customer = customer[idle_line]
    idle_at = placed[idle_line] + rng.normal(0, 45 * DAY_S, len(idle_line)).astype(np.int64)
    inside = (idle_at >= np.maximum(people.joined[idle_customer], 0) * DAY_S) & (
        idle_at < calendar.days * DAY_S
    )
    idle_customer, idle_at = idle_customer[inside], idle_at[inside]
    idle_product = chooser(idle_customer, idle_at // DAY_S, rng)
    looks = Looks(
        customer=np.concatenate([customer, customer[line], idle_customer]),
        product=np.concatenate([product, product[line], idle_product]),
        at=np.concatenate([in_cart, viewed, idle_at]),
        in_cart=np.arange(len(placed) + len(line) + len(idle_at)) < len(placed),
    )
    allows = np.array(people.customers["consent_profiling"] == "yes")
    kept = np.flatnonzero(allows[looks.customer] & (looks.product >= 0) & (looks.at >= 0))
    kept = kept[np.lexsort((looks.product[kept], looks.customer[kept], looks.at[kept]))]
    return Looks(looks.customer[kept], looks.product[kept], looks.at[kept], looks.in_cart[kept])
