"""`ecomcore reviews`: what reviewers say, for shoppers and for the staff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ecomcore.config import get_settings
from ecomcore.errors import NotFoundError
from ecomcore.printing import JsonOption, ShopOption, print_json

if TYPE_CHECKING:
    from ecomcore.reviews.book import ReviewBook
    from ecomcore.reviews.offer import ReviewOffer

SUMMARIZE = "summarize"


class SummarizeByDefault(TyperGroup):
    """Takes `ecomcore reviews PRODUCT` for `ecomcore reviews summarize PRODUCT`."""

    # The context and the command are click's or, in later versions, those of a private copy in Typer.
    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that the first argument names, else the summary of what it names."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            args = [SUMMARIZE, *args]
        return super().resolve_command(ctx, args)


reviews_app = typer.Typer(
    cls=SummarizeByDefault,
    help="What reviewers say: summaries, aspects, questions, comparisons, trends, doubtful reviews.",
    no_args_is_help=True,
)
ProductArgument = Annotated[str, typer.Argument(help="Id of the product.")]
LanguageOption = Annotated[
    str, typer.Option("--lang", "--language", help="Language of the reader.")
]
PlotOption = Annotated[Path | None, typer.Option("--plot", help="PNG file to draw into.")]


@reviews_app.command(SUMMARIZE)
def summarize_command(
    product: ProductArgument,
    language: LanguageOption = "en",
    plot: PlotOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sum up what reviewers say of a product: ratings, likes and complaints with counts and quotes."""
    from ecomcore.reviews.wording import summary_lines, texts

    offer, _ = _offer(shop, product, language)
    if plot is not None:
        from ecomcore.reviews.plotting import draw_summary

        draw_summary(offer.summary, offer.title, plot)
    if as_json:
        print_json(offer.as_dict())
        return
    typer.echo(offer.title)
    for line in summary_lines(offer.summary):
        typer.echo(line)
    said = texts(language)
    if offer.facts:
        typer.echo(
            said["known"].format(facts="; ".join(f"{k}: {v}" for k, v in offer.facts.items()))
        )
    for title, summary in offer.kin.items():
        typer.echo("")
        typer.echo(said["kin"].format(title=title))
        for line in summary_lines(summary):
            typer.echo(f"  {line}")


