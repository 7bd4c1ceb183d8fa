"""The `ecomcore evaluate` commands: a part of the product against its baselines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecomcore.config import get_settings
from ecomcore.printing import JsonOption, ShopOption, print_evaluation

evaluate_app = typer.Typer(
    help="Measure a part of the product against its baselines.", no_args_is_help=True
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
