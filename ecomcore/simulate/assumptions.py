"""What the simulated customers are assumed to be like: every number in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _table(**entries: float) -> Mapping[str, float]:
    return MappingProxyType(entries)


@dataclass(frozen=True)
class TasteGroup:
    """People who like the same kinds of goods.

    `share` is the group's weight among customers of its typical age; `age` and `age_spread` are the
    centre and the standard deviation of that age in years; `women` is the share of women in it;
    `tastes` weighs top-level categories, a category that is not named weighs 1.
    """

    name: str
    share: float
    age: float
    age_spread: float
    women: float
    tastes: Mapping[str, float]


GROUPS = (
    TasteGroup(
        "hiker", 1.0, 44, 15, 0.45, _table(outdoor=6, shoes=3, bags=3, clothing=2.5, sports=1.5)
    ),
    TasteGroup(
        "athlete", 0.9, 31, 10, 0.50, _table(sports=7, shoes=4, clothing=2, electronics=1.2)
    ),
    TasteGroup("homemaker", 1.1, 50, 16, 0.62, _table(home=6, kitchen=5, food=2, beauty=1.5)),
    TasteGroup("tea lover", 0.9, 46, 18, 0.50, _table(food=9, kitchen=5, stationery=2, home=1.5)),
    TasteGroup("techie", 0.9, 38, 14, 0.30, _table(electronics=9, bags=2, stationery=1.5)),
    TasteGroup("parent", 1.0, 37, 7, 0.58, _table(toys=9, clothing=2.5, home=1.5, food=1.5)),
    TasteGroup("dresser", 1.0, 33, 13, 0.70, _table(clothing=6, shoes=4, bags=4, beauty=5)),
    TasteGroup("pet keeper", 0.5, 43, 16, 0.55, _table(pets=12, home=2.5, outdoor=1.5)),
)


@dataclass(frozen=True)
class Assumptions:
    """The assumptions of the simulation; the fields are explained in `docs/demo-shop.md`."""

    groups: tuple[TasteGroup, ...] = GROUPS
    taste_noise: float = 0.5
    product_popularity: float = 0.7

    age_mean: float = 40.0
    age_spread: float = 14.0
    age_range: tuple[int, int] = (18, 85)
    women_share: float = 0.52
    joined_before_share: float = 0.35
    consent_marketing: float = 0.55
    consent_profiling: float = 0.8

    spend_per_decade: float = 0.15
    spend_noise: float = 0.4
    price_sensitivity: float = 0.6
    price_sensitivity_by_budget: float = 0.7
    extra_lines: float = 0.8
    second_piece: float = 0.08

    orders_per_year: float = 6.0
    order_rate_shape: float = 1.2
    active_months: float = 20.0
    first_order: float = 0.85

    month_weights: tuple[float, ...] = (
        0.85,
        0.8,
        0.9,
        0.95,
        1.0,
        1.05,
        0.95,
        0.9,
        0.95,
        1.0,
        1.3,
        1.45,
    )
    weekday_weights: tuple[float, ...] = (1.1, 1.0, 0.95, 0.95, 0.9, 1.0, 1.2)
    in_season: float = 1.8
    out_of_season: float = 0.45
    gift_month_toys: float = 2.0
    promotion_traffic: float = 1.35
    old_price_days: int = 60
    wrong_gender: float = 0.15

    replenish: float = 0.4
    replenish_days: Mapping[str, float] = field(
        default_factory=lambda: _table(
            tea_tin=42,
            tea_cake=90,
            coffee_beans=28,
            honey=60,
            chocolate=30,
            nuts=28,
            dried_fruit=30,
            olive_oil=55,
            cookies=30,
            noodles=30,
            rice=40,
            spices=90,
            jam=45,
            face_cream=60,
            shampoo=50,
            soap=40,
            lip_balm=60,
            sunscreen=90,
            hand_cream=60,
        )
    )

    coupon_share: float = 0.1
    free_shipping_from_cents: int = 5900
    shipping_cents: int = 590
    cancelled: float = 0.05
    returned: float = 0.06
    slow_payment: float = 0.15
    looks_per_line: float = 1.5
    looks_without_buying: float = 2.5

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be meant.

        Raises:
            ValueError: a share is not between 0 and 1, or there are not 12 months and 7 weekdays.
        """
        shares = (
            "women_share",
            "joined_before_share",
            "consent_marketing",
            "consent_profiling",
            "second_piece",
            "first_order",
            "replenish",
            "coupon_share",
            "cancelled",
            "returned",
            "slow_payment",
        )
        for name in shares:
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share between 0 and 1, not {getattr(self, name)}")
        if len(self.month_weights) != 12 or len(self.weekday_weights) != 7:
            raise ValueError("month_weights needs 12 numbers and weekday_weights 7")
