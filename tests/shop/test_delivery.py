"""Deliveries: a real server that fails, is slow, or is gone; one process killed on the way, several at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import order_plans
import pytest
from moving_clock import Clock
from small_shop import NOW, SmallShop
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore import orders
from ecomcore.errors import SettingsError
from ecomcore.shop import models as m
from ecomcore.shop.database import open_session
from ecomcore.shop.notify import Message
from ecomcore.shop.outbox import channels
from ecomcore.shop.outbox.delivery import Courier, Round, retry_after_s, skip_open
from ecomcore.shop.outbox.letters import ShopMail, ShopperMail
from ecomcore.shop.outbox.signatures import WebhookKey
from ecomcore.shop.outbox.webhook import Webhook

DATABASES = ("sqlite", "postgres")
SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of a shared key").decode()
LATER = timedelta(hours=2)


@dataclass
class ShopSystem:
    """The shop's own system: what it was sent, and how it answers, one answer a call and 200 after the last."""

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[dict]:
        return [json.loads(body) for _, body in self.calls]

    @property
    def read(self) -> list[str]:
        """What a reader who tells repetitions by their ids has read."""
        return list(dict.fromkeys(f"{e['id']} {e['type']}" for e in self.events))


@contextmanager
def serving(system: ShopSystem) -> Iterator[ShopSystem]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            system.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            answer = system.answers.pop(0) if system.answers else 200
            if answer == "slow":
                time.sleep(1.0)
                answer = 200
            if answer == "hang up":
                self.close_connection = True
                return
            self.send_response(int(answer))
            if answer == 302:
                self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    system.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def system() -> Iterator[ShopSystem]:
    with serving(ShopSystem()) as running:
        yield running


def sessions(shop: SmallShop) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: open_session("small", shop.settings)


@pytest.fixture
def courier(shop: SmallShop, system: ShopSystem, clock: Clock) -> Courier:
    return Courier(sessions(shop), Webhook(system.url, WebhookKey(SECRET), timeout_s=0.3), clock)


def cancel(shop: SmallShop, order_id: str = "10003", customer: str = "C1") -> None:
    with shop.session() as session, session.begin():
        plan = order_plans.plan_cancel(session, customer, order_id, now=NOW)
        orders.execute(session, plan, f"key-{order_id}", NOW)


def cancel_lines(shop: SmallShop, order_id: str = "10003") -> None:
    """Cancel an order line by line: two changes of one order."""
    for index in range(2):
        with shop.session() as session, session.begin():
            line = session.get_one(m.Order, order_id).lines[index].id
            plan = order_plans.plan_cancel(session, "C1", order_id, [line], now=NOW)
            orders.execute(session, plan, f"line-{index}", NOW)


def deliveries(shop: SmallShop, channel: str = "webhook") -> list[tuple[int, bool, str | None]]:
    with shop.session() as session:
        rows = session.scalars(
            select(m.Delivery).where(m.Delivery.channel == channel).order_by(m.Delivery.entry_id)
        )
        return [(row.attempts, row.delivered_at is not None, row.error) for row in rows]


def test_a_call_is_signed_as_the_specification_says(
    shop: SmallShop, courier: Courier, system: ShopSystem
):
    cancel(shop)
    assert courier.deliver() == Round(delivered=1, failed=0)
    ((headers, body),) = system.calls
    content = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    key = b"thirty-two bytes of a shared key"
    right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 300
    event = json.loads(body)
    assert event["id"] == headers["webhook-id"]
    assert (event["type"], event["subject"]) == ("order.cancel.done", "order:10003")
    assert event["data"]["refund_cents"] == 12200


@pytest.mark.parametrize("answer", [500, 404, 302, "slow", "hang up"])
def test_what_does_not_arrive_is_sent_again_under_the_same_id(
    shop: SmallShop, courier: Courier, system: ShopSystem, clock: Clock, answer: int | str
):
    cancel(shop)
    system.answers = [answer]
    assert courier.deliver() == Round(delivered=0, failed=1)
    assert courier.deliver() == Round(0, 0)  # not before its time
    clock.now += timedelta(seconds=retry_after_s(1))
    assert courier.deliver() == Round(delivered=1, failed=0)
    first, second = system.events
    assert first == second
    assert deliveries(shop) == [(2, True, None)]


