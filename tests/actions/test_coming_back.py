"""Shoppers who come back: what they looked at is still there, what they were asked is asked again."""

STATUS = "select status from 'order' where id = '20001'"
CANCEL = "cancel 20001, ordered by mistake"


def test_a_list_is_still_known_the_next_day(shopper):
    guest = shopper()
    guest.say("headphones", "search_product")
    second = guest.cards[1]["title"]
    guest.later(26)
    assert second in guest.say("tell me about the second one", "product_details", ordinal=2)


def test_a_yes_of_the_next_day_shows_the_plan_again(shopper):
    emma = shopper("C0001")
    plan = emma.say(CANCEL, "cancel_order", order_number="20001")
    before = emma.rows(STATUS)
    emma.later(26)
    again = emma.say("yes", "affirm")
    assert again.splitlines()[-1] == plan.splitlines()[-1]
    assert emma.rows(STATUS) == before
    assert "is cancelled" in emma.say("yes", "affirm")
    assert emma.rows(STATUS) == [("cancelled",)]


def test_what_changed_meanwhile_is_seen(shopper):
    emma = shopper("C0001")
    emma.say(CANCEL, "cancel_order", order_number="20001")
    emma.later(26)
    emma.run("update 'order' set status = 'shipped' where id = '20001'")
    emma.say("yes", "affirm")
    emma.say("yes", "affirm")
    assert emma.rows(STATUS) == [("shipped",)]


def test_a_yes_after_a_cup_of_coffee_counts(shopper):
    emma = shopper("C0001")
    emma.say(CANCEL, "cancel_order", order_number="20001")
    emma.later(1)
    assert "is cancelled" in emma.say("yes", "affirm")
