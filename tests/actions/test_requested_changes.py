"""Conversations in a shop that decides about changes itself, and in one that does not offer them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from actions.server import decisions
from ecomcore import orders
from ecomcore.shop.database import open_session
from ecomcore.shop.models import ShopInfo
from ecomcore.shop.outbox.signatures import WebhookKey

SECRET = "a secret that is long enough to sign with"
STATUS = "select status from \"order\" where id = '20001'"
NUMBER = re.compile(r"C-\d{6}-\w+")
PROMISES = re.compile(
    r"\d+ (?:to \d+ )?(?:business |working )?days?|个工作日|\d+ ?天|free|免运费|包邮", re.I
)


@pytest.fixture
def asking(shopper):
    """Return a function that makes a shopper of a shop which has loaded no rules at all."""

    def make(customer: str | None = "C0001", **rules: Any):
        talker = shopper(customer)
        with open_session(talker.service.shop, talker.service.settings) as session:
            session.get_one(ShopInfo, "rules").value = rules
        return talker

    return make


def change_of(talker) -> str:
    return talker.rows("select number from change order by made_at desc, number desc limit 1")[0][0]


def decide(talker, *, yes: bool, reason: str = "") -> None:
    settings = talker.service.settings
    with open_session(talker.service.shop, settings) as session:
        if yes:
            orders.confirm(session, change_of(talker), settings.clock())
        else:
            orders.refuse_request(session, change_of(talker), reason, settings.clock())


def test_a_cancellation_is_passed_on_and_nothing_is_promised(asking):
    emma = asking()
    planned = emma.say("cancel 20001", "cancel_order", order_number="20001")
    assert "pass the cancellation for order #20001 on to the shop" in planned
    said = emma.say("yes", "affirm")
    assert NUMBER.findall(said) == [change_of(emma)]
    assert "Nothing has changed yet" in said
    assert "confirms it by e-mail" in said
    assert not PROMISES.search(planned + said)
    assert emma.rows(STATUS) == [("pending",)]
    assert emma.rows("select event from outbox_entry") == [("requested",)]


def test_a_cancellation_is_passed_on_in_chinese(asking):
    emma = asking()
    planned = emma.say("取消订单20001", "cancel_order", order_number="20001")
    assert "将要把订单 #20001 的“取消订单”申请转给商家" in planned
    said = emma.say("确认", "affirm")
    assert f"编号 {change_of(emma)}" in said
    assert "还没有任何改动" in said
    assert not PROMISES.search(planned + said)
    assert emma.rows(STATUS) == [("pending",)]


def test_what_became_of_it_is_told(asking):
    emma = asking()
    emma.say("cancel 20001", "cancel_order", order_number="20001")
    emma.say("yes", "affirm")
    assert "has not answered yet" in emma.say("is it done?", "smalltalk")
    told = emma.say("where is my refund for 20001", "refund_status", order_number="20001")
    assert "no refund for order #20001" in told
    assert "has not answered yet" in told
    assert "under number C-" in emma.say("cancel 20001", "cancel_order", order_number="20001")
    decide(emma, yes=False, reason="It left the house this morning.")
    said = emma.say("where is order 20001", "order_status", order_number="20001")
    assert "has refused the cancellation" in said
    assert "It left the house this morning." in said
    assert emma.rows(STATUS) == [("pending",)]


def test_what_became_of_it_is_told_in_chinese_and_by_its_number(asking):
    emma = asking()
    emma.say("取消订单20001", "cancel_order", order_number="20001")
    emma.say("确认", "affirm")
    decide(emma, yes=True)
    number = change_of(emma)
    said = emma.say(f"{number} 处理得怎么样了", "order_status", order_number=number)
    assert f"“取消订单”申请（{number}）商家已于" in said
    assert "已取消" in said
    assert emma.rows(STATUS) == [("cancelled",)]


def test_a_request_about_the_account_is_told_by_its_number(asking):
    emma = asking()
    emma.say("change the default address of my account", "change_address")
    planned = emma.say("1 High Street, Leeds, LS1 4AP, United Kingdom", "give_details")
    assert "for your account on to the shop" in planned
    said = emma.say("yes", "affirm")
    assert "Leeds" not in str(emma.rows("select address from customer where id = 'C0001'"))
    number = change_of(emma)
    assert number in said
    said = emma.say(f"what about {number}", "order_status", order_number=number)
    assert "has not answered yet about the new address" in said


def test_another_shoppers_request_is_not_found(asking):
    emma = asking()
    emma.say("cancel 20001", "cancel_order", order_number="20001")
    emma.say("yes", "affirm")
    emma.customer, emma.slots = "C0002", {}
    said = emma.say("what about it", "order_status", order_number=change_of(emma))
    assert "20001" not in said


def test_questions_about_the_change_promise_nothing(asking):
    emma = asking()
    emma.say("cancel 20001", "cancel_order", order_number="20001")
    said = emma.say("how long does that take?", "ask_policy")
    assert "pass it on to the shop" in said
    said += emma.say("where does the money go to?", "ask_policy")
    assert not PROMISES.search(said)


def test_what_the_shop_does_not_offer_is_said_at_once_with_a_person(asking):
    guest = asking(None, mode="off")
    assert "does not offer that" in guest.say("cancel my order", "cancel_order")
    assert any("person" in title.lower() for title in guest.buttons)
    assert "不能在这里办理" in guest.say("我要退货", "return_order")
    assert guest.rows("select count(*) from change") == [(0,)]


def test_an_order_that_should_have_arrived_can_be_returned(asking):
    emma = asking()
    emma.run("update shipment set expected_on = null, delivered_at = null where order_id = '20003'")
    emma.run("update shipment set shipped_at = '2026-11-01 10:00:00' where order_id = '20003'")
    said = emma.say("where is 20003", "order_status", order_number="20003")
    assert "should have arrived by" in said
    assert "11 Nov" in said
    said = emma.say("i want to return 20003", "return_order", order_number="20003")
    said += emma.say("all of it", "give_details", choice="all")
    assert "pass the return for order #20003 on to the shop" in said
    said = emma.say("订单20003到哪了", "order_status", order_number="20003")
    assert "应该在" in said


def test_the_cart_says_nothing_of_free_shipping(asking):
    guest = asking(None)
    sku = guest.rows("select sku from variant where stock > 0 limit 1")[0][0]
    said = guest.say("add it", "cart_add", sku=sku)
    assert "not in this total" in said
    said += guest.say("看看购物车", "cart_show")
    assert "未含运费" in said
    assert not PROMISES.search(said)


def test_a_cart_that_is_handed_over_is_told_to_the_shop(asking):
    guest = asking(None)
    sku = guest.rows("select sku from variant where stock > 0 limit 1")[0][0]
    guest.say("add it", "cart_add", sku=sku)
    assert "http" in guest.say("checkout", "checkout")
    ((subject, body),) = guest.rows("select subject, body from outbox_entry")
    assert subject.startswith("cart:")
    assert [line["sku"] for line in json.loads(body)["lines"]] == [sku]


def test_a_cart_stays_where_the_shop_takes_none_over(asking):
    guest = asking(None, cart={"mode": "off"})
    sku = guest.rows("select sku from variant where stock > 0 limit 1")[0][0]
    guest.say("add it", "cart_add", sku=sku)
    assert "cannot pay from this chat" in guest.say("checkout", "checkout")
    assert guest.rows("select count(*) from change") == [(0,)]


def test_who_is_known_takes_back_the_consent_to_advertising(shopper):
    emma = shopper("C0001")
    emma.run("update customer set consent_marketing = 1 where id = 'C0001'")
    assert "no more advertising" in emma.say("no more advertising", "stop_messages")
    assert emma.rows("select consent_marketing from customer where id = 'C0001'") == [(0,)]
    ((subject, body),) = emma.rows("select subject, body from outbox_entry")
    assert (subject, json.loads(body)["consent_marketing"]) == ("customer:C0001", False)


def test_hand_over_has_no_hole_where_the_shop_has_said_nothing(shopper):
    guest = shopper()
    guest.run("delete from shop_info where key = 'contact'")
    for words in ("i want a person", "转人工"):
        said = guest.say(words, "talk_to_person")
        assert not re.search(r"write to +with|发邮件到 +，|working day|工作日|（.*：）", said)
        assert re.search(r"leave your e-mail|留个邮箱", said)


def test_the_demo_shop_does_it_at_once(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    assert "is cancelled" in emma.say("yes", "affirm")
    assert emma.rows(STATUS) == [("cancelled",)]
    assert emma.rows("select operation, state from change") == [("cancel", "done")]


class TestSignedCalls:
    """The shop's system confirms and refuses by a call to the action server."""

    key = WebhookKey(SECRET)

    @pytest.fixture
    def asked(self, asking):
        emma = asking()
        emma.service.settings = emma.service.settings.model_copy(
            update={
                "shop_webhook_secret": type(emma.service.settings)(
                    shop_webhook_secret=SECRET
                ).shop_webhook_secret
            }
        )
        emma.say("cancel 20001", "cancel_order", order_number="20001")
        emma.say("yes", "affirm")
        return emma

    def call(self, talker, number: str, body: bytes, **changed: str) -> decisions.Answer:
        now = talker.service.settings.clock()
        headers = {**self.key.headers("m1", body, now), **changed}
        return decisions.answer(talker.service, number, headers, body, clock=lambda: now)

    def test_it_confirms_once(self, asked):
        number, body = change_of(asked), b'{"decision": "confirm"}'
        first = self.call(asked, number, body)
        assert (first.status, first.data["state"], first.data["applied"]) == (
            200,
            "confirmed",
            True,
        )
        assert asked.rows(STATUS) == [("cancelled",)]
        again = self.call(asked, number, body)
        assert (again.status, again.data["repeated"]) == (200, True)
        late = self.call(asked, number, b'{"decision": "refuse", "reason": "no"}')
        assert (late.status, late.data["error"]) == (409, "change_decided")

    def test_it_refuses_with_a_reason(self, asked):
        number = change_of(asked)
        assert self.call(asked, number, b'{"decision": "refuse"}').status == 400
        said = '{"decision": "refuse", "reason": "已经发货"}'.encode()
        assert self.call(asked, number, said).data["state"] == "refused"
        assert asked.rows("select reason from change") == [("已经发货",)]

    @pytest.mark.parametrize("body", [b"", b"[]", b"7", b'{"decision": "maybe"}', b"\xff"])
    def test_another_body_changes_nothing(self, asked, body: bytes):
        assert self.call(asked, change_of(asked), body).status == 400
        assert asked.rows("select state from change") == [("requested",)]

    def test_who_does_not_hold_the_secret_changes_nothing(self, asked):
        number, body = change_of(asked), b'{"decision": "confirm"}'
        assert self.call(asked, number, body, **{"webhook-signature": "v1,AAAA"}).status == 401
        assert self.call(asked, "C-000000-none", body).status == 404
        asked.service.settings = asked.service.settings.model_copy(
            update={"shop_webhook_secret": None}
        )
        assert self.call(asked, number, body).status == 503
        assert asked.rows("select state from change") == [("requested",)]
