"""No claim without reviewers: every point of fifty summaries of the demo shop is held against the reviews."""

import csv
from collections import defaultdict

import pytest

from ecomcore.config import ROOT
from ecomcore.reviews.points import Point
from ecomcore.reviews.reading import ReadShop, read_shop
from ecomcore.reviews.remarks import Remark, side_of
from ecomcore.reviews.review import Review, readable
from ecomcore.reviews.summary import summarise
from ecomcore.text.embed import get_embedder

PRODUCTS = 50


@pytest.fixture(scope="module")
def reviews() -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    with (ROOT / "data" / "shop" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = readable(row["text"])
            found[row["product_id"]].append(
                Review(
                    row["review_id"], row["product_id"], int(row["rating"]), text, row["language"]
                )
            )
    return dict(sorted(found.items())[:PRODUCTS])


@pytest.fixture(scope="module")
def read(reviews: dict[str, list[Review]]) -> ReadShop:
    return read_shop([review for group in reviews.values() for review in group], get_embedder())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_point_is_what_its_reviewers_say_and_every_quote_is_theirs(
    reviews: dict[str, list[Review]], read: ReadShop, language: str
) -> None:
    said: dict[str, list[Remark]] = defaultdict(list)
    for remark in read.remarks:
        said[remark.review_id].append(remark)
    points = 0
    for product, group in reviews.items():
        texts = {review.id: review.text for review in group}
        remarks = [remark for review in group for remark in said[review.id]]
        summary = summarise(product, group, remarks, language)
        divided = [p for balance in summary.divided for p in (balance.praise, balance.blame) if p]
        for point in (*summary.liked, *summary.criticised, *divided):
            points += 1
            assert point.reviewers == len(set(point.support)) <= len(group)
            assert all(_supports(said[name], point) for name in point.support)
            assert all(quote.review_id in point.support for quote in point.quotes)
            assert all(quote.text in texts[quote.review_id] for quote in point.quotes)
        for quote in (*summary.suits, *summary.typical):
            assert quote.text in texts[quote.review_id]
    assert points > 3 * PRODUCTS


def _supports(remarks: list[Remark], point: Point) -> bool:
    opinions = [
        remark.aspects[point.aspect] for remark in remarks if point.aspect in remark.aspects
    ]
    return side_of(sum(opinions) / len(opinions)) == point.side
