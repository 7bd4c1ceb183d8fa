"""The evaluation: one table of all models on files and on a shop, honest about what it was given."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.errors import EcomError
from ecomcore.recommend.cleaning import clean
from ecomcore.recommend.evaluate import evaluate_recommend
from ecomcore.recommend.groups import facts_of, listing_metrics
from ecomcore.recommend.log import Log
from ecomcore.recommend.sources import from_files

MODELS = {
    "ease", "low_rank", "item_knn", "together", "popularity", "recent", "season", "still_sold",
    "als", "bpr", "blend",
}  # fmt: skip
PERSONS, SIDES, PER_SIDE, TAKEN = 120, 3, 8, 6


def frame(seed: int = 0) -> pd.DataFrame:
    """Customers who take six of the eight items of their own side, one a week; then some one again, some one more."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(PERSONS):
        chosen = [int(item) for item in rng.permutation(PER_SIDE)[:TAKEN]]
        last = chosen[-1] if person % 2 else next(n for n in range(PER_SIDE) if n not in chosen)
        for week, item in enumerate([*chosen, last]):
            day = pd.Timestamp("2026-01-01") + pd.Timedelta(days=7 * week + person % 7)
            rows.append((f"c{person}", f"s{person % SIDES}-{item}", day, 1))
    return pd.DataFrame(rows, columns=["customer", "item", "timestamp", "quantity"])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.csv.gz"
    frame().to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def measured(file: Path) -> dict:
    plot = file.parent / "models.png"
    found = CliRunner().invoke(
        app,
        ["evaluate", "recommend", "--interactions", str(file), "--json", "--plot", str(plot)],
    )
    assert found.exit_code == 0, found.output
    assert plot.read_bytes().startswith(b"\x89PNG")
    return json.loads(found.stdout)


def test_every_model_and_baseline_is_in_the_one_table(measured: dict) -> None:
    assert set(measured["models"]) >= MODELS
    assert measured["default"] == "blend"


def test_the_data_are_described(measured: dict) -> None:
    data = measured["data"]
    assert (data["customers"], data["items"], data["split"]) == (PERSONS, SIDES * PER_SIDE, "time")
    assert data["read"] == data["kept"] == PERSONS * (TAKEN + 1)
    assert data["asked"] > 0


def test_all_figures_are_finite_and_inside_their_intervals(measured: dict) -> None:
    for name, metrics in measured["models"].items():
        assert all(np.isfinite(value) for value in metrics.values()), name
        if "ndcg_at_10" in metrics:
            low, middle, high = (metrics[f"ndcg_at_10{end}"] for end in ("_low", "", "_high"))
            assert low <= middle <= high


def test_who_knows_the_sides_beats_who_does_not(measured: dict) -> None:
    models = measured["models"]
    for name in ("item_knn", "ease", "low_rank", "blend"):
        assert models[name]["ndcg_at_10_low"] > models["popularity"]["ndcg_at_10_high"], name


def test_things_taken_again_are_measured_apart(measured: dict) -> None:
    models = measured["models"]
    assert models["own_frequency"].keys() == {
        "repeat_precision_at_10", "repeat_precision_low", "repeat_precision_high",
        "repeat_ndcg_at_10",
    }  # fmt: skip
    assert "repeat_precision_at_10" in models["blend"]


@pytest.mark.parametrize("split", ["leave-last", "random"])
def test_other_splits(file: Path, split: str) -> None:
    data, facts = from_files(file)
    table = evaluate_recommend(data, split, facts=facts).evaluation.models  # type: ignore[arg-type]
    assert table["blend"]["ndcg_at_10"] > table["popularity"]["ndcg_at_10"]


def test_content_knows_items_that_nobody_has_taken_yet(file: Path, tmp_path: Path) -> None:
    items = pd.DataFrame(
        [
            (f"s{side}-{number}", f"{adjective} {noun}")
            for side, noun in enumerate(("teapot for green tea", "tent for camping", "dog collar"))
            for number, adjective in enumerate("red blue old new big small light heavy".split())
        ],
        columns=["item", "title"],
    )
    items.to_csv(tmp_path / "items.csv", index=False)
    data, facts = from_files(file, tmp_path / "items.csv")
    found = evaluate_recommend(data, "cold", facts=facts).evaluation
    assert found.default == "content"
    content, popularity = found.models["content"], found.models["popularity"]
    assert content["ndcg_at_10_low"] > popularity["ndcg_at_10_high"]


