"""`ecomcore desk changes` and `deliver`: what conversations changed or ask for, and its way to the shop's systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecomcore.config import get_settings
from ecomcore.errors import SettingsError
from ecomcore.orders.plans import Operation
from ecomcore.printing import JsonOption, ShopOption, print_json
from ecomcore.shop.outbox.changes import SHOP_CHANNELS, SHOPPER_CHANNEL
from ecomcore.shop.outbox.listing import ChangeView
from ecomcore.shop.outbox.tickets import ANSWER_CHANNEL, CONVERSATION_CHANNEL, DESK_CHANNELS

STDOUT = Path("-")
CHANNELS = tuple(
    dict.fromkeys(
        (*SHOP_CHANNELS, SHOPPER_CHANNEL, *DESK_CHANNELS, CONVERSATION_CHANNEL, ANSWER_CHANNEL)
    )
)
STATES = ("done", "requested", "confirmed", "refused")


def add_change_commands(desk_app: typer.Typer) -> None:
    """Add the commands to those of the desk."""
    desk_app.command("changes")(changes_command)
    desk_app.command("deliver")(deliver_command)
    desk_app.command("rules")(rules_command)


def changes_command(
    confirm: Annotated[
        str | None, typer.Option(help="Number of a request that the shop has carried out.")
    ] = None,
    refuse: Annotated[
        str | None,
        typer.Option(help="Number of a request that is not carried out; needs --reason."),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why it is refused, in words that the shopper may read.")
    ] = "",
    state: Annotated[
        str | None, typer.Option(help="Only those: done, requested, confirmed or refused.")
    ] = None,
    order: Annotated[str | None, typer.Option(help="Only those of this order.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only those of this day or later.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 200,
    csv: Annotated[
        Path | None, typer.Option(help="Write all that fit to a CSV file; - prints it.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what conversations changed or ask the shop for; confirm or refuse a request; export as CSV."""
    from ecomcore.orders.requests import confirm as confirm_request
    from ecomcore.orders.requests import refuse_request
    from ecomcore.shop.database import open_session
    from ecomcore.shop.outbox.changes import find_change
    from ecomcore.shop.outbox.listing import list_changes, view_of

    if confirm and refuse:
        raise SettingsError("one request at a time: give --confirm or --refuse, not both")
    if state is not None and state not in STATES:
        raise SettingsError(f"there is no state {state!r}; use one of {', '.join(STATES)}")
    now, number = get_settings().clock(), confirm or refuse
    applied = False
    with open_session(shop) as session:
        if confirm:
            applied = confirm_request(session, confirm, now).receipt is not None
        elif refuse:
            refuse_request(session, refuse, reason, now)
        if number:
            found = [view_of(session, find_change(session, number))]
        else:
            found = list_changes(
                session,
                states=[state] if state else (),
                order_id=order,
                since=since.replace(tzinfo=UTC) if since else None,
                limit=None if csv else limit,
            )
    if csv is not None:
        _export(found, csv)
    elif as_json:
        print_json([{**asdict(change), "skus": change.skus} for change in found])
    else:
        _print(found)
        if confirm and not applied:
            typer.echo("noted; the order here stays as the last import left it")


def deliver_command(
    skip: Annotated[
        str | None,
        typer.Option(
            help="Count all that a channel has not told yet as told: webhook, shop_mail, shopper, chatwoot, "
            "desk_mail, conversation or answer_mail."
        ),
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the shop's systems of changes and tickets that are due; for a schedule, where no action server does it."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.outbox.channels import deliver_all
    from ecomcore.shop.outbox.delivery import skip_open

    settings = get_settings()
    if skip is not None:
        if skip not in CHANNELS:
            raise SettingsError(f"there is no channel {skip!r}; use one of {', '.join(CHANNELS)}")
        with open_session(shop) as session:
            skipped = skip_open(session, skip, datetime.now(UTC))
        typer.echo(f"{skipped} skipped for {skip}")
        return
    rounds = deliver_all(shop or settings.shop, settings)
    if as_json:
        print_json({name: asdict(done) for name, done in rounds.items()})
        return
    for name, done in rounds.items():
        typer.echo(f"{name}: {done.delivered} delivered, {done.failed} failed")


def rules_command(
    file: Annotated[
        Path | None, typer.Argument(help="A policies.toml to put in force; without one, show them.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the rules in force, all of them with --json, or put those of a file in force (docs/changes.md)."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.rules import load_rules, read_rules, store_rules

    if file is not None and not file.is_file():
        raise SettingsError(
            f"there is no file {file}; give a policies.toml such as data/shop/policies.toml"
        )
    written = read_rules(file) if file else None
    with open_session(shop) as session:
        if written is not None:
            store_rules(session, written)
    with open_session(shop) as session:
        rules = load_rules(session)
    if as_json:
        print_json(rules.model_dump(mode="json"))
        return
    table = Table("operation", "mode", "statuses", "within days", "counted from")
    for operation in get_args(Operation):
        rule = rules.of(operation)
        within = "" if rule.within_days is None else str(rule.within_days)
        table.add_row(
            operation, rules.mode_of(operation), ", ".join(rule.statuses), within,
            rule.counted_from if within else "",
        )  # fmt: skip
    Console().print(table)


def _export(changes: Sequence[ChangeView], path: Path) -> None:
    from ecomcore.shop.outbox.listing import write_csv

    if path == STDOUT:
        write_csv(changes, sys.stdout)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(changes, file)
    typer.echo(f"{len(changes)} written to {path}")


def _print(changes: Sequence[ChangeView]) -> None:
    table = Table("number", "state", "operation", "order", "customer", "goods", "made", "told")
    for change in changes:
        table.add_row(
            change.number, change.state, change.operation, change.order_id or "", change.customer_id or "guest",
            escape(", ".join(change.skus)), f"{change.made_at:%Y-%m-%d %H:%M}", _told(change),
        )  # fmt: skip
    Console().print(table if changes else "no change")


def _told(change: ChangeView) -> str:
    """Return the channels that have told of it, and what keeps the others from it."""
    return ", ".join(
        told.channel if told.delivered_at else f"{told.channel}: {told.error}"
        for told in change.told
        if told.delivered_at or told.error
    )
