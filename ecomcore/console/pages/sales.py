"""The page of sales after recommendations."""

from __future__ import annotations

from nicegui import ui

from ecomcore.console.pages.frame import View, export_button, frame, table
from ecomcore.console.recommended import effect
from ecomcore.money import major_units
from ecomcore.shop.data import ShopData


def draw(view: View) -> None:
    """Draw the page."""
    with view.open() as (session, period):
        found = effect(session, period)
        currency = str(ShopData(session).info.get("currency", "USD"))
    with frame(view, "sales"):
        with ui.row().classes("gap-3"):
            for key, value in (
                ("recommended", str(found.recommended)),
                ("bought", str(len(found.lines))),
                ("worth", f"{major_units(found.amount_cents, currency)} {currency}"),
                ("bought_before", str(found.before)),
            ):
                with ui.card().classes("p-3"):
                    ui.label(value).classes("text-2xl font-bold")
                    ui.label(view.say(key)).classes("text-sm opacity-70")
        ui.label(view.say("honest")).classes("opacity-70")
        export_button(view, "sales", found.lines)
        rows = [
            {
                "product": view.pick(line.title),
                "order": line.order_id,
                "quantity": line.quantity,
                "amount": f"{major_units(line.amount_cents, currency)} {currency}",
                "recommended_at": view.time(line.recommended_at, period),
                "bought_at": view.time(line.bought_at, period),
            }
            for line in found.lines
        ]
        table(view, ["product", "order", "quantity", "amount", "recommended_at", "bought_at"], rows)
