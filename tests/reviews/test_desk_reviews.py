"""`ecomcore desk reviews`."""

import json

import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.config import Settings
from ecomcore.shop.database import migrate, open_session
from ecomcore.shop.models import Product, Review


@pytest.fixture
def desk(tmp_path, monkeypatch: pytest.MonkeyPatch):
    settings = Settings(shop="small", var_dir=tmp_path)
    migrate("small", settings)
    with open_session("small", settings) as session:
        session.add(Product(id="kettle", category="kitchen", title={"en": "Kettle"}))
        session.flush()
        session.add(
            Review(
                id="V-1",
                product_id="kettle",
                rating=2,
                text="[bold]Leaks",
                language="en",
                status="pending",
            )
        )
    for module in ("ecomcore.config", "ecomcore.desk", "ecomcore.shop.database"):
        monkeypatch.setattr(f"{module}.get_settings", lambda: settings)
    return lambda *words: CliRunner().invoke(
        app, ["desk", "reviews", *words], catch_exceptions=False
    )


def test_staff_see_and_approve_what_waits(desk) -> None:
    assert "[bold]Leaks" in desk().output
    (approved,) = json.loads(desk("--approve", "V-1", "--json").output)
    assert (approved["id"], approved["status"]) == ("V-1", "approved")
    assert desk().output.strip() == "no review is waiting"


def test_staff_reject(desk) -> None:
    (rejected,) = json.loads(desk("--reject", "V-1", "--json").output)
    assert rejected["status"] == "rejected"
