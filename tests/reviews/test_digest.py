"""Review digests: ratings and typical sentences."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

from ecomcore.reviews import part
from ecomcore.reviews.digest import (
    DigestLine,
    ReviewDigests,
    digest_reviews,
    pick_lines,
    sentence_opinions,
)
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Product, Review
from ecomcore.text.embed import get_embedder

KETTLE = [
    (5, "en", "The kettle boils water very quickly. It looks lovely on the stove."),
    (5, "en", "Water boils in no time at all. I use it every single morning."),
    (4, "en", "Boils the water fast and quietly. My sister bought one after seeing mine."),
    (1, "en", "The lid broke off after only two weeks. Never again from this shop."),
    (5, "zh", "烧水特别快，一会儿就开了。颜色很好看。"),
    (2, "zh", "盖子用了两周就松了，倒水的时候会掉下来。"),
]


def rows(product: str = "kettle") -> list[dict[str, object]]:
    return [
        {"id": f"r{n}", "product_id": product, "rating": stars, "language": code, "text": text}
        for n, (stars, code, text) in enumerate(KETTLE)
    ]


def line(row: int, label: str) -> DigestLine:
    rating = {"praise": 5, "criticism": 1, "mixed": 3}[label]
    return DigestLine(f"sentence {row}", f"r{row}", label, rating, "en")  # type: ignore[arg-type]


def test_ratings_are_counted_over_all_languages() -> None:
    digest = ReviewDigests(digest_reviews(rows(), get_embedder())).digest("kettle", "zh")
    assert digest is not None
    assert (digest.count, digest.counts) == (6, (1, 1, 0, 1, 3))
    assert digest.average == 3.67


def test_lines_are_sentences_of_the_named_review_in_the_language_asked_for() -> None:
    digests = ReviewDigests(digest_reviews(rows(), get_embedder()))
    texts = {str(row["id"]): str(row["text"]) for row in rows()}
    for language in ("en", "zh"):
        digest = digests.digest("kettle", language)
        assert digest is not None
        assert 2 <= len(digest.lines) <= 3
        assert {found.language for found in digest.lines} == {language}
        assert all(found.text in texts[found.review_id] for found in digest.lines)
        assert {found.label for found in digest.lines} == {"praise", "criticism"}


def test_what_several_buyers_say_is_typical() -> None:
    digest = ReviewDigests(digest_reviews(rows(), get_embedder())).digest("kettle", "en")
    assert digest is not None
    assert "boils" in digest.lines[0].text.lower()


def test_another_language_is_used_where_nobody_wrote_in_the_one_asked_for() -> None:
    only_chinese = [row for row in rows() if row["language"] == "zh"]
    digest = ReviewDigests(digest_reviews(only_chinese, get_embedder())).digest("kettle", "en")
    assert digest is not None
    assert {found.language for found in digest.lines} == {"zh"}


def test_a_rating_without_words_still_counts() -> None:
    silent = [{"id": "r", "product_id": "cup", "rating": 5, "language": "en", "text": "ok"}]
    digest = ReviewDigests(digest_reviews(silent, get_embedder())).digest("cup")
    assert digest is not None
    assert (digest.average, digest.lines) == (5.0, ())


def test_a_product_without_reviews_has_no_digest() -> None:
    assert ReviewDigests(digest_reviews([], get_embedder())).digest("kettle") is None


def test_the_prevailing_opinion_gets_two_lines_and_the_other_one() -> None:
    candidates = [line(0, "praise"), line(1, "praise"), line(2, "praise"), line(3, "criticism")]
    vectors = np.eye(4, dtype=np.float32)
    picked = pick_lines(candidates, vectors, np.zeros(4), average=4.5)
    assert [found.label for found in picked] == ["praise", "praise", "criticism"]
    picked = pick_lines(candidates, vectors, np.zeros(4), average=2.0)
    assert [found.label for found in picked] == ["criticism", "praise", "praise"]


def test_mixed_lines_stand_in_where_there_is_no_other_opinion() -> None:
    candidates = [line(0, "praise"), line(1, "mixed")]
    picked = pick_lines(candidates, np.eye(2, dtype=np.float32), np.zeros(2), average=4.0)
    assert [found.label for found in picked] == ["praise", "mixed"]
    only_mixed = [line(0, "mixed"), line(1, "mixed")]
    picked = pick_lines(only_mixed, np.eye(2, dtype=np.float32), np.zeros(2), average=3.0)
    assert [found.label for found in picked] == ["mixed", "mixed"]


def test_the_same_thing_is_not_said_twice() -> None:
    candidates = [line(row, "praise") for row in range(3)]
    vectors = np.array([[1, 0], [1, 0], [0.6, 0.8]], dtype=np.float32)
    picked = pick_lines(candidates, vectors, np.zeros(3), average=5.0)
    assert picked[1].review_id == "r2"


def test_opinions_follow_the_ratings_of_similar_sentences() -> None:
    rng = np.random.default_rng(0)
    good = np.array([1.0, 0.0]) + rng.normal(0, 0.05, (40, 2))
    bad = np.array([0.0, 1.0]) + rng.normal(0, 0.05, (40, 2))
    vectors = np.vstack([good, bad]).astype(np.float32)
    opinions = sentence_opinions(vectors, [5] * 40 + [1] * 40)
    assert opinions[:40].min() > 0.5
    assert opinions[40:].max() < -0.5
    assert not sentence_opinions(vectors[:3], [5, 4, 1]).any()


def test_the_part_reads_what_it_wrote(tables: Session, tmp_path: Path) -> None:
    tables.add(Product(id="kettle", category="kitchen", title={"en": "Kettle"}))
    tables.flush()
    tables.add_all(
        Review(created_on=date(2026, 1, 1), **{k: v for k, v in row.items()}) for row in rows()
    )
    tables.flush()
    data = ShopData(tables)
    metrics = part.make(data, get_embedder(), tmp_path)
    assert metrics == {"reviews": 6, "products": 1}
    again = part.load(tmp_path, get_embedder())
    assert len(again) == 1
    expected = ReviewDigests(digest_reviews(rows(), get_embedder())).digest("kettle", "en")
    assert again.digest("kettle", "en") == expected


def test_the_part_depends_on_the_reviews(tables: Session) -> None:
    tables.add(Product(id="kettle", category="kitchen", title={"en": "Kettle"}))
    tables.flush()
    before = part.inputs(ShopData(tables))
    tables.add(Review(id="r", product_id="kettle", rating=5, text="Good.", language="en"))
    tables.flush()
    assert part.inputs(ShopData(tables)) != before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_digest_becomes_json(language: str) -> None:
    digest = ReviewDigests(digest_reviews(rows(), get_embedder())).digest("kettle", language)
    assert digest is not None
    shown = digest.as_dict()
    assert shown["counts"] == (1, 1, 0, 1, 3)
    assert {"text", "review_id", "label", "rating", "language"} == set(shown["lines"][0])


@pytest.mark.parametrize(
    ("language", "service", "goods"),
    [
        ("en", "The courier delivered it three days late.", "The handle is rough and hurts."),
        ("zh", "客服一直不回，退款拖了半个月。", "把手太粗糙，拿着硌手。"),
    ],
)
def test_a_complaint_about_the_service_is_not_quoted_as_one_about_the_product(
    language: str, service: str, goods: str
) -> None:
    texts = [(1, service), (2, goods), (5, KETTLE[0][2] if language == "en" else KETTLE[4][2])]
    reviews = [
        {"id": f"r{n}", "product_id": "p", "rating": stars, "language": language, "text": text}
        for n, (stars, text) in enumerate(texts)
    ]
    digest = ReviewDigests(digest_reviews(reviews, get_embedder())).digest("p", language)
    assert digest is not None
    quoted = [line.text for line in digest.lines if line.label == "criticism"]
    assert quoted == [goods]


def test_service_is_quoted_where_nothing_else_was_said() -> None:
    review = {"id": "r", "product_id": "p", "rating": 1, "language": "en"}
    text = "The courier delivered it three days late."
    digest = ReviewDigests(digest_reviews([{**review, "text": text}], get_embedder())).digest("p")
    assert digest is not None
    assert [line.text for line in digest.lines] == [text]
