"""The diagram of imports, and that circles are found."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts import architecture
from scripts.architecture import circle, diagram, import_graph, modules, page, rooms
from scripts.bootstrap import ROOT

MOST_LINES = 400
MOST_LINES_OF_A_CLASS = 250
DATA = {
    "ecomcore.shop.models": "the tables of a shop",
    "ecomcore.importers.rows": "the rows of an import, a model a table",
}
"""Modules that may be longer, and why."""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    for name, text in {
        "actions/__init__.py": "",
        "actions/skills/__init__.py": "",
        "actions/skills/cart.py": "from ecomcore.shop import carts\nfrom actions.texts import say",
        "actions/texts/__init__.py": "import json",
        "ecomcore/__init__.py": "",
        "ecomcore/errors.py": "",
        "ecomcore/shop/__init__.py": "",
        "ecomcore/shop/carts.py": "from ecomcore.errors import EcomError",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_module_imports_the_modules_that_it_names(code: Path):
    graph = import_graph(code)
    assert graph["actions.skills.cart"] == {"ecomcore.shop.carts", "actions.texts"}
    assert graph["ecomcore.shop.carts"] == {"ecomcore.errors"}
    assert graph["actions.texts"] == set()


def test_what_only_a_type_checker_sees_does_not_count(code: Path):
    (code / "ecomcore/errors.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ecomcore.shop import carts\n"
    )
    assert circle(import_graph(code)) is None


def test_an_import_inside_a_function_counts(code: Path):
    (code / "ecomcore/errors.py").write_text(
        "def late():\n    from ecomcore.shop import carts\n    return carts\n"
    )
    around = circle(import_graph(code))
    assert around is not None
    assert set(around) == {"ecomcore.errors", "ecomcore.shop.carts"}
    assert around[0] == around[-1]


def test_rooms_may_go_in_a_circle_where_modules_do_not(code: Path):
    (code / "actions/texts/words.py").write_text("from actions.skills import cart")
    graph = import_graph(code)
    assert circle(graph) is None
    assert set(circle(rooms(graph)) or ()) == {"actions.skills", "actions.texts"}


def test_an_arrow_that_follows_from_others_is_left_out():
    found = diagram(
        {
            "actions.skills": {"actions.texts", "ecomcore.shop", "ecomcore.errors"},
            "actions.texts": {"ecomcore.shop"},
            "ecomcore.shop": {"ecomcore.errors"},
            "ecomcore.errors": set(),
        }
    )
    assert found.splitlines() == [
        "```mermaid",
        "flowchart TD",
        "  subgraph actions",
        "    actions_skills[skills]",
        "    actions_texts[texts]",
        "  end",
        "  subgraph ecomcore",
        "    ecomcore_shop[shop]",
        "  end",
        "  actions_skills --> actions_texts",
        "  actions_texts --> ecomcore_shop",
        "```",
    ]


def test_the_drawing_replaces_the_old_one_between_the_marks():
    text = f"before\n{architecture.BEGIN}\nold\n{architecture.END}\nafter\n"
    assert page(text, "new") == text.replace("old", "new")
    with pytest.raises(ValueError, match="needs a line"):
        page("no marks", "new")


def test_nothing_in_this_project_imports_in_a_circle():
    graph = import_graph(ROOT)
    assert circle(graph) is None
    assert circle(rooms(graph)) is None


def test_every_module_fits_on_a_few_screens():
    long = {
        name: lines
        for name, path in modules(ROOT).items()
        if ".migrations." not in name
        and (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert set(long) == set(DATA), long


def test_no_class_does_everything():
    long = {
        f"{name}.{node.name}": lines
        for name, path in modules(ROOT).items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_CLASS
    }
    assert long == {}
