"""The tables of orders and customers that Magento exports: the grids of its administration, and its customer file."""

from __future__ import annotations

from ecomcore.importers.flat_orders import FlatTable

SOURCE = "magento"
ORDERS = FlatTable(
    SOURCE,
    ("ID", "Purchase Date", "Status"),
    {
        "id": ("ID",), "status": ("Status",), "placed_at": ("Purchase Date",), "email": ("Customer Email",),
        "name": ("Customer Name", "Bill-to Name", "Bill-to name"), "ship_name": ("Ship-to Name", "Ship-to name"),
        "ship_street": ("Shipping Address",), "street": ("Billing Address",), "subtotal": ("Subtotal",),
        "shipping": ("Shipping and Handling",), "total": ("Grand Total (Purchased)", "Grand Total (Base)"),
        "refunded": ("Total Refunded",), "payment": ("Payment Method",), "currency": ("Order Currency", "Currency"),
    },
)  # fmt: skip
CUSTOMERS = FlatTable(
    SOURCE,
    ("email", "firstname", "lastname"),
    {
        "email": ("email",), "first_name": ("firstname",), "last_name": ("lastname",), "joined": ("created_at",),
        "street": ("_address_street",), "city": ("_address_city",), "postcode": ("_address_postcode",),
        "country": ("_address_country_id",), "state": ("_address_region",), "phone": ("_address_telephone",),
    },
    has_orders=False,
)  # fmt: skip
CUSTOMER_GRID = FlatTable(
    SOURCE,
    ("Name", "Email", "Customer Since"),
    {
        "name": ("Name",), "email": ("Email",), "phone": ("Phone",), "postcode": ("ZIP",), "country": ("Country",),
        "state": ("State/Province",), "joined": ("Customer Since",), "street": ("Street Address", "Billing Address"),
        "city": ("City",),
    },
    has_orders=False,
)  # fmt: skip
FORMS = (CUSTOMERS, CUSTOMER_GRID, ORDERS)
