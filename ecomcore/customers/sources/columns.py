"""Finds the column that holds something by the names that files usually give it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ecomcore.errors import DataError

CUSTOMER = (
    "customer", "customer_id", "customerid", "household_id", "household_key", "user_id", "userid", "client_id",
    "member_id", "buyer_id", "cust_id", "shopper_id", "顾客", "客户", "客户编号",
)  # fmt: skip
AT = (
    "at", "placed_at", "transaction_timestamp", "invoice_date", "invoicedate", "order_date", "purchase_date",
    "transaction_dt", "transaction_date", "datetime", "timestamp", "date", "time", "day", "created_at", "日期", "时间",
)  # fmt: skip
AMOUNT = (
    "sales_value", "total_cents", "line_total", "order_total", "total_amount", "sales_price", "dollar_value",
    "revenue", "amount", "total", "spend", "sales", "monetary_value", "payment_value", "金额",
)  # fmt: skip
ORDER = (
    "order", "order_id", "invoice", "invoice_no", "invoiceno", "basket_id", "transaction_id", "receipt_id", "订单号",
)  # fmt: skip
PRODUCT = (
    "product", "product_id", "stock_code", "stockcode", "sku", "item", "item_id", "upc", "商品", "商品编号",
)  # fmt: skip
CATEGORY = (
    "category", "department", "product_category", "category_name", "category_id", "product_subclass", "product_type",
    "class", "类别", "品类",
)  # fmt: skip
FINE_CATEGORY = (
    "product_type", "subcategory", "product_subcategory", "product_subclass", "product_category", "category_name",
    "category", "category_id", "department", "class", "类别", "品类",
)  # fmt: skip
QUANTITY = ("quantity", "qty", "units", "number_of_cds", "pieces", "数量")
PRICE = ("unit_price", "price", "unitprice", "unit_price_cents", "单价")
DISCOUNTS = ("discount", "retail_disc", "coupon_disc", "coupon_match_disc", "discount_cents")
AGE = ("age", "age_group", "customer_age", "年龄")
GENDER = ("gender", "sex", "性别")


def key_of(name: str) -> str:
    """Return a column's name in lower case with underscores: `InvoiceDate` and `Invoice Date` are `invoice_date`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(name).strip())
    return re.sub(r"[\s\-./]+", "_", split).strip("_").lower()


def find_column(columns: Iterable[str], names: tuple[str, ...]) -> str | None:
    """Return the column that has the first of the `names`, or None."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(key_of(column), column)
        by_key.setdefault(str(column).strip().lower(), column)
    return next((by_key[name] for name in names if name in by_key), None)


def need_column(columns: Iterable[str], names: tuple[str, ...], what: str) -> str:
    """Return the column that has one of the names.

    Raises:
        DataError: there is none; the message lists the columns that there are.
    """
    columns = [str(column) for column in columns]
    found = find_column(columns, names)
    if found is None:
        raise DataError(
            f"no column is known to hold the {what} (as {', '.join(names[:4])} would); "
            f"the columns are: {', '.join(columns)}"
        )
    return found
