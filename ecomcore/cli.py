"""The `ecomcore` command: imports, builds, questions, evaluations."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from ecomcore.config import get_settings
from ecomcore.errors import EcomError

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


def main() -> None:
    """Run the command; an error that ecomcore explains is printed without a traceback, with exit code 2."""
    try:
        app()
    except EcomError as error:
        typer.echo(f"ecomcore: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
