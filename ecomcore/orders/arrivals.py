"""When the parcels of an order arrived, are expected, or should have arrived."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ecomcore.shop.models import Order
from ecomcore.shop.rules import Rules


def delivered_at_of(order: Order) -> datetime | None:
    """Return when the (last) parcel arrived, from the parcels or else from the events."""
    parcels = [parcel.delivered_at for parcel in order.shipments if parcel.delivered_at]
    events = [event.at for event in order.events if event.kind == "delivered"]
    return max(parcels or events, default=None)


def expected_on_of(order: Order) -> date | None:
    """Return the day on which the (last) parcel is expected, if that is known."""
    return max((p.expected_on for p in order.shipments if p.expected_on), default=None)


def assumed_arrival_of(order: Order, rules: Rules) -> date | None:
    """Return the day by which a sent order should have arrived, where its source says nothing of that.

    Many shop systems know that an order was sent, and never learn that it came. None where the source says more, where
    the order was not sent, or where the shop's rules assume nothing.
    """
    days = rules.delivery.assumed_after_days
    if days == "never" or order.status != "shipped":
        return None
    if expected_on_of(order) or delivered_at_of(order):
        return None
    sent = max((p.shipped_at for p in order.shipments if p.shipped_at), default=None)
    return sent.date() + timedelta(days=days) if sent else None


def status_on(order: Order, rules: Rules, today: date) -> str:
    """Return the status that an order counts as: `delivered` once it should have arrived."""
    assumed = assumed_arrival_of(order, rules)
    return "delivered" if assumed is not None and today >= assumed else order.status
