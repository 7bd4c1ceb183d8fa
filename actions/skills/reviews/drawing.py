"""What reviewers say of a product as channels draw it: rating bars, counted points, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.turn.payloads import Rated, RatingBar, ReviewPoint, ReviewQuote
from actions.turn.turn import Turn
from ecomcore.reviews.points import Balance, Point, Quote
from ecomcore.reviews.summary import ReviewSummary
from ecomcore.reviews.wording import aspect_name, foreign_language


def rated(turn: Turn, title: str, summary: ReviewSummary) -> Rated:
    """Return the reviews of one product with the points that most reviewers share."""
    bars = tuple(
        RatingBar(stars, summary.counts[stars - 1], round(summary.bars[stars - 1], 3))
        for stars in range(len(summary.counts), 0, -1)
    )
    points = tuple(_points(turn, summary))
    return Rated(summary.product_id, title, summary.average, summary.count, bars, points)


def _points(turn: Turn, summary: ReviewSummary) -> Iterator[ReviewPoint]:
    for point in (*summary.liked, *summary.criticised):
        praise, blame = (point.reviewers if point.side == side else 0 for side in (1, -1))
        name = aspect_name(point.aspect, turn.language)
        yield ReviewPoint(name, praise, blame, _quotes(turn, point.quotes))
    for balance in summary.divided:
        yield _division(turn, balance)


def _division(turn: Turn, balance: Balance) -> ReviewPoint:
    quotes = [quote for point in (balance.praise, balance.blame) for quote in _first(point)]
    return ReviewPoint(
        aspect_name(balance.aspect, turn.language),
        balance.praise.reviewers if balance.praise else 0,
        balance.blame.reviewers if balance.blame else 0,
        _quotes(turn, quotes),
    )


def _first(point: Point | None) -> tuple[Quote, ...]:
    return point.quotes[:1] if point else ()


def _quotes(turn: Turn, quotes: Iterable[Quote]) -> tuple[ReviewQuote, ...]:
    return tuple(
        ReviewQuote(quote.text, quote.rating, foreign_language(quote, turn.language))
        for quote in quotes
    )
