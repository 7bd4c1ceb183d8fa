"""Text in photos: read in both scripts from packaged weights, and told which products it may be of."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from ecomcore.images import inscriptions
from ecomcore.images.inscriptions import Inscriptions, read_inscriptions

NAMES = {
    "kettle": "Pellmire Gooseneck Kettle 鹅颈手冲壶",
    "grinder": "Pellmire Hand Grinder 手摇磨豆机",
    "tea": "Yunding Spring Tea 云顶春茶 TX-200",
}


def test_what_is_rare_in_the_names_weighs_more_than_a_brand_that_two_share() -> None:
    shares = Inscriptions(NAMES).shares("Pellmire GRINDER")
    assert shares["grinder"] == pytest.approx(1.0)
    # ln(4 / 2.5) of ln(4 / 2.5) + ln(4 / 1.5): the brand alone
    assert shares["kettle"] == pytest.approx(0.470 / (0.470 + 0.981), abs=1e-3)
    assert "tea" not in shares


def test_words_of_no_product_say_nothing() -> None:
    assert Inscriptions(NAMES).shares("made with care since 1987") == {}
    assert Inscriptions(NAMES).shares("") == {}


def test_an_article_number_and_chinese_names_tell_the_product() -> None:
    known = Inscriptions(NAMES)
    assert known.shares("no. tx-200") == {"tea": 1.0}
    assert known.shares("云顶春茶") == {"tea": 1.0}


def test_what_is_shared_is_named_as_it_stands_there() -> None:
    known = Inscriptions(NAMES)
    assert known.shared("净含量 云顶春茶特级 TX-200", "tea") == "云顶春茶 tx-200"
    assert known.shared("云顶春茶", "kettle") == ""


def test_text_is_read_without_fetching_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    from rapidocr.utils.download_file import DownloadFile

    def refuse(*_: object) -> None:
        raise AssertionError("the weights are to come from the package")

    monkeypatch.setattr(DownloadFile, "run", refuse)
    inscriptions._reader.cache_clear()
    image = Image.new("RGB", (420, 120), "white")
    ImageDraw.Draw(image).text((20, 30), "PELLMIRE 420", "black", ImageFont.load_default(48))
    assert read_inscriptions(image).split() == ["PELLMIRE", "420"]


def test_a_plain_picture_has_no_text() -> None:
    assert read_inscriptions(Image.new("RGB", (200, 200), "white")) == ""
