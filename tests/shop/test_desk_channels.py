"""A ticket on its way: to Chatwoot, to the desk's mailbox, into the conversation; with whatever fails on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from moving_clock import Clock
from small_shop import NOW, SmallShop
from sqlalchemy import select
from sqlalchemy.orm import Session
from standing_chatwoot import ACCOUNT, INBOX, TOKEN, StandingChatwoot, standing_chatwoot

from ecomcore.errors import DataError, NotAllowedError
from ecomcore.shop import models as m
from ecomcore.shop import talks
from ecomcore.shop.database import open_session
from ecomcore.shop.notify import Message
from ecomcore.shop.outbox.chatwoot import Account, Chatwoot
from ecomcore.shop.outbox.conversation import Conversation
from ecomcore.shop.outbox.delivery import Courier
from ecomcore.shop.outbox.desk_mail import AnswerMail, DeskMail
from ecomcore.shop.outbox.desk_replies import read_reply, reply_addresses
from ecomcore.shop.outbox.desk_watch import DeskWatch
from ecomcore.shop.outbox.tickets import is_stuck
from ecomcore.shop.tickets import close_ticket, open_ticket

TALK = [{"who": "user", "text": "a person please"}, {"who": "bot", "text": "Sure."}]
KEY = "the key of the shop's processes"


@pytest.fixture
def chatwoot() -> Iterator[StandingChatwoot]:
    with standing_chatwoot() as played:
        yield played


def sessions(shop: SmallShop) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: open_session("small", shop.settings)


@pytest.fixture
def courier(shop: SmallShop, chatwoot: StandingChatwoot, clock: Clock) -> Courier:
    account = Account(chatwoot.url, TOKEN, ACCOUNT, INBOX)
    channel = Chatwoot(account, sessions(shop), "small", "en", timeout_s=2)
    return Courier(sessions(shop), channel, clock, DeskWatch(["chatwoot"]))


def asked(shop: SmallShop, customer: str | None = None, **more: object) -> str:
    """Open a ticket and return its number."""
    given = {"conversation_id": "telegram:501", "language": "en", "priority": "high", **more}
    with open_session("small", shop.settings) as session:
        return open_ticket(
            session, customer_id=customer, subject="person_asked", transcript=TALK,
            sentiment="negative", question="is the mug lead-free?", order_id="10003",
            suggestion="Our mugs are glazed.", now=NOW, **given,
        ).number  # fmt: skip


def answered(shop: SmallShop, number: str, text: str = "It is.", uid: str = "a1", **more) -> None:
    with open_session("small", shop.settings) as session:
        talks.answer(session, number, uid=uid, text=text, name="Ann", now=NOW, **more)


class TestChatwoot:
    def test_a_ticket_arrives_with_all_that_a_person_needs(self, shop, courier, chatwoot):
        number = asked(shop, "C1")
        courier.deliver()
        (contact,), (conversation,) = chatwoot.contacts, chatwoot.conversations
        assert contact["identifier"] == "small-C1"
        assert contact["email"]
        assert conversation["status"] == "open"
        assert conversation["priority"] == "high"
        assert conversation["custom_attributes"] == {
            "ticket": number, "order": "10003", "feeling": "negative", "channel": "telegram",
            "language": "en",
        }  # fmt: skip
        (note, told), question = chatwoot.written()
        assert note == "note"
        for part in ("is the mug lead-free?", "10003", "negative", "Our mugs are glazed.",
                     "Customer: a person please", "Bot: Sure."):  # fmt: skip
            assert part in told
        assert question == ("incoming", "is the mug lead-free?")

    def test_what_is_said_later_is_incoming_and_the_bots_answer_a_note(
        self, shop, courier, chatwoot
    ):
        number = asked(shop)
        with open_session("small", shop.settings) as session:
            talks.share(session, "telegram:501", uid="m2", text="hello?", replies=["Yes?"], now=NOW)
        answered(shop, number)  # from elsewhere
        courier.deliver()
        assert chatwoot.written()[2:] == [
            ("incoming", "hello?"), ("note", "Bot: Yes?"), ("note", "Ann: It is."),
        ]  # fmt: skip
        with open_session("small", shop.settings) as session:
            close_ticket(session, number, NOW)
        courier.deliver()
        assert chatwoot.conversations[0]["status"] == "resolved"

    @pytest.mark.parametrize("lost", range(1, 9))
    def test_an_answer_that_is_lost_at_any_step_doubles_nothing(
        self, shop, courier, chatwoot, clock, lost
    ):
        asked(shop)
        chatwoot.faults = [0] * (lost - 1) + [-1]
        courier.deliver()
        clock.now += timedelta(minutes=5)
        courier.deliver()
        assert (len(chatwoot.contacts), len(chatwoot.conversations)) == (1, 1)
        assert [kind for kind, _ in chatwoot.written()] == ["note", "incoming"]

    def test_a_customer_who_comes_again_is_the_same_contact(self, shop, courier, chatwoot):
        first = asked(shop, "C1")
        with open_session("small", shop.settings) as session:
            close_ticket(session, first, NOW)
        asked(shop, "C1", conversation_id="web-2")
        courier.deliver()
        assert (len(chatwoot.contacts), len(chatwoot.conversations)) == (1, 2)

    def test_a_contact_that_the_shop_has_already_is_taken_by_its_address(
        self, shop, courier, chatwoot
    ):
        known = {"id": 1, "email": "bob@home.example", "contact_inboxes": []}
        chatwoot.contacts.append(known)
        asked(shop, email="bob@home.example")
        courier.deliver()
        assert chatwoot.contacts == [known]
        assert chatwoot.conversations[0]["contact_id"] == 1

    def test_a_conversation_that_was_deleted_there_is_made_anew(
        self, shop, courier, chatwoot, clock
    ):
        number = asked(shop)
        courier.deliver()
        chatwoot.conversations.clear()
        chatwoot.messages.clear()
        answered(shop, number)
        courier.deliver()
        clock.now += timedelta(minutes=5)
        courier.deliver()
        assert chatwoot.written() == [("note", "Ann: It is.")]

    def test_the_shopper_is_told_that_it_is_down_and_that_it_has_come_through(
        self, shop, courier, chatwoot, clock
    ):
        number = asked(shop)
        chatwoot.is_down = True
        for _ in range(5):
            courier.deliver()
            clock.now += timedelta(hours=2)
        assert told_to_shopper(shop) == ["delayed"]
        with open_session("small", shop.settings) as session:
            assert is_stuck(session, ["chatwoot"], number)
            assert is_stuck(session, ["chatwoot"])
            assert not is_stuck(session, ["chatwoot", "desk_mail"])
            assert not is_stuck(session, [])
        chatwoot.is_down = False
        courier.deliver()
        assert told_to_shopper(shop) == ["delayed", "reached"]
        with open_session("small", shop.settings) as session:
            assert not is_stuck(session, ["chatwoot"], number)
        assert len(chatwoot.written()) == 2

    def test_nobody_is_alarmed_where_another_way_has_brought_it(self, shop, chatwoot, clock):
        asked(shop)
        mailed = Courier(
            sessions(shop), desk_mail(shop), clock, DeskWatch(["chatwoot", "desk_mail"])
        )
        mailed.deliver()
        chatwoot.is_down = True
        channel = Chatwoot(
            Account(chatwoot.url, TOKEN, ACCOUNT, INBOX), sessions(shop), "small", "en"
        )
        down = Courier(sessions(shop), channel, clock, DeskWatch(["chatwoot", "desk_mail"]))
        for _ in range(5):
            down.deliver()
            clock.now += timedelta(hours=2)
        assert told_to_shopper(shop) == []


def told_to_shopper(shop: SmallShop) -> list[str]:
    with open_session("small", shop.settings) as session:
        query = (
            select(m.OutboxEntry.event)
            .join(m.Delivery, m.Delivery.entry_id == m.OutboxEntry.id)
            .where(m.Delivery.channel == "conversation")
            .order_by(m.OutboxEntry.id)
        )
        return list(session.scalars(query))


class Kept:
    """A notifier that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


