"""The rules of one shop: what may be done to an order, until when, and who pays.

A shop writes them in `policies.toml`; the import stores them as the `ShopInfo` row `rules`, and the
operations read nothing else, so another shop is another file and no other code.
`ecomcore/shop/rulesets/` holds packaged ones.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.shop.models import ShopInfo
from ecomcore.shop.reads import kept

RULES_KEY = "rules"
RefundWay = Literal["original", "gift_card", "store_credit"]
Payer = Literal["shop", "customer"]
StartDay = Literal["placed", "delivered", "expected"]
Priority = Literal["low", "normal", "high"]
Cents = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=0)]
UNPAID = ("pending",)


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Rule):
    """A reason that a shopper can give."""

    code: str
    label: dict[str, str]
    words: dict[str, tuple[str, ...]] = {}
    """Phrases, by language, that mean this reason, besides its label."""
    paid_by: Payer | None = None
    """Who pays for sending goods back with this reason; none: as the operation says."""
    shop_fault: bool = False
    """Whether it says that the goods were bad: taken back from any category, not sold again."""


class RefundDays(_Rule):
    """How long a refund takes to arrive, from the day it is made."""

    least: Days
    most: Days
    business: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> RefundDays:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self


class OperationRules(_Rule):
    """What every operation has in common."""

    enabled: bool = True
    statuses: tuple[str, ...]
    """Statuses of an order in which the operation is allowed."""
    within_days: Days | None = None
    """Last day on which it is allowed, counted from `counted_from`; none means no limit."""
    counted_from: StartDay = "placed"
    reasons: tuple[Reason, ...] = ()
    reason_required: bool = False
    once_per_order: bool = False
    status_after: str | None = None
    """Status of the order when all of it was concerned; none leaves it as it was."""
    status_after_some: str | None = None
    """Status of the order when only some of its lines were concerned."""

    def reason(self, code: str | None) -> Reason | None:
        """Return the reason of this code, or none."""
        return next((reason for reason in self.reasons if reason.code == code), None)


class CancelRules(OperationRules):
    """Taking back an order that has not left yet."""

    statuses: tuple[str, ...] = ("pending", "paid", "processing")
    status_after: str | None = "cancelled"
    single_lines: bool = True
    refund_ways: tuple[RefundWay, ...] = ("original", "gift_card", "store_credit")


class AddressRules(OperationRules):
    """Sending an order somewhere else."""

    statuses: tuple[str, ...] = ("pending", "paid", "processing")
    account: bool = True
    """Whether a shopper may change the default address of the account."""
    required: tuple[str, ...] = ("street", "city", "postcode", "country")
    countries: dict[str, tuple[str, ...]] = {}
    """Countries that the shop sends to, with other ways to write each; empty means all."""

    def country(self, written: str) -> str | None:
        """Return the country as the shop writes it, or none if the shop does not send there."""
        wanted = written.strip().casefold()
        for name, others in self.countries.items():
            if wanted in {name.casefold(), *(other.casefold() for other in others)}:
                return name
        return None if self.countries else written.strip()


class ItemRules(OperationRules):
    """Taking another variant of the same product before the order leaves."""

    statuses: tuple[str, ...] = ("pending", "paid")
    same_variant: bool = False
    """Whether a line may be replaced by the very same variant."""
    settle_ways: tuple[RefundWay, ...] = ("original", "gift_card")
    any_method: bool = False
    """Whether any stored way to pay of the customer may settle the difference."""


class PaymentRules(OperationRules):
    """Paying an order in another way."""

    statuses: tuple[str, ...] = UNPAID
    kinds: tuple[str, ...] = ()
    """Kinds of payment that may be chosen; empty means all that the customer has stored."""


class SendBackRules(OperationRules):
    """What returns and exchanges have in common: goods travel back."""

    statuses: tuple[str, ...] = ("delivered",)
    counted_from: StartDay = "delivered"
    settle: Literal["request", "receipt"] = "receipt"
    """Whether money moves at the request, or when the goods have come back."""
    status_received: str | None = None
    """Status of the order when all of it has come back."""
    excluded_categories: tuple[str, ...] = ()
    """Categories (with all below them) that are only taken back when the shop is at fault."""
    paid_by: Payer = "customer"
    """Who pays for sending back where the reason does not say."""
    fee_cents: Cents = 0
    """What sending back costs the customer; taken off the refund."""
    label: bool = True
    carrier: str | None = None
    send_back_within_days: Days = 14


class ReturnRules(SendBackRules):
    """Sending goods back for a refund."""

    status_received: str | None = "returned"
    refund_ways: tuple[RefundWay, ...] = ("original", "gift_card", "store_credit")
    refund_shipping_when_all: bool = True


class ExchangeRules(SendBackRules):
    """Sending goods back for another variant of the same product."""

    status_received: str | None = "delivered"
    same_variant: bool = True
    settle_ways: tuple[RefundWay, ...] = ("original", "gift_card")
    any_method: bool = False


class ClaimRules(OperationRules):
    """Reporting that something arrived broken, or did not arrive."""

    statuses: tuple[str, ...]
    priority: Priority = "normal"
    high_from_cents: Cents | None = None
    """A claim over goods of at least this worth is of priority `high`."""
    wait_business_days: Days = 0
    """How long to wait after the expected date for a parcel that has not arrived."""
    answer_within_days: Days = 2
    resolutions: tuple[str, ...] = ("refund", "replacement")


class ShippingZone(_Rule):
    """What sending to some countries costs."""

    countries: tuple[str, ...]
    cost_cents: Cents
    free_over_cents: Cents | None = None
    days: tuple[int, int] = (3, 7)


class ShippingRules(_Rule):
    """What sending costs and how long it takes; a country without a zone pays the standard."""

    cost_cents: Cents = 0
    free_over_cents: Cents | None = None
    """Sending is free from this worth of goods (after a discount)."""
    days: tuple[int, int] = (3, 5)
    zones: tuple[ShippingZone, ...] = ()

    def cost(self, goods_cents: int, country: str | None = None) -> int:
        """Return what sending goods of this worth costs; nothing to send costs nothing."""
        zone = self.zone(country)
        if goods_cents <= 0:
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


class Carrier(_Rule):
    """Someone who carries parcels."""

    name: dict[str, str]
    tracking_url: str | None = None
    """Address of the tracking page; `{number}` is replaced."""

    def track(self, number: str | None) -> str | None:
        """Return the tracking page of a parcel."""
        return (
            self.tracking_url.replace("{number}", number) if self.tracking_url and number else None
        )


class InvoiceRules(_Rule):
    """Which orders get an invoice, and who writes it."""

    statuses: tuple[str, ...] = ("paid", "processing", "shipped", "delivered", "returned")
    seller: tuple[str, ...] = ()
    """Lines of the seller's address."""
    tax_percent: Annotated[float, Field(ge=0, lt=100)] = 0.0
    """Tax that the prices contain."""


