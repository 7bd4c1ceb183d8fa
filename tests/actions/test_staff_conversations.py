"""What the staff ask: figures, a picture, the command that gives the same; and what shoppers ask about themselves."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest

from actions.phrases import listening
from actions.skills.staff.periods import Period, coming_month_in, period_in
from ecomcore.customers.chart import mean_by_age

TODAY = date(2026, 11, 20)
QUESTIONS = {
    "churn_risk": ("which customers may leave?", "哪些顾客可能会流失？"),
    "customer_segments": ("segment my customers", "给顾客分个群"),
    "demand_forecast": ("forecast green tea for June", "预测一下六月绿茶的销量"),
    "restock_advice": ("what should I reorder?", "该补什么货？"),
    "unfound_searches": ("what do shoppers search for and not find?", "顾客找什么找不到？"),
    "campaign_result": ("how did the spring campaign do?", "春季活动效果怎么样？"),
    "sales_opportunities": ("where can we sell more?", "哪里还能多卖？"),
}
UNDRAWN = {"sales_opportunities", "unfound_searches"}
"""The one has no picture, the other none before anybody has missed something."""


def language(asking, slot: str) -> None:
    asking.slots["language"] = slot


@pytest.mark.parametrize("slot", ["en", "zh"])
@pytest.mark.parametrize("intent", QUESTIONS)
def test_staff_get_an_answer_with_picture_and_command(shopper, intent, slot):
    anna = shopper(staff="anna")
    language(anna, slot)
    text = anna.say(QUESTIONS[intent][slot == "zh"], intent)
    assert "ecomcore " in text
    assert "nan" not in text.lower()
    pictures = [m.custom for m in anna.messages if m.custom and m.custom.type == "picture"]
    if intent not in UNDRAWN:
        file = anna.service.settings.var_dir / "pictures" / pictures[0].name
        assert file.read_bytes().startswith(b"\x89PNG")
        assert "--plot" in text


@pytest.mark.parametrize("customer", [None, "C0001"])
@pytest.mark.parametrize("intent", QUESTIONS)
def test_shoppers_are_refused_and_nothing_is_drawn(shopper, intent, customer):
    asking = shopper(customer)
    text = asking.say(QUESTIONS[intent][0], intent)
    assert "staff" in text
    assert "ecomcore" not in text
    assert not re.search(r"C\d{4}", text)
    assert not (asking.service.settings.var_dir / "pictures").exists()


def test_what_sold_best_last_month_is_the_calendar_month(shopper):
    anna = shopper(staff="anna")
    language(anna, "zh")
    text = anna.say("上个月卖得最好的是什么？", "best_sellers")
    assert "10月1日" in text
    assert "10月31日" in text
    assert "--since 2026-10-01 --until 2026-11-01" in text
    first = anna.rows(
        'select l.product_id from order_line l join "order" o on o.id = l.order_id '
        "where o.placed_at >= '2026-10-01' and o.placed_at < '2026-11-01' and o.status <> 'cancelled' "
        "group by l.product_id order by sum(l.quantity * l.unit_price_cents) desc limit 1"
    )
    titles = dict(anna.rows("select id, title from product"))
    assert f"1. {json.loads(titles[first[0][0]])['zh']}" in text


def test_a_shopper_who_asks_for_best_sellers_gets_the_shelf(shopper):
    guest = shopper()
    text = guest.say("what sold best last month", "best_sellers")
    assert "ecomcore" not in text
    assert guest.cards


def test_a_forecast_of_june_is_told_for_june(shopper):
    anna = shopper(staff="anna")
    text = anna.say("forecast green tea for June", "demand_forecast")
    assert "Jun" in text
    assert "weeks" in text


def test_what_is_not_sold_cannot_be_forecast(shopper):
    anna = shopper(staff="anna")
    assert "kind of goods" in anna.say("forecast submarines", "demand_forecast")


def test_the_spring_campaign_is_found_by_its_title(shopper):
    anna = shopper(staff="anna")
    assert "spring-cleaning-2025" in anna.say("how did the spring campaign do?", "campaign_result")


def test_wishes_are_counted(shopper):
    guest, anna = shopper(), shopper(staff="anna", conversation="staff")
    guest.say("a submarine", "search_product")
    guest.say("tell me when you have it", "back_in_stock", choice="submarine")
    assert "submarine" in anna.say("what do shoppers miss", "unfound_searches")


def test_own_spending_needs_a_name_and_consent(shopper):
    guest, emma = shopper(), shopper("C0001")
    assert "sign in" in guest.say("what do i spend a month", "own_spending")
    assert "$" in emma.say("what do i spend a month", "own_spending")
    emma.run("update customer set consent_profiling = 0 where id = 'C0001'")
    text = emma.say("what do i spend a month", "own_spending")
    assert "$" not in text
    assert "not agreed" in text


def test_when_something_is_needed_again_is_told_from_the_own_orders(shopper):
    emma = shopper("C0001")
    text = emma.say("when will i need tea again", "next_need")
    assert "tea" in text.lower()
    assert "none of that" in emma.say("when will i need laptops again", "next_need")


@pytest.mark.parametrize(
    ("text", "slot", "start", "end"),
    [
        ("last month", "en", date(2026, 10, 1), date(2026, 11, 1)),
        ("上个月", "zh", date(2026, 10, 1), date(2026, 11, 1)),
        ("in march", "en", date(2026, 3, 1), date(2026, 4, 1)),
        ("十一月", "zh", date(2026, 11, 1), date(2026, 11, 21)),
        ("去年", "zh", date(2025, 1, 1), date(2026, 1, 1)),
        ("last week", "en", date(2026, 11, 9), date(2026, 11, 16)),
    ],
)
def test_times_are_read(text, slot, start, end):
    with listening(slot):
        assert period_in(text, TODAY) == Period(start, end)


def test_a_coming_month_is_the_next_of_its_name():
    with listening("zh"):
        assert coming_month_in("六月", TODAY) == Period(date(2027, 6, 1), date(2027, 7, 1))
        assert coming_month_in("十二月", TODAY) == Period(date(2026, 12, 1), date(2027, 1, 1))
    with listening("en"):
        assert coming_month_in("tea", TODAY) is None


def test_the_picture_of_spend_by_age_is_for_everybody(shopper):
    guest = shopper()
    guest.say("how much will a 35 year old spend?", "predict_spend")
    picture = guest.messages[0].custom
    assert picture.type == "picture"
    assert (guest.service.settings.var_dir / "pictures" / picture.name).stat().st_size > 5_000


def test_a_point_that_everybody_may_see_is_a_mean_of_ten_customers():
    table = pd.DataFrame(
        {
            "age": [30] * 10 + [40] * 9,
            "amount_cents": [1000, 3000] * 5 + [5000] * 9,
            "customer_id": range(19),
        }
    )
    assert mean_by_age(table).to_dict("records") == [
        {"age": 30, "amount_cents": 2000.0, "customers": 10}
    ]


def test_the_campaign_is_found_by_its_chinese_title_and_the_latest_of_equals(shopper):
    anna = shopper(staff="anna")
    language(anna, "zh")
    assert "tea-week-2026" in anna.say("春茶周卖得怎么样？", "campaign_result")
    language(anna, "en")
    text = anna.say("how did the last campaign go?", "campaign_result")
    assert "singles-day-2026" in text


def test_the_same_goods_are_forecast_in_both_languages(shopper):
    anna = shopper(staff="anna")
    english = anna.say("forecast tea", "demand_forecast")
    language(anna, "zh")
    chinese = anna.say("预测一下茶叶的销量", "demand_forecast")
    command = re.compile(r"--products \S+")
    assert command.findall(english) == command.findall(chinese)


def test_things_of_a_kind_are_bought_again_without_naming_an_order(shopper):
    emma = shopper("C0001")
    emma.say("i need to reorder my tea", "reorder")
    assert [card["id"] for card in emma.cards] == ["mistfold-earl-grey-black-tea"]
    assert "bought" in emma.cards[0]["reason"]
    emma.tap("Add: Mistfold Earl Grey")
    assert "#" not in emma.messages[-1].text


def test_a_shopper_is_refused_only_where_it_is_sure_what_was_asked(shopper):
    guest = shopper()
    text = guest.say("which things have a campaign", "campaign_result", confidence=0.6)
    assert "staff" not in text
