"""`ecomcore evaluate spend|value|churn|preferences|segments`: each analysis beside its baselines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecomcore.config import get_settings
from ecomcore.printing import JsonOption, ShopOption, print_evaluation

LogOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Purchases: a CSV, Parquet or CDNOW text file, packed or not, or a folder with them; default: the shop's.",
    ),
]
LabelOption = Annotated[
    str | None, typer.Option(help="Column that says yes or no; default: found by its name.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to `ecomcore evaluate`."""
    for name, command in (
        ("spend", evaluate_spend_command),
        ("value", evaluate_value_command),
        ("churn", evaluate_churn_command),
        ("preferences", evaluate_preferences_command),
        ("segments", evaluate_segments_command),
    ):
        app.command(name)(command)


def evaluate_spend_command(
    data: LogOption = None,
    days: Annotated[int, typer.Option(min=7, max=365, help="Days to predict.")] = 90,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what customers will spend: with --data in the next days; else a shop's next purchase by age."""
    if data is not None:
        from ecomcore.customers.evaluations.spend import evaluate_next_spend
        from ecomcore.customers.sources.logs import read_log

        print_evaluation(evaluate_next_spend(read_log(data), days), as_json)
        return
    from ecomcore.customers.evaluate import evaluate_spend
    from ecomcore.customers.purchases import purchases_of
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    shop = shop or get_settings().shop
    with open_session(shop) as session:
        rows = ShopData(session)
        found = evaluate_spend(purchases_of(rows), shop, bool(rows.info.get("synthetic")))
    print_evaluation(found, as_json)


def evaluate_value_command(
    data: LogOption = None, shop: ShopOption = None, as_json: JsonOption = False
) -> None:
    """Measure lifetime value: fit the first half of a log, predict the purchases and spend of the second."""
    from ecomcore.customers.evaluations.value import evaluate_value
    from ecomcore.customers.sources.any import any_log

    print_evaluation(evaluate_value(any_log(data, shop)), as_json)


def evaluate_churn_command(
    data: LogOption = None,
    days: Annotated[int, typer.Option(min=7, max=365, help="Days without a purchase.")] = 31,
    label: LabelOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure who leaves: on a log of purchases, or on a table with a column that says who left."""
    from ecomcore.customers.evaluations.churn import evaluate_churn, evaluate_churn_file
    from ecomcore.customers.sources.any import any_log

    found = (
        evaluate_churn_file(data, label=label, days=days)
        if data is not None
        else evaluate_churn(any_log(None, shop), days)
    )
    print_evaluation(found, as_json)


def evaluate_preferences_command(
    data: LogOption = None,
    label: LabelOption = None,
    plot: Annotated[
        Path | None, typer.Option(help="PNG or SVG file to draw the tree into.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure tree, forest, support vectors, logistic regression, boosting: on a yes or no, or the next category."""
    from ecomcore.customers.evaluations.preferences import evaluate_preferences_file
    from ecomcore.customers.preferences.next_category import evaluate_next_category
    from ecomcore.customers.sources.any import any_log

    found = (
        evaluate_preferences_file(data, label=label, plot=plot)
        if data is not None
        else evaluate_next_category(any_log(None, shop))
    )
    print_evaluation(found, as_json)


def evaluate_segments_command(
    data: LogOption = None, shop: ShopOption = None, as_json: JsonOption = False
) -> None:
    """Measure segments: how stable clusters are, and how much of what comes next segments explain."""
    from ecomcore.customers.evaluations.segments import evaluate_segments
    from ecomcore.customers.sources.any import any_log

    print_evaluation(evaluate_segments(any_log(data, shop)), as_json)
