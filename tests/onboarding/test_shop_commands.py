"""`ecomcore shop show|set|check`: facts are checked, stored, shown, and missed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ecomcore.cli import app
from ecomcore.config import ROOT, get_settings
from ecomcore.errors import SettingsError


class Command:
    """`ecomcore` on one shop, in this process."""

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--shop", "tide"])

    def facts(self) -> dict[str, Any]:
        return json.loads(self("shop", "show", "--json").stdout)

    def missing(self) -> list[str]:
        return [each["what"] for each in json.loads(self("shop", "check", "--json").stdout)]


@pytest.fixture
def ecomcore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in ("ECOM_SECRET", "ECOM_SMTP_URL", "ECOM_PUBLIC_URL", "ECOM_CHECKOUT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECOM_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    shutil.copytree(ROOT / "tests" / "data" / "onboarding", tmp_path / "my-shop")
    command = Command()
    done = command("import", "auto", "my-shop")
    assert done.exit_code == 0, done.output
    yield command
    get_settings.cache_clear()


def test_what_is_set_is_shown(ecomcore: Command) -> None:
    done = ecomcore(
        "shop", "set", "--name", "Elm & Tide", "--name", "zh=榆与潮", "--email", "hello@elm.example",
        "--open", "mon-fri=9:00-17:00", "--time-zone", "Europe/Berlin", "--shipping", "4.90",
        "--free-from", "60", "--shipping-days", "2-4", "--country", "Germany", "--rate", "CNY=7.8",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    facts = ecomcore.facts()
    assert facts["name"] == {"en": "Elm & Tide", "zh": "榆与潮"}
    assert facts["open"]["friday"] == ["09:00", "17:00"]
    assert "saturday" not in facts["open"]
    shipping = facts["shipping_cents"], facts["free_from_cents"], facts["shipping_days"]
    assert shipping == (490, 6000, [2, 4])
    assert (facts["currency"], facts["rates"], facts["countries"]) == (
        "EUR",
        {"CNY": "7.8"},
        ["Germany"],
    )
    # nothing that nobody set counts as told by the shop
    assert facts["rules"] == ["change_address", "shipping"]


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--email", "elm", "no e-mail address"),
        ("--open", "always", "monday-friday=09:00-17:00"),
        ("--time-zone", "Berlin", "no time zone"),
        ("--shipping", "4,90", "plain amount"),
        ("--shipping-days", "soon", "2-4"),
        ("--rate", "CNY=many", "CNY=7.1"),
        ("--rate", "CNY=0", "more than nothing"),
        ("--currency", "USD", "keeps amounts in EUR"),
        ("--option-name", "Duft", "NAME=KEY"),
    ],
)
def test_what_cannot_be_used_is_refused(
    ecomcore: Command, option: str, value: str, reason: str
) -> None:
    before = ecomcore.facts()
    done = ecomcore("shop", "set", "--name", "Other", option, value)
    assert isinstance(done.exception, SettingsError)
    assert reason in str(done.exception)
    assert ecomcore.facts() == before


def test_an_option_of_the_shop_counts_at_the_next_import(ecomcore: Command) -> None:
    ecomcore("shop", "set", "--option-name", "Passform=size")
    Path("p.csv").write_text(
        "Handle,Title,Option1 Name,Option1 Value,Variant Price\nhat,Hat,Passform,weit,9.00\nhat,,,eng,9.00\n"
    )
    assert ecomcore("import", "auto", "p.csv").exit_code == 0
    from ecomcore.shop.database import open_session
    from ecomcore.shop.models import Product

    with open_session("tide") as session:
        hat = session.get_one(Product, "hat")
        assert [variant.options for variant in hat.variants] == [{"size": "weit"}, {"size": "eng"}]


def test_the_check_names_what_is_missing_and_what_mends_it(ecomcore: Command) -> None:
    shown = ecomcore("shop", "check")
    assert shown.exit_code == 0
    assert "! no build → ecomcore build --shop tide" in shown.stdout
    assert (
        "! no e-mail address that shoppers may write to → ecomcore shop set --email" in shown.stdout
    )
    assert ecomcore("shop", "check", "--strict").exit_code == 1
    ecomcore("shop", "set", "--email", "hello@elm.example", "--name", "Elm & Tide")
    missing = ecomcore.missing()
    assert not any("e-mail address" in what or what.startswith("no name") for what in missing)
    assert any(what.startswith("1 versions without a price") for what in missing)


def test_bad_rows_are_skipped_and_listed(ecomcore: Command) -> None:
    Path("p.csv").write_text(
        "Handle,Title,Variant SKU,Variant Price\nhat,Hat,HAT,9.00\ncap,Cap,CAP,free\n"
    )
    assert ecomcore("import", "auto", "p.csv").exit_code == 2
    done = ecomcore("import", "auto", "p.csv", "--skip-bad")
    assert done.exit_code == 0, done.output
    lines = Path("rejected.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "file,line,column,value,reason"
    assert lines[1].startswith('p.csv,3,Variant Price,free,"must be a plain amount')
    assert len(lines) == 2
