"""What people answer, as Chatwoot and other systems send it: genuine, forged, late, twice, and of no known form."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from small_shop import NOW, SmallShop
from standing_chatwoot import ACCOUNT, INBOX, SECRET, StandingChatwoot, signed

from actions.server import people
from actions.server.decisions import Answer
from ecomcore.shop import talks
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Ticket
from ecomcore.shop.outbox.signatures import WebhookKey
from ecomcore.shop.talks import lines_of
from ecomcore.shop.tickets import find_ticket, open_ticket

SHARED = "a secret that is long enough to sign with"
CHAT = "telegram:501"


@pytest.fixture
def service(shop: SmallShop) -> Any:
    settings = shop.settings.model_copy(
        update={
            "chatwoot_secret": _Secret(SECRET),
            "chatwoot_account": ACCOUNT,
            "chatwoot_inbox": INBOX,
            "shop_webhook_secret": _Secret(SHARED),
            "now": NOW,
        }
    )
    return SimpleNamespace(settings=settings, shop="small")


class _Secret(str):
    def get_secret_value(self) -> str:
        return str(self)


@pytest.fixture
def chatwoot() -> StandingChatwoot:
    return StandingChatwoot(conversations=[{"id": 17}])


@pytest.fixture
def number(service) -> str:
    with open_session("small", service.settings) as session:
        opened = open_ticket(
            session, conversation_id=CHAT, customer_id=None, subject="x", language="en",
            transcript=[], now=NOW - timedelta(hours=1),
        )  # fmt: skip
        session.query(Ticket).one().desk_ref = "chatwoot:17"
        return opened.number


def tell(service, event: Any, secret: str = SECRET, at: float | None = None) -> Answer:
    body, headers = signed(event, secret, at)
    return people.from_chatwoot(
        service, {name.lower(): value for name, value in headers.items()}, body
    )


def written(service, number: str) -> list[tuple[str, str]]:
    with open_session("small", service.settings) as session:
        return [(line.name, line.text) for line in lines_of(session, number)]


def status(service, number: str) -> tuple[str, str | None]:
    with open_session("small", service.settings) as session:
        ticket = find_ticket(session, number)
        return ticket.status, ticket.holder


def test_an_agents_answer_is_taken_once(service, chatwoot, number):
    event = chatwoot.message_event("It is.")
    assert tell(service, event) == Answer(200, {"ticket": number, "repeated": False})
    assert tell(service, event) == Answer(200, {"ticket": number, "repeated": True})
    assert written(service, number) == [("Ann", "It is.")]
    assert status(service, number) == ("open", "Ann")


def test_an_agent_who_resolves_it_closes_the_ticket(service, chatwoot, number):
    tell(service, chatwoot.message_event("It is."))
    assert tell(service, chatwoot.resolved_event()).data == {"ticket": number, "closed": True}
    assert tell(service, chatwoot.resolved_event()).status == 200
    assert status(service, number) == ("closed", None)


def test_an_answer_that_comes_after_the_end_is_told_but_takes_nothing_back(
    service, chatwoot, number
):
    event = chatwoot.message_event("It is.", created_at=(NOW - timedelta(minutes=1)).timestamp())
    tell(service, chatwoot.resolved_event())
    assert tell(service, event).data["repeated"] is False
    assert status(service, number) == ("closed", None)
    assert written(service, number) == [("Ann", "It is.")]


@pytest.mark.parametrize(
    ("secret", "away_s", "error"),
    [("another secret, for tests", 0, "forged"), (SECRET, -400, "stale"), (SECRET, 400, "stale")],
)
def test_a_forged_or_replayed_event_is_refused(
    service, chatwoot, number, secret: str, away_s: int, error: str
):
    for event in (chatwoot.message_event("It is."), chatwoot.resolved_event()):
        refused = tell(service, event, secret, time.time() + away_s)
        assert (refused.status, refused.data["error"]) == (401, error)
    assert written(service, number) == []
    assert status(service, number) == ("open", None)


def test_a_body_that_was_changed_or_not_signed_is_refused(service, chatwoot, number):
    body, headers = signed(chatwoot.message_event("It is."))
    given = {name.lower(): value for name, value in headers.items()}
    assert people.from_chatwoot(service, given, body.replace(b"It is", b"It was")).status == 401
    assert people.from_chatwoot(service, {}, body).data["error"] == "unsigned"
    bare = {**given, "x-chatwoot-timestamp": "yesterday"}
    assert people.from_chatwoot(service, bare, body).data["error"] == "stale"
    assert written(service, number) == []


def test_without_a_secret_nobody_is_heard(service, chatwoot, number):
    service.settings.chatwoot_secret = None
    assert tell(service, chatwoot.message_event("It is."), "").status == 503
    assert written(service, number) == []


def test_what_is_no_answer_to_the_customer_is_passed_over(service, chatwoot, number):
    event = chatwoot.message_event
    for told in (
        event("a note", private=True),
        event("what the customer wrote", message_type="incoming"),
        event("how did we do?", message_type="template"),
        event("from a robot", sender={"id": 1, "name": "Robot", "type": "agent_bot"}),
        event("of another inbox", inbox={"id": 8}),
        event("of another account", account={"id": 9}),
        event("of another talk", conversation={"id": 99}),
        event("", content=None),
        event("edited", event="message_updated"),
        {**chatwoot.resolved_event(), "status": "open"},
        {**chatwoot.resolved_event(), "id": 99},
        {"event": "conversation_typing_on", "inbox_id": INBOX},
        {"event": "message_created", "inbox": {"id": INBOX}, "message_type": "outgoing",
         "sender": {"type": "user"}, "content": "x"},
        [], None, "x",
    ):  # fmt: skip
        assert tell(service, told).status == 200
    assert written(service, number) == []
    assert status(service, number) == ("open", None)


def test_a_file_goes_along_as_its_address(service, chatwoot, number):
    files = [{"data_url": "https://chat.example/f.pdf"}, {"data_url": "javascript:alert(1)"}]
    tell(service, chatwoot.message_event("Here:", attachments=files))
    assert written(service, number) == [("Ann", "Here:\nhttps://chat.example/f.pdf")]


def call(service, number: str, body: Any, call_id: str = "m1", secret: str = SHARED) -> Answer:
    raw = json.dumps(body).encode()
    headers = WebhookKey(secret).headers(call_id, raw, datetime.now(UTC))
    return people.from_call(service, number, headers, raw)


def test_any_system_answers_and_closes_by_a_signed_call(service, number):
    body = {"text": "It is.", "name": "Bo"}
    assert call(service, number, body).data == {"ticket": number, "repeated": False}
    assert call(service, number, body).data == {"ticket": number, "repeated": True}
    assert written(service, number) == [("Bo", "It is.")]
    assert call(service, number, {"close": True}, "m2").status == 200
    assert status(service, number) == ("closed", None)


def test_a_call_that_is_forged_empty_or_about_nothing_is_refused(service, number):
    body = {"text": "It is."}
    assert call(service, number, body, secret="another secret of thirty-two letters").status == 401
    assert people.from_call(service, number, {}, b"{}").status == 401
    assert call(service, "T-0", body).status == 404
    for wrong in ({}, [], "x", {"text": " "}, {"close": "yes"}):
        assert call(service, number, wrong).status == 400
    service.settings.shop_webhook_secret = None
    assert call(service, number, body).status == 503
    assert written(service, number) == []


def test_a_holder_is_silent_only_for_their_own_conversation(service, chatwoot, number):
    tell(service, chatwoot.message_event("It is."))
    with open_session("small", service.settings) as session:
        assert talks.holding(session, "telegram:502", NOW) is None
