"""`ecomcore customers`: what customers spend and are worth, who may leave, how they group."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ecomcore.config import get_settings
from ecomcore.printing import JsonOption, ShopOption, print_json

customers_app = typer.Typer(
    help="What customers spend and are worth, who may leave, how they group.", no_args_is_help=True
)
LanguageOption = Annotated[Literal["en", "zh"], typer.Option(help="Language of the words.")]
PlotOption = Annotated[Path | None, typer.Option(help="PNG or SVG file to draw into.")]
DataOption = Annotated[
    Path | None, typer.Option(help="File or folder of purchases; default: the shop's.")
]


@customers_app.command("spend")
def spend_command(
    age: Annotated[float, typer.Option(help="Age of the customer, in years.")] = 35,
    data: Annotated[
        Path | None,
        typer.Option(help="CSV file with a column of ages and one of amounts; default: the shop's."),
    ] = None,
    age_column: Annotated[str | None, typer.Option(help="Column of ages.")] = None,
    amount_column: Annotated[str | None, typer.Option(help="Column of amounts.")] = None,
    normalise: Annotated[
        Literal["zscore", "minmax"], typer.Option(help="How ages are normalised.")
    ] = "zscore",
    seed: Annotated[int, typer.Option(help="Seed of the 8:2 split.")] = 42,
    learning_rate: Annotated[float, typer.Option(help="Step of gradient descent.")] = 0.1,
    plot: PlotOption = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Predict a customer's purchase amount from age: the textbook's linear regression, all steps (docs/spend.md)."""
    from ecomcore.customers.sources.shop import shop_ages
    from ecomcore.customers.sources.tables import read_table
    from ecomcore.customers.textbook.picture import draw_study
    from ecomcore.customers.textbook.report import print_study
    from ecomcore.customers.textbook.study import study_ages
    from ecomcore.customers.textbook.table import clean
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    if data is not None:
        source = clean(
            read_table(data), age_column=age_column, amount_column=amount_column, name=data.name
        )
    else:
        shop = shop or get_settings().shop
        with open_session(shop) as session:
            source = shop_ages(ShopData(session), shop)
    study = study_ages(
        source, normalisation=normalise, seed=seed, learning_rate=learning_rate
    )
    prediction = study.predict(age)
    if plot is not None:
        draw_study(study, plot, prediction)
    if as_json:
        print_json(study.as_dict() | {"prediction": prediction.as_dict()})
    else:
        print_study(study, prediction, language)
