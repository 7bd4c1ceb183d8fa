"""Reads the database of tau-retail, the retail shop of the tau-bench and tau2-bench benchmarks.

All ids stay as they are: an item id becomes the sku of a variant, a tracking id the number of a parcel. The data set
has no instants, so every order gets the benchmark's own day, those of one customer a minute apart in the order in
which the customer has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.jsonfile import read_json
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import (
    CustomerRow,
    OrderLineRow,
    OrderRow,
    PaymentMethodRow,
    PaymentRow,
    ProductRow,
    ShipmentRow,
    VariantRow,
)
from ecomcore.importers.stock import stock_of
from ecomcore.importers.textfile import find_file, refuse
from ecomcore.shop.rules import packaged_rules

CURRENCY = "USD"
CATEGORY = "all-products"
DAY_OF_THE_DATA = datetime(2024, 5, 15, 12, 0, tzinfo=UTC)
ADDRESS = {
    "address1": "street",
    "address2": "street2",
    "city": "city",
    "state": "state",
    "zip": "postcode",
    "country": "country",
}
COLUMNS = {
    "id": "order_id",
    "price_cents": "price",
    "unit_price_cents": "price",
    "amount_cents": "amount",
    "balance_cents": "balance",
    "method_id": "payment_method_id",
    "sku": "item_id",
}
PARCEL_STATUS = {"delivered": "delivered", "cancelled": "cancelled", "processed": "processed"}


def matches(path: Path) -> bool:
    """Say whether this is the database, or the folder that holds it."""
    file = find_file(path, "db.json") if path.is_dir() else path
    return file is not None and file.name.startswith("db.json")


def currencies(path: Path) -> dict[str, int]:
    """Return the currency of the data set."""
    return {CURRENCY: 1}


def read(path: Path, collector: Collector) -> None:
    """Read `db.json`, or the folder that holds it.

    Raises:
        ImportFailedError: it is not the database of tau-retail.
    """
    file = find_file(path, "db.json") if path.is_dir() else path
    if file is None:
        raise refuse(path.name, "holds neither db.json nor db.json.gz")
    data = read_json(file)
    if not isinstance(data, dict) or not {"products", "users", "orders"} <= data.keys():
        raise refuse(file.name, "has no products, users and orders; is it tau-retail's db.json?")
    _Database(file.name, data, collector).read()
    batch = collector.batch
    add_categories(collector, {CATEGORY: "All products"})
    batch.files.append(file.name)
    batch.payments_given = True
    batch.info.update(
        name={"en": "tau-retail"},
        languages=["en"],
        synthetic=True,
        rules=packaged_rules("tau_retail"),
    )


class _Database:
    """The entries of one file; a `line` is the position of an entry among those of its kind."""

    def __init__(self, file: str, data: Mapping[str, Any], collector: Collector) -> None:
        self.file = file
        self.data = data
        self.collector = collector

    def read(self) -> None:
        """Read every entry; one that lacks what all have is reported with its position."""
        for section, read_entry in (
            ("products", self._product),
            ("users", self._user),
            ("orders", self._order),
        ):
            entries = self.data[section].values()
            for number, entry in enumerate(entries, start=1):
                origin = Origin(f"{self.file}/{section}", number, COLUMNS)
                try:
                    read_entry(entry, origin)
                except (KeyError, TypeError, AttributeError) as error:
                    self.collector.reject(origin, section, f"is not as expected ({error!r})")
            self.collector.progress("reading", len(entries), len(entries))

    def _product(self, entry: Mapping[str, Any], origin: Origin) -> None:
        self.collector.add(
            ProductRow,
            {"id": entry["product_id"], "category": CATEGORY, "title": {"en": entry["name"]}},
            origin,
        )
        for position, item in enumerate(entry["variants"].values()):
            values = {
                "sku": item["item_id"],
                "product_id": entry["product_id"],
                "position": position,
                "options": item["options"],
                "price_cents": item["price"],
                **stock_of("", state="there" if item["available"] else "gone"),
            }
            self.collector.add(VariantRow, values, origin)

    def _user(self, entry: Mapping[str, Any], origin: Origin) -> None:
        name = f"{entry['name']['first_name']} {entry['name']['last_name']}"
        values = {
            "id": entry["user_id"],
            "name": name,
            "email": entry["email"],
            "city": entry["address"]["city"],
            "country": entry["address"]["country"],
            "address": _address(entry["address"]),
        }
        self.collector.add(CustomerRow, values, origin)
        for method in entry["payment_methods"].values():
            values = {
                "id": method["id"],
                "customer_id": entry["user_id"],
                "kind": method["source"],
                "last_four": method.get("last_four"),
                "brand": method.get("brand"),
                "balance_cents": method.get("balance"),
            }
            self.collector.add(PaymentMethodRow, values, origin)

    def _order(self, entry: Mapping[str, Any], origin: Origin) -> None:
        order_id = entry["order_id"]
        placed_at = self._placed_at(entry)
        payments = entry["payment_history"]
        values = {
            "id": order_id,
            "customer_id": entry["user_id"],
            "status": entry["status"],
            "placed_at": placed_at,
            "address": _address(entry["address"]),
            "payment_method_id": payments[0]["payment_method_id"] if payments else None,
        }
        self.collector.add(OrderRow, values, origin)
        line_status = "cancelled" if entry["status"] == "cancelled" else "ordered"
        for position, item in enumerate(entry["items"]):
            values = {
                "order_id": order_id,
                "position": position,
                "product_id": item["product_id"],
                "sku": item["item_id"],
                "title": {"en": item["name"]},
                "options": item["options"],
                "unit_price_cents": item["price"],
                "status": line_status,
            }
            self.collector.add(OrderLineRow, values, origin)
        for payment in payments:
            values = {
                "order_id": order_id,
                "at": placed_at,
                "kind": payment["transaction_type"],
                "amount_cents": payment["amount"],
                "method_id": payment["payment_method_id"],
            }
            self.collector.add(PaymentRow, values, origin)
        for parcel in entry["fulfillments"]:
            for tracking_id in parcel["tracking_id"]:
                values = {
                    "order_id": order_id,
                    "tracking_number": tracking_id,
                    "status": PARCEL_STATUS.get(entry["status"], "preparing"),
                }
                self.collector.add(ShipmentRow, values, origin)

    def _placed_at(self, entry: Mapping[str, Any]) -> datetime:
        owner = self.data["users"].get(entry["user_id"], {"orders": []})
        orders = owner["orders"]
        minutes = orders.index(entry["order_id"]) if entry["order_id"] in orders else 0
        return DAY_OF_THE_DATA + timedelta(minutes=minutes)


def _address(written: Mapping[str, str]) -> dict[str, str]:
    return {ours: written[theirs] for theirs, ours in ADDRESS.items() if written.get(theirs)}
