"""Danger, fraud, data, unwanted messages, haste: passed on as said, and nothing else is done."""

from __future__ import annotations

import pytest


def test_danger_gets_help_first_and_nobody_is_asked_who_they_are(shopper):
    guest = shopper()
    answer = guest.say("my son swallowed a bead", "report_danger")
    assert answer.index("112") < answer.index("make them vomit") < answer.index("ticket")
    assert "order number" not in answer
    assert guest.rows("select subject, priority, question from ticket") == [
        ("danger", "high", "my son swallowed a bead")
    ]


def test_the_emergency_number_is_that_of_the_shoppers_country(shopper):
    known = shopper("C0001")
    known.run("update customer set country = 'Austria' where id = 'C0001'")
    answer = known.say("he drank the cleaner", "report_danger")
    assert "Austria: 112" in answer
    assert "01 406 43 43" in answer
    assert "911" not in answer
    known.run("update customer set country = 'China' where id = 'C0001'")
    assert "China: 119" in known.say("it is on fire", "report_danger")


def test_after_a_reaction_the_data_of_the_product_are_told_exactly(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="hearthmoor-butter-cookies-tin")
    answer = guest.say("i ate two and my throat is swelling", "report_danger")
    assert answer.index("adrenaline") < answer.index("wheat, milk, egg") < answer.index("label")
    assert guest.rows("select priority from ticket") == [("high",)]


def test_an_animal_is_sent_to_a_vet(shopper):
    answer = shopper().say("my dog ate the silica gel", "report_danger")
    assert "vet" in answer
    assert "911" not in answer


@pytest.mark.parametrize("wish", ["delete_data", "export_data"])
def test_what_is_wanted_with_data_is_passed_on_and_changes_nothing(shopper, wish: str):
    known = shopper("C0001")
    known.say("add the mug", "cart_add", product="songlan-river-stone-mug")
    before = known.rows("select count(*) from cart_line")
    answer = known.say("delete my data", wish)
    [(number, subject)] = known.rows("select number, subject from ticket")
    assert number in answer
    assert subject == wish
    assert known.rows("select count(*) from cart_line") == before
    assert known.rows("select count(*) from customer where id = 'C0001'") == [(1,)]


def test_a_second_wish_stands_on_the_same_ticket(shopper):
    guest = shopper()
    guest.say("my card was charged twice", "report_fraud")
    guest.say("and delete my data", "delete_data")
    assert guest.rows("select subject from ticket") == [("fraud; delete_data",)]


def alert(guest, product: str, *, wish: str = "") -> None:
    """Let somebody wait for a product, and wish for a thing."""
    guest.run(
        "insert into stock_alert (conversation_id, product_id, sku, email, language, created_at)"  # noqa: S608
        " select 'test-conversation', product_id, sku, 'a@home.example', 'en', '2026-11-01'"
        f" from variant where product_id = '{product}' limit 1"
    )
    if wish:
        guest.run(
            "insert into wish (conversation_id, words, email, language, created_at)"  # noqa: S608
            f" values ('test-conversation', '{wish}', 'a@home.example', 'en', '2026-11-01')"
        )


def test_alerts_that_are_not_wanted_any_more_end_with_their_addresses(shopper):
    guest = shopper()
    alert(guest, "lotus-field-yoga-mat", wish="drone")
    answer = guest.say("no more alerts please", "stop_messages")
    assert guest.rows("select count(*) from stock_alert where email = 'a@home.example'") == [(0,)]
    assert guest.rows("select count(*) from wish") == [(0,)]
    assert "Lotus Field" in answer
    assert "drone" in answer
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_only_the_alert_that_is_named_ends(shopper):
    guest = shopper()
    alert(guest, "lotus-field-yoga-mat", wish="drone")
    alert(guest, "nightjar-down-sleeping-bag")
    answer = guest.say("cancel the alert for the Lotus Field mat", "stop_messages")
    assert guest.rows("select product_id from stock_alert where email = 'a@home.example'") == [
        ("nightjar-down-sleeping-bag",)
    ]
    assert guest.rows("select words from wish") == [("drone",)]
    assert "drone" not in answer


