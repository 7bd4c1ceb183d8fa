"""The `ecomcore` command: imports, builds, questions, evaluations."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ecomcore.channels import channels_app
from ecomcore.config import get_settings
from ecomcore.console.commands import console_app
from ecomcore.customers.commands import customers_app
from ecomcore.customers.evaluations.commands import register as register_evaluations
from ecomcore.desk import desk_app
from ecomcore.errors import EcomError
from ecomcore.evaluate_commands import evaluate_app
from ecomcore.images.commands import evaluate_images_command, images_app
from ecomcore.onboarding.commands import register as register_onboarding
from ecomcore.printing import JsonOption, ShopOption, print_json
from ecomcore.recommend.commands import add_recommend_commands
from ecomcore.replay.commands import chat_app
from ecomcore.report.commands import report_command
from ecomcore.reviews.commands import reviews_app
from ecomcore.sales.commands import evaluate_forecast_command, sales_app

app = typer.Typer(
    name="ecomcore",
    help="Search, answers, predictions and evaluations from a shop's own data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(desk_app, name="desk")
app.add_typer(channels_app, name="channels")
app.add_typer(console_app, name="console")
app.add_typer(chat_app, name="chat")
app.add_typer(images_app, name="images")
evaluate_app.command("images")(evaluate_images_command)
app.add_typer(reviews_app, name="reviews")
add_recommend_commands(app, evaluate_app)
app.add_typer(customers_app, name="customers")
app.add_typer(sales_app, name="sales")
app.command("report")(report_command)
register_onboarding(app)
register_evaluations(evaluate_app)
evaluate_app.command("forecast")(evaluate_forecast_command)


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

    from ecomcore.simulate import simulate_folder

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


@app.command("predict-spend")
def predict_spend_command(
    age: Annotated[int, typer.Option(min=14, max=110, help="Age of the customers, in years.")],
    plot: Annotated[Path | None, typer.Option(help="PNG file to draw the purchases into.")] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what customers of an age spend on one purchase: linear regression, with its interval."""
    from ecomcore.build import open_build
    from ecomcore.customers.chart import draw_spend
    from ecomcore.customers.purchases import purchases_of
    from ecomcore.errors import NotFoundError
    from ecomcore.money import major_units
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    shop = shop or get_settings().shop
    model = open_build(shop).part("spend")
    if model is None:
        raise NotFoundError(f"shop {shop!r} has too few purchases to predict what somebody spends")
    estimate = model.predict(age)
    with open_session(shop) as session:
        data = ShopData(session)
        currency, synthetic = str(data.info.get("currency", "")), bool(data.info.get("synthetic"))
        if plot is not None:
            draw_spend(
                purchases_of(data), model, estimate, plot, currency=currency, synthetic=synthetic
            )
    if as_json:
        print_json({"currency": currency, "synthetic": synthetic} | estimate.as_dict())
        return
    expected, low, high = (
        str(major_units(cents, currency))
        for cents in (estimate.expected_cents, estimate.low_cents, estimate.high_cents)
    )
    label = " (synthetic data)" if synthetic else ""
    typer.echo(
        f"age {age}: {expected} {currency} a purchase, 80 % between {low} and {high}; "
        f"{estimate.n} purchases, R² {estimate.r2:.3f}{label}"
    )


@app.command("ask")
def ask_command(
    question: Annotated[str, typer.Argument(help="A question about products.")],
    products: Annotated[list[str], typer.Argument(help="Ids of the products.")],
    advise: Annotated[
        bool, typer.Option(help="Rank the products for what the question says they are for.")
    ] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question about products from their data, reviews and the shop's advice."""
    from ecomcore.build import open_build
    from ecomcore.evidence.advice import rank_for

    book = open_build(shop or get_settings().shop).part("evidence")
    if advise:
        ranked = rank_for(book, question, products)
        if as_json:
            print_json([entry.as_dict() for entry in ranked])
            return
        for entry in ranked:
            typer.echo(f"{entry.score:.2f}  {entry.product_id}")
            for source in entry.reasons:
                typer.echo(f"  + {source.place}: {source.quote}")
            if entry.drawback:
                typer.echo(f"  - {entry.drawback.place}: {entry.drawback.quote}")
        return
    found = book.ask(question, products)
    if as_json:
        print_json([evidence.as_dict() for evidence in found])
        return
    for evidence in found:
        typer.echo(f"{evidence.product_id}: {evidence.verdict} {evidence.value}".rstrip())
        for source in evidence.sources[:3]:
            typer.echo(f"  {source.place}: {source.quote}")


@app.command("answer")
def answer_command(
    question: Annotated[str, typer.Argument(help="A question about the shop, in any language.")],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="Number of entries.")] = 3,
    language: Annotated[
        str | None, typer.Option(help="Language of the answer; default: the question's.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the shop's policies and frequent questions, or say that they do not."""
    from ecomcore.build import open_build
    from shoptalk.language import detect

    base = open_build(shop or get_settings().shop).part("knowledge")
    spoken = language or detect(question) or "en"
    found = base.consult(question, spoken, k)
    if as_json:
        print_json(
            {"question": question, "language": spoken, "threshold": base.threshold}
            | found.as_dict()
        )
        return
    if not found.is_known:
        typer.echo(
            f"not answered: {found.answerable:.2f} is below {base.threshold:.2f}; the nearest are"
        )
    elif not found.is_clear:
        typer.echo("not clear which of these is meant:")
    for answer in found.answers:
        typer.echo(f"{answer.score:.2f}  {answer.source} ({answer.entry_id}): {answer.passage}")


def main() -> None:
    """Run the command; an error that ecomcore explains is printed without a traceback, with exit code 2."""
    try:
        app()
    except EcomError as error:
        typer.echo(f"ecomcore: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
