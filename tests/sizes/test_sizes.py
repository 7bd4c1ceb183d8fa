"""One size for a body: measures as people write them, the charts of the demo shop, the rule between two sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ecomcore.config import ROOT
from ecomcore.errors import ImportFailedError
from ecomcore.shop.models import ShopInfo
from ecomcore.sizes.advice import advise_size
from ecomcore.sizes.body import read_body
from ecomcore.sizes.charts import CHARTS_KEY, Charts, load_charts, parse_charts, stored
from ecomcore.sizes.evaluate import answer, read_bodies

SMALL = """category,gender,measure,from,to,size,between
clothing,men,height,160,170,S,larger
clothing,men,height,168,180,M,larger
clothing,men,weight,50,60,S,larger
clothing,men,weight,60,70,M,larger
clothing,men,weight,70,80,L,larger
clothing,men,height,178,190,L,larger
clothing/trousers,men,waist,70,80,S,smaller
clothing/trousers,men,waist,80,90,M,smaller
"""


@pytest.fixture
def small() -> Charts:
    return Charts(parse_charts(SMALL))


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("165 55公斤", {"height": 165, "weight": 55}),
        ("178 150斤", {"height": 178, "weight": 75}),
        ("5'7\" 140 lbs", {"height": 170.18, "weight": 63.5}),
        ("5 ft 10 and 11 stone", {"height": 177.8, "weight": 69.85}),
        ("一米六五 110斤", {"height": 165, "weight": 55}),
        ("1米72 68kg", {"height": 172, "weight": 68}),
        ("脚长24.5", {"foot": 24.5}),
        ("脚长245", {"foot": 24.5}),
        ("foot length 265 mm", {"foot": 26.5}),
        ("二尺一", {"waist": 70}),
        ("waist 32 inch", {"waist": 81.28}),
        ("胸围102厘米", {"chest": 102}),
        ("宝宝身高108", {"height": 108}),
        ("UK 9", {"uk": 9}),
        ("美码9", {"us": 9}),
        ("he is 4 years old", {"age": 4}),
    ],
)
def test_measures_of_both_systems_are_read(text: str, measures: dict[str, float]) -> None:
    assert read_body(text).measures == measures


def test_two_sizes_that_somebody_is_between_are_read() -> None:
    assert read_body("im between 40 and 41").between == ("40", "41")
    assert read_body("38和39之间").between == ("38", "39")


def test_nothing_said_about_a_body_is_empty() -> None:
    assert read_body("what size should i take?").is_empty


def test_height_and_weight_side_by_side_take_the_larger_size(small: Charts) -> None:
    advice = advise_size(
        small, read_body("175 cm 72 kg"), category="clothing/jackets", gender="men"
    )
    assert advice.size == "L"
    assert {why.measure: why.size for why in advice.whys} == {"height": "M", "weight": "L"}


def test_between_two_sizes_both_are_named_with_the_rule_of_the_category(small: Charts) -> None:
    advice = advise_size(
        small, read_body("waist 80 cm"), category="clothing/trousers", gender="men"
    )
    assert (advice.size, advice.other, advice.between) == ("S", "M", "smaller")


def test_a_size_that_the_product_does_not_come_in_is_said(small: Charts) -> None:
    body = read_body("165 cm 55 kg")
    advice = advise_size(small, body, category="clothing", gender="men", sold=("M", "L"))
    assert (advice.size, advice.is_sold) == ("S", False)


def test_without_a_measure_the_charts_measures_are_asked_for(small: Charts) -> None:
    advice = advise_size(small, read_body("which size?"), category="clothing", gender="men")
    assert (advice.size, advice.ask) == (None, ("height", "weight"))


def test_a_body_beyond_the_charts_gets_no_size(small: Charts) -> None:
    advice = advise_size(small, read_body("150 kg"), category="clothing", gender="men")
    assert (advice.size, advice.outside) == (None, True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bodies_of_the_benchmark_get_their_size(language: str) -> None:
    charts = Charts(parse_charts((ROOT / "data" / "shop" / "size_charts.csv").read_text("utf-8")))
    cases = read_bodies(ROOT / "benchmarks" / "data" / f"sizes.{language}.csv", language)
    wrong = [case.body for case in cases if answer(charts, case) != case.size]
    assert len(cases) == 40
    assert len(wrong) <= 2, wrong


def test_charts_are_kept_with_the_shop(tables: Session, small: Charts) -> None:
    tables.add(ShopInfo(key=CHARTS_KEY, value=stored(small.rows)))
    tables.flush()
    assert load_charts(tables).rows == small.rows


def test_every_wrong_row_is_named() -> None:
    text = SMALL + "shoes,men,toes,1,2,40,larger\nshoes,men,foot,9,3,40,larger\n"
    with pytest.raises(ImportFailedError) as raised:
        parse_charts(text)
    assert [(row.line, row.column) for row in raised.value.rows] == [(10, "measure"), (11, "from")]


def test_the_file_needs_its_columns(tmp_path: Path) -> None:
    with pytest.raises(ImportFailedError, match="measure"):
        parse_charts("category,gender,from,to,size\n")