def test_items_without_texts_leave_content_out_and_it_is_said(file: Path, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("item,brand_rank\ns0-0,1\n")
    data, facts = from_files(file, tmp_path / "items.csv")
    assert facts.vectors is None
    assert "content takes no part" in data.report.notes[-1]


def test_a_text_that_items_share_gives_them_one_vector(file: Path, tmp_path: Path) -> None:
    rows = ["item,title", *(f"s{side}-{n},thing of {side}" for side in range(3) for n in range(8))]
    (tmp_path / "items.csv").write_text("\n".join(rows))
    data, facts = from_files(file, tmp_path / "items.csv")
    assert facts.vectors is not None
    place = {item: row for row, item in enumerate(data.items)}
    assert (facts.vectors[place["s0-0"]] == facts.vectors[place["s0-1"]]).all()
    assert (facts.vectors[place["s0-0"]] != facts.vectors[place["s1-1"]]).any()


def test_groups_of_customers_have_rows_of_their_own(file: Path, tmp_path: Path) -> None:
    people = pd.DataFrame(
        {
            "customer": [f"c{n}" for n in range(PERSONS)],
            "gender": ["female", "male"] * (PERSONS // 2),
            "age": [30] * PERSONS,
        }
    )
    people.to_csv(tmp_path / "people.csv", index=False)
    data, facts = from_files(file, customers=tmp_path / "people.csv")
    table = evaluate_recommend(data, facts=facts).evaluation.models
    assert {"blend: female", "blend: male", "blend: 25-34"} <= set(table)
    assert table["blend: 25-34"]["ndcg_at_10"] == table["blend"]["ndcg_at_10"]


def test_exposure_is_relative_to_what_was_taken() -> None:
    log = Log.of([0, 1, 2, 3], [0, 0, 0, 1], [0.0, 1.0, 2.0, 90.0], items=2, now=90.0)
    facts = facts_of(pd.DataFrame({"item": ["x", "y"], "brand": ["Big", "Small"]}), None, ["x", "y"], [])  # fmt: skip
    found = listing_metrics(np.array([[1, 0], [0, 1]]), log, facts)
    assert found["new_item_exposure"] == pytest.approx(0.5 / 0.25)
    assert listing_metrics(np.array([[0], [0]]), log, facts)["new_item_exposure"] == 0.0


def test_a_small_brand_is_one_of_those_sold_least() -> None:
    log = Log.of(list(range(10)), [0] * 8 + [1, 1], [0.0] * 10, items=2)
    facts = facts_of(pd.DataFrame({"item": ["x", "y"], "brand": ["Big", "Small"]}), None, ["x", "y"], [])  # fmt: skip
    assert listing_metrics(np.array([[1]]), log, facts)["small_brand_exposure"] == 5.0


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "x", "2026-01-01")],
        [("a", "x", "2026-01-01"), ("a", "y", "2026-01-02")],
        [("a", "x", None), ("b", "x", None), ("c", "x", None)],
        [],
    ],
)
def test_too_little_is_an_error_that_says_so(tmp_path: Path, rows: list) -> None:
    path = tmp_path / "log.csv"
    pd.DataFrame(rows, columns=["customer", "item", "timestamp"]).to_csv(path, index=False)
    found = CliRunner().invoke(app, ["evaluate", "recommend", "--interactions", str(path)])
    assert isinstance(found.exception, EcomError) or "nan" not in found.output.lower()
    assert found.exit_code != 0


@pytest.mark.parametrize("split", ["time", "leave-last", "random"])
def test_everybody_took_the_same_two_things(split: str) -> None:
    days = pd.date_range("2026-01-01", periods=60, tz="UTC")
    rows = pd.DataFrame(
        {
            "customer": [f"c{n % 30}" for n in range(60)],
            "item": ["x"] * 30 + ["y"] * 30,
            "timestamp": days,
        }
    )
    found = evaluate_recommend(clean(rows), split).evaluation  # type: ignore[arg-type]
    for metrics in found.models.values():
        assert all(np.isfinite(value) for value in metrics.values())


def test_a_date_that_is_none_is_refused(file: Path) -> None:
    found = CliRunner().invoke(
        app, ["evaluate", "recommend", "--interactions", str(file), "--test-from", "soon"]
    )
    assert "'soon' is no date" in str(found.exception)
