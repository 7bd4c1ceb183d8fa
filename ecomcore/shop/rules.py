"""The rules of one shop: what may be done to an order, until when, and who pays.

A shop writes them in `policies.toml`; the import stores them as the `ShopInfo` row `rules`, and the
operations read nothing else, so another shop is another file and no other code.
`ecomcore/shop/rulesets/` holds packaged ones.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.shop.models import ShopInfo
from ecomcore.shop.operation_rules import (
    AddressRules,
    CancelRules,
    Cents,
    ClaimRules,
    Days,
    ExchangeRules,
    ItemRules,
    Mode,
    OperationRules,
    PaymentRules,
    RefundDays,
    ReturnRules,
    Rule,
)
from ecomcore.shop.reads import kept

RULES_KEY = "rules"


class ShippingZone(Rule):
    """What sending to some countries costs."""

    countries: tuple[str, ...]
    cost_cents: Cents
    free_over_cents: Cents | None = None
    days: tuple[int, int] | None = None


class ShippingRules(Rule):
    """What sending costs and how long it takes; a country without a zone pays the standard."""

    cost_cents: Cents | None = None
    """None: the shop has not said, so nobody may be told that it is free."""
    free_over_cents: Cents | None = None
    """Sending is free from this worth of goods (after a discount)."""
    days: tuple[int, int] | None = None
    """Business days that it takes, at least and at most; none: the shop has not said."""
    zones: tuple[ShippingZone, ...] = ()

    def cost(self, goods_cents: int, country: str | None = None) -> int | None:
        """Return what sending goods of this worth costs, none if unknown, even for goods of no worth."""
        zone = self.zone(country)
        if goods_cents <= 0 and zone.cost_cents is not None:
            return 0
        if zone.free_over_cents is not None and goods_cents >= zone.free_over_cents:
            return 0
        return zone.cost_cents

    def zone(self, country: str | None) -> ShippingRules | ShippingZone:
        """Return the zone of a country, or the standard."""
        for candidate in self.zones:
            if country and country.casefold() in {name.casefold() for name in candidate.countries}:
                return candidate
        return self

    def missing_for_free(self, goods_cents: int, country: str | None = None) -> int | None:
        """Return what more goods would make sending free; none where it is free or never is."""
        limit = self.zone(country).free_over_cents
        if limit is None or self.cost(goods_cents, country) == 0:
            return None
        return limit - goods_cents


class DeliveryRules(Rule):
    """What is assumed of parcels whose source tells neither when they are expected nor that they came."""

    assumed_after_days: Days | Literal["never"] = 10
    """So many days after it was sent a parcel should have arrived."""


class Carrier(Rule):
    """Someone who carries parcels."""

    name: dict[str, str]
    tracking_url: str | None = None
    """Address of the tracking page; `{number}` is replaced."""

    def track(self, number: str | None) -> str | None:
        """Return the tracking page of a parcel."""
        return (
            self.tracking_url.replace("{number}", number) if self.tracking_url and number else None
        )


class InvoiceRules(Rule):
    """Which orders get an invoice, and who writes it."""

    statuses: tuple[str, ...] = ("paid", "processing", "shipped", "delivered", "returned")
    seller: tuple[str, ...] = ()
    """Lines of the seller's address."""
    tax_percent: Annotated[float, Field(ge=0, lt=100)] = 0.0
    """Tax that the prices contain."""


class CartRules(Rule):
    """Limits of a cart."""

    max_quantity: Annotated[int, Field(gt=0)] = 20
    max_lines: Annotated[int, Field(gt=0)] = 50
    checkout_minutes: Annotated[int, Field(gt=0)] = 60
    mode: Literal["act", "off"] = "act"
    """Whether the bot hands a cart over to the checkout."""


class RecommendRules(Rule):
    """What the shop wants of its recommendations."""

    pinned: tuple[str, ...] = ()
    """Products that stand first in the lists for the front page, in this order, as far as they can be had."""
    excluded: tuple[str, ...] = ()
    """Products that are never recommended."""
    adults_only: tuple[str, ...] = ()
    """Categories (with all below them) that are never recommended to anybody who is not known to be of age."""
    adult_age: Annotated[int, Field(ge=0)] = 18
    used_up: tuple[str, ...] = ()
    """Categories (with all below them) whose goods are used up and may be recommended again when they are due."""
    margin_within: Annotated[float, Field(ge=0, le=1)] = 0.02
    """Of products whose scores differ by less than this share of the best, the one with the higher margin is first."""


