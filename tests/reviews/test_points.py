"""Counting what reviewers say, and summing it up."""

from ecomcore.reviews.points import balances, pick_quotes
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.summary import summarise, tone_of, whom_it_suits
from ecomcore.reviews.wording import summary_lines


def remark(
    review: str, text: str, language: str = "en", rating: int = 5, **aspects: float
) -> Remark:
    opinion = sum(aspects.values()) / len(aspects) if aspects else 0.0
    return Remark(review, language, rating, text, opinion, aspects)


def review(name: str, rating: int, language: str = "en") -> Review:
    return Review(name, "kettle", rating, "…", language)


BOILS = [
    remark("a", "It boils in no time.", performance=0.9),
    remark("a", "Boils fast, as I said.", performance=0.8),
    remark("b", "烧水很快。", "zh", performance=0.7),
    remark("c", "Slow to boil for me.", rating=2, performance=-0.8),
    remark("d", "The handle is nice.", look=0.6),
]


def test_a_reviewer_counts_once_an_aspect_in_every_language() -> None:
    performance, look = balances(BOILS, "en")
    assert performance.aspect == "performance"
    assert performance.praise is not None
    assert performance.blame is not None
    assert performance.praise.support == ("a", "b")
    assert (performance.praise.reviewers, performance.blame.reviewers) == (2, 1)
    assert performance.praise.share == 0.5
    assert (look.aspect, look.blame) == ("look", None)


def test_quotes_are_of_different_reviewers_with_those_in_the_reader_s_language_first() -> None:
    (performance, _) = balances(BOILS, "zh")
    assert performance.praise is not None
    assert [quote.text for quote in performance.praise.quotes] == [
        "烧水很快。",
        "It boils in no time.",
    ]


def test_a_reviewer_who_says_both_takes_no_side() -> None:
    both = [remark("a", "Warm.", performance=0.8), remark("a", "Not warm.", performance=-0.8)]
    assert balances(both, "en") == []


def test_a_doubtful_reviewer_is_counted_but_comes_last() -> None:
    said = [
        remark("fake", "Soft soft soft.", comfort=0.9),
        remark("true", "Soft to touch.", comfort=0.6),
    ]
    (comfort,) = balances(said, "en", {"fake": 0.3})
    assert comfort.praise is not None
    assert comfort.praise.reviewers == 2
    assert [quote.review_id for quote in comfort.praise.quotes] == ["true", "fake"]


def test_what_is_private_is_counted_and_never_quoted() -> None:
    private = Remark("a", "en", 5, "Call me at 555-123-4567.", 0.9, {"service": 0.9}, 0, False)
    (service,) = balances([private], "en")
    assert service.praise is not None
    assert (service.praise.reviewers, service.praise.quotes) == (1, ())


def test_the_same_words_are_quoted_once() -> None:
    copies = [remark("a", "Great value for it."), remark("b", "Great value for it.")]
    assert len(pick_quotes(copies, [1.0, 1.0], "en")) == 1


def test_an_aspect_with_two_voices_on_each_side_is_a_disagreement_and_no_point() -> None:
    sizes = [remark(str(n), f"Fits number {n}.", size=0.8 if n < 2 else -0.8) for n in range(4)]
    found = summarise("kettle", [review(str(n), 4) for n in range(4)], sizes)
    assert [balance.aspect for balance in found.divided] == ["size"]
    assert (found.liked, found.criticised) == ((), ())


def test_a_well_reviewed_product_needs_two_voices_for_a_point() -> None:
    reviews = [review(str(n), 5) for n in range(10)]
    said = [
        remark("0", "Smells good.", smell=0.9),
        *(remark(str(n), f"Soft {n}.", comfort=0.9) for n in (1, 2)),
    ]
    assert [point.aspect for point in summarise("kettle", reviews, said).liked] == ["comfort"]


def test_a_summary_counts_stars_and_languages() -> None:
    found = summarise(
        "kettle", [review("a", 5), review("b", 4, "zh"), review("c", 1), review("d", 5)], BOILS
    )
    assert found.counts == (1, 0, 0, 1, 2)
    assert found.average == 3.75
    assert found.tone == "good"
    assert found.languages == {"en": 3, "zh": 1}
    assert found.as_dict()["bars"] == [0.25, 0.0, 0.0, 0.25, 0.5]


def test_no_reviews_are_no_opinion() -> None:
    found = summarise("kettle", [], [])
    assert (found.count, found.average, found.tone) == (0, None, "none")
    assert list(summary_lines(found)) == ["Nobody has reviewed this yet."]


def test_few_reviews_are_said_to_be_few_in_both_languages() -> None:
    two = [review("a", 5), review("b", 4)]
    assert next(summary_lines(summarise("kettle", two, [], "en"))).startswith(
        "Only 2 reviews so far"
    )
    assert next(summary_lines(summarise("kettle", two, [], "zh"))).startswith("目前只有 2 条评价")


def test_a_chinese_reader_gets_counted_points_with_english_quotes_marked() -> None:
    reviews = [review(name, 5) for name in "abcd"]
    lines = list(summary_lines(summarise("kettle", reviews, BOILS[:2], "zh")))
    assert "  使用效果（4 人中有 1 人提到）" in lines
    assert "    “It boils in no time.”（5 星，英文）" in lines


def test_doubtful_ratings_weigh_less_in_the_tone() -> None:
    reviews = [review("a", 5), review("b", 5), review("c", 1)]
    assert tone_of(reviews) == "mixed" if sum(r.rating for r in reviews) / 3 < 3.7 else "good"
    assert tone_of(reviews, {"a": 0.1, "b": 0.1}) == "very_bad"


def test_whom_it_suits_is_quoted() -> None:
    said = [
        remark("a", "Perfect for small kitchens.", size=0.8),
        remark("b", "It is blue.", look=0.5),
    ]
    assert [quote.text for quote in whom_it_suits(said, "en")] == ["Perfect for small kitchens."]
