"""The `ecomcore` command: imports, builds, questions, evaluations."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ecomcore.config import get_settings
from ecomcore.errors import EcomError, ImportFailedError

app = typer.Typer(
    name="ecomcore",
    help="Search, answers, predictions and evaluations from a shop's own data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
evaluate_app = typer.Typer(help="Measure a part of the product against its baselines.", no_args_is_help=True)
app.add_typer(evaluate_app, name="evaluate")

ShopOption = Annotated[str | None, typer.Option("--shop", help="Shop; default: ECOM_SHOP, or demo.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def print_json(value: Any) -> None:
    """Print a value as JSON, with texts as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@app.command("import")
def import_command(
    format: Annotated[
        str, typer.Argument(help="csv, shopify, woocommerce, magento, tau-retail or jsonl.")
    ],
    path: Annotated[Path, typer.Argument(help="File or folder to import.")],
    shop: ShopOption = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of amounts in files that name none, as USD.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import a shop's files into its database: all of them, or nothing if a row is wrong."""
    from ecomcore.shop.importers import import_shop, report

    try:
        with report.progress_bar(is_shown=not as_json) as progress:
            summary = import_shop(
                format, path, shop or get_settings().shop, progress=progress, currency=currency
            )
    except ImportFailedError as error:
        if as_json:
            print_json({"error": str(error), "rows": [row.as_dict() for row in error.rows]})
        else:
            report.print_bad_rows(error.rows)
        raise typer.Exit(2) from error
    if as_json:
        print_json(summary.as_dict())
    else:
        report.print_summary(summary)


@app.command("shops")
def shops_command(as_json: JsonOption = False) -> None:
    """List the shops that have been imported."""
    from dataclasses import asdict

    from ecomcore.shop.importers import report

    lines = report.shop_lines(get_settings())
    if as_json:
        print_json([asdict(line) for line in lines])
    else:
        report.print_shops(lines)


@app.command("build")
def build_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Compute the indexes and models of a shop and put them into service."""
    from ecomcore.build import build

    def show(part: str, state: str) -> None:
        if not as_json:
            typer.echo(f"  {part}: {state}", err=True)

    manifest = build(shop or get_settings().shop, progress=show)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(manifest))
    else:
        typer.echo(f"build {manifest.id} of shop {manifest.shop} is in service")


@app.command("simulate")
def simulate_command(
    folder: Annotated[Path, typer.Argument(help="Folder in the format of docs/import.md.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write, complete and importable.")],
    customers: Annotated[int, typer.Option(help="Customers, with those of personas.toml.")] = 1000,
    months: Annotated[int, typer.Option(help="Months of orders.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed and date give the same files.")] = 7,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="End of the past; default: today.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Give a catalogue a synthetic past: customers, orders, parcels, looks (docs/demo-shop.md)."""
    from dataclasses import asdict

    from ecomcore.shop.simulate import simulate_folder

    summary = simulate_folder(
        folder,
        out,
        customers=customers,
        months=months,
        seed=seed,
        until=until.date() if until else None,
    )
    if as_json:
        print_json(asdict(summary))
    else:
        counts = ", ".join(f"{count} {name}" for name, count in summary.rows.items())
        typer.echo(f"synthetic data until {summary.until} in {summary.folder}: {counts}")


@app.command("search")
def search_command(
    text: Annotated[str, typer.Argument(help="What a shopper would type.")],
    shop: ShopOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many products.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Search a shop's catalogue in the words of a shopper."""
    from ecomcore.build import open_build
    from ecomcore.search.show import print_result

    engine = open_build(shop or get_settings().shop).part("search")
    result = engine.search(text, k=k)
    if as_json:
        print_json(result.to_dict())
    else:
        print_result(result, engine.vocabulary)


def main() -> None:
    """Run the command; an error that ecomcore explains is printed without a traceback, with exit code 2."""
    try:
        app()
    except EcomError as error:
        typer.echo(f"ecomcore: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
