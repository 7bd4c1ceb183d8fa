"""`ecomcore import`, `ecomcore shops` and `ecomcore shop`: a shop comes in, and is told what its files do not say."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ecomcore.config import get_settings
from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.printing import JsonOption, ShopOption, print_json

REJECTED = Path("rejected.csv")

shop_app = typer.Typer(
    help="What a shop is told by hand: shown, set, and checked before going live.",
    no_args_is_help=True,
)
Many = list[str]


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("import")(import_command)
    app.command("shops")(shops_command)
    app.add_typer(shop_app, name="shop")


def import_command(
    format: Annotated[
        str,
        typer.Argument(
            help="auto, csv, shopify, woocommerce, magento, systems, feed, jsonl, knowledge, tau-retail, or what a "
            "package adds."
        ),
    ],
    path: Annotated[Path, typer.Argument(help="File or folder to import.")],
    shop: ShopOption = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of amounts in files that name none, as EUR.")
    ] = None,
    only_currency: Annotated[
        str | None, typer.Option(help="Take only what is in this currency, of files with several.")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(help="Mark before decimals, . or ,; default: judged file by file.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of texts in files that do not say it, as en.")
    ] = None,
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help="Load what is right; what is wrong goes to rejected.csv."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import a shop's files into its database: all of them, or nothing if a row is wrong."""
    from ecomcore.importers import ImportOptions, import_shop, report

    options = ImportOptions(currency, only_currency, language, decimal, skip_bad)
    try:
        with report.progress_bar(is_shown=not as_json) as progress:
            summary = import_shop(
                format, path, shop or get_settings().shop, progress=progress, options=options
            )
    except ImportFailedError as error:
        if as_json:
            print_json({"error": str(error), "rows": [row.as_dict() for row in error.rows]})
        else:
            report.print_bad_rows(error.rows)
        raise typer.Exit(2) from error
    if summary.rejected:
        _write_rejected(summary.rejected, REJECTED)
    if as_json:
        print_json(summary.as_dict())
    else:
        report.print_summary(summary)
        if summary.rejected:
            typer.echo(f"{len(summary.rejected)} fault(s) left out, listed in {REJECTED}", err=True)


def _write_rejected(rows: list[BadRow], path: Path) -> None:
    """Write what was left out, with the reason; spreadsheets open it as it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["file", "line", "column", "value", "reason"])
        writer.writeheader()
        writer.writerows(row.as_dict() for row in rows)


def shops_command(as_json: JsonOption = False) -> None:
    """List the shops that have been imported."""
    from ecomcore.importers import report

    lines = report.shop_lines(get_settings())
    if as_json:
        print_json([asdict(line) for line in lines])
    else:
        report.print_shops(lines)


@shop_app.command("show")
def show_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Show what is known of a shop besides its goods and orders."""
    from ecomcore.onboarding.show import described, print_facts
    from ecomcore.shop.database import open_session

    with open_session(shop) as session:
        facts = described(session)
    if as_json:
        print_json(facts)
    else:
        print_facts(shop or get_settings().shop, facts)


@shop_app.command("set")
def set_command(
    name: Annotated[
        Many | None, typer.Option(help="Name of the shop; zh=… for one language.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="Address that shoppers may write to.")] = None,
    phone: Annotated[str | None, typer.Option(help="Telephone number for shoppers.")] = None,
    hours: Annotated[
        Many | None, typer.Option(help="Hours in words, as shown; zh=… for one language.")
    ] = None,
    open: Annotated[
        Many | None, typer.Option(help="Hours to compute with, as monday-friday=09:00-17:00.")
    ] = None,
    time_zone: Annotated[str | None, typer.Option(help="Time zone, as Europe/Berlin.")] = None,
    country: Annotated[Many | None, typer.Option(help="Country that the shop sends to.")] = None,
    shipping: Annotated[str | None, typer.Option(help="What sending costs, as 4.90.")] = None,
    free_from: Annotated[
        str | None, typer.Option(help="Worth of goods that are sent free.")
    ] = None,
    shipping_days: Annotated[
        str | None, typer.Option(help="Business days on the way, as 2-4.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Currency of the shop, as EUR.")] = None,
    rate: Annotated[
        Many | None,
        typer.Option(help="Units of another currency for one of the shop's, as CNY=7.1."),
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="File of rules, as policies.toml.")] = None,
    language: Annotated[Many | None, typer.Option(help="Language of the goods, as en.")] = None,
    option_name: Annotated[
        Many | None, typer.Option(help="Another name of an option, as Wielkość=size.")
    ] = None,
    hidden_field: Annotated[
        Many | None, typer.Option(help="Field that shoppers are not shown, as warehouse_*.")
    ] = None,
    shop: ShopOption = None,
) -> None:
    """Set facts of a shop; what is not named stays as it is."""
    from ecomcore.onboarding.facts import Wanted, set_facts
    from ecomcore.shop.database import open_session

    wanted = Wanted(
        name=name or (),
        email=email,
        phone=phone,
        hours=hours or (),
        open=open or (),
        time_zone=time_zone,
        country=country or (),
        shipping=shipping,
        free_from=free_from,
        shipping_days=shipping_days,
        currency=currency,
        rate=rate or (),
        rules=rules,
        language=language or (),
        option_name=option_name or (),
        hidden_field=hidden_field or (),
    )
    with open_session(shop) as session:
        done = set_facts(session, wanted)
    typer.echo(f"set: {', '.join(done)}" if done else "nothing to set; --help lists what can be")


@shop_app.command("check")
def check_command(
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit code 1 if something keeps the shop from going live."),
    ] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is missing before going live, one line each with what mends it."""
    from ecomcore.onboarding.checks import missing_facts
    from ecomcore.shop.database import open_session

    settings = get_settings()
    with open_session(shop) as session:
        missing = missing_facts(session, shop or settings.shop, settings)
    if as_json:
        print_json([asdict(each) for each in missing])
    else:
        for each in missing:
            typer.echo(f"{'!' if each.blocks else '·'} {each.what} → {each.mend}")
        if not missing:
            typer.echo("nothing is missing")
    if strict and any(each.blocks for each in missing):
        raise typer.Exit(1)