class CartRules(_Rule):
    """Limits of a cart."""

    max_quantity: Annotated[int, Field(gt=0)] = 20
    max_lines: Annotated[int, Field(gt=0)] = 50
    checkout_minutes: Annotated[int, Field(gt=0)] = 60


class RecommendRules(_Rule):
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


class Rules(_Rule):
    """All rules of a shop; what a file leaves out has these defaults."""

    refund_days: dict[str, RefundDays] = {
        "gift_card": RefundDays(least=0, most=0),
        "store_credit": RefundDays(least=0, most=0),
        "default": RefundDays(least=5, most=7),
    }
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
    carriers: dict[str, Carrier] = {}
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

    def refund_days_of(self, payment_kind: str | None) -> RefundDays:
        """Return how long a refund to this kind of payment takes."""
        fallback = self.refund_days.get("default", RefundDays(least=5, most=7))
        return self.refund_days.get(payment_kind or "default", fallback)


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


@kept
def load_rules(session: Session) -> Rules:
    """Return the shop's rules; a shop without any has the defaults."""
    row = session.get(ShopInfo, RULES_KEY)
    return parse_rules(row.value) if row else Rules()


def last_day(
    rules: OperationRules,
    placed_at: datetime,
    delivered_at: datetime | None,
    expected_on: date | None,
) -> date | None:
    """Return the last day on which the operation is allowed.

    None where there is no limit, or the day it is counted from is not known.
    """
    starts: dict[StartDay, date | None] = {
        "placed": placed_at.date(),
        "delivered": delivered_at.date() if delivered_at else None,
        "expected": expected_on,
    }
    start = starts[rules.counted_from]
    if rules.within_days is None or start is None:
        return None
    return start + timedelta(days=rules.within_days)
