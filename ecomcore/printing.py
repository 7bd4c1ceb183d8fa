"""What all commands of `ecomcore` share: two options, and how results are printed."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from ecomcore.evaluation import Evaluation

ShopOption = Annotated[
    str | None, typer.Option("--shop", help="Shop; default: ECOM_SHOP, or demo.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def print_json(value: Any) -> None:
    """Print a value as JSON, with texts as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_evaluation(evaluation: Evaluation, as_json: bool) -> None:
    """Print scores as JSON or as a table."""
    if as_json:
        typer.echo(evaluation.to_json())
    else:
        evaluation.print_table()
