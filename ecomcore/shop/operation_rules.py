"""What a shop may rule about each operation on an order: whether, when, why, and who pays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

RefundWay = Literal["original", "gift_card", "store_credit"]
Payer = Literal["shop", "customer"]
StartDay = Literal["placed", "delivered", "expected"]
Priority = Literal["low", "normal", "high"]
Mode = Literal["act", "request", "off"]
"""Whether the bot changes the order itself, passes the wish on to the shop, which decides, or does neither."""
Cents = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=0)]
UNPAID = ("pending",)


class Rule(BaseModel):
    """Base of all rules: a name that is not known is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(Rule):
    """A reason that a shopper can give."""

    code: str
    label: dict[str, str]
    words: dict[str, tuple[str, ...]] = {}
    """Phrases, by language, that mean this reason, besides its label."""
    paid_by: Payer | None = None
    """Who pays for sending goods back with this reason; none: as the operation says."""
    shop_fault: bool = False
    """Whether it says that the goods were bad: taken back from any category, not sold again."""


class RefundDays(Rule):
    """How long a refund takes to arrive, from the day it is made."""

    least: Days
    most: Days
    business: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> RefundDays:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self


class OperationRules(Rule):
    """What every operation has in common."""

    mode: Mode | None = None
    """None: as the shop's `mode` says."""
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

    @model_validator(mode="before")
    @classmethod
    def _enabled(cls, given: Any) -> Any:
        """Take `enabled = false` for `mode = "off"`."""
        if not isinstance(given, dict) or "enabled" not in given:
            return given
        others = {name: value for name, value in given.items() if name != "enabled"}
        return others if given["enabled"] else {**others, "mode": "off"}

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
    sealed_categories: tuple[str, ...] = ()
    """Categories (with all below them) that are only taken back unopened, or when the shop is at fault."""
    sealed_kinds: tuple[str, ...] = ()
    """Kinds of products of which the same holds."""
    paid_by: Payer | None = None
    """Who pays for sending back where the reason does not say; none: nothing is said of it."""
    fee_cents: Cents = 0
    """What sending back costs the customer; taken off the refund."""
    label: bool = False
    """Whether the customer gets a label to send the goods back with."""
    carrier: str | None = None
    send_back_within_days: Days | None = None


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
    answer_within_days: Days | None = None
    resolutions: tuple[str, ...] = ("refund", "replacement")


def last_day(
    rules: OperationRules,
    placed_at: datetime,
    delivered_on: date | None,
    expected_on: date | None,
) -> date | None:
    """Return the last day on which the operation is allowed.

    None where there is no limit, or the day it is counted from is not known.
    """
    starts: dict[StartDay, date | None] = {
        "placed": placed_at.date(),
        "delivered": delivered_on,
        "expected": expected_on,
    }
    start = starts[rules.counted_from]
    if rules.within_days is None or start is None:
        return None
    return start + timedelta(days=rules.within_days)
