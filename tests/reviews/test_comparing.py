"""Two products side by side."""

from ecomcore.reviews.comparing import compare
from ecomcore.reviews.points import balances
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.wording import contest_lines


def reviews(product: str, *ratings: int) -> list[Review]:
    return [Review(f"{product}{n}", product, rating, "", "en") for n, rating in enumerate(ratings)]


def said(product: str, praise: int, blame: int) -> list[Remark]:
    opinions = [0.9] * praise + [-0.9] * blame
    return [
        Remark(f"{product}{n}", "en", 4, f"About {product} {n}.", opinion, {"size": opinion})
        for n, opinion in enumerate(opinions)
    ]


def test_clearly_better_stars_win() -> None:
    found = compare("a", "b", reviews("a", *[5] * 12), reviews("b", *[1, 2] * 6), [], [])
    assert found.winner == "first"
    assert "Reviewers like Pan A better" in next(
        contest_lines(found, {"a": "Pan A", "b": "Pan B"}, "en")
    )
    assert "买过的人更喜欢甲" in next(contest_lines(found, {"a": "甲", "b": "乙"}, "zh"))


def test_stars_within_chance_have_no_winner() -> None:
    found = compare("a", "b", reviews("a", 5, 4, 5), reviews("b", 4, 5, 4), [], [])
    assert found.winner == "none"
    assert "do not tell them apart" in next(contest_lines(found, {}, "en"))


def test_one_review_is_too_few_to_compare() -> None:
    found = compare("a", "b", reviews("a", 5), reviews("b", 1, 1, 1), [], [])
    assert found.p_value is None
    assert next(contest_lines(found, {}, "en")).startswith("Too few reviews")


def test_an_aspect_is_won_with_counts_and_a_quote_of_each() -> None:
    left, right = (
        balances(said(name, *counts), "en") for name, counts in (("a", (9, 1)), ("b", (1, 9)))
    )
    (size,) = compare("a", "b", reviews("a", 5), reviews("b", 5), left, right).aspects
    assert (size.first_praise, size.first_mentions, size.second_praise, size.second_mentions) == (
        9,
        10,
        1,
        10,
    )
    assert size.winner == "first"
    assert size.is_certain
    assert [quote.review_id[0] for quote in size.quotes] == ["a", "b"]
