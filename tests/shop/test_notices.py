"""What shoppers asked to be told in the chat: once, only them, and not where the shop or they have ended it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop import alerts, notices, wishes
from ecomcore.shop import models as m
from ecomcore.shop.outbox.conversation import said
from ecomcore.shop.outbox.delivery import Entry

DATABASES = ("sqlite", "postgres")
ON_TELEGRAM, ON_WEB = "telegram:501", "web-1"


def told(session: Session) -> list[tuple[str, str]]:
    """What is to be told, and in which conversation."""
    rows = session.scalars(
        select(m.OutboxEntry)
        .join(m.Delivery, m.Delivery.entry_id == m.OutboxEntry.id)
        .where(m.Delivery.channel == "conversation")
        .order_by(m.OutboxEntry.id)
    )
    entries = [Entry(row.uid, row.subject, row.event, row.at, row.body) for row in rows]
    assert {entry.type for entry in entries} <= {"conversation.notice"}
    return [(entry.body["conversation_id"], said(entry)["text"]) for entry in entries]


def waits(session: Session, now, conversation: str, **more) -> None:
    alerts.subscribe(
        session, conversation_id=conversation, customer_id=more.pop("customer", None),
        sku="J-NVY-L", now=now, **more,
    )  # fmt: skip


@pytest.fixture
def restocked(session, now) -> None:
    waits(session, now, ON_TELEGRAM, customer="C1")
    waits(session, now, ON_WEB, language="zh")
    waits(session, now, "web-2", email="bob@home.example")
    session.get_one(m.Variant, "J-NVY-L").stock = 4
    session.flush()


def test_goods_that_are_back_are_told_in_the_chat_or_by_mail(session, now, shop, restocked):
    assert len(alerts.send_due_alerts(session, shop.outbox, now, in_chat=True)) == 3
    (telegram, english), (web, chinese) = told(session)
    assert (telegram, web) == (ON_TELEGRAM, ON_WEB)
    assert "Rain Jacket (navy, L) is available again" in english
    assert "冲锋衣" in chinese
    assert [message.to for message in shop.outbox.messages] == ["bob@home.example"]
    assert alerts.send_due_alerts(session, shop.outbox, now, in_chat=True) == []


def test_a_shop_that_tells_nothing_in_the_chat_mails_only(session, now, shop, restocked):
    alerts.send_due_alerts(session, shop.outbox, now)
    assert told(session) == []
    assert len(shop.outbox.messages) == 2


def test_who_has_ended_it_is_told_nothing(session, now, shop, restocked):
    alerts.unsubscribe(session, conversation_id=ON_TELEGRAM, customer_id="C1")
    alerts.send_due_alerts(session, shop.outbox, now, in_chat=True)
    assert [conversation for conversation, _ in told(session)] == [ON_WEB]


def test_what_the_shop_has_now_is_told_in_the_chat(session, now, shop):
    wishes.note(
        session, conversation_id=ON_WEB, customer_id=None, words="drone", language="en", now=now
    )
    title = {"en": "Skylark Drone"}
    wishes.send_due_wishes(session, lambda _: title, shop.outbox, now)
    assert told(session) == []
    for _ in range(2):
        wishes.send_due_wishes(session, lambda _: title, shop.outbox, now, in_chat=True)
    ((_, text),) = told(session)
    assert "Skylark Drone" in text


def watch(session: Session, now, conversation: str = ON_TELEGRAM) -> bool:
    order = session.get_one(m.Order, "10003")
    return notices.watch_order(
        session, conversation_id=conversation, customer_id=order.customer_id,
        order_id=order.id, status=order.status, language="en", now=now,
    )  # fmt: skip


def turns_to(session: Session, status: str) -> None:
    session.get_one(m.Order, "10003").status = status
    session.flush()


def test_news_of_an_order_are_told_until_it_has_come(session, now):
    assert watch(session, now)
    assert not watch(session, now)
    assert notices.tell_order_news(session, now) == []
    for status in ("shipped", "shipped", "delivered", "returned"):
        turns_to(session, status)
        notices.tell_order_news(session, now)
    texts = [text for _, text in told(session)]
    assert len(texts) == 2
    assert "10003: it is now on its way" in texts[0]
    assert "stop the messages" in texts[0]
    assert "delivered" in texts[1]
    assert not notices.is_watching(session, ON_TELEGRAM, "10003")


def test_a_state_without_a_name_is_not_told(session, now):
    watch(session, now)
    turns_to(session, "on_hold")
    assert notices.tell_order_news(session, now) == []
    turns_to(session, "shipped")
    assert len(notices.tell_order_news(session, now)) == 1


def test_who_ends_it_hears_no_more_in_any_conversation_of_theirs(session, now):
    watch(session, now)
    watch(session, now, ON_WEB)
    owner = session.get_one(m.Order, "10003").customer_id
    assert notices.end_watching(session, "web-9", None) == []
    assert notices.end_watching(session, ON_WEB, owner) == ["10003"]
    turns_to(session, "shipped")
    assert notices.tell_order_news(session, now) == []


def test_the_shop_switches_each_kind_off(shop):
    def tells(setting: str) -> list[bool]:
        changed = shop.settings.model_copy(update={"notices": setting})
        return [changed.tells_of(kind) for kind in notices.KINDS]

    assert tells("stock,orders") == [True, True]
    assert tells("orders") == [False, True]
    assert tells("off") == [False, False]