_CLAIM_STATUSES = ("shipped", "delivered")


class Rules(Rule):
    """All rules of a shop; what a file leaves out has these defaults."""

    mode: Mode = "request"
    """Of the operations that do not say it themselves: `act` is for a shop whose orders live in this database."""
    refund_days: dict[str, RefundDays] = Field(default_factory=dict)
    """By kind of payment; `default` for the others."""
    cancel: CancelRules = CancelRules()
    change_address: AddressRules = AddressRules()
    change_items: ItemRules = ItemRules()
    change_payment: PaymentRules = PaymentRules()
    return_lines: ReturnRules = ReturnRules()
    exchange_lines: ExchangeRules = ExchangeRules()
    report_damaged: ClaimRules = ClaimRules(
        statuses=_CLAIM_STATUSES, within_days=60, counted_from="delivered", priority="high"
    )
    report_missing: ClaimRules = ClaimRules(statuses=_CLAIM_STATUSES, wait_business_days=2)
    shipping: ShippingRules = ShippingRules()
    delivery: DeliveryRules = DeliveryRules()
    carriers: dict[str, Carrier] = Field(default_factory=dict)
    return_address: tuple[str, ...] = ()
    invoice: InvoiceRules = InvoiceRules()
    cart: CartRules = CartRules()
    recommend: RecommendRules = RecommendRules()

    def of(self, operation: str) -> OperationRules:
        """Return the rules of one operation, by its name."""
        rules = getattr(self, operation)
        if not isinstance(rules, OperationRules):
            raise KeyError(operation)
        return rules

    def mode_of(self, operation: str) -> Mode:
        """Return how an operation is done in this shop."""
        return self.of(operation).mode or self.mode

    def refund_days_of(self, payment_kind: str | None) -> RefundDays | None:
        """Return how long a refund to this kind of payment takes, none where the shop has not said."""
        return self.refund_days.get(payment_kind or "default", self.refund_days.get("default"))


def parse_rules(value: dict[str, Any], source: str = ShopInfo.__tablename__) -> Rules:
    """Check rules as they come from TOML or JSON.

    Args:
        value: tables as in `policies.toml`.
        source: where they come from, for the message.

    Raises:
        SettingsError: a rule is unknown or has a wrong value; the message lists each with its
        place.
    """
    try:
        return Rules.model_validate(value)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(f"the shop's rules in {source} cannot be used: {problems}") from error


def read_rules(path: Path) -> dict[str, Any]:
    """Read and check a `policies.toml`; return it as it is to be stored in `ShopInfo`.

    Raises:
        SettingsError: the file is not TOML, or a rule in it is wrong.
    """
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not a TOML file in UTF-8: {error}") from error
    return parse_rules(value, str(path)).model_dump(mode="json")


def packaged_rules(name: str) -> dict[str, Any]:
    """Return a packaged set of rules (such as `tau_retail`), as it is to be stored in `ShopInfo`.

    Raises:
        SettingsError: there is no such set; the message lists those there are.
    """
    folder = resources.files("ecomcore.shop") / "rulesets"
    file = folder / f"{name}.toml"
    if not file.is_file():
        known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
        raise SettingsError(
            f"there is no packaged set of rules {name!r}; there are: {', '.join(known)}"
        )
    value = tomllib.loads(file.read_text(encoding="utf-8"))
    return parse_rules(value, file.name).model_dump(mode="json")


def store_rules(session: Session, rules: dict[str, Any]) -> None:
    """Put rules, as `read_rules` returns them, in the place of the shop's."""
    session.merge(ShopInfo(key=RULES_KEY, value=rules))
    session.flush()


@kept
def load_rules(session: Session) -> Rules:
    """Return the shop's rules; a shop without any has the defaults."""
    row = session.get(ShopInfo, RULES_KEY)
    return parse_rules(row.value) if row else Rules()
