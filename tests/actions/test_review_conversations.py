"""Reviews in conversation: what buyers say, and a buyer's own review until it waits for the staff."""

from __future__ import annotations

import pytest

from actions.turn.payloads import Reviews

WAITING = (
    "select rating, text, customer_id, product_id, language from review where status = 'pending'"
)
UMBRELLA = "greyday-folding-umbrella"


def drawn(shopper):
    """The reviews that the last answer draws, product by product."""
    return next(m.custom.items for m in shopper.messages if isinstance(m.custom, Reviews))


def approved(shopper, product):
    """The reviews of a product that are public: text, stars, language."""
    sql = "select text, rating, language, product_id from review where status = 'approved'"
    return [row[:3] for row in shopper.rows(sql) if row[3] == product]


def stars_of(shopper, product):
    """How many gave 5, 4, 3, 2, 1 stars, by the database."""
    given = [stars for _, stars, _ in approved(shopper, product)]
    return [given.count(stars) for stars in (5, 4, 3, 2, 1)]


def at_the_words(shopper, rating=4):
    """A customer who is asked for the words of a review of her umbrella."""
    emma = shopper("C0001")
    emma.say("i want to review the umbrella", "leave_review")
    emma.say(str(rating), "give_details", quantity=rating)
    return emma


def test_the_bars_are_the_ratings_of_the_database(shopper):
    guest = shopper()
    guest.say("what do people say about the hush over ear headphones", "product_reviews")
    (rated,) = drawn(guest)
    assert [bar.stars for bar in rated.bars] == [5, 4, 3, 2, 1]
    assert [bar.count for bar in rated.bars] == stars_of(guest, rated.id)
    assert rated.count == sum(bar.count for bar in rated.bars) == 22


def test_every_quote_stands_in_a_review_and_foreign_ones_are_marked(shopper):
    guest = shopper()
    guest.say("what do people say about the hush over ear headphones", "product_reviews")
    (rated,) = drawn(guest)
    reviews = approved(guest, rated.id)
    quotes = [quote for point in rated.points for quote in point.quotes]
    assert quotes
    for quote in quotes:
        (language,) = {
            code for text, stars, code in reviews if quote.text in text and stars == quote.stars
        }
        assert quote.language == (None if language == "en" else "Chinese")


def test_complaints_are_of_those_who_complain(shopper):
    guest = shopper()
    said = guest.say("any complaints about the hush over ear headphones", "review_complaints")
    (rated,) = drawn(guest)
    low = sum(stars_of(guest, rated.id)[3:])
    assert f"{low} of the 22 who reviewed" in said
    assert "“" in said


def test_whether_to_buy_is_told_by_those_who_bought(shopper):
    guest = shopper()
    said = guest.say("would you buy the hush over ear headphones", "would_buy")
    (rated,) = drawn(guest)
    assert f"{sum(stars_of(guest, rated.id)[:2])} of the 22 who reviewed" in said
    assert "buy nothing myself" in said


def test_what_nobody_mentions_is_said_to_be_that(shopper):
    guest = shopper()
    said = guest.say(
        "do the reviews of the hush over ear headphones mention a flux capacitor", "product_reviews"
    )
    assert "None of the 22 reviews mentions it" in said
    assert "“" not in said


def test_without_reviews_come_facts(shopper):
    guest = shopper()
    said = guest.say("reviews for the quillmoor pleated midi skirt", "product_reviews")
    assert "Nobody has reviewed" in said
    assert "What the shop knows of it" in said


def test_two_are_compared_by_their_reviews(shopper):
    guest = shopper()
    guest.say("headphones", "search_product")
    guest.say("which of the first two do people like better", "compare_reviews", ordinal=[1, 2])
    first, second = drawn(guest)
    for rated in (first, second):
        assert [bar.count for bar in rated.bars] == stars_of(guest, rated.id)


