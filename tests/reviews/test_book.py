"""The reviews of a shop: made by the build, asked afterwards, changed by what comes in."""

import json
from datetime import date

import pytest
from built_reviews import WRITTEN
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.reviews import reading
from ecomcore.reviews.asking import ReviewAnswer, said_of_it
from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.offer import offer_for
from ecomcore.reviews.points import Quote
from ecomcore.reviews.reading import read_shop
from ecomcore.reviews.review import Review as Read
from ecomcore.reviews.vocabulary import aspect_keys
from ecomcore.reviews.wording import answer_lines, brief_lines, counted_lines, suggested_reply
from ecomcore.shop.models import Review
from ecomcore.text.embed import get_embedder


def test_a_summary_counts_both_languages_and_every_point_has_its_support(book: ReviewBook) -> None:
    summary = book.summary("kettle", "en")
    assert (summary.count, summary.average) == (5, 3.4)
    blamed = {point.aspect: set(point.support) for point in summary.criticised}
    assert blamed["durability"] == {"r4", "r5"}
    texts = {name: text for name, _, _, text in WRITTEN}
    for point in (*summary.liked, *summary.criticised):
        assert point.reviewers == len(set(point.support))
        assert all(quote.text in texts[quote.review_id] for quote in point.quotes)
        assert {quote.review_id for quote in point.quotes} <= set(point.support)


def test_typical_sentences_are_in_the_reader_s_language(book: ReviewBook) -> None:
    assert {quote.language for quote in book.summary("kettle", "zh").typical} == {"zh"}


@pytest.mark.parametrize(
    ("question", "language", "verdict"),
    [
        ("Does it boil fast?", "en", "praise"),
        ("烧水快吗？", "zh", "praise"),
        ("Is it durable?", "en", "blame"),
        ("耐用吗？", "zh", "blame"),
        ("Does it play music?", "en", "not_mentioned"),
        ("能连蓝牙吗？", "zh", "not_mentioned"),
    ],
)
def test_questions_are_answered_by_the_balance_of_opinions(
    book: ReviewBook, question: str, language: str, verdict: str
) -> None:
    answer = book.ask("kettle", question, language)
    assert answer.verdict == verdict
    assert bool(answer.quotes) is (verdict != "not_mentioned")


def test_nobody_mentions_it_is_said_so(book: ReviewBook) -> None:
    lines = list(answer_lines(book.ask("kettle", "Does it play music?", "en")))
    assert lines == ["None of the 5 reviews mentions it."]
    assert list(answer_lines(book.ask("mug", "好用吗", "zh"))) == ["这款还没有人评价。"]


def test_an_answer_in_counts_has_no_verdict_and_marks_what_is_foreign(book: ReviewBook) -> None:
    counted, *quotes = counted_lines(book.ask("kettle", "Is it durable?", "en"))
    assert "0 seem happy and 2 seem to complain" in counted
    assert any("The lid broke after two weeks." in quote for quote in quotes)
    assert [("in Chinese" in quote) for quote in quotes if "盖子" in quote] == [True]


def test_what_one_reviewer_writes_is_quoted_without_a_balance(book: ReviewBook) -> None:
    answer = book.ask("kettle", "Is the handle comfortable?", "en")
    for lines in (list(answer_lines(answer)), list(counted_lines(answer))):
        assert lines[0] == "One of the 5 reviewers writes:"
        assert "the handle is comfortable" in lines[1]


def test_one_opinion_is_no_balance_also_where_others_take_no_side() -> None:
    bad = Quote("It drips.", "r1", "en", 1, -0.9)
    other = Quote("I wiped the drips.", "r2", "en", 3, 0.0)
    answer = ReviewAnswer("Leaks?", "en", (), "blame", 0, 1, 1, 9, (bad, other))
    for lines in (list(answer_lines(answer)), list(counted_lines(answer))):
        assert lines[0] == "2 of the 9 reviewers write about it:"
        assert len(lines) == 3


@pytest.mark.parametrize(
    ("written", "first", "quotes"),
    [
        ("It leaks.", "The only reviewer writes:", 1),
        ("It leaks, call me on 415-555-2671.", "Reviews that mention it: 1 of 1.", 0),
        ("👎", "None of the 1 reviews mentions it.", 0),
    ],
)
def test_an_only_review_a_private_one_and_one_without_words(
    book: ReviewBook, written: str, first: str, quotes: int
) -> None:
    book.add([Read("x1", "pan", 1, written, "en")])
    answer = book.ask("pan", "Does it leak?", "en")
    for lines in (list(answer_lines(answer)), list(counted_lines(answer))):
        assert lines[0].startswith(first)
        assert len(lines) == 1 + quotes
    assert "415-555" not in "\n".join(lines)


