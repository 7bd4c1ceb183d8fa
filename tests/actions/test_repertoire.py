"""The changes of an order as data, and the size of what is written around them."""

from __future__ import annotations

import ast

import pytest

from actions.skills.orders.repertoire import CHANGES, SWAPPED
from ecomcore.config import ROOT

MODULES = sorted((ROOT / "actions").rglob("*.py"))
MOST_LINES, MOST_LINES_OF_CLASS = 400, 250


def test_a_change_names_only_changes_that_there_are():
    for change in CHANGES.values():
        others = {*change.stands_in, *change.alternatives, *change.replaces}
        others |= {change.becomes} - {None}
        assert others <= CHANGES.keys() - {change.name}


def test_what_swaps_is_known_by_its_lines():
    assert {"change_item", "exchange_order"} == SWAPPED
    assert all(CHANGES[name].picks_lines for name in SWAPPED)


def test_what_gives_money_back_may_become_a_swap():
    becoming = {name: change.becomes for name, change in CHANGES.items() if change.becomes}
    assert becoming == {"cancel_order": "change_item", "return_order": "exchange_order"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_fits_on_a_few_screens(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_LINES_OF_CLASS, node.name
