"""`ecomcore desk`: what the shop's staff do with what the bot leaves to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecomcore.config import get_settings
from ecomcore.orders.commands import add_change_commands
from ecomcore.printing import JsonOption, ShopOption, print_json
from ecomcore.shop.ticket_commands import add_ticket_commands

desk_app = typer.Typer(
    help="Changes, tickets, goods that come back, alerts and wishes, ratings, reviews: the staff's side.",
    no_args_is_help=True,
)
add_change_commands(desk_app)
add_ticket_commands(desk_app)


@desk_app.command("claims")
def claims_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """List the claims that wait, with the customer's words and the file of the photo that came with each."""
    from ecomcore.orders.claims import open_claims
    from ecomcore.shop.database import open_session

    settings = get_settings()
    with open_session(shop) as session:
        claims = open_claims(session, settings.claim_photos(shop or settings.shop))
    if as_json:
        print_json([asdict(claim) for claim in claims])
        return
    table = Table("claim", "order", "what", "since", "wish", "words", "photo")
    for claim in claims:
        table.add_row(
            claim.number, claim.order_id, claim.reason or claim.kind, f"{claim.created_at:%Y-%m-%d %H:%M}",
            claim.resolution or "", escape(claim.note or ""), escape(str(claim.photo or "")),
        )  # fmt: skip
    Console().print(table if claims else "no claim is waiting")


@desk_app.command("receive")
def receive_command(
    case: Annotated[str, typer.Argument(help="Number of the return or exchange.")],
    resellable: Annotated[
        bool | None,
        typer.Option(
            help="Whether the goods go back into stock; default: not if they were faulty."
        ),
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in goods that a customer sent back: refunds are made, replacements go out."""
    from ecomcore.money import major_units
    from ecomcore.orders import receive_goods
    from ecomcore.shop.database import open_session

    now = get_settings().clock()
    with open_session(shop) as session:
        # One case is received once, so its number is the key: a second call gives the first receipt.
        receipt = receive_goods(session, case, f"desk:{case}", now, resellable=resellable)
    if as_json:
        print_json(asdict(receipt))
        return
    for move in receipt.transfers:
        amount = f"{major_units(move.amount_cents, receipt.currency)} {receipt.currency}"
        typer.echo(f"{move.kind} of {amount} ({move.method_kind})")
    typer.echo(f"order {receipt.order_id} is {receipt.status}")


@desk_app.command("alerts")
def alerts_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Tell shoppers that goods they wait for are back; run it after stock has come in."""
    from ecomcore.shop.alerts import send_due_alerts
    from ecomcore.shop.database import open_session
    from ecomcore.shop.notify import direct_notifier

    settings = get_settings()
    with open_session(shop) as session:
        sent = send_due_alerts(
            session,
            direct_notifier(settings),
            settings.clock(),
            in_chat=settings.tells_of("stock"),
        )
    if as_json:
        print_json([{"product_id": alert.product_id, "sku": alert.sku} for alert in sent])
    else:
        typer.echo(f"{len(sent)} sent")


@desk_app.command("news")
def news_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Tell shoppers who asked for it how their orders go on, in the chat; run it after orders have been imported."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.notices import tell_order_news

    settings = get_settings()
    told = []
    if settings.tells_of("orders"):
        with open_session(shop) as session:
            told = tell_order_news(session, settings.clock())
    if as_json:
        print_json([{"order": news.order_id, "status": news.status} for news in told])
    else:
        typer.echo(f"{len(told)} told")


@desk_app.command("wishes")
def wishes_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Tell shoppers that the shop now has what they looked for in vain; run it after a build with new products."""
    from ecomcore.build import CurrentBuild
    from ecomcore.search.arrivals import arrival
    from ecomcore.shop.database import open_session
    from ecomcore.shop.notify import direct_notifier
    from ecomcore.shop.wishes import send_due_wishes

    settings = get_settings()
    engine = CurrentBuild(shop or settings.shop, settings).get().part("search")
    with open_session(shop) as session:
        sent = send_due_wishes(
            session,
            lambda wish: arrival(engine, wish.words, wish.language, wish.created_at.date()),
            direct_notifier(settings),
            settings.clock(),
            in_chat=settings.tells_of("stock"),
        )
    if as_json:
        print_json([{"words": wish.words} for wish in sent])
    else:
        typer.echo(f"{len(sent)} sent")


@desk_app.command("ratings")
def ratings_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Summarise how shoppers rated the help they got."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.satisfaction import summarise

    with open_session(shop) as session:
        everything, by_subject = summarise(session)
    if as_json:
        parts = {about: asdict(summary) for about, summary in by_subject.items()}
        print_json({"all": asdict(everything), "by_subject": parts})
        return
    table = Table("about", "ratings", "mean", "satisfied")
    for about, summary in [*by_subject.items(), ("all", everything)]:
        mean = "" if summary.mean is None else f"{summary.mean:.2f}"
        share = "" if summary.satisfied_share is None else f"{summary.satisfied_share:.0%}"
        table.add_row(about, str(summary.count), mean, share)
    Console().print(table)


@desk_app.command("reviews")
def reviews_command(
    approve: Annotated[str | None, typer.Option(help="Id of a review to show from now on.")] = None,
    reject: Annotated[str | None, typer.Option(help="Id of a review not to show.")] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reviews that shoppers left and that wait for your word; approve or reject one."""
    from ecomcore.reviews.submission import decide, pending_reviews
    from ecomcore.shop.database import open_session

    with open_session(shop) as session:
        decided = [
            decide(session, name, approve=is_good)
            for name, is_good in ((approve, True), (reject, False))
            if name is not None
        ]
        found = decided or pending_reviews(session)
    if as_json:
        print_json([asdict(review) for review in found])
        return
    table = Table("review", "product", "stars", "status", "doubts", "text")
    for review in found:
        table.add_row(
            review.id, review.product_id, str(review.rating), review.status,
            ", ".join(review.doubts), escape(review.text),
        )  # fmt: skip
    Console().print(table if found else "no review is waiting")
