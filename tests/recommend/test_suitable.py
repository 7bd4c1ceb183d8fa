"""For which ages a product is made, as data write it."""

import pytest

from ecomcore.recommend.suitable import ages_of, suits


@pytest.mark.parametrize(
    ("written", "youngest", "oldest"),
    [
        ("2-5 years", 2, 5),
        ("8+ years", 8, 120),
        ("3+ years", 3, 10),
        ("18+ months", 1.5, 7),
        ("from birth", 0, 4),
        ("adult", 18, 120),
        ("3至6岁", 3, 6),
        ("6岁以上", 6, 120),
    ],
)
def test_the_ages_that_a_text_names(written: str, youngest: float, oldest: float) -> None:
    assert ages_of({"age_group": written}) == (youngest, oldest)


def test_what_says_nothing_of_ages_suits_nobody_in_particular() -> None:
    assert ages_of({"material": "oak"}) is None
    assert suits({"age_group": "any"}, 30) is None


def test_a_limit_forbids_below_it_and_says_nothing_above() -> None:
    honey = {"age_group": "over 1 year"}
    assert suits(honey, 0) is False
    assert suits(honey, 40) is None


def test_a_toy_for_toddlers_is_no_present_for_a_grown_up() -> None:
    assert suits({"age_group": "18+ months"}, 60) is False
    assert suits({"age_group": "8+ years"}, 60) is True
