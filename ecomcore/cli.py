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
from ecomcore.images.commands import evaluate_images_command, images_app
from ecomcore.onboarding.commands import register as register_onboarding
from ecomcore.printing import JsonOption, ShopOption, print_evaluation, print_json
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
evaluate_app = typer.Typer(
    help="Measure a part of the product against its baselines.", no_args_is_help=True
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


@evaluate_app.command("search")
def evaluate_search_command(
    products: Annotated[Path, typer.Option(help="Products as JSON lines, may be gzipped.")],
    qrels: Annotated[Path, typer.Option(help="Judgments: query,docid,rating; may be gzipped.")],
    language: Annotated[str, typer.Option(help="Language of the catalogue.")] = "en",
    model: Annotated[
        str | None, typer.Option(help="Embedding model; default: the one a build would take.")
    ] = None,
    rerank_model: Annotated[
        str | None, typer.Option(help="Cross-encoder to measure too: a folder or a hub id.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure search on a catalogue with judged queries, beside its baselines."""
    from ecomcore.search.evaluate import evaluate_search

    evaluation = evaluate_search(
        products, qrels, language=language, embed_model=model, rerank_model=rerank_model
    )
    print_evaluation(evaluation, as_json)


@evaluate_app.command("wishes")
def evaluate_wishes_command(
    wishes: Annotated[Path, typer.Option(help="YAML file of wishes with expected answers.")],
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure answers and understanding of wishes in a shop's search, in each language."""
    from ecomcore.build import open_build
    from ecomcore.search.wishes import evaluate_wishes, read_wishes

    engine = open_build(shop or get_settings().shop).part("search")
    print_evaluation(evaluate_wishes(engine, read_wishes(wishes)), as_json)


@evaluate_app.command("evidence")
def evaluate_evidence_command(
    part: Annotated[
        str | None,
        typer.Option(help="Only the questions of this part: dev, locked, fresh or strangers."),
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure answers about products on questions with known answers, in each language."""
    from ecomcore.build import open_build
    from ecomcore.evidence.evaluate import QUESTIONS, evaluate_evidence, read_cases

    shop = shop or get_settings().shop
    cases = [
        case
        for language in ("en", "zh")
        for case in read_cases(QUESTIONS / f"evidence.{language}.csv", language)
        if part in (None, case.part)
    ]
    print_evaluation(evaluate_evidence(open_build(shop).part("evidence"), cases, shop), as_json)


@evaluate_app.command("things")
def evaluate_things_command(
    shop: ShopOption = None,
    questions: Annotated[
        str,
        typer.Option(help="Which questions: things, things_spoken (sentences) or things_locked."),
    ] = "things",
    as_json: JsonOption = False,
) -> None:
    """Measure yes or no to "do you have …", on things that the demo shop has and things that it lacks."""
    from ecomcore.build import open_build
    from ecomcore.config import ROOT
    from ecomcore.search.things import evaluate_things, read_things

    shop = shop or get_settings().shop
    folder = ROOT / "benchmarks" / "data"
    things = [
        t for code in ("en", "zh") for t in read_things(folder / f"{questions}.{code}.csv", code)
    ]
    print_evaluation(evaluate_things(open_build(shop).part("search"), things, shop), as_json)


@evaluate_app.command("sizes")
def evaluate_sizes_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Measure size advice on bodies whose right size was read off the charts, in each language."""
    from ecomcore.config import ROOT
    from ecomcore.shop.database import open_session
    from ecomcore.sizes.charts import load_charts
    from ecomcore.sizes.evaluate import evaluate_sizes, read_bodies

    shop = shop or get_settings().shop
    folder = ROOT / "benchmarks" / "data"
    cases = [c for code in ("en", "zh") for c in read_bodies(folder / f"sizes.{code}.csv", code)]
    with open_session(shop) as session:
        print_evaluation(evaluate_sizes(load_charts(session), cases, shop), as_json)


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


@evaluate_app.command("summaries")
def evaluate_summaries_command(
    gold: Annotated[
        Path, typer.Option(help="JSON lines of reviews with human summaries; may be gzipped.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Measure review summaries against those of people (ROUGE), beside LexRank, centroid and random sentences."""
    from ecomcore.reviews.evaluate_summaries import evaluate_summaries, read_gold

    print_evaluation(evaluate_summaries(read_gold(gold), gold.name), as_json)


@evaluate_app.command("sentiment")
def evaluate_sentiment_command(
    train: Annotated[
        Path, typer.Option(help="Labelled reviews: JSON lines or CSV, may be gzipped.")
    ],
    test: Annotated[Path, typer.Option(help="Reviews of the same form to measure on.")],
    as_json: JsonOption = False,
) -> None:
    """Measure the sentiment of whole reviews, beside TF-IDF with logistic regression and a lexicon."""
    from ecomcore.reviews.evaluate_sentiment import evaluate_sentiment, read_labelled

    print_evaluation(
        evaluate_sentiment(read_labelled(train), read_labelled(test), test.name), as_json
    )


@evaluate_app.command("aspects")
def evaluate_aspects_command(as_json: JsonOption = False) -> None:
    """Measure aspects and opinions on annotated sentences of the demo shop's reviews, beside words alone."""
    from ecomcore.reviews.evaluate_aspects import evaluate_aspects

    print_evaluation(evaluate_aspects(), as_json)


@evaluate_app.command("review-questions")
def evaluate_review_questions_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Measure answers to questions from reviews on hand-written questions about the demo shop."""
    from ecomcore.build import open_build
    from ecomcore.reviews.evaluate_questions import evaluate_questions

    book = open_build(shop or get_settings().shop).part("reviews")
    print_evaluation(evaluate_questions(book), as_json)


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


@evaluate_app.command("answers")
def evaluate_answers_command(
    questions: Annotated[
        Path | None, typer.Option(help="CSV file: language,question,entry_id (empty: no answer).")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure answers from knowledge on questions that the build has not seen."""
    from ecomcore.build import open_build
    from ecomcore.knowledge.evaluate import QUESTIONS, evaluate_answers, read_questions

    shop = shop or get_settings().shop
    base = open_build(shop).part("knowledge")
    print_evaluation(evaluate_answers(base, read_questions(questions or QUESTIONS), shop), as_json)


def main() -> None:
    """Run the command; an error that ecomcore explains is printed without a traceback, with exit code 2."""
    try:
        app()
    except EcomError as error:
        typer.echo(f"ecomcore: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
