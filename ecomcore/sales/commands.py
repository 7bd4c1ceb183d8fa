"""`ecomcore sales`: what will sell, what to reorder, where more can be sold, how a test or campaign did."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from ecomcore.config import get_settings
from ecomcore.customers.commands import DataOption, LanguageOption, PlotOption
from ecomcore.printing import JsonOption, ShopOption, print_evaluation, print_json

DAY = "%Y-%m-%d"

sales_app = typer.Typer(
    help="What will sell, what to reorder, where more can be sold, how campaigns did.",
    no_args_is_help=True,
)


@sales_app.command("forecast")
def forecast_command(
    what: Annotated[
        str | None,
        typer.Option(
            help="Product (id or words of its title) or category; default: each category."
        ),
    ] = None,
    products: Annotated[
        str | None,
        typer.Option(help="Products of the shop instead, summed up: ids with commas."),
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Weeks ahead.")] = 8,
    plot: PlotOption = None,
    data: DataOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast weekly demand in pieces, with 80 and 95 % intervals, by the method that back-tests chose."""
    from ecomcore.customers.tables import print_rows
    from ecomcore.sales.answers import forecast_products, forecast_rows, forecast_what
    from ecomcore.sales.picture import draw_forecast
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    if products is not None:
        with open_session(shop or get_settings().shop) as session:
            chosen = products.split(",")
            series, told = forecast_products(ShopData(session), chosen, what or products, weeks)
    else:
        series, told = forecast_what(what, weeks, path=data, shop=shop)
    if plot is not None:
        draw_forecast(series, told, plot)
    print_rows(forecast_rows(told), as_json)


@sales_app.command("stock")
def stock_command(
    lead_days: Annotated[int, typer.Option(min=1, help="Days from order to arrival.")] = 14,
    service_level: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="Chance that stock lasts until then.")
    ] = 0.95,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Try the rule on the past instead.")
    ] = False,
    all_products: Annotated[bool, typer.Option("--all", help="Also what needs no order.")] = False,
    plot: PlotOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what to reorder: point, quantity, days of cover; or try the rule on the past beside a fixed one."""
    from dataclasses import asdict

    import pandas as pd

    from ecomcore.customers.tables import print_rows
    from ecomcore.sales.answers import product_series, shop_reorders
    from ecomcore.sales.bars import draw_reorders
    from ecomcore.sales.stock import simulate_rules
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    with open_session(shop or get_settings().shop) as session:
        shown = ShopData(session)
        if simulate:
            rules = simulate_rules(
                product_series(shown), lead_days=lead_days, service_level=service_level
            )
            print_rows(pd.DataFrame([asdict(rule) for rule in rules]), as_json)
            return
        found = shop_reorders(shown, lead_days=lead_days, service_level=service_level)
    if plot is not None:
        draw_reorders(found, lead_days, plot)
    rows = [one.as_dict() for one in found if all_products or one.quantity > 0]
    print_rows(pd.DataFrame(rows), as_json) if rows else typer.echo(
        "[]" if as_json else "nothing to reorder"
    )


@sales_app.command("opportunities")
def opportunities_command(
    k: Annotated[int, typer.Option("-k", min=1, help="How many, most money first.")] = 10,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List where the shop can sell more, by expected money in 90 days, with evidence and what to do."""
    from ecomcore.sales.answers import shop_opportunities
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    with open_session(shop or get_settings().shop) as session:
        found, currency, minor = shop_opportunities(ShopData(session), session)
    if as_json:
        print_json([one.as_dict() | {"currency": currency} for one in found[:k]])
        return
    for one in found[:k]:
        typer.echo(
            f"{one.money_cents / minor:,.0f} {currency}  {one.evidence[language]} {one.action[language]}"
        )


@sales_app.command("best")
def best_command(
    days: Annotated[int, typer.Option(min=1, help="The last so many days.")] = 30,
    since: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="First day instead, as 2026-10-01.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=[DAY], help="Day after the last one; default: all that was sold."),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many products.")] = 10,
    plot: PlotOption = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what sold best lately, with the change from the time before."""
    import pandas as pd

    from ecomcore.customers.sources.shop import shop_log
    from ecomcore.customers.tables import print_rows
    from ecomcore.sales.answers import best_sellers
    from ecomcore.sales.bars import draw_best
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    with open_session(shop or get_settings().shop) as session:
        data = ShopData(session)
        log = shop_log(data, for_profiles=False)
        end = log.end if until is None else pd.Timestamp(until)
        start = end - pd.Timedelta(days=days) if since is None else pd.Timestamp(since)
        found = best_sellers(data, start, end, k=k)
    if plot is not None:
        draw_best(found, log.currency, plot)
    rows = [one.as_dict() | {"title": one.title.get(language, one.product)} for one in found]
    print_rows(pd.DataFrame(rows), as_json)


@sales_app.command("unfound")
def unfound_command(
    k: Annotated[int, typer.Option("-k", min=1, help="How many, the most wanted first.")] = 10,
    plot: PlotOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what shoppers looked for and the shop does not have."""
    import pandas as pd

    from ecomcore.customers.tables import print_rows
    from ecomcore.sales.answers import unfound_wishes
    from ecomcore.sales.bars import draw_unfound
    from ecomcore.shop.database import open_session

    with open_session(shop or get_settings().shop) as session:
        found = unfound_wishes(session, k)
    if plot is not None:
        draw_unfound(found, plot)
    rows = pd.DataFrame(found, columns=["words", "times"])
    print_rows(rows, as_json) if len(rows) or as_json else typer.echo("nothing is missed")


