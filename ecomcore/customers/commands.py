"""`ecomcore customers`: what customers spend and are worth, who may leave, how they group."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ecomcore.config import get_settings
from ecomcore.customers.wording import languages, say
from ecomcore.printing import JsonOption, ShopOption, print_json

customers_app = typer.Typer(
    help="What customers spend and are worth, who may leave, how they group.", no_args_is_help=True
)


def _spoken(language: str) -> str:
    """Return a language that these commands have words of, else tell which they are."""
    if language not in languages():
        raise typer.BadParameter(f"{language!r} is not one of {', '.join(languages())}")
    return language


LanguageOption = Annotated[str, typer.Option(help="Language of the words.", callback=_spoken)]
PlotOption = Annotated[Path | None, typer.Option(help="PNG or SVG file to draw into.")]
DataOption = Annotated[
    Path | None, typer.Option(help="File or folder of purchases; default: the shop's.")
]


@customers_app.command("spend")
def spend_command(
    age: Annotated[float, typer.Option(help="Age of the customer, in years.")] = 35,
    data: Annotated[
        Path | None,
        typer.Option(
            help="CSV file with a column of ages and one of amounts; default: the shop's."
        ),
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
    study = study_ages(source, normalisation=normalise, seed=seed, learning_rate=learning_rate)
    prediction = study.predict(age)
    if plot is not None:
        draw_study(study, plot, prediction)
    if as_json:
        print_json(study.as_dict() | {"prediction": prediction.as_dict()})
    else:
        print_study(study, prediction, language)


@customers_app.command("forecast")
def forecast_command(
    days: Annotated[int, typer.Option(min=7, max=365, help="Days ahead: 30, 90, 365.")] = 90,
    k: Annotated[int, typer.Option("-k", min=1, help="Customers to show, largest first.")] = 20,
    data: DataOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Predict what each customer will spend in the next days, with the chance that they buy and an interval."""
    from ecomcore.customers.next_spend import predict_next_spend
    from ecomcore.customers.sources.any import any_log
    from ecomcore.customers.tables import print_rows

    found = predict_next_spend(any_log(data, shop), days).nlargest(k, "expected").round(2)
    print_rows(found.rename_axis("customer").reset_index(), as_json)


@customers_app.command("value")
def value_command(
    days: Annotated[int, typer.Option(min=7, max=1825, help="Days ahead.")] = 365,
    k: Annotated[int, typer.Option("-k", min=1, help="Customers to show, largest first.")] = 20,
    data: DataOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate each customer's purchases and value in the next days (BG/NBD, Pareto/NBD or boosting; gamma-gamma)."""
    from ecomcore.customers.sources.any import any_log
    from ecomcore.customers.tables import print_rows
    from ecomcore.customers.value.lifetime import fit_lifetime

    log = any_log(data, shop)
    found = fit_lifetime(log, log.end).value(days).nlargest(k, "value").round(2)
    print_rows(found.rename_axis("customer").reset_index(), as_json)


@customers_app.command("churn")
def churn_command(
    k: Annotated[
        int, typer.Option("-k", min=1, help="Customers to show, most money at risk first.")
    ] = 20,
    days: Annotated[
        int | None,
        typer.Option(min=7, max=365, help="Days to come back; default: each one's own rhythm."),
    ] = None,
    alike: Annotated[
        Literal["age", "gender"] | None,
        typer.Option(help="Choose the same share of each group by age or gender."),
    ] = None,
    data: DataOption = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who may leave, with the money at risk and the reasons."""
    from ecomcore.customers.churn import at_risk
    from ecomcore.customers.sources.any import any_log
    from ecomcore.customers.tables import print_rows

    found = at_risk(any_log(data, shop), days=days, k=k, alike=alike).round(3)
    separator = say("report.separator", language)
    reasons = [separator.join(one[language] for one in several) for several in found["reasons"]]
    print_rows(found.assign(reasons=reasons).rename_axis("customer").reset_index(), as_json)


@customers_app.command("segments")
def segments_command(
    plot: PlotOption = None,
    data: DataOption = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Group customers by recency, frequency and money: size, spend, what to do; and who moved since last month."""
    from ecomcore.customers.segments.picture import draw_segments
    from ecomcore.customers.segments.rfm import Segmentation, segment_customers
    from ecomcore.customers.sources.any import any_log
    from ecomcore.customers.tables import print_rows

    found = segment_customers(any_log(data, shop))
    if plot is not None:
        draw_segments(found, plot)
    rows = found.segments.round(3).rename_axis("segment").reset_index()
    rows["name"] = [Segmentation.name(one)[language] for one in rows["segment"]]
    rows["action"] = [Segmentation.action(one)[language] for one in rows["segment"]]
    if as_json:
        print_json(
            {
                "segments": rows.to_dict("records"),
                "moves": found.moves.to_dict("records"),
                "hidden_groups": found.hidden,
            }
        )
        return
    print_rows(
        rows[["name", "customers", "share", "spend_share", "mean_recency_days", "action"]], False
    )
    if found.hidden:
        typer.echo(say("segments.hidden", language, count=found.hidden))
    for move in found.moves.head(5).itertuples():
        before, now = (
            Segmentation.name(str(one))[language] for one in (move.segment_before, move.segment)
        )
        typer.echo(f"{before} → {now}: {move.customers}")