def test_who_has_no_alert_is_told_so(shopper):
    guest = shopper()
    assert "no alert" in guest.say("cancel the alert", "stop_messages")
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_advertising_ends_in_the_account_and_alerts_stay(shopper):
    known = shopper("C0001")
    known.run("update customer set consent_marketing = 1")
    alert(known, "lotus-field-yoga-mat")
    answer = known.say("stop sending me advertising", "stop_messages")
    assert known.rows("select id from customer where consent_marketing = 0") == [("C0001",)]
    assert known.rows("select count(*) from stock_alert where email = 'a@home.example'") == [(1,)]
    [(number, operation)] = known.rows("select number, operation from change")
    assert (operation, number in answer) == ("consent", True)
    assert "no more advertising" in answer
    assert "no agreement" in known.say("no more ads", "stop_messages")
    assert known.rows("select subject from ticket") == [("stop_messages",)]


def test_a_guests_advertising_is_passed_on_with_the_address_that_is_given(shopper):
    guest = shopper()
    assert "not" not in guest.say("no more advertising", "stop_messages").split("Where")[0]
    guest.say("it goes to anna@home.example", "give_details", email="anna@home.example")
    assert guest.rows("select subject, email from ticket") == [
        ("stop_messages", "anna@home.example")
    ]


class TestHurry:
    def test_the_order_is_noted_and_its_date_told(self, shopper):
        known = shopper("C0001")
        [(order, expected)] = known.rows(
            "select order_id, expected_on from shipment join 'order' o on o.id = order_id"
            " where o.customer_id = 'C0001' and o.status = 'shipped' limit 1"
        )
        answer = known.say("please hurry", "hurry_order", order_number=order)
        [(number, subject, noted)] = known.rows("select number, subject, order_id from ticket")
        assert (subject, noted, number in answer) == ("hurry_order", order, True)
        assert str(int(expected[-2:])) in answer

    def test_before_it_leaves_the_date_is_worked_out(self, shopper):
        known = shopper("C0001")
        [(order,)] = known.rows(
            "select id from 'order' where customer_id = 'C0001' and status = 'pending' limit 1"
        )
        answer = known.say("快点发货", "hurry_order", order_number=order)
        assert "还没发货" in answer
        assert "还没付款" in answer
        assert known.rows("select order_id from ticket") == [(order,)]

    def test_what_has_arrived_is_not_passed_on(self, shopper):
        known = shopper("C0001")
        [(order,)] = known.rows(
            "select id from 'order' where customer_id = 'C0001' and status = 'delivered' limit 1"
        )
        answer = known.say("hurry up with it", "hurry_order", order_number=order)
        assert "nothing left to hurry" in answer
        assert known.rows("select count(*) from ticket") == [(0,)]

    def test_a_guest_is_not_said_to_be_passed_on_yet(self, shopper):
        guest = shopper()
        assert "gladly" in guest.say("please hurry with my order", "hurry_order")
        assert guest.rows("select count(*) from ticket") == [(0,)]


class TestCardNumbers:
    def test_the_shopper_is_told_and_nothing_is_searched_for(self, shopper):
        guest = shopper()
        answer = guest.with_card("****", "search_product")
        assert "neither stored nor passed on" in answer
        assert guest.cards == []

    def test_the_rest_of_the_message_is_answered(self, shopper):
        guest = shopper()
        answer = guest.with_card("my card is **** , do you take paypal", "ask_policy")
        assert answer.index("card number") < answer.index("PayPal")

    def test_an_open_question_stays_open(self, shopper):
        known = shopper("C0001")
        known.say("i want to return something from 20004", "return_order", order_number="20004")
        known.with_card("****", "give_details")
        assert known.slots["tasks"][0]["kind"] == "return_order"
