"""`ecomcore reviews` on a built shop."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ecomcore.build import build, parts
from ecomcore.cli import app
from ecomcore.config import Settings, get_settings
from ecomcore.shop.database import migrate, open_session
from ecomcore.shop.models import Product, Review

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built shop with one reviewed product and one without reviews."""
    folder = tmp_path_factory.mktemp("var")
    settings = Settings(shop="small", var_dir=folder)
    migrate("small", settings)
    with open_session("small", settings) as session:
        for name in ("kettle", "slow"):
            title = {"en": f"Steel kettle {name}", "zh": f"钢壶{name}"}
            session.add(Product(id=name, category="kitchen", kind="kettle", title=title))
        session.flush()
        for number, (rating, text) in enumerate(
            [
                (5, "Boils fast."),
                (4, "Boils quickly and is easy to clean."),
                (1, "It broke after two weeks."),
            ]
        ):
            session.add(
                Review(
                    id=f"r{number}", product_id="kettle", rating=rating, text=text, language="en"
                )
            )
    patch = pytest.MonkeyPatch()
    patch.setattr(parts, "PARTS", ("ecomcore.reviews.part",))
    build("small", settings=settings)
    patch.undo()
    return folder


@pytest.fixture
def run(var: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ECOM_VAR_DIR", str(var))
    monkeypatch.setenv("ECOM_SHOP", "small")
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, list(words), catch_exceptions=False)
    get_settings.cache_clear()


def test_a_product_alone_is_summed_up(run) -> None:
    for words in (("reviews", "kettle"), ("reviews", "summarize", "kettle")):
        result = run(*words)
        assert result.exit_code == 0
        assert "3.3 of 5 stars from 3 reviews" in result.output


def test_a_product_nobody_reviewed_is_said_so_with_its_kin(run) -> None:
    result = run("reviews", "slow", "--lang", "zh")
    assert result.exit_code == 0
    assert "这款还没有人评价" in result.output
    assert "钢壶kettle" in result.output


def test_an_id_that_is_slightly_wrong_is_taken_for_the_nearest_and_said_so(run) -> None:
    result = run("reviews", "the-kettle")
    assert result.exit_code == 0
    assert "there is no product 'the-kettle'; the nearest is 'kettle'" in result.output
    assert "3.3 of 5 stars from 3 reviews" in result.output


def test_json_and_pictures(run, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    found = json.loads(
        run("reviews", "summarize", "kettle", "--json", "--plot", str(picture)).output
    )
    assert found["counts"] == [1, 0, 0, 1, 1]
    assert picture.read_bytes().startswith(PNG)
    for words in (("aspects", "kettle"), ("trends",)):
        picture.unlink()
        assert run("reviews", *words, "--plot", str(picture)).exit_code == 0
        assert picture.read_bytes().startswith(PNG)


def test_questions_comparisons_and_doubts(run) -> None:
    assert (
        json.loads(run("reviews", "ask", "kettle", "Is it durable?", "--json").output)["verdict"]
        == "blame"
    )
    assert "Too few reviews" in run("reviews", "compare", "kettle", "slow").output
    assert (
        run("reviews", "suspicious").output.strip() == "no doubtful review"
        or "r0" in run("reviews", "suspicious").output
    )
    assert "sorry" in run("reviews", "reply", "r2").output
    (first,) = json.loads(run("reviews", "useful", "kettle", "-k", "1", "--json").output)
    assert f"{first['review_id']} ({first['rating']}★" in run("reviews", "useful", "kettle").output