def test_a_review_waits_without_personal_data(shopper):
    emma = at_the_words(shopper)
    said = emma.say("Light and small. Write me at anna@home.example", "complain")
    assert "personal data" in said
    assert not emma.rows(WAITING)
    assert "not public yet" in emma.tap("Send it")
    assert emma.rows(WAITING) == [
        (4, "Light and small. Write me at [email]", "C0001", UMBRELLA, "en")
    ]


def test_a_review_that_waits_is_not_counted(shopper):
    emma = at_the_words(shopper)
    before = len(approved(emma, UMBRELLA))
    emma.say("Light and small, and dry in a minute.", "praise")
    emma.tap("Send it")
    emma.say("what do people say about the greyday umbrella", "product_reviews")
    counted = drawn(emma)[0].count if any(m.custom for m in emma.messages) else 0
    assert counted == before


def test_what_was_not_delivered_cannot_be_reviewed(shopper):
    emma = shopper("C0001")
    said = emma.say("i want to review the fellside 2 tent", "leave_review")
    assert "no delivered order" in said
    assert any("Umbrella" in title for title in emma.buttons)
    assert not any("Tent" in title for title in emma.buttons)


def test_one_review_for_each_product(shopper):
    emma = at_the_words(shopper)
    emma.say("Light and small, and dry in a minute.", "praise")
    emma.tap("Send it")
    assert "already reviewed" in emma.say("i want to review the umbrella", "leave_review")
    assert len(emma.rows(WAITING)) == 1


@pytest.mark.parametrize("stars", [0, 6, 10])
def test_stars_that_there_are_not_are_asked_for_again(shopper, stars):
    emma = at_the_words(shopper, stars)
    assert "from 1 to 5" in "\n".join(message.text for message in emma.messages)
    assert "★★★★★" in emma.buttons


def test_the_stars_and_the_words_can_be_changed_before_it_is_sent(shopper):
    emma = at_the_words(shopper)
    emma.say("Light and small.", "praise")
    assert "★★\n" in emma.say("make it 2 stars", "give_details", rating=2)
    emma.tap("Write it anew")
    emma.say("Light, small, and broken after a week.", "complain")
    emma.tap("Send it")
    assert [row[:2] for row in emma.rows(WAITING)] == [
        (2, "Light, small, and broken after a week.")
    ]


def test_a_bare_word_is_too_short_and_nothing_is_stored(shopper):
    emma = at_the_words(shopper)
    assert "a little short" in emma.say("ok", "affirm")
    assert not emma.rows(WAITING)


def test_a_change_of_mind_sends_nothing(shopper):
    emma = at_the_words(shopper)
    emma.say("Light and small.", "praise")
    assert "not sent" in emma.say("no", "deny")
    assert not emma.rows(WAITING)


def test_a_guest_proves_who_they_are_first(shopper):
    guest = shopper()
    assert "order number" in guest.say("i want to leave a review", "leave_review")
    said = guest.say(
        "20004, emma.clark@example.com",
        "give_details",
        order_number="20004",
        email="emma.clark@example.com",
    )
    assert "code" in said
    said = guest.say(guest.mailed_code(), "give_details", code=guest.mailed_code())
    assert "Which of the things" in said


def test_it_is_said_in_chinese_too(shopper):
    emma = shopper("C0001")
    assert "想评价收到的哪件" in emma.say("我想写评价", "leave_review")
    assert "打几颗星" in emma.say("那把伞", "search_product")
    assert "说点什么" in emma.say("五星", "give_details", rating=5)
    emma.say("小巧轻便，下大雨也没漏", "praise")
    assert "还没有公开" in emma.tap("提交")
    assert [row[-1] for row in emma.rows(WAITING)] == ["zh"]


@pytest.mark.parametrize("intent", ["product_reviews", "review_complaints"])
@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("差评都说啥", "吐槽最明确的是"),
        ("why only 2 stars, whats wrong with it", "clearest complaints"),
    ],
)
def test_what_is_complained_about_is_counted(shopper, words, counted, intent):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="brumlet-cloudlet-humidifier")
    assert counted in guest.say(words, intent)
