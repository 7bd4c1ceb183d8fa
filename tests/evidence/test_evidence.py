"""Answers about products from what their own data state, in English and Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ecomcore.errors import BuildError
from ecomcore.evidence import part
from ecomcore.evidence.advice import rank_for
from ecomcore.evidence.amounts import amounts
from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.model import Evidence, Place, Verdict
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import KnowledgeEntry, Product, Review, Term, Variant
from ecomcore.text.embed import get_embedder


@pytest.fixture
def book(tables: Session, tmp_path: Path) -> EvidenceBook:
    _fill(tables)
    embedder = get_embedder()
    part.make(ShopData(tables), embedder, tmp_path)
    return part.load(tmp_path, embedder)


def _fill(session: Session) -> None:
    session.add_all(
        [
            Product(
                id="shell",
                category="clothing/jackets",
                kind="rain_jacket",
                title={"en": "Brook Rain Jacket", "zh": "溪流雨衣外套"},
                description={
                    "en": "The hood tightens with one hand. It is not made for snow. Free of PFAS.",
                    "zh": "帽子单手就能收紧。不适合雪天。不含PFAS。",
                },
                attributes={
                    "weight": "310 g",
                    "care": "machine wash 30 °C",
                    "waterproof": "yes",
                    "temperature_rating": "5 °C",
                    "age_group": "adult",
                },
            ),
            Product(
                id="parka",
                category="clothing/jackets",
                kind="down_jacket",
                title={"en": "Polar Parka", "zh": "极地大衣"},
                description={"en": "Stand collar and no hood. Packs badly.", "zh": "立领无帽。"},
                attributes={
                    "weight": "0.9 kg",
                    "care": "hand wash",
                    "waterproof": "no",
                    "temperature_rating": "-15 °C",
                },
            ),
            Product(
                id="bar",
                category="food/snacks",
                kind="chocolate",
                title={"en": "Dark Bar", "zh": "黑巧克力"},
                description={"en": "Slow-ground cocoa and cane sugar.", "zh": "慢磨可可。"},
                attributes={"allergens": "may contain nuts", "dietary": "vegan"},
            ),
            Variant(sku="S1", product_id="shell", options={"size": "S"}, price_cents=1),
            Variant(sku="S2", product_id="shell", options={"size": "M"}, price_cents=1, position=1),
            Variant(sku="P1", product_id="parka", options={"size": "40"}, price_cents=1),
            Review(
                id="r1",
                product_id="shell",
                rating=5,
                title="Great on the bike",
                text="I go cycling in it every day.",
                language="en",
            ),
            Review(
                id="r2",
                product_id="shell",
                rating=2,
                title="Noisy",
                text="The zip broke after a month.",
                language="en",
            ),
            Product(
                id="pillow",
                category="home/pillows",
                kind="pillow",
                title={"en": "Hull Pillow", "zh": "荞麦枕"},
                description={
                    "en": "Filled with hulls.",
                    "zh": "填充荞麦壳，无级调高，高度从8厘米调到12厘米。",
                },
                attributes={"filling": "buckwheat hulls", "height_range": "8-12 cm"},
            ),
            Product(
                id="case",
                category="electronics/cases",
                kind="phone_case",
                title={"en": "Soft Case", "zh": "软壳"},
                description={"en": "Soft.", "zh": "柔软。"},
                attributes={"compatible_with": "kivo p5"},
            ),
            Product(
                id="wallet",
                category="electronics/cases",
                kind="phone_case",
                title={"en": "Wallet Case", "zh": "卡包壳"},
                description={"en": "Folds.", "zh": "可以折。"},
                attributes={"compatible_with": "kivo p5 and p5 lite"},
            ),
            Review(
                id="r4",
                product_id="pillow",
                rating=5,
                title="踏实",
                text="换过乳胶、记忆棉，最后还是这个踏实。",
                language="zh",
            ),
            Review(
                id="r5",
                product_id="pillow",
                rating=2,
                title="不好",
                text="睡完去量血压才放心。",
                language="zh",
            ),
            Review(
                id="r3",
                product_id="bar",
                rating=5,
                title="好吃",
                text="一点不苦，孩子也爱吃。",
                language="zh",
            ),
            KnowledgeEntry(
                id="freshness",
                kind="faq",
                topic="products",
                title={"en": "Shelf life", "zh": "保质期"},
                text={
                    "en": "Once opened, chocolate is best within 3 weeks.",
                    "zh": "巧克力开封后3周内吃完。",
                },
            ),
            Term(kind="attribute", words={"en": "weight", "zh": "重量"}, synonyms={}),
            Term(kind="attribute", words={"en": "care", "zh": "洗护方式"}, synonyms={}),
            Term(kind="type", words={"en": "chocolate", "zh": "巧克力"}, synonyms={}),
        ]
    )
    session.flush()


def only(book: EvidenceBook, question: str, product: str) -> Evidence:
    (found,) = book.ask(question, [product])
    return found


@pytest.mark.parametrize(
    ("question", "product", "verdict", "place", "quote"),
    [
        ("does it have a hood", "shell", Verdict.YES, Place.DESCRIPTION, "hood tightens"),
        ("hood?", "parka", Verdict.NO, Place.DESCRIPTION, "no hood"),
        ("有帽子吗", "parka", Verdict.NO, Place.DESCRIPTION, "立领无帽"),
        ("带帽子吗", "shell", Verdict.YES, Place.DESCRIPTION, "帽子单手"),
        ("is it machine washable", "shell", Verdict.YES, Place.ATTRIBUTE, "machine wash"),
        ("can i put it in the washing machine", "parka", Verdict.NO, Place.ATTRIBUTE, "hand wash"),
        ("可以机洗吗", "parka", Verdict.NO, Place.ATTRIBUTE, "hand wash"),
        ("is it good for cycling", "shell", Verdict.YES, Place.REVIEW, "cycling"),
        ("is it noisy", "shell", Verdict.YES, Place.REVIEW, "Noisy"),
        ("warm enough for minus 10?", "parka", Verdict.YES, Place.ATTRIBUTE, "-15"),
        ("warm enough for 0 degrees", "shell", Verdict.NO, Place.ATTRIBUTE, "5 °C"),
        ("零下十度够暖吗", "shell", Verdict.NO, Place.ATTRIBUTE, "5 °C"),
        ("my son has a nut allergy, is it safe", "bar", Verdict.NO, Place.ATTRIBUTE, "nuts"),
        ("对坚果过敏能吃吗", "bar", Verdict.NO, Place.ATTRIBUTE, "nuts"),
        ("is it vegan", "bar", Verdict.YES, Place.ATTRIBUTE, "vegan"),
        ("苦不苦", "bar", Verdict.NO, Place.REVIEW, "不苦"),
        ("do you have it in XL", "shell", Verdict.NO, Place.VERSION, "S, M"),
        ("does it come in 41", "parka", Verdict.NO, Place.VERSION, "40"),
    ],
)  # fmt: skip
def test_a_yes_or_no_with_its_place_and_words(
    book: EvidenceBook, question: str, product: str, verdict: Verdict, place: Place, quote: str
) -> None:
    found = only(book, question, product)
    assert found.verdict is verdict
    assert found.sources[0].place is place
    assert quote in found.quote


@pytest.mark.parametrize(
    ("question", "product", "value"),
    [
        ("how heavy is it", "shell", "310 g"),
        ("它重不重", "shell", "310 g"),
        ("多少克", "shell", "310 g"),
    ],
)
def test_a_value_is_the_property_itself(
    book: EvidenceBook, question: str, product: str, value: str
) -> None:
    found = only(book, question, product)
    assert value in (found.value, *(s.quote.partition(": ")[2] for s in found.sources)) or (
        value in found.quote
    )


def test_advice_about_a_kind_of_thing_answers_for_it(book: EvidenceBook) -> None:
    for question, week in (
        ("how long does it keep once opened", "3 weeks"),
        ("开封后能放多久", "3周"),
    ):
        found = only(book, question, "bar")
        assert found.verdict is Verdict.VALUE
        assert any(week in s.quote and s.key == "freshness" for s in found.sources)


@pytest.mark.parametrize(
    "question",
    [
        "does it come with an avalanche beacon pocket",
        "is it fair trade",
        "有没有救生哨",
        "支持LDAC吗",
    ],
)
def test_what_nothing_states_is_not_found_and_not_denied(book: EvidenceBook, question: str) -> None:
    assert only(book, question, "shell").verdict is Verdict.NOT_FOUND


def test_those_that_fit_come_first(book: EvidenceBook) -> None:
    found = book.ask("warm enough for -10 degrees", ["shell", "parka"])
    assert [(e.product_id, e.fits) for e in found] == [("parka", True), ("shell", False)]


def test_a_superlative_compares_amounts_over_units(book: EvidenceBook) -> None:
    for question in ("which is the lightest", "哪件最轻"):
        found = book.ask(question, ["parka", "shell"])
        assert [(e.product_id, e.amount, e.fits) for e in found] == [
            ("shell", 310.0, True),
            ("parka", 900.0, False),
        ]


def test_a_product_that_is_not_in_the_build_is_not_found(book: EvidenceBook) -> None:
    assert only(book, "does it have a hood", "new").verdict is Verdict.NOT_FOUND


def test_advice_ranks_by_evidence_and_names_a_drawback(book: EvidenceBook) -> None:
    first, second = rank_for(book, "cycling in the rain", ["parka", "shell"])
    assert (first.product_id, second.product_id) == ("shell", "parka")
    assert any("cycling" in source.quote for source in first.reasons)
    assert first.drawback is not None
    assert first.drawback.quote == "The zip broke after a month."


def test_a_damaged_part_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / part.FACTS_FILE).write_text("{", "utf-8")
    with pytest.raises(BuildError, match="ecomcore build"):
        part.load(tmp_path, get_embedder())


@pytest.mark.parametrize(
    ("text", "dimension", "low", "high"),
    [
        ("310 g", "mass", 310, 310),
        ("1.5 kg", "mass", 1500, 1500),
        ("十五斤", "mass", 7500, 7500),
        ("4-10 years", "age", 4, 10),
        ("3+ years", "age", 3, float("inf")),
        ("up to 8 kg", "mass", float("-inf"), 8000),
        ("100-240 v", "voltage", 100, 240),
        ("零下十度", "temperature", -10, -10),
        ("minus 15 degrees", "temperature", -15, -15),
        ("an hour", "time", 1, 1),
        ("15.6 inch", "length", 396.24, 396.24),
    ],
)
def test_amounts_are_read_in_one_unit_a_dimension(
    text: str, dimension: str, low: float, high: float
) -> None:
    found = [amount for amount in amounts(text) if amount.dimension == dimension]
    assert [(round(a.low, 2), round(a.high, 2)) for a in found] == [(low, high)]


@pytest.mark.parametrize("question", ["里面有乳胶吗", "能测血压吗"])
def test_what_a_review_says_of_another_thing_is_no_evidence(book: EvidenceBook, question: str):
    assert only(book, question, "pillow").verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize("question", ["高度能调吗", "can i adjust the height range"])
def test_what_has_a_range_can_be_adjusted(book: EvidenceBook, question: str):
    assert only(book, question, "pillow").verdict is Verdict.YES


def test_how_low_it_goes_is_told_by_the_range(book: EvidenceBook):
    assert only(book, "how low does it go", "pillow").value == "8-12 cm"


@pytest.mark.parametrize(("product", "verdict"), [("case", Verdict.NO), ("wallet", Verdict.YES)])
def test_what_fits_one_model_does_not_fit_its_sister(
    book: EvidenceBook, product: str, verdict: Verdict
):
    assert only(book, "does it fit the P5 Lite", product).verdict is verdict