def test_the_waits_grow_to_an_hour_and_nothing_is_given_up(
    shop: SmallShop, courier: Courier, system: ShopSystem, clock: Clock
):
    assert [retry_after_s(n) for n in (1, 2, 3, 10, 11, 5000)] == [5, 10, 20, 2560, 3600, 3600]
    cancel(shop)
    system.answers = [500] * 15
    for _ in range(15):
        assert courier.deliver().failed == 1
        clock.now += LATER
    assert courier.deliver().delivered == 1
    assert deliveries(shop) == [(16, True, None)]


def test_a_later_change_of_an_order_waits_for_the_earlier_one_and_other_orders_do_not(
    shop: SmallShop, courier: Courier, system: ShopSystem, clock: Clock
):
    cancel_lines(shop)
    cancel(shop, "20001", "C2")
    system.answers = [500]
    assert courier.deliver() == Round(delivered=1, failed=1)
    assert [e["subject"] for e in system.events] == ["order:10003", "order:20001"]
    clock.now += LATER
    assert courier.deliver().delivered == 2
    skus = [e["data"]["lines"][0]["sku"] for e in system.events[2:]]
    assert skus == ["J-NVY-M", "MUG-BLU"]


def test_a_system_that_is_down_is_not_tried_for_every_order(
    shop: SmallShop, system: ShopSystem, clock: Clock
):
    key = WebhookKey(SECRET)
    gone = Courier(sessions(shop), Webhook("http://127.0.0.1:9/none", key, timeout_s=0.3), clock)
    cancel(shop)
    cancel(shop, "20001", "C2")
    assert gone.deliver() == Round(delivered=0, failed=1)
    clock.now += LATER
    there = Courier(sessions(shop), Webhook(system.url, key), clock)
    assert there.deliver().delivered == 2


def test_several_processes_deliver_each_entry_once(
    shop: SmallShop, system: ShopSystem, clock: Clock
):
    for order_id, customer in (
        ("10002", "C1"),
        ("10003", "C1"),
        ("#W6067464", "C1"),
        ("20001", "C2"),
    ):
        cancel(shop, order_id, customer)
    couriers = [
        Courier(sessions(shop), Webhook(system.url, WebhookKey(SECRET)), clock) for _ in range(3)
    ]
    with ThreadPoolExecutor(3) as pool:
        rounds = list(pool.map(lambda courier: courier.deliver(), couriers))
    assert sum(done.delivered for done in rounds) == 4
    assert len(system.calls) == 4


KILLED = """
import os, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from ecomcore.config import Settings
from ecomcore.orders import Request, plan_for, execute
from ecomcore.shop.database import open_session
from ecomcore.shop.outbox.delivery import Courier
from ecomcore.shop.outbox.signatures import WebhookKey
from ecomcore.shop.outbox.webhook import Webhook

var, database_url, url, moment = sys.argv[1:]
settings = Settings(var_dir=Path(var), shop="small", database_url=database_url)
now = datetime(2026, 11, 24, 12, tzinfo=UTC)
with open_session("small", settings) as session:
    plan = plan_for(session, Request("cancel", "C1", "10003"), now)
    execute(session, plan, "k1", now)
    if moment == "before the commit":
        os.kill(os.getpid(), signal.SIGKILL)

class Dying(Webhook):
    def send(self, entry):
        if moment == "before it is sent":
            os.kill(os.getpid(), signal.SIGKILL)
        super().send(entry)
        os.kill(os.getpid(), signal.SIGKILL)

webhook = Dying(url, WebhookKey("a secret of thirty-two letters  "))
Courier(lambda: open_session("small", settings), webhook).deliver()
"""


@pytest.mark.parametrize(
    ("moment", "is_cancelled", "calls"),
    [
        ("before the commit", False, 0),
        ("before it is sent", True, 1),
        ("before it is noted", True, 2),
    ],
)
def test_killed_at_any_moment_nothing_is_lost_and_readers_of_ids_read_it_once(
    shop: SmallShop,
    courier: Courier,
    system: ShopSystem,
    clock: Clock,
    moment: str,
    is_cancelled: bool,
    calls: int,
):
    address = (str(shop.settings.var_dir), shop.settings.database_url, system.url)
    command = [sys.executable, "-c", KILLED, *address, moment]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with shop.session() as session:
        assert (session.get_one(m.Order, "10003").status == "cancelled") is is_cancelled
    assert courier.deliver() == Round(0, 0)  # the lease of the dead process still runs
    clock.now += LATER
    courier.deliver()
    assert len(system.calls) == calls
    assert len(system.read) == int(is_cancelled)


