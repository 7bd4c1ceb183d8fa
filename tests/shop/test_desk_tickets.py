"""`ecomcore desk` on tickets: listing, answering, closing, mail from a pipe, and whether the ways to people work."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import Result
from small_shop import NOW, SmallShop
from standing_chatwoot import INBOX, StandingChatwoot, standing_chatwoot
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.config import get_settings
from ecomcore.shop.database import open_session
from ecomcore.shop.outbox.desk_replies import reply_addresses
from ecomcore.shop.tickets import open_ticket

Desk = Callable[..., Result]


@pytest.fixture
def desk(shop: SmallShop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Run a command of the desk on the shop."""
    values = {
        "ECOM_VAR_DIR": str(shop.settings.var_dir),
        "ECOM_SHOP": "small",
        "ECOM_NOW": NOW.isoformat(),
        "ECOM_SECRET": "a secret for tests only",
        "ECOM_DESK_REPLY_TO": "desk@shop.example",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()

    def run(*arguments: str, given: bytes = b"") -> Result:
        get_settings.cache_clear()
        return CliRunner().invoke(app, ["desk", *arguments], input=given)

    yield run
    get_settings.cache_clear()


@pytest.fixture
def number(shop: SmallShop) -> str:
    with open_session("small", shop.settings) as session:
        return open_ticket(
            session, conversation_id="web-1", customer_id="C1", subject="person_asked",
            language="en", transcript=[{"who": "user", "text": "a person please"}],
            question="is the mug lead-free?", now=NOW,
        ).number  # fmt: skip


def shown(desk: Desk, number: str) -> dict:
    return json.loads(desk("ticket", number, "--json").output)


def test_a_ticket_is_answered_shown_and_closed(desk: Desk, number: str):
    assert desk("answer", number, "It is.", "--name", "Ann").exit_code == 0
    ticket = shown(desk, number)
    assert (ticket["holder"], ticket["status"]) == ("Ann", "open")
    assert [(m["name"], m["text"]) for m in ticket["messages"]] == [("Ann", "It is.")]
    assert "Ann> It is." in desk("ticket", number).output
    assert json.loads(desk("tickets", "--json").output)[0]["holder"] == "Ann"
    assert desk("answer", number, "Bye.", "--close").exit_code == 0
    assert (shown(desk, number)["status"], shown(desk, number)["holder"]) == ("closed", None)
    assert "no open ticket" in desk("tickets").output


def test_an_answer_without_words_or_ticket_is_refused(desk: Desk, number: str):
    assert "needs words" in str(desk("answer", number).exception)
    assert "T-0" in str(desk("answer", "T-0", "It is.").exception)


def mail(shop: SmallShop, number: str, text: str, **more: str) -> bytes:
    settings = shop.settings.model_copy(update={"desk_reply_to": "desk@shop.example"})
    made = EmailMessage()
    given = {
        "From": "Ann <ann@shop.example>",
        "To": reply_addresses("small", settings)(number),
        "Message-ID": "<1@mail>",
        **more,
    }
    for name, value in given.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def test_a_mail_from_the_pipe_answers_and_closes_once(desk: Desk, shop: SmallShop, number: str):
    raw = mail(shop, number, "It is.\n#close\n\n> quoted\n")
    first, second = desk("mail", given=raw), desk("mail", given=raw)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "taken before" in second.output
    ticket = shown(desk, number)
    assert [(m["name"], m["text"]) for m in ticket["messages"]] == [("Ann", "It is.")]
    assert ticket["status"] == "closed"


def test_the_pipe_tells_the_mail_server_what_to_do(
    desk: Desk, shop: SmallShop, number: str, monkeypatch: pytest.MonkeyPatch
):
    forged = mail(shop, number, "Pay here!", To="desk@shop.example")
    assert desk("mail", given=forged).exit_code == 65
    assert desk("mail", given=mail(shop, "T-0", "It is.")).exit_code == 65
    assert desk("mail", given=b"\xff\xfe no mail").exit_code == 65
    machine = {"Auto-Submitted": "auto-replied"}
    assert desk("mail", given=mail(shop, number, "I am away.", **machine)).exit_code == 0
    assert shown(desk, number)["messages"] == []
    monkeypatch.setenv("ECOM_VAR_DIR", "/nowhere")
    assert desk("mail", given=mail(shop, number, "It is.")).exit_code == 75


@pytest.fixture
def chatwoot(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandingChatwoot]:
    with standing_chatwoot() as played:
        for name, value in played.settings().items():
            monkeypatch.setenv(name, value)
        yield played


def checked(desk: Desk, name: str = "chatwoot") -> tuple[int, str, str]:
    done = desk("check", "--json")
    way = next(way for way in json.loads(done.output) if way["name"] == name)
    return done.exit_code, way["state"], way["problem"]


def test_nothing_is_set_up_at_first(desk: Desk):
    done = desk("check", "--json")
    assert [way["state"] for way in json.loads(done.output)] == ["off"] * 3
    assert done.exit_code == 0


def test_the_check_asks_chatwoot_for_the_inbox(
    desk: Desk, chatwoot: StandingChatwoot, monkeypatch: pytest.MonkeyPatch
):
    assert checked(desk) == (0, "ready", "")
    chatwoot.hook = "https://chat.example.com/"
    assert "/desk/chatwoot" in checked(desk)[2]
    chatwoot.inbox_kind = "Channel::WebWidget"
    assert "not of the kind API" in checked(desk)[2]
    monkeypatch.setenv("ECOM_CHATWOOT_INBOX", "8")
    assert checked(desk) == (1, "wrong", "Chatwoot answers 404 for the inbox 8")
    monkeypatch.setenv("ECOM_CHATWOOT_TOKEN", "another")
    assert "401" in checked(desk)[2]
    monkeypatch.delenv("ECOM_CHATWOOT_SECRET")
    assert "ECOM_CHATWOOT_SECRET" in checked(desk)[2]
    monkeypatch.setenv("ECOM_CHATWOOT_URL", "http://chatwoot.example.com")
    assert "https" in checked(desk)[2]


def test_the_guide_of_chatwoot_followed_to_the_letter(
    desk: Desk, chatwoot: StandingChatwoot, monkeypatch: pytest.MonkeyPatch
):
    guide = (Path(__file__).parents[2] / "docs" / "people.md").read_text("utf-8")
    told = dict(re.findall(r"^ *(ECOM_CHATWOOT_\w+)=(\S+)$", guide, re.MULTILINE))
    played = chatwoot.settings()
    assert set(told) == set(played)
    assert told["ECOM_CHATWOOT_INBOX"] == str(INBOX)
    for name in ("ECOM_CHATWOOT_ACCOUNT", "ECOM_CHATWOOT_INBOX"):
        monkeypatch.setenv(name, told[name])
    assert chatwoot.hook in guide
    assert checked(desk) == (0, "ready", "")