@sales_app.command("promotion")
def promotion_command(
    promotion: Annotated[str, typer.Argument(help="Id of the promotion, as spring-cleaning-2025.")],
    plot: PlotOption = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how a promotion did: sales of what it covered, beside the days before and everything else."""
    from ecomcore.sales.bars import draw_promotion
    from ecomcore.sales.promotions import promotion_result
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    with open_session(shop or get_settings().shop) as session:
        found = promotion_result(ShopData(session), session, promotion)
    if plot is not None:
        draw_promotion(found, plot)
    print_json(found.as_dict()) if as_json else typer.echo(found.words()[language])


@sales_app.command("power")
def power_command(
    rate: Annotated[float, typer.Option(help="Share that buys without the offer, as 0.05.")],
    lift: Annotated[float, typer.Option(help="Smallest change worth seeing, as 0.01 (absolute).")],
    power: Annotated[float, typer.Option(min=0.5, max=0.99, help="Chance of seeing it.")] = 0.8,
    as_json: JsonOption = False,
) -> None:
    """Say how many customers a test needs in each group before it is begun."""
    from ecomcore.sales.experiments import needed_customers

    count = needed_customers(rate, lift, power=power)
    print_json({"customers_in_each_group": count}) if as_json else typer.echo(
        f"{count:,} customers in each of the two groups"
    )


@sales_app.command("test-result")
def result_command(
    treated: Annotated[int, typer.Option(help="Customers who got the offer.")],
    treated_yes: Annotated[int, typer.Option(help="Of these, who bought.")],
    control: Annotated[int, typer.Option(help="Customers who did not get it.")],
    control_yes: Annotated[int, typer.Option(help="Of these, who bought.")],
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say what a finished test has shown: the difference with its 95 % interval."""
    from ecomcore.sales.experiments import compare_rates

    found = compare_rates(treated, treated_yes, control, control_yes)
    print_json(found.as_dict()) if as_json else typer.echo(found.words()[language])


@sales_app.command("campaign")
def campaign_command(
    data: Annotated[
        Path, typer.Option(help="Folder with transactions, campaigns and their descriptions.")
    ],
    campaign: Annotated[str, typer.Option(help="Id of the campaign.")],
    language: LanguageOption = "en",
    measure: Annotated[
        Literal["spend", "buyers"], typer.Option(help="What is compared.")
    ] = "spend",
    as_json: JsonOption = False,
) -> None:
    """Say how a campaign did: those it was sent to, before and during, beside customers like them."""
    from ecomcore.sales.campaigns import campaign_result, read_campaign

    found = campaign_result(*read_campaign(data, campaign), measure=measure)
    print_json(found.as_dict()) if as_json else typer.echo(found.words()[language])


@sales_app.command("targets")
def targets_command(
    data: Annotated[
        Path, typer.Option(help="Folder with transactions, campaigns and their descriptions.")
    ],
    campaign: Annotated[str, typer.Option(help="Id of a campaign with that offer.")],
    k: Annotated[int, typer.Option("-k", min=1, help="Customers to show, largest first.")] = 20,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say whom an offer moves: by how much it raises each customer's chance to buy, learned from a campaign."""
    from ecomcore.customers.tables import print_rows, records
    from ecomcore.sales.campaigns import read_campaign
    from ecomcore.sales.uplift import campaign_targets

    found = campaign_targets(*read_campaign(data, campaign))
    rows = found.by_customer.head(k).round(4).rename_axis("customer").reset_index()
    if as_json:
        facts = {"qini": found.uplift.qini, "reached": found.reached, "others": found.others}
        print_json(facts | {"words": found.words(), "customers": records(rows)})
        return
    typer.echo(found.words()[language])
    print_rows(rows, as_json)


def evaluate_forecast_command(
    data: DataOption = None,
    by: Annotated[
        Literal["category", "product"], typer.Option(help="What a series is; the finest category.")
    ] = "category",
    measure: Annotated[
        Literal["units", "amount", "orders"], typer.Option(help="What is forecast.")
    ] = "units",
    series: Annotated[int, typer.Option(min=1, help="The busiest series, at most.")] = 392,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure forecasts of weekly demand four to eight weeks ahead, every method beside the moving average."""
    from ecomcore.customers.sources.any import any_log
    from ecomcore.sales.evaluate import evaluate_forecast

    log = any_log(data, shop, for_profiles=False, fine_categories=True)
    print_evaluation(evaluate_forecast(log, by=by, measure=measure, most=series), as_json)
