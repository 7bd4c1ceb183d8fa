"""`ecomcore desk changes`, `deliver` and `rules` as the staff type them; the worker that delivers by itself."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import order_plans
import pytest
from small_shop import NOW, SMALL_RULES, SmallShop
from typer.testing import CliRunner, Result

from ecomcore import orders
from ecomcore.cli import app
from ecomcore.config import ROOT
from ecomcore.errors import EcomError, NotAllowedError, NotFoundError, SettingsError
from ecomcore.shop import models as m
from ecomcore.shop.outbox import channels
from ecomcore.shop.outbox.signatures import WebhookKey

Desk = Callable[..., str]


@pytest.fixture
def asking(make_shop) -> SmallShop:
    return make_shop({**SMALL_RULES, "mode": "request"})


@pytest.fixture
def run(asking: SmallShop, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    settings = asking.settings.model_copy(update={"now": NOW})
    for module in ("ecomcore.orders.commands", "ecomcore.shop.database"):
        monkeypatch.setattr(f"{module}.get_settings", lambda: settings)
    monkeypatch.setenv("COLUMNS", "200")

    def typed(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["desk", *arguments])

    return typed


@pytest.fixture
def at_desk(run: Callable[..., Result]) -> Desk:
    def typed(*arguments: str) -> str:
        result = run(*arguments)
        assert result.exit_code == 0, result.output + str(result.exception)
        return result.output

    return typed


@pytest.fixture
def number(asking: SmallShop) -> str:
    """The number of a cancellation that the shop has been asked for."""
    with asking.session() as session, session.begin():
        plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW, reason="late")
        return orders.submit(session, plan, "k1", NOW).change_number or ""


def failure(run: Callable[..., Result], *arguments: str) -> BaseException | None:
    return run(*arguments).exception


def test_a_request_is_listed_and_confirmed(at_desk: Desk, asking: SmallShop, number: str):
    listed = at_desk("changes", "--state", "requested")
    assert number in listed
    assert "J-NVY-M, 2 x MUG-BLU" in listed
    assert json.loads(at_desk("changes", "--confirm", number, "--json"))[0]["state"] == "confirmed"
    with asking.session() as session:
        assert session.get_one(m.Order, "10003").status == "cancelled"
    assert "no change" in at_desk("changes", "--state", "requested")
    assert "no change" in at_desk("changes", "--order", "10001")
    assert "no change" in at_desk("changes", "--since", f"{NOW + timedelta(days=1):%Y-%m-%d}")


def test_staff_are_told_where_the_order_here_has_moved_on(
    at_desk: Desk, asking: SmallShop, number: str
):
    with asking.session() as session, session.begin():
        session.get_one(m.Order, "10003").status = "shipped"
    assert "stays as the last import left it" in at_desk("changes", "--confirm", number)


def test_a_request_is_refused_with_a_reason(run: Callable[..., Result], at_desk: Desk, number: str):
    error = failure(run, "changes", "--refuse", number)
    assert isinstance(error, NotAllowedError)
    assert "needs a reason" in str(error)
    told = json.loads(at_desk("changes", "--refuse", number, "--reason", "gone", "--json"))
    assert (told[0]["state"], told[0]["reason"]) == ("refused", "gone")
    assert isinstance(failure(run, "changes", "--confirm", number), NotAllowedError)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("changes", "--confirm", "C-000000-none"), NotFoundError),
        (("changes", "--confirm", "a", "--refuse", "b"), SettingsError),
        (("changes", "--state", "lost"), SettingsError),
        (("deliver", "--skip", "pigeon"), SettingsError),
        (("rules", "no-such-file.toml"), SettingsError),
    ],
)
def test_what_cannot_be_is_explained(
    run: Callable[..., Result], number: str, arguments: tuple[str, ...], error: type[EcomError]
):
    assert isinstance(failure(run, *arguments), error)


def test_changes_are_exported_and_no_cell_is_a_formula(
    at_desk: Desk, asking: SmallShop, number: str, tmp_path: Path
):
    with asking.session() as session, session.begin():
        orders.refuse_request(session, number, "=1+1", NOW)
    file = tmp_path / "changes.csv"
    assert "1 written" in at_desk("changes", "--csv", str(file))
    printed = at_desk("changes", "--csv", "-")
    assert printed == file.read_text("utf-8")
    (row,) = csv.DictReader(io.StringIO(printed))
    assert (row["number"], row["operation"], row["state"]) == (number, "cancel", "refused")
    assert (row["refund_cents"], row["currency"], row["reason"]) == ("12200", "USD", "late")
    assert row["decision_reason"] == "'=1+1"
    assert json.loads(row["facts"])["customer"]["email"] == "emma@example.com"


def test_what_is_due_is_delivered_from_a_schedule(at_desk: Desk, asking: SmallShop, number: str):
    assert "shopper: 0 delivered" in at_desk("deliver")
    at_desk("changes", "--refuse", number, "--reason", "It has left.")
    assert json.loads(at_desk("deliver", "--json"))["shopper"] == {"delivered": 1, "failed": 0}
    (letter,) = (asking.settings.var_dir / "outbox").glob("*.eml")
    assert "It has left." in letter.read_text("utf-8")
    assert "shopper" in at_desk("changes")
    assert "2 skipped for webhook" in at_desk("deliver", "--skip", "webhook")


def test_rules_are_stored_and_shown(at_desk: Desk, asking: SmallShop, tmp_path: Path):
    file = tmp_path / "policies.toml"
    file.write_text(
        'mode = "act"\n[cancel]\nmode = "off"\n[delivery]\nassumed_after_days = "never"\n'
    )
    listed = at_desk("rules", str(file))
    assert re.search(r"cancel +│ off", listed)
    assert re.search(r"return_lines +│ act", listed)
    shown: dict[str, Any] = json.loads(at_desk("rules", "--json"))
    assert (shown["mode"], shown["cancel"]["mode"]) == ("act", "off")
    assert shown["delivery"]["assumed_after_days"] == "never"


def test_the_worker_delivers_by_itself_and_outlives_a_failure(
    asking: SmallShop, number: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "POLL_S", 0.02)
    outbox = asking.settings.var_dir / "outbox"
    outbox.write_text("a file where the folder should be")  # so that the first attempt fails
    stop = threading.Event()
    channels.keep_delivering("small", asking.settings, stop)
    try:
        with asking.session() as session, session.begin():
            orders.refuse_request(session, number, "gone", NOW)
        _wait(lambda: _error(asking) is not None)
        outbox.unlink()
        with asking.session() as session, session.begin():
            row = session.get_one(m.Delivery, (2, "shopper"))
            row.due_at = None
        _wait(lambda: outbox.is_dir() and bool(list(outbox.glob("*.eml"))))
    finally:
        stop.set()


def _error(shop: SmallShop) -> str | None:
    with shop.session() as session:
        return session.get_one(m.Delivery, (2, "shopper")).error


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.02)


def test_the_example_of_the_page_tells_our_calls_from_others():
    page = (ROOT / "docs" / "changes.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the page's own example
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = WebhookKey(secret).headers("m1", b'{"a":1}', datetime.now(UTC))
    assert names["is_genuine"](secret, headers, b'{"a":1}')
    assert not names["is_genuine"](secret, headers, b'{"a":2}')
    assert not names["is_genuine"](secret, {**headers, "webhook-timestamp": "1"}, b'{"a":1}')
