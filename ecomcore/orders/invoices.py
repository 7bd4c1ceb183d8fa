"""The invoice of an order: its figures, and a page to print or keep."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from babel.numbers import format_currency, get_currency_precision
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError
from ecomcore.money import half_up
from ecomcore.orders.views import OrderView, get_order
from ecomcore.shop.models import Customer
from ecomcore.shop.rules import load_rules
from ecomcore.shop.wording import words
from shoptalk.packs import FALLBACK

_ADDRESS_ORDER = ("street", "street2", "district", "city", "state", "postcode", "country")
_STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;max-width:48em;margin:3em auto;color:#222}"
    "table{border-collapse:collapse;width:100%;margin-top:2em}td,th{padding:.4em;text-align:left}"
    "th{border-bottom:1px solid #888}.n{text-align:right}.t{font-weight:bold}"
)


@dataclass(frozen=True)
class InvoiceLine:
    """One line of an invoice."""

    title: str
    options: str
    quantity: int
    unit_price_cents: int
    amount_cents: int


@dataclass(frozen=True)
class Invoice:
    """An invoice and the file it was written to; `tax_cents` is contained in the total."""

    number: str
    order_id: str
    placed_on: date
    language: str
    currency: str
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    lines: tuple[InvoiceLine, ...]
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    total_cents: int
    tax_percent: float
    tax_cents: int
    refunded_cents: int
    path: Path


def _lines(order: OrderView, language: str) -> tuple[InvoiceLine, ...]:
    return tuple(
        InvoiceLine(
            title=line.title.get(language) or line.title.get(FALLBACK) or line.sku,
            options=", ".join(line.options.values()),
            quantity=line.quantity,
            unit_price_cents=line.unit_price_cents,
            amount_cents=line.value_cents,
        )
        for line in order.lines
        if line.status not in ("cancelled", "exchanged")
    )


def contained_tax(total_cents: int, percent: float) -> int:
    """Return the tax in a price that contains it, rounded half up; `percent` has two decimals."""
    hundredths = round(percent * 100)
    return half_up(total_cents * hundredths, 10_000 + hundredths)


def invoice(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    folder: Path,
    language: str,
    now: datetime,
) -> Invoice:
    """Write the invoice of an order and return its figures.

    Args:
        session: session on the shop's database.
        customer_id: who asks.
        order_id: exact id of the order.
        folder: where the page is written, as a file that only the owner can read.
        language: language of the page.
        now: the current time, shown nowhere but kept in the page's head.

    Raises:
        NotFoundError: the customer has no such order (`order_not_found`).
        NotAllowedError: orders of this status get no invoice (`status`, with `allowed`).
    """
    rule = load_rules(session).invoice
    order = get_order(session, customer_id, order_id)
    if order.status not in rule.statuses:
        raise NotAllowedError(
            f"order {order.id} is {order.status!r} and gets no invoice",
            code="status",
            data={"status": order.status, "allowed": list(rule.statuses)},
        )
    customer = session.get_one(Customer, customer_id)
    plain = re.sub(r"[^A-Za-z0-9]", "", order.id)
    buyer = [str(order.address.get("name") or customer.name)]
    buyer += [str(order.address[name]) for name in _ADDRESS_ORDER if order.address.get(name)]
    lines = _lines(order, language)
    result = Invoice(
        number=f"INV-{plain}",
        order_id=order.id,
        placed_on=order.placed_at.date(),
        language=language,
        currency=order.currency,
        seller=rule.seller,
        buyer=tuple(buyer),
        lines=lines,
        subtotal_cents=order.subtotal_cents,
        discount_cents=order.discount_cents,
        shipping_cents=order.shipping_cents,
        total_cents=order.total_cents,
        tax_percent=rule.tax_percent,
        tax_cents=contained_tax(order.total_cents, rule.tax_percent),
        refunded_cents=order.refunded_cents,
        path=folder / f"invoice-{plain}-{secrets.token_hex(8)}.html",
    )
    _write(result.path, _page(result, now))
    return result


def _write(path: Path, page: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(page)


def _money(invoice: Invoice, cents: int) -> str:
    amount = cents / 10 ** get_currency_precision(invoice.currency)
    locale = words(invoice.language)["locale"]
    return str(format_currency(amount, invoice.currency, locale=locale))


def _row(cells: list[str], *, total: bool = False) -> str:
    css = ' class="t"' if total else ""
    shown = "".join(f'<td class="{"n" if i else ""}">{escape(c)}</td>' for i, c in enumerate(cells))
    return f"<tr{css}>{shown}</tr>"


def _page(invoice: Invoice, now: datetime) -> str:
    text: dict[str, Any] = words(invoice.language)["invoice"]
    rows = [
        _row(
            [
                f"{line.title} ({line.options})" if line.options else line.title,
                str(line.quantity),
                _money(invoice, line.unit_price_cents),
                _money(invoice, line.amount_cents),
            ]
        )
        for line in invoice.lines
    ]
    sums = [("subtotal", invoice.subtotal_cents)]
    sums += [("discount", -invoice.discount_cents)] if invoice.discount_cents else []
    sums += [("shipping", invoice.shipping_cents), ("total", invoice.total_cents)]
    rows += [
        _row([text[name], "", "", _money(invoice, cents)], total=name == "total")
        for name, cents in sums
    ]
    if invoice.tax_cents:
        label = text["tax"].format(percent=f"{invoice.tax_percent:g}")
        rows.append(_row([label, "", "", _money(invoice, invoice.tax_cents)]))
    if invoice.refunded_cents:
        rows.append(_row([text["refunded"], "", "", _money(invoice, invoice.refunded_cents)]))
    head = "".join(
        f"<th{' class=n' if index else ''}>{escape(text[name])}</th>"
        for index, name in enumerate(("article", "quantity", "unit", "amount"))
    )
    seller = "<br>".join(escape(line) for line in invoice.seller)
    buyer = "<br>".join(escape(line) for line in invoice.buyer)
    return f"""<!doctype html>
<html lang="{escape(invoice.language)}">
<head>
<meta charset="utf-8">
<meta name="date" content="{now.isoformat()}">
<title>{escape(text["heading"])} {escape(invoice.number)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(text["heading"])}</h1>
<p>{escape(text["number"])}: {escape(invoice.number)}<br>
{escape(text["order"])}: {escape(invoice.order_id)}<br>
{escape(text["date"])}: {invoice.placed_on.isoformat()}</p>
<p><b>{escape(text["seller"])}</b><br>{seller}</p>
<p><b>{escape(text["to"])}</b><br>{buyer}</p>
<table>
<tr>{head}</tr>
{chr(10).join(rows)}
</table>
</body>
</html>
"""
