"""Tables with a yes or no: what is read as what, and whether the rivals find a rule."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomcore.customers.preferences.contest import contest, draw_tree, drivers
from ecomcore.customers.preferences.labelled import labelled
from ecomcore.customers.preferences.next_category import next_category
from ecomcore.errors import DataError
from tests.customers.logs import day, drawn_log


def visits(count: int = 300) -> pd.DataFrame:
    """Who looks at many pages buys; the colour of the page says nothing."""
    rng = np.random.default_rng(5)
    pages = rng.integers(1, 40, count)
    return pd.DataFrame(
        {
            "visit_id": [f"v{n}" for n in range(count)],
            "pages": pages,
            "charges": [" " if n < 3 else str(n % 7) for n in range(count)],
            "colour": rng.choice(["red", "blue"], count),
            "Revenue": np.where(pages + rng.normal(0, 4, count) > 20, "TRUE", "FALSE"),
        }
    )


def test_ids_are_left_out_and_numbers_in_texts_are_read() -> None:
    found = labelled(visits())
    assert found.label == "Revenue"
    assert list(found.table.columns) == ["pages", "charges", "colour"]
    assert found.categories == ["colour"]
    assert found.table["charges"].isna().sum() == 3


def test_a_column_without_yes_and_no_is_refused() -> None:
    with pytest.raises(DataError, match="'colour' does not hold yes and no"):
        labelled(visits(), "colour")
    with pytest.raises(DataError, match="the columns are: visit_id, pages"):
        labelled(visits(), "bought")


def test_the_rivals_find_the_rule_and_the_chosen_is_above_chance() -> None:
    data = labelled(visits())
    scores, told = contest(data)
    assert scores["base_rate"]["auc"] == pytest.approx(0.5, abs=0.02)
    for name in (
        "logistic",
        "decision_tree",
        "random_forest",
        "support_vectors",
        "boosting",
        "chosen",
    ):
        assert scores[name]["auc"] > 0.9
        assert ((told[name] >= 0) & (told[name] <= 1)).all()
    assert drivers(data)[0]["column"] == "pages"


def test_the_tree_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "tree.svg"
    draw_tree(labelled(visits()), file)
    assert "pages" in file.read_text()


def test_a_constant_answer_cannot_be_learned() -> None:
    with pytest.raises(DataError, match="does not hold yes and no"):
        labelled(visits().assign(Revenue="FALSE"), "Revenue")


def test_the_next_category_is_that_of_the_first_order_after() -> None:
    log = drawn_log()
    found = next_category(log, day(100))
    ahead = log.between(day(100), day(130)).lines
    first = ahead[ahead["customer"] == list(log.names).index(found.index[0])].iloc[0]
    assert found.iloc[0] == first["category"]
