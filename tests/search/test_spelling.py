"""Misspelt words and what they stand for."""

import pytest

from ecomcore.search.catalogue import Catalogue, SearchTerm
from ecomcore.search.spelling import Speller
from ecomcore.search.vocabulary import Vocabulary


@pytest.fixture
def speller() -> Speller:
    found = Speller()
    for title in ("Wireless Headphones", "Rain Jacket", "Ceramic Mug", "Jackal Toy"):
        found.add_targets(title)
    found.add_known(["keeps you dry in every drizzle"])
    found.add_chinese("冲锋衣")
    return found


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("hedphones", "headphones"),
        ("headhpones", "headphones"),
        ("wireles", "wireless"),
        ("jaket", "jacket"),
        ("cermaic", "ceramic"),
    ],
)
def test_repairs(speller: Speller, wrong: str, right: str) -> None:
    assert speller.repair(wrong) == right


@pytest.mark.parametrize(
    "word",
    ["jackets", "mug", "drizzle", "mugg", "xyzzy", "pjacket", "h3adphones", ""],
)
def test_right_or_unlike_words_stay(speller: Speller, word: str) -> None:
    assert speller.repair(word) is None


@pytest.mark.parametrize("word", ["soda", "sodas", "chess"])
def test_a_word_is_right_though_the_catalogue_lacks_it(speller: Speller, word: str) -> None:
    speller.add_targets("Sofa with Chest")
    assert speller.repair(word) is None
    assert speller.repair("sopha") is None
    assert speller.repair("chets") == "chest"


def test_one_wrong_character(speller: Speller) -> None:
    assert speller.repair_chinese("冲峰衣") == "冲锋衣"
    assert speller.repair_chinese("冲锋衣") is None
    assert speller.repair_chinese("羽绒衣") is None


def test_right_characters_in_a_row_count_for_more() -> None:
    speller = Speller()
    for phrase in ("电脑包", "电饭煲"):
        speller.add_chinese(phrase)
    assert speller.repair_chinese("电饭包") == "电饭煲"
    assert speller.repair_chinese("电闹包") == "电脑包"


def test_of_several_names_of_one_thing_the_shops_own_is_meant() -> None:
    """It does not depend on the order in which a process happens to keep words."""
    others = ("电饭锅", "电饭桶", "电饭盒", "电饭壶", "电饭釜")
    rice_cooker = SearchTerm("type", {"zh": "电饭煲"}, {"zh": others})
    speller = Vocabulary.of(Catalogue((), {}, (rice_cooker,))).speller
    assert speller.repair_chinese("电饭包") == "电饭煲"
