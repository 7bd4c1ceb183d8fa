"""`ecomcore desk`, as the shop's staff type it."""

from __future__ import annotations

import json
from collections.abc import Callable

import order_plans
import pytest
from small_shop import NOW, SmallShop
from sqlalchemy import select
from typer.testing import CliRunner

from ecomcore import desk, orders
from ecomcore.cli import app
from ecomcore.errors import NotFoundError
from ecomcore.shop import alerts, satisfaction, tickets
from ecomcore.shop import models as m

Desk = Callable[..., str]


@pytest.fixture
def at_desk(shop: SmallShop, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a function that runs a command and gives what it printed."""
    settings = shop.settings.model_copy(update={"now": NOW})
    for module in ("ecomcore.config", "ecomcore.desk", "ecomcore.shop.database"):
        monkeypatch.setattr(f"{module}.get_settings", lambda: settings)
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["desk", *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def open_ticket(shop: SmallShop, conversation: str, **fields: str) -> str:
    with shop.session() as session, session.begin():
        return tickets.open_ticket(
            session,
            conversation_id=conversation,
            customer_id="C1",
            subject=fields.pop("subject", "cancel_order [sic]"),
            language="en",
            transcript=[{"who": "user", "text": "[bold]where is it"}, {"who": "bot", "text": "…"}],
            now=NOW,
            **fields,
        ).number


def test_tickets_are_listed_shown_and_closed(at_desk: Desk, shop: SmallShop):
    calm = open_ticket(shop, "a")
    urgent = open_ticket(shop, "b", priority="high", sentiment="negative")
    listed = at_desk("tickets")
    assert listed.index(urgent) < listed.index(calm)
    assert "[sic]" in listed
    assert "user> [bold]where is it" in at_desk("ticket", calm)
    assert json.loads(at_desk("ticket", urgent, "--close", "--json"))["status"] == "closed"
    assert [ticket["number"] for ticket in json.loads(at_desk("tickets", "--json"))] == [calm]
    at_desk("ticket", calm, "--close")
    assert "no open ticket" in at_desk("tickets")


def test_a_ticket_tells_the_question_the_order_and_where_to_answer(at_desk: Desk, shop: SmallShop):
    number = open_ticket(
        shop, "a", email="anna@home.example", question="is the lid [steel]?", order_id="20003"
    )
    shown = at_desk("ticket", number)
    assert "answer to: anna@home.example" in shown
    assert "order: 20003" in shown
    assert "question: is the lid [steel]?" in shown
    [listed] = json.loads(at_desk("tickets", "--json"))
    assert (listed["email"], listed["order_id"]) == ("anna@home.example", "20003")
    for told in ("anna@home", "20003", "[steel]"):
        assert told in at_desk("tickets")


def test_a_ticket_that_is_not_there(at_desk: Desk):
    with pytest.raises(NotFoundError, match="T-0"):
        at_desk("ticket", "T-0")


def test_goods_that_come_back_are_refunded_once(at_desk: Desk, shop: SmallShop):
    with shop.session() as session, session.begin():
        plan = order_plans.plan_return(session, "C1", "10001", now=NOW, reason="faulty")
        case = orders.execute(session, plan, "k1", NOW).case_number or ""
    assert "refund of 122.00 USD (credit_card)" in at_desk("receive", case)
    again = json.loads(at_desk("receive", case, "--json"))
    assert again["refund_cents"] == 12200
    with shop.session() as session:
        refunds = session.scalars(select(m.Payment).where(m.Payment.kind == "refund")).all()
        assert [refund.amount_cents for refund in refunds] == [12200]


def test_alerts_are_sent_when_stock_is_back(at_desk: Desk, shop: SmallShop):
    with shop.session() as session, session.begin():
        alerts.subscribe(session, conversation_id="a", customer_id="C1", sku="J-NVY-L", now=NOW)
    assert "0 sent" in at_desk("alerts")
    with shop.session() as session, session.begin():
        session.get_one(m.Variant, "J-NVY-L").stock = 2
    assert json.loads(at_desk("alerts", "--json")) == [{"product_id": "jacket", "sku": "J-NVY-L"}]
    assert len(list((shop.settings.var_dir / "outbox").glob("*.eml"))) == 1
    assert "0 sent" in at_desk("alerts")


def test_ratings_are_summarised(at_desk: Desk, shop: SmallShop):
    with shop.session() as session, session.begin():
        for conversation, score in (("a", 5), ("b", 2)):
            satisfaction.rate(
                session, conversation_id=conversation, customer_id=None, about="refund", score=score, now=NOW
            )  # fmt: skip
    assert "50%" in at_desk("ratings")
    assert json.loads(at_desk("ratings", "--json"))["all"]["mean"] == 3.5


def test_every_command_explains_itself():
    for command in desk.desk_app.registered_commands:
        result = CliRunner().invoke(app, ["desk", str(command.name), "--help"])
        assert result.exit_code == 0
        assert "--json" in result.output


def test_claims_are_listed_with_their_words_and_the_file_of_their_photo(
    at_desk: Desk, shop: SmallShop
):
    assert "no claim is waiting" in at_desk("claims")
    folder = shop.settings.claim_photos(shop.settings.shop)
    folder.mkdir(parents=True)
    (folder / "crack.jpg").write_bytes(b"photo")
    with shop.session() as session, session.begin():
        order = session.scalars(select(m.Order)).first()
        for number, status, photo in (
            ("D-1", "requested", "crack.jpg"), ("D-2", "requested", "../../shop.db"), ("D-3", "settled", None),
        ):  # fmt: skip
            detail = {"note": "[b]it came like this", "photo": photo, "resolution": "refund"}
            session.add(
                m.Case(
                    number=number, order_id=order.id, kind="damaged", status=status, detail=detail,
                    created_at=NOW, lines=[],
                )
            )  # fmt: skip
    found = json.loads(at_desk("claims", "--json"))
    assert [claim["number"] for claim in found] == ["D-1", "D-2"]
    assert found[0]["photo"] == str(folder / "crack.jpg")
    assert found[1]["photo"] is None
    assert "D-2" in at_desk("claims")
