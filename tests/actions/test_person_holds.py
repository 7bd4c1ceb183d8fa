"""A person takes a conversation over: the bot passes on and is silent, and tells the truth about the waiting."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from ecomcore.shop import talks
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Delivery, OutboxEntry
from ecomcore.shop.tickets import close_ticket

OPEN = datetime.fromisoformat("2026-11-20T10:00:00+00:00")


def ticket_of(answer: str) -> str:
    return re.findall(r"T-\d{6}-\w+", answer)[0]


def answers(service, number: str, uid: str = "chatwoot:1") -> None:
    with open_session(service.shop, service.settings) as session:
        talks.answer(session, number, uid=uid, text="Hi!", name="Ann", now=service.settings.clock())


def closes(service, number: str) -> None:
    with open_session(service.shop, service.settings) as session:
        close_ticket(session, number, service.settings.clock())


def passed_on(service) -> list[dict]:
    with open_session(service.shop, service.settings) as session:
        query = select(OutboxEntry.body).where(OutboxEntry.event == "said").order_by(OutboxEntry.id)
        return [dict(body) for body in session.scalars(query)]


def test_the_ticket_goes_with_what_the_bot_would_answer(shopper, service):
    guest = shopper()
    guest.say("how long can i send things back", "ask_policy")
    guest.say("let me talk to a person", "talk_to_person")
    with open_session(service.shop, service.settings) as session:
        body = session.scalars(select(OutboxEntry).where(OutboxEntry.event == "opened")).one().body
    assert "30" in body["suggestion"]
    assert body["transcript"][0]["text"] == "how long can i send things back"


def test_the_bot_is_silent_while_a_person_writes_and_takes_over_again(shopper, service):
    guest = shopper()
    number = ticket_of(guest.say("let me talk to a person", "talk_to_person"))
    assert "30" in guest.say("how long can i send things back", "ask_policy")
    answers(service, number)
    assert guest.say("my mail is bo@home.example", "give_details") == ""
    assert [m.custom.as_json() for m in guest.messages] == [
        {"type": "person", "state": "answering", "name": "Ann"}
    ]
    closes(service, number)
    assert "30" in guest.say("how long can i send things back", "ask_policy")
    assert [(said["text"], said["is_held"]) for said in passed_on(service)] == [
        ("how long can i send things back", False),
        ("my mail is bo@home.example", True),
    ]
    assert "30" in passed_on(service)[0]["replies"][0]


def test_nothing_is_done_while_a_person_writes(shopper, service):
    customer = shopper("C0001")
    number = ticket_of(customer.say("let me talk to a person", "talk_to_person"))
    customer.say("cancel order 20001", "cancel_order", order_number="20001")
    answers(service, number)
    assert customer.say("yes", "affirm") == ""
    assert customer.rows("select status from \"order\" where id = '20001'") == [("pending",)]
    assert passed_on(service)[-1]["text"] == "yes"


def test_who_waits_for_a_person_in_vain_is_told_so_and_helped(shopper, service):
    guest = shopper()
    number = ticket_of(guest.say("let me talk to a person", "talk_to_person"))
    answers(service, number)
    service.settings = service.settings.model_copy(
        update={"now": service.settings.clock() + timedelta(minutes=45)}
    )
    said = guest.say("how long can i send things back", "ask_policy")
    assert "Ann has not written for a while" in said
    assert "30" in said
    assert guest.messages[0].custom.as_json()["state"] == "waiting"
    assert "Ann has not written" not in guest.say("and for how much", "ask_policy")
    answers(service, number, "chatwoot:2")
    assert guest.say("thanks", "thank") == ""


def test_the_shopper_can_always_leave(shopper, service):
    customer = shopper("C0001")
    answers(service, ticket_of(customer.say("let me talk to a person", "talk_to_person")))
    customer._send("/sign_out", "sign_out", 1.0, {}, {"tapped": True})
    assert any(m.custom and m.custom.as_json()["type"] == "signed_out" for m in customer.messages)


def test_what_is_no_words_is_passed_on_as_what_it_is(shopper, service):
    guest = shopper()
    answers(service, ticket_of(guest.say("let me talk to a person", "talk_to_person")))
    guest._send("/nlu_fallback", "nlu_fallback", 1.0, {}, {"problem": "sent_sticker"})
    guest._send("/affirm", "affirm", 1.0, {}, {"tapped": True, "shown": "Yes, do it"})
    guest._send("/photo_search", "photo_search", 1.0, {}, {"image": "x.jpg", "tapped": True})
    assert [said["text"] for said in passed_on(service)] == ["[sticker]", "Yes, do it", "[photo]"]


def test_on_a_messenger_the_answer_comes_into_the_chat_and_no_address_is_asked_for(shopper):
    on_telegram = shopper(conversation="telegram:501")
    said = on_telegram.say("let me talk to a person", "talk_to_person")
    assert "in this chat" in said
    assert "@" not in said


def test_where_the_desk_cannot_be_reached_it_does_not_say_that_it_passed_it_on(shopper, service):
    service.settings = service.settings.model_copy(
        update={"chatwoot_url": "http://127.0.0.1:1", "desk_email": None}
    )
    first = shopper(conversation="web-1")
    ticket_of(first.say("let me talk to a person", "talk_to_person"))
    with open_session(service.shop, service.settings) as session:
        failed = session.scalars(select(Delivery).where(Delivery.channel == "chatwoot")).one()
        failed.attempts, failed.error = 1, "not reached"
    assert "has not reached" in first.say("what was my ticket number", "ask_ticket")
    second = shopper(conversation="web-2").say("a person please", "talk_to_person")
    assert "cannot reach" in second
    assert "passed this on" not in second
    with open_session(service.shop, service.settings) as session:
        for row in session.scalars(select(Delivery).where(Delivery.channel == "chatwoot")):
            row.delivered_at, row.error = OPEN, None
    assert "passed this on" in shopper(conversation="web-3").say("a person", "talk_to_person")
    assert "has not reached" not in first.say("what was my ticket number", "ask_ticket")


def test_the_usual_wait_is_told_only_while_people_are_there(shopper, service):
    for place in range(5):
        guest = shopper(conversation=f"web-{place}")
        number = ticket_of(guest.say("let me talk to a person", "talk_to_person"))
        service.settings = service.settings.model_copy(
            update={"now": service.settings.clock() + timedelta(minutes=6)}
        )
        answers(service, number, f"chatwoot:{place}")
    at = {"weekday": "2026-11-20T15:00:00+00:00", "sunday": "2026-11-22T15:00:00+00:00",
          "holiday": "2026-12-25T15:00:00+00:00"}  # fmt: skip
    said = {}
    for day, moment in at.items():
        service.settings = service.settings.model_copy(
            update={"now": datetime.fromisoformat(moment)}
        )
        said[day] = shopper(conversation=f"web-{day}").say("a person please", "talk_to_person")
    assert "about 6 minutes" in said["weekday"]
    assert "Somebody is there right now" in said["weekday"]
    for closed in ("sunday", "holiday"):
        assert "minutes" not in said[closed]
        assert "Nobody is there at the moment" in said[closed]