@reviews_app.command("aspects")
def aspects_command(
    product: ProductArgument,
    language: LanguageOption = "en",
    plot: PlotOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the aspects that reviewers of a product speak of, with praise, blame and a quote of each side."""
    from ecomcore.reviews.wording import aspect_name, quoted

    offer, book = _offer(shop, product, language)
    found = book.aspects(offer.summary.product_id, language)
    if plot is not None:
        from ecomcore.reviews.plotting import draw_aspects

        draw_aspects(found, offer.title, plot)
    if as_json:
        print_json(
            [
                balance.as_dict() | {"name": aspect_name(balance.aspect, language)}
                for balance in found
            ]
        )
        return
    for balance in found:
        praise, blame = (p.reviewers if p else 0 for p in (balance.praise, balance.blame))
        typer.echo(f"{aspect_name(balance.aspect, language)}: +{praise} −{blame}")
        for point in (balance.praise, balance.blame):
            if point and point.quotes:
                typer.echo(f"    {quoted(point.quotes[0], language)}")
    if not found:
        typer.echo("no reviewer speaks of any aspect")


@reviews_app.command("ask")
def ask_command(
    product: ProductArgument,
    question: Annotated[str, typer.Argument(help="A question about the product, in any language.")],
    language: Annotated[
        str | None, typer.Option("--lang", help="Language of the answer; default: the question's.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the opinions of a product's reviewers, or say that nobody mentions it."""
    from ecomcore.reviews.wording import answer_lines
    from shoptalk.language import detect

    spoken = language or detect(question) or "en"
    offer, book = _offer(shop, product, spoken)
    answer = book.ask(offer.summary.product_id, question, spoken)
    if as_json:
        print_json(answer.as_dict())
        return
    for line in answer_lines(answer):
        typer.echo(line)


@reviews_app.command("useful")
def useful_command(
    product: ProductArgument,
    language: LanguageOption = "en",
    count: Annotated[int, typer.Option("--count", "-k", min=1, help="So many reviews.")] = 5,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reviews of a product that tell a reader most."""
    from ecomcore.reviews.wording import aspect_name

    offer, book = _offer(shop, product, language)
    found = book.useful(offer.summary.product_id, language, count)
    if as_json:
        print_json([one.as_dict() for one in found])
        return
    for one in found:
        told = ", ".join(
            f"{aspect_name(aspect, language)} {'+' if side > 0 else '−'}"
            for aspect, side in one.aspects.items()
        )
        typer.echo(f"{one.review_id} ({one.rating}★, {told or '…'}): {one.text}")
    if not found:
        typer.echo("no review has words to show")


@reviews_app.command("compare")
def compare_command(
    first: Annotated[str, typer.Argument(help="Id of one product.")],
    second: Annotated[str, typer.Argument(help="Id of the other.")],
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which of two products reviewers like better, and for what."""
    from ecomcore.reviews.wording import contest_lines

    left, book = _offer(shop, first, language)
    right, _ = _offer(shop, second, language)
    names = left.summary.product_id, right.summary.product_id
    titles = dict(zip(names, (left.title, right.title), strict=True))
    contest = book.compare(*names, language)
    if as_json:
        print_json(contest.as_dict())
        return
    for line in contest_lines(contest, titles, language):
        typer.echo(line)


@reviews_app.command("trends")
def trends_command(
    product: Annotated[
        str | None, typer.Option(help="Id of a product; default: the whole shop.")
    ] = None,
    category: Annotated[
        str | None, typer.Option(help="Path of a category, as kitchen/kettles.")
    ] = None,
    language: LanguageOption = "en",
    plot: PlotOption = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show satisfaction over time, the most frequent complaints, and falls that chance does not explain."""
    from rich.console import Console
    from rich.table import Table

    from ecomcore.reviews.wording import aspect_name

    report = _book(shop).trends(product_id=product, category=category)
    if plot is not None:
        from ecomcore.reviews.plotting import draw_trends

        draw_trends(report, plot)
    if as_json:
        print_json(report.as_dict())
        return
    months = Table("month", "reviews", "stars", "±")
    for period in report.periods[-12:]:
        margin = "" if period.margin is None else f"{period.margin:.2f}"
        months.add_row(period.month, str(period.reviews), f"{period.mean:.2f}", margin)
    complaints = Table("complaint", "last 90 days", "before", "share now", "share before", "p")
    for one in report.complaints[:10]:
        chance = "" if one.p_value is None else f"{one.p_value:.3f}"
        complaints.add_row(
            aspect_name(one.aspect, language), str(one.recent), str(one.before), f"{one.recent_share:.0%}",
            f"{one.before_share:.0%}", chance,
        )  # fmt: skip
    console = Console()
    console.print(months)
    console.print(complaints)
    for alert in report.alerts:
        name = aspect_name(alert.aspect, language) if alert.aspect else "stars"
        console.print(
            f"alert: {name} fell, {alert.before} to {alert.recent} (p = {alert.p_value:.4f})"
        )
    if not report.alerts:
        console.print("no fall that chance does not explain")


@reviews_app.command("suspicious")
def suspicious_command(
    product: Annotated[str | None, typer.Option(help="Id of a product; default: all.")] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reviews that may not be honest, with reasons; they count less and are never deleted."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    found = _book(shop).suspicious(product)
    if as_json:
        print_json([one.as_dict() for one in found])
        return
    table = Table("review", "product", "stars", "counts", "reasons", "text")
    for one in found:
        reasons = ", ".join(one.reasons) + (f" of {one.like}" if one.like else "")
        table.add_row(
            one.review_id,
            one.product_id,
            str(one.rating),
            f"{one.trust:.2f}",
            reasons,
            escape(one.text[:80]),
        )
    Console().print(table if found else "no doubtful review")


@reviews_app.command("reply")
def reply_command(
    review: Annotated[str, typer.Argument(help="Id of the review.")],
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Suggest a reply to a review, in its language, about what it praises or blames."""
    text = _book(shop).suggested_reply(review)
    if text is None:
        raise NotFoundError(
            f"the build in service has no review {review!r}", data={"review_id": review}
        )
    if as_json:
        print_json({"review_id": review, "reply": text})
    else:
        typer.echo(text)


def _book(shop: str | None) -> ReviewBook:
    from ecomcore.build import open_build

    book: ReviewBook = open_build(shop or get_settings().shop).part("reviews")
    return book


def _offer(shop: str | None, product: str, language: str) -> tuple[ReviewOffer, ReviewBook]:
    """Return the product's offer, and the book with the reviews that came in since the build."""
    from ecomcore.reviews.offer import nearest_product, offer_for
    from ecomcore.shop.database import open_session

    book = _book(shop)
    with open_session(shop or get_settings().shop) as session:
        found = nearest_product(session, product)
        if found != product:
            typer.echo(f"there is no product {product!r}; the nearest is {found!r}", err=True)
        return offer_for(session, book, found, language), book