def test_a_remark_says_of_a_thing_mostly_what_it_says_and_partly_what_its_clause_says() -> None:
    embedder = get_embedder()
    mixed = Read("x1", "coat", 2, "防水不错，但孩子老说脖子痒，一看红了一圈。", "zh")
    read = read_shop([mixed], embedder)
    dry, itch = (
        said_of_it(asked, "zh", {0: read.remarks[0]}, embedder, read.model)[0]
        for asked in ("防水吗？", "脖子痒吗？")
    )
    assert dry > read.remarks[0].opinion > itch


def test_a_brief_summary_has_ratings_counted_points_and_a_quote(book: ReviewBook) -> None:
    lines = list(brief_lines(book.summary("kettle", "zh")))
    assert "5 条评价，平均 3.4 分" in lines[0]
    assert any("5 人中有 2 人提到" in line for line in lines)
    assert any("“" in line for line in lines)


def test_the_bad_ones_are_the_clearest_complaints(book: ReviewBook) -> None:
    assert {quote.review_id for quote in book.worst("kettle", "en")} == {"r4", "r5"}


def test_a_new_review_changes_the_summary_and_a_removed_one_too(
    shop: Session, book: ReviewBook
) -> None:
    assert book.sync(shop, "kettle") == 0
    shop.add(
        Review(
            id="r6", product_id="kettle", rating=1, text="The lid broke on day one.", language="en"
        )
    )
    shop.add(
        Review(
            id="r7", product_id="kettle", rating=1, text="Broke.", language="en", status="pending"
        )
    )
    shop.flush()
    assert book.sync(shop, "kettle") == 1
    summary = book.summary("kettle", "en")
    assert summary.count == 6
    durability = next(point for point in summary.criticised if point.aspect == "durability")
    assert set(durability.support) == {"r4", "r5", "r6"}
    shop.delete(shop.get(Review, "r4"))
    shop.flush()
    assert book.sync(shop, "kettle") == 1
    assert book.summary("kettle", "en").counts == (1, 1, 0, 1, 2)


def test_a_product_without_reviews_is_offered_its_facts_and_kin(
    shop: Session, book: ReviewBook
) -> None:
    offer = offer_for(shop, book, "slow", "en")
    assert offer.summary.count == 0
    assert offer.facts == {"volume": "1 L"}
    assert list(offer.kin) == ["Gooseneck kettle kettle"]
    assert offer_for(shop, book, "mug", "en").kin == {}
    with pytest.raises(NotFoundError):
        offer_for(shop, book, "nothing", "en")


def test_everything_becomes_json(shop: Session, book: ReviewBook) -> None:
    for value in (
        offer_for(shop, book, "kettle", "zh").as_dict(),
        book.ask("kettle", "耐用吗？", "zh").as_dict(),
        book.compare("kettle", "mug").as_dict(),
        book.trends().as_dict(),
        [balance.as_dict() for balance in book.aspects("kettle")],
    ):
        assert json.loads(json.dumps(value, default=str))


def test_a_reply_is_about_what_was_said_in_the_language_of_the_review(book: ReviewBook) -> None:
    reply = book.suggested_reply("r5")
    assert reply is not None
    assert "抱歉" in reply
    assert book.suggested_reply("nothing") is None
    assert suggested_reply([], 5, "en").startswith("Thank you")


def test_progress_ends_at_the_end_also_where_sentences_repeat() -> None:
    steps: list[tuple[int, int]] = []
    twice = [Read(name, "pan", 5, "It heats fast.", "en") for name in ("r1", "r2")]
    read_shop(twice, get_embedder(), lambda done, total: steps.append((done, total)))
    assert steps[-1] == (1, 1)


def test_a_large_shop_is_read_by_the_student_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VECTORS", 60)
    good, bad = "It works perfectly and I love it.", "It broke and I am very disappointed."
    reviews = [
        Read(
            str(n),
            f"p{n % 4}",
            5 if n % 2 else 1,
            f"{good if n % 2 else bad} Number {n}.",
            "en",
            date(2026, 1, 1),
        )
        for n in range(80)
    ]
    read = read_shop(reviews, get_embedder())
    assert len({remark.review_id for remark in read.remarks}) == 80
    far = [
        remark
        for remark, vector in zip(read.remarks, read.vectors, strict=True)
        if not vector.any()
    ]
    assert far
    told = [remark for remark in far if "disappointed" in remark.text]
    assert all(remark.opinion < 0 for remark in told)
    assert {aspect for remark in far for aspect in remark.aspects} <= set(aspect_keys())
