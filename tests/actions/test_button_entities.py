"""What buttons send must be declared: Rasa drops every entity that the domain does not know."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from ecomcore.config import ROOT


def sent_by(file: Path) -> set[str]:
    """The names of the entities that the buttons of a module send."""
    return {
        keyword.arg
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "button"
        for keyword in node.keywords
        if keyword.arg
    }


@pytest.mark.parametrize("file", sorted((ROOT / "actions").rglob("*.py")), ids=lambda f: f.stem)
def test_every_entity_of_a_button_is_declared(file):
    declared = {
        entity
        for domain in (ROOT / "bot" / "domain").glob("*.yml")
        for entity in yaml.safe_load(domain.read_text("utf-8")).get("entities") or []
    }
    assert sent_by(file) <= declared


def test_the_buttons_of_orders_send_entities():
    files = (ROOT / "actions" / "skills" / "orders").rglob("*.py")
    assert {"order", "line", "sku", "method"} <= set().union(*map(sent_by, files))
