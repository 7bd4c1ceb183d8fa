"""Goods without a price, with an unknown stock, off sale since the build; amounts in other money; other languages."""

from __future__ import annotations

import json

import pytest

KETTLE = "gooseneck kettle"


def of(guest, column: str = "id") -> str:
    """Return what the first card of a search for the kettle has."""
    guest.say(KETTLE, "search_product")
    return guest.cards[0][column]


def set_for(guest, product: str, change: str) -> None:
    guest.run(f"UPDATE variant SET {change} WHERE product_id = '{product}'")  # noqa: S608


class TestWithoutAPrice:
    @pytest.mark.parametrize(
        ("words", "asked", "button", "told"),
        [
            (KETTLE, "ask for the price", "Ask for the price", "told on request"),
            ("鹅颈壶", "价格请咨询客服", "咨询价格", "需要咨询价格"),
        ],
    )
    def test_it_is_shown_and_not_sold(self, shopper, words, asked, button, told):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "price_cents = NULL, compare_at_cents = NULL")
        if words != KETTLE:
            guest.slots["language"] = "zh"
        guest.say(words, "search_product")
        (card,) = [card for card in guest.cards if card["id"] == product]
        assert card["price"] == asked
        guest.say(
            f"/product_details{json.dumps({'product': product})}",
            "product_details",
            product=product,
        )
        assert button in guest.buttons
        said = guest.say(
            f"/cart_add{json.dumps({'product': product})}", "cart_add", product=product
        )
        assert told in said
        assert guest.rows("SELECT count(*) FROM cart_line") == [(0,)]

    def test_no_limit_of_price_finds_it(self, shopper):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "price_cents = NULL, compare_at_cents = NULL")
        for words in (f"{KETTLE} under 500 dollars", f"{KETTLE} over 1 dollar"):
            guest.say(words, "search_product")
            assert product not in {card["id"] for card in guest.cards}


class TestUnknownStock:
    def test_the_shopper_is_told_to_ask(self, shopper):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "stock = 0, counting = 'unknown'")
        guest.say(KETTLE, "search_product")
        assert guest.cards[0]["stock"] == "please ask whether it is in stock"
        said = guest.say("is it in stock", "ask_stock", product=product)
        assert "I do not know how many there are" in said

    def test_it_may_be_ordered_with_a_word_about_it(self, shopper):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "stock = 0, counting = 'unknown'")
        (sku,) = guest.rows(
            f"SELECT sku FROM variant WHERE product_id = '{product}' ORDER BY sku LIMIT 1"  # noqa: S608
        )[0]
        said = guest.say(f"/cart_add{json.dumps({'sku': sku})}", "cart_add", sku=sku)
        assert "the shop confirms it after the order" in said
        assert guest.rows("SELECT sku, quantity FROM cart_line") == [(sku, 1)]

    def test_what_is_not_counted_is_in_stock(self, shopper):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "stock = 0, counting = 'uncounted'")
        guest.say(KETTLE, "search_product")
        assert guest.cards[0]["stock"] == "in stock"


class TestSinceTheBuild:
    def test_goods_off_sale_are_gone_at_once(self, shopper):
        guest = shopper()
        product = of(guest)
        guest.run(f"UPDATE product SET active = 0 WHERE id = '{product}'")  # noqa: S608
        guest.say(KETTLE, "search_product")
        assert product not in {card["id"] for card in guest.cards}
        said = guest.say("is it in stock", "ask_stock", product=product)
        assert "no longer on sale" in said

    def test_a_new_price_counts_at_once(self, shopper):
        guest = shopper()
        product = of(guest)
        set_for(guest, product, "price_cents = 90000, compare_at_cents = NULL")
        said = guest.say(f"{KETTLE} under 500 dollars", "search_product")
        shown = {card["id"]: card["price_cents"] for card in guest.cards}
        assert shown.get(product, 90_000) == 90_000
        assert product not in shown or "Nothing here meets" in said

    @pytest.mark.parametrize(
        "write", [str.lower, lambda sku: sku.replace("-", ""), lambda sku: sku.replace("-", " ")]
    )
    def test_a_sku_is_found_however_it_is_written(self, shopper, write):
        guest = shopper()
        ((sku, product),) = guest.rows(
            "SELECT sku, product_id FROM variant WHERE sku LIKE '%-%' AND sku GLOB '*[0-9]*' ORDER BY sku LIMIT 1"
        )
        guest.say(write(sku), "search_product")
        assert [card["id"] for card in guest.cards] == [product]


class TestOtherMoney:
    def test_the_rate_of_the_shop_is_used_and_said(self, shopper):
        guest = shopper()
        guest.service.info["rates"] = {"CNY": "7.1"}
        said = guest.say("kettles under 355 rmb", "search_product")
        assert "7.1 CNY" in said
        assert "$50.00" in said
        assert guest.cards
        assert all(card["price_cents"] <= 5000 for card in guest.cards)

    def test_without_a_rate_the_shopper_is_asked(self, shopper):
        guest = shopper()
        guest.service.info.pop("rates", None)
        said = guest.say("kettles under 200 euros", "search_product")
        assert "Our prices are in US dollars" in said
        assert "How much is it in US dollars?" in said

    def test_in_chinese(self, shopper):
        guest = shopper()
        guest.service.info["rates"] = {"CNY": "7.1"}
        said = guest.say("三百五十五块人民币以内的水壶", "search_product")
        assert "1:7.1" in said
        assert "US$50.00" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Haben Sie auch Regenschirme und Gummistiefel für Kinder?", "Englisch und Chinesisch"),
        ("¿Tienen paraguas y botas de lluvia para niños pequeños?", "inglés y chino"),
        ("Есть ли у вас зонты и резиновые сапоги?", "английский и китайский"),
        ("傘と長靴はありますか", "英語、中国語"),
    ],
)
def test_buyers_in_other_languages_are_told_which_are_spoken(shopper, words, told):
    guest = shopper()
    said = guest.say(words, "search_product")
    assert told in said.splitlines()[0]
    assert {"talk_to_person"} <= {
        b["payload"].lstrip("/") for m in guest.messages[:1] for b in m.buttons
    }


def test_who_writes_in_a_language_that_is_spoken_is_told_nothing(shopper):
    guest = shopper()
    assert "English and Chinese" not in guest.say("do you have umbrellas", "search_product")