def desk_mail(shop: SmallShop, reply_to: str | None = None) -> DeskMail:
    settings = shop.settings.model_copy(update={"desk_reply_to": reply_to})
    return DeskMail(Kept(), "desk@shop.example", "en", reply_addresses("small", settings))


class TestMail:
    def test_the_desk_reads_all_that_it_needs_and_how_to_answer(self, shop, clock):
        number, channel = asked(shop, "C1"), desk_mail(shop)
        Courier(sessions(shop), channel, clock).deliver()
        (mail,) = channel.notifier.messages
        assert (mail.to, mail.subject) == ("desk@shop.example", f"{number}: is the mug lead-free?")
        for part in ("10003", "negative", "high", "telegram", "Our mugs are glazed.", "Bot: Sure.",
                     f"ecomcore desk answer {number}"):  # fmt: skip
            assert part in mail.text
        assert mail.reply_to is None

    def test_what_is_said_to_the_bot_is_not_mailed_what_is_said_to_a_person_is(self, shop, clock):
        number, channel = asked(shop), desk_mail(shop)
        with open_session("small", shop.settings) as session:
            talks.share(session, "telegram:501", uid="m1", text="hello?", now=NOW)
        answered(shop, number, via="desk_mail")
        with open_session("small", shop.settings) as session:
            talks.share(session, "telegram:501", uid="m2", text="thanks", now=NOW)
        Courier(sessions(shop), channel, clock).deliver()
        assert ["hello?" in mail.text for mail in channel.notifier.messages] == [False, False]
        assert "thanks" in channel.notifier.messages[1].text

    def test_who_has_left_gets_the_answer_by_mail_who_has_read_it_does_not(self, shop, clock):
        number = asked(shop, email="bob@home.example")
        channel = AnswerMail(Kept(), sessions(shop))
        courier = Courier(sessions(shop), channel, clock)
        answered(shop, number, "It is.")
        with open_session("small", shop.settings) as session:
            talks.share(session, "telegram:501", uid="m1", text="and the tea?", now=NOW)
        answered(shop, number, "The tea too.", "a2")
        courier.deliver()
        assert channel.notifier.messages == []  # there is still time to read it
        clock.now += timedelta(minutes=11)
        courier.deliver()
        (mail,) = channel.notifier.messages
        assert mail.to == "bob@home.example"
        assert "Ann has answered" in mail.text
        assert "The tea too." in mail.text


