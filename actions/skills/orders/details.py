"""What is remembered about tasks around an order: a change of it, a claim, a question about it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from actions.turn.memory import D, Details


@dataclass(frozen=True)
class OrderDetails(Details):
    """What has been said about a change of an order."""

    first_text: str = ""
    """What was said before it was known who asks: it is read again once it is."""
    becomes: str | None = None
    """The change that is wanted instead of this one."""
    order: str | None = None
    unknown_order: str | None = None
    """A number that none of the shopper's orders has."""
    offered: tuple[str, ...] = ()
    """The orders to choose from, as they were shown."""
    lines: tuple[int, ...] = ()
    quantities: dict[int, int] = field(default_factory=dict)
    """How many pieces are meant, by line, where it is not all of them."""
    variants: dict[int, str] = field(default_factory=dict)
    """The sku that shall come instead, by line."""
    variant_line: int | None = None
    """The line whose version is asked for."""
    lacking: dict[str, list[str]] = field(default_factory=dict)
    """What was wanted of that line's product and it does not come in, by option."""
    reason: str | None = None
    method: str | None = None
    """The id of the way to pay, or a word for one that is not stored (`original`, `store_credit`, `foreign`)."""
    not_methods: tuple[str, ...] = ()
    """The ways to pay that are not wanted."""
    opened: str = ""
    """The words that tell what was opened."""
    opened_pieces: int | None = None
    """How many pieces were, where that is said."""


@dataclass(frozen=True)
class AddressDetails(OrderDetails):
    """What has been said about a change of the address."""

    address: dict[str, str] | None = None
    account: bool = False
    """Whether the address of the account is meant, for all orders to come."""


@dataclass(frozen=True)
class ClaimDetails(OrderDetails):
    """What has been said about goods that came broken or not at all."""

    note: str | None = None
    """The shopper's own words."""
    resolution: str | None = None
    """How it shall be put right."""
    photo: str | None = None
    """The name of the photo that shows it, among those that were sent."""
    seen: str | None = None
    """The product that was recognised on the photo."""


@dataclass(frozen=True)
class LookupDetails(Details):
    """What has been said about a question for one order."""

    number: str | None = None
    text: str = ""
    """The question."""
    offered: tuple[str, ...] = ()


OD = TypeVar("OD", bound=OrderDetails)
"""The details of one kind of change."""


def for_order(details: OD, order_id: str) -> OD:
    """Return the details for an order; what was said about the lines of another one does not hold for it."""
    if details.order == order_id:
        return replace(details, unknown_order=None)
    return replace(details, order=order_id, unknown_order=None, lines=(), variants={}, method=None)


def taken_over(details: OrderDetails, kind: type[D]) -> D:
    """Return what another kind of change can use of the details."""
    held = {f.name: getattr(details, f.name) for f in fields(kind) if hasattr(details, f.name)}
    return kind(**held)
