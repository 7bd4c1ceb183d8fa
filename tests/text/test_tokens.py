"""Terms that search indexes and looks up."""

import pytest

from ecomcore.text.tokens import normalise, stem, tokenize, words


def test_normalise_makes_one_form_of_widths_cases_and_characters() -> None:
    assert normalise("ＵＳＢ－Ｃ　藍牙耳機") == "usb-c 蓝牙耳机"
    assert normalise("Up to $1,299\nTODAY") == "up to $1299 today"


def test_english_words_meet_in_their_stem() -> None:
    assert tokenize("running Jackets") == tokenize("run jacket") == ["run", "jacket"]


def test_a_model_number_is_found_in_parts_and_whole() -> None:
    assert tokenize("TN-2110") == ["tn", "2110", "tn2110"]


def test_possessives_and_decimals() -> None:
    assert tokenize("women's 13.3 inch") == ["women", "13.3", "inch"]


def test_accents_do_not_matter() -> None:
    assert tokenize("Café") == tokenize("cafe")


def test_chinese_gives_words_and_pairs() -> None:
    terms = tokenize("防水冲锋衣")
    assert {"防水", "冲锋"} <= set(terms)
    assert set(tokenize("冲锋衣")) & set(terms) == set(tokenize("冲锋衣"))


def test_traditional_characters_find_simplified_ones() -> None:
    assert tokenize("紅色圍巾") == tokenize("红色围巾")


def test_words_do_not_overlap() -> None:
    assert "".join(words("防水冲锋衣")) == "防水冲锋衣"
    assert words("USB-C cable") == ["usb-c", "cable"]


@pytest.mark.parametrize("text", ["", "  ", "%_';--", "\x00\u202e"])
def test_nothing_to_look_up(text: str) -> None:
    assert tokenize(text) == []


def test_a_word_of_another_language_takes_its_stemmer() -> None:
    assert stem("jacken", "de") == stem("jacke", "de")