class TestReplies:
    @pytest.fixture
    def settings(self, shop):
        return shop.settings.model_copy(update={"desk_reply_to": "desk@shop.example"})

    def mail(self, settings, number: str, text: str, **headers: str) -> bytes:
        address = reply_addresses("small", settings)(number)
        made = EmailMessage()
        given = {
            "From": "Ann Lee <ann@shop.example>", "To": address, "Message-ID": "<1@mail>",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }  # fmt: skip
        for name, value in given.items():
            made[name] = value
        made.set_content(text)
        return made.as_bytes()

    def test_a_reply_is_read_without_what_it_quotes(self, settings):
        text = (
            "Yes, it is.\nGreetings\n\nOn Fri, 20 Nov 2026 at 10:00, Shop <desk@shop.example>\n"
            "wrote:\n> ---- please write above this line ----\n> Question: is the mug lead-free?\n"
        )
        reply = read_reply(self.mail(settings, "T-261120-ab2c", text), "small", settings)
        assert (reply.number, reply.name, reply.closes) == ("T-261120-ab2c", "Ann Lee", False)
        assert reply.text == "Yes, it is.\nGreetings"
        assert reply.uid == "mail:<1@mail>"

    def test_a_line_closes_the_ticket(self, settings):
        reply = read_reply(
            self.mail(settings, "T-261120-ab2c", "Done.\n#close\n"), "small", settings
        )
        assert (reply.text, reply.closes) == ("Done.", True)

    def test_html_alone_is_read_as_well(self, settings):
        raw = self.mail(settings, "T-261120-ab2c", "x").replace(b"text/plain", b"text/html")
        raw = raw.replace(b"\nx\n", b"\n<p>Yes &amp; no</p><style>p {}</style><p>Ann</p>\n")
        assert read_reply(raw, "small", settings).text == "Yes & no\nAnn"

    def test_an_address_in_capitals_and_one_in_another_header_are_known(self, settings):
        address = reply_addresses("small", settings)("T-261120-ab2c").upper()
        raw = self.mail(settings, "T-1", "Yes.", Delivered_To=address)
        assert read_reply(raw, "small", settings).number == "T-261120-ab2c"

    @pytest.mark.parametrize(
        "address",
        ["desk@shop.example", "desk+t-261120-ab2c.0000000000000000@shop.example",
         "desk+t-261120-ab2c@shop.example", "desk+.@shop.example"],
    )  # fmt: skip
    def test_a_forged_address_is_refused(self, settings, address):
        raw = self.mail(settings, "T-261120-ab2c", "Yes.").replace(
            reply_addresses("small", settings)("T-261120-ab2c").encode(), address.encode()
        )
        with pytest.raises(NotAllowedError):
            read_reply(raw, "small", settings)

    def test_a_note_of_absence_is_passed_over(self, settings):
        raw = self.mail(settings, "T-261120-ab2c", "I am away.", Auto_Submitted="auto-replied")
        assert read_reply(raw, "small", settings) is None

    def test_a_mail_without_words_is_refused(self, settings):
        raw = self.mail(settings, "T-261120-ab2c", "> ---- please write above this line ----\n")
        with pytest.raises(DataError, match="no words"):
            read_reply(raw, "small", settings)


class StandingBot:
    """Plays the bot's process: what it was told, and with which status it answers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict]] = []
        self.statuses: list[int] = []
        played = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status = played.statuses.pop(0) if played.statuses else 200
                if status == 200:
                    played.told.append((f"{self.path} {self.headers['authorization']}", body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def bot() -> Iterator[StandingBot]:
    played = StandingBot()
    yield played
    played.server.shutdown()
    played.server.server_close()


def test_an_answer_and_the_end_go_into_the_conversation_in_order(shop, clock, bot):
    number = asked(shop, language="zh")
    courier = Courier(sessions(shop), Conversation(bot.url, KEY), clock)
    answered(shop, number, "没有铅。")
    with open_session("small", shop.settings) as session:
        close_ticket(session, number, NOW)
    bot.statuses = [503]
    courier.deliver()
    assert bot.told == []
    clock.now += timedelta(minutes=1)
    courier.deliver()
    (where, first), (_, second) = bot.told
    assert where == f"/webhooks/push/messages Bearer {KEY}"
    assert first["conversation"] == second["conversation"] == "telegram:501"
    assert first["id"] != second["id"]
    (message,) = first["messages"]
    assert message["text"] == "没有铅。"
    assert message["custom"] == {"type": "person", "state": "answering", "name": "Ann"}
    (message,) = second["messages"]
    assert "Ann" in message["text"]
    assert number in message["text"]
    assert message["custom"]["state"] == "gone"
