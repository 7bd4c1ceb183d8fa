"""What is reckoned from the shop's facts: countries, free shipping, sales, coupons; it is Friday 20 November 2026."""

from __future__ import annotations

from datetime import datetime

import pytest


def missing(said: str, parts: list[str]) -> list[str]:
    return [part for part in parts if part not in said]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("do you send to Switzerland and is there import tax?", ["Yes.", "3 to 6", "$5.90", "law there"]),
        ("can i get express to Switzerland", ["No, express is not offered", "3 to 6 business days"]),
        ("is express available for Spain?", ["Yes.", "$14.90", "1 to 2"]),
        ("are there customs fees for France", ["France no customs"]),
        ("瑞士可以送吗，要不要交关税", ["可以的", "3到6个工作日", "瑞士的关税和进口税按当地规定"]),
        ("德国能寄吗 要交关税吗", ["可以的", "3到6个工作日", "寄往德国的包裹没有关税"]),
        ("澳大利亚可以加急吗", ["澳大利亚暂不支持加急", "3到6个工作日"]),
        ("what time do you close tomorrow", ["On Sat 21 Nov", "08:00 to 20:00", "Europe/Amsterdam"]),
        ("周六客服几点下班", ["11月21日", "20:00", "Europe/Amsterdam"]),
    ],
)  # fmt: skip
def test_all_that_is_asked_of_a_country_or_a_day_is_told(shopper, text, parts) -> None:
    said = shopper().say(text, "ask_policy")
    assert missing(said, parts) == [], said


def test_a_country_is_remembered_for_the_next_question(shopper) -> None:
    guest = shopper()
    guest.say("do you deliver to Norway?", "ask_policy")
    said = guest.say(
        "and how long does it take there, is express possible?", "order_status", confidence=0.5
    )
    assert "No, express is not offered for Norway" in said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("how much is shipping on a 25 dollar order", ["$25.00", "$5.90", "$34.00 more"]),
        ("i buy something for $70, do i pay shipping?", ["$70.00", "free"]),
        ("我买70刀还收运费吗", ["70.00", "免运费"]),
        ("买个16刀的杯子，运费多少", ["16.00", "5.90", "还差US$43.00"]),
        ("包邮吗", ["5.90", "满US$59.00免运费"]),
    ],
)
def test_the_cost_of_sending_is_reckoned(shopper, text, parts) -> None:
    said = shopper().say(text, "ask_policy")
    assert missing(said, parts) == [], said


def test_the_worth_that_was_named_is_reckoned_on_with(shopper) -> None:
    guest = shopper()
    guest.say("买个16刀的杯子，运费多少", "ask_policy")
    assert "还差US$43.00" in guest.say("那凑到59是不是就免运费了，还差多少", "ask_policy")


def test_free_shipping_is_reckoned_from_the_cart(shopper) -> None:
    guest = shopper()
    ((sku, cents),) = guest.rows(
        "select sku, price_cents from variant where stock > 0 and price_cents < 3000 order by sku limit 1"
    )
    guest.say("add it", "cart_add", sku=sku)
    said = guest.say("how much more for free shipping?", "ask_policy")
    assert f"${(5900 - cents) / 100:.2f} more" in said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("until when is the black friday sale", ["Black Friday weekend", "Mon 30 Nov"]),
        ("黑五活动到啥时候结束", ["黑色星期五全场优惠", "11月30日"]),
        ("is singles day still on", ["Singles’ Day: kitchen ended on"]),
        ("双十一还有没有", ["双十一厨房焕新已于", "全场立减15%"]),
        ("how long does the sale last?", ["Mon 30 Nov"]),
    ],
)
@pytest.mark.parametrize("intent", ["ask_policy", "campaign_result", "search_product"])
def test_shoppers_are_told_when_a_sale_ends(shopper, service, text, parts, intent) -> None:
    now = datetime.fromisoformat("2026-11-27T10:00:00+00:00")
    service.settings = service.settings.model_copy(update={"now": now})
    said = shopper().say(text, intent, confidence=0.6)
    assert missing(said, parts) == [], said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("LANTERN20 on a $120 suitcase?", ["at least $150.00", "$30.00 is missing"]),
        ("can I use PINE5 if I spend $45?", ["Yes, PINE5 works for $45.00", "$40.00 remains"]),
        ("买35美元能用PINE5吗", ["US$40.00", "还差 US$5.00"]),
        ("WELCOME10", ["WELCOME10: 10 % off", "valid"]),
        ("code WINTERJOY doesn't work", ["do not know the code WINTERJOY", "WELCOME10: 10 %"]),
        ("just tell me a code", ["WELCOME10: 10 %"]),
        ("有什么券", ["WELCOME10"]),
    ],
)
def test_the_terms_of_a_coupon_are_told(shopper, text, parts) -> None:
    said = shopper().say(text, "apply_coupon")
    assert missing(said, parts) == [], said
    assert "THANKYOU8" not in said
