"""Reads the rows of Shopify's customer export and of its inventory export."""

from __future__ import annotations

from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import CustomerRow
from ecomcore.importers.shopify.orders import customer_id
from ecomcore.importers.shopify.tables import text
from ecomcore.importers.tablefile import Table

REQUIRED = ("First Name", "Last Name", "Email")
FIELDS = {"id": "Email", "name": "First Name", "email": "Email", "phone": "Phone"}
ADDRESS = {
    "street": "Address1",
    "street2": "Address2",
    "city": "City",
    "state": "Province Code",
    "postcode": "Zip",
    "country": "Country Code",
}
CONSENT = ("Accepts Email Marketing", "Accepts Marketing")


def read_customers(table: Table, collector: Collector) -> None:
    """Add the customers of a table; the same person is the same customer in the order export."""
    for number, cells in table.records():
        origin = Origin(table.name, number, FIELDS)
        collector.add(CustomerRow, _customer(cells, collector.language or "en"), origin)


def _customer(cells: dict[str, str], language: str) -> dict[str, Any]:
    phone = text(cells, "Phone") or text(cells, "Default Address Phone")
    name = " ".join(filter(None, (cells["First Name"].strip(), cells["Last Name"].strip())))
    address = {
        key: text(cells, f"Default Address {column}") or text(cells, column)
        for key, column in ADDRESS.items()
    }
    mark = text(cells, "Customer ID") or name
    return {
        "id": customer_id(cells["Email"].strip(), phone, mark),
        "name": name or cells["Email"] or mark,
        "email": cells["Email"],
        "phone": phone,
        "city": address["city"],
        "country": address["country"],
        "language": language,
        "address": {"name": name} | {key: value for key, value in address.items() if value}
        if address["street"]
        else {},
        "consent_marketing": next((cells[c] for c in CONSENT if cells.get(c)), "no"),
    }
