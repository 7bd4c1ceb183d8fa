"""`ecomcore recommend` and `ecomcore evaluate recommend`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecomcore.config import get_settings
from ecomcore.errors import EcomError
from ecomcore.printing import JsonOption, ShopOption, print_evaluation, print_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ecomcore.recommend.base import Recommendation
    from ecomcore.recommend.engine import ShopRecommender
    from ecomcore.recommend.shopping import Moment


class SplitName(StrEnum):
    """How interactions are divided."""

    time = "time"
    leave_last = "leave-last"
    random = "random"
    cold = "cold"


def add_recommend_commands(app: typer.Typer, evaluate_app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command("recommend")(recommend_command)
    evaluate_app.command("recommend")(evaluate_recommend_command)


def recommend_command(
    customer: Annotated[str | None, typer.Option(help="For a customer: id.")] = None,
    similar_to: Annotated[
        str | None, typer.Option("--similar-to", "--product", help="Like a product: id.")
    ] = None,
    cart: Annotated[
        str | None, typer.Option(help="What completes a cart: product ids, with commas.")
    ] = None,
    with_: Annotated[
        str | None, typer.Option("--with", help="What goes with a product: id.")
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(
            help="What happened just now: looked:ID, liked:ID, disliked:ID, owned:ID, with commas; "
            "alone or with --customer."
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Number of products, at most 1,000.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what each model gave, and the evidence.")
    ] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Recommend products in stock, with reasons: for a customer, a product, a cart, or what is popular."""
    from ecomcore.build import open_build
    from ecomcore.shop.database import open_session

    named = [value for value in (similar_to, cart, with_) if value is not None]
    if len(named) > 1:
        raise EcomError("give only one of --similar-to, --cart and --with")
    shop = shop or get_settings().shop
    recommender: ShopRecommender = open_build(shop).part("recommend")
    with open_session(shop) as database:
        found = _recommended(database, recommender, customer, similar_to, cart, with_, session, k)
        about = _about(database, customer) if explain and customer is not None else None
    if as_json:
        print_json([entry.as_dict() for entry in found])
        return
    if about is not None:
        typer.echo(", ".join(f"{name} {value}" for name, value in about.items()))
    for entry in found:
        title = recommender.goods[recommender.row_of[entry.product_id]].title
        name = title.get("en") or next(iter(title.values()), entry.product_id)
        typer.echo(f"{entry.score:.3f}  {entry.product_id} ({name}): {entry.reason.texts['en']}")
        if explain:
            parts = ", ".join(f"{name} {gain:.3f}" for name, gain in entry.parts)
            evidence = ", ".join(f"{product} {gain:.3f}" for product, gain in entry.reason.evidence)
            typer.echo(f"       from {parts or entry.reason.kind}; evidence: {evidence or 'none'}")
    if not found:
        typer.echo("nothing to recommend")


def evaluate_recommend_command(
    interactions: Annotated[
        Path | None,
        typer.Option(
            help="CSV, gzip or Parquet: customer,item,timestamp[,quantity,rating]; default: the shop's orders."
        ),
    ] = None,
    split: Annotated[
        SplitName, typer.Option(help="How to hold back: the latest, the last, any, whole items.")
    ] = SplitName.time,
    items: Annotated[
        Path | None, typer.Option(help="Facts of items: item[,title,brand,…]; texts serve content.")
    ] = None,
    customers: Annotated[
        Path | None, typer.Option(help="Facts of customers: customer[,gender,age].")
    ] = None,
    test_from: Annotated[
        str | None, typer.Option(help="First day of the test part, as 2011-04-01 (split by time).")
    ] = None,
    test_until: Annotated[
        str | None, typer.Option(help="Day after the test part; later events are left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of random choices.")] = 42,
    plot: Annotated[
        Path | None, typer.Option(help="PNG file: coverage against nDCG of all models.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure all recommenders and baselines on held-back interactions, with intervals over customers.

    Settings and the weights of the blend are chosen inside the training part.
    """
    from ecomcore.recommend.chart import draw_models
    from ecomcore.recommend.evaluate import evaluate_recommend
    from ecomcore.recommend.sources import from_files, from_shop

    shop = shop or get_settings().shop
    with _progress(is_shown=not as_json) as say:
        say("reading")
        if interactions is not None:
            data, facts = from_files(interactions, items, customers)
        else:
            data, facts = from_shop(shop)
        measured = evaluate_recommend(
            data,
            split.value,
            facts=facts,
            cut_day=data.day_of(test_from),
            end_day=data.day_of(test_until),
            seed=seed,
            name=str(interactions.name if interactions else f"orders of {shop}"),
            say=say,
        )
    if plot is not None:
        draw_models(measured.evaluation, plot)
    print_evaluation(measured.evaluation, as_json)


def _about(database: Session, customer: str) -> dict[str, object]:
    """Return what is known of a customer as one of a group; nothing without consent to profiling."""
    from ecomcore.recommend.features import features_of
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.models import Customer

    known = database.get(Customer, customer)
    if known is None or not known.consent_profiling:
        return {"profiling": "not agreed"}
    return features_of(ShopData(database), customer)


def _recommended(
    database: Session,
    recommender: ShopRecommender,
    customer: str | None,
    similar_to: str | None,
    cart: str | None,
    with_: str | None,
    session: str | None,
    k: int,
) -> list[Recommendation]:
    from ecomcore.recommend import shopping

    moment = _moment(session)
    if moment is not None:
        for product in (*moment.looked, *moment.liked, *moment.disliked, *moment.owned):
            shopping.check_product(database, product)
    now = get_settings().clock()
    if cart is not None:
        ids = [product.strip() for product in cart.split(",") if product.strip()]
        return shopping.complete_cart(
            database, recommender, ids, customer_id=customer, moment=moment, k=k
        )
    if with_ is not None:
        return shopping.goes_with(
            database, recommender, with_, customer_id=customer, moment=moment, k=k
        )
    return shopping.recommend_for(
        database, recommender, customer_id=customer, product_id=similar_to, moment=moment,
        now=now, k=k,
    )  # fmt: skip


def _moment(session: str | None) -> Moment | None:
    """Read what happened in a session, written as `looked:ID,liked:ID`.

    Raises:
        EcomError: an event is of no known kind.
    """
    from ecomcore.recommend.shopping import Moment

    if session is None:
        return None
    known: dict[str, list[str]] = {"looked": [], "liked": [], "disliked": [], "owned": []}
    for event in filter(None, (part.strip() for part in session.split(","))):
        kind, _, product = event.partition(":")
        if kind not in known or not product:
            raise EcomError(
                f"{event!r} is no event of a session: write KIND:ID, with one of {', '.join(known)}"
            )
        known[kind].append(product)
    looked, liked, disliked, owned = (tuple(products) for products in known.values())
    return Moment(looked, liked, disliked, owned)


@contextmanager
def _progress(is_shown: bool) -> Iterator[Callable[[str], None]]:
    """Show what is being done on the error output, where somebody looks."""
    if not is_shown:
        yield lambda text: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update
