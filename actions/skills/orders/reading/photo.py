"""The photo of a claim: whose it is, which order and which line it shows, and where the staff find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.catalogue import sight
from actions.skills.orders.details import ClaimDetails
from actions.turn.turn import Turn
from ecomcore.errors import BadImageError
from ecomcore.orders import OrderView


def with_photo(turn: Turn, told: ClaimDetails | None, details: ClaimDetails) -> ClaimDetails | None:
    """Return what was told of a claim with the photo that it is about; `told` where there is no new one."""
    shown = sight.of_claim(turn)
    if shown is None or shown.name == details.photo:
        return told
    return replace(told or details, photo=shown.name, seen=shown.product)


def is_bare_photo(turn: Turn) -> bool:
    """Say whether the message is a photo without words, on which something can be seen."""
    shown = sight.seen(turn)
    return shown is not None and shown.is_clear and turn.text.startswith("/")


def with_order_seen(details: ClaimDetails, able: Sequence[OrderView]) -> ClaimDetails:
    """Return the details with the one order that holds what the photo shows, where none was named."""
    if details.order or details.unknown_order or details.seen is None:
        return details
    holding = [order.id for order in able if _lines_of(order, details.seen)]
    return replace(details, order=holding[0]) if len(holding) == 1 else details


def with_lines_seen(details: ClaimDetails, order: OrderView) -> ClaimDetails:
    """Return the details with the lines of the order that the photo shows, where none were named."""
    if details.lines or details.seen is None:
        return details
    return replace(details, lines=_lines_of(order, details.seen))


def kept(turn: Turn, details: ClaimDetails) -> ClaimDetails:
    """Return the details with the name under which the staff find the photo, None where it has expired meanwhile."""
    if details.photo is None:
        return details
    service = turn.service
    try:
        name = service.uploads.keep(details.photo, service.settings.claim_photos(service.shop))
    except BadImageError:
        return replace(details, photo=None)
    return replace(details, photo=name)


def _lines_of(order: OrderView, product: str) -> tuple[int, ...]:
    return tuple(line.id for line in order.open_lines if line.product_id == product)