class Kept:
    """A notifier that keeps what it is given, after some failures."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("mail server away")
        self.messages.append(message)


@pytest.fixture
def asking(make_shop) -> SmallShop:
    return make_shop({"mode": "request"})


def ask(shop: SmallShop, language: str | None = None) -> str:
    with shop.session() as session, session.begin():
        plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)
        return orders.submit(session, plan, "k1", NOW, language=language).change_number or ""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Please decide: Cancellation"), ("zh", "待处理：取消订单")]
)
def test_the_shop_is_asked_by_mail(asking: SmallShop, clock: Clock, language: str, words: str):
    number, notifier = ask(asking), Kept(failures=1)
    mail = Courier(sessions(asking), ShopMail(notifier, "shop@example.com", language), clock)
    assert mail.deliver() == Round(0, 1)
    clock.now += LATER
    assert mail.deliver() == Round(1, 0)
    (message,) = notifier.messages
    assert message.to == "shop@example.com"
    assert words in message.subject
    assert f"ecomcore desk changes --confirm {number}" in message.text
    assert "[J-NVY-M]" in message.text
    assert "emma@example.com" in message.text
    assert "None" not in message.text


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "is confirmed: Cancellation, order 10003", "could not do"),
        ("zh", "已确认办理", "没能办理"),
    ],
)
def test_the_shopper_is_told_what_the_shop_decided(
    asking: SmallShop, clock: Clock, language: str, yes: str, no: str
):
    notifier = Kept()
    mail = Courier(sessions(asking), ShopperMail(notifier), clock)
    number = ask(asking, language)
    assert mail.deliver() == Round(0, 0)  # the conversation has said that already
    with asking.session() as session, session.begin():
        orders.refuse_request(session, number, "It has left.", NOW)
    assert mail.deliver() == Round(1, 0)
    assert notifier.messages[0].to == "emma@example.com"
    assert no in notifier.messages[0].text
    assert "It has left." in notifier.messages[0].text
    with asking.session() as session, session.begin():
        plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)
        again = orders.submit(session, plan, "k2", NOW, language=language).change_number or ""
        orders.confirm(session, again, NOW)
    assert mail.deliver() == Round(1, 0)
    assert yes in notifier.messages[1].text


def test_what_is_skipped_is_not_sent(shop: SmallShop, courier: Courier, system: ShopSystem):
    cancel(shop)
    with shop.session() as session, session.begin():
        assert skip_open(session, "webhook", NOW) == 1
    assert courier.deliver() == Round(0, 0)
    assert system.calls == []


def test_channels_follow_the_settings(shop: SmallShop):
    def named(**settings: object) -> list[str]:
        changed = shop.settings.model_copy(update=settings)
        return [channel.name for channel in channels.channels_of("small", changed)]

    always = ["shopper", "answer_mail", "conversation"]
    assert named() == always
    assert named(shop_email="shop@example.com") == [*always, "shop_mail", "desk_mail"]
    assert named(desk_email="desk@example.com") == [*always, "desk_mail"]
    with pytest.raises(SettingsError, match="ECOM_CHATWOOT_TOKEN and ECOM_CHATWOOT_INBOX not"):
        named(chatwoot_url="https://chat.example", chatwoot_account=3)
    with pytest.raises(SettingsError, match="ECOM_SHOP_WEBHOOK_SECRET is not"):
        named(shop_webhook_url="https://shop.example/hooks")


@pytest.mark.parametrize(
    "url", ["http://shop.example/hooks", "shop.example/hooks", "ftp://shop.example", ""]
)
def test_an_address_that_is_none_or_unsafe_is_refused(url: str):
    with pytest.raises(SettingsError, match="ECOM_SHOP_WEBHOOK_URL"):
        Webhook(url, WebhookKey(SECRET))
