"""Photos in conversation: what one shows is in the shopper's hand; conditions, claims, files that are no use."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from sklearn.datasets import load_sample_image

from ecomcore.config import ROOT
from ecomcore.images.augment import phone_photo

PICTURES = ROOT / "data" / "shop" / "images"
MUG, SHELL_IN_TEAL = "songlan-river-stone-mug", "aldertop-rain-shell-teal"


def jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def phone(name: str, seed: int = 3) -> bytes:
    with Image.open(PICTURES / f"{name}.webp") as opened:
        return jpeg(phone_photo(opened.convert("RGB"), np.random.default_rng(seed)))


def dark(name: str) -> bytes:
    with Image.open(PICTURES / f"{name}.webp") as opened:
        return jpeg(ImageEnhance.Brightness(opened.convert("RGB")).enhance(0.08))


def stranger() -> bytes:
    return jpeg(Image.fromarray(load_sample_image("china.jpg")))


@pytest.fixture
def guest(shopper):
    return shopper()


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("", "photo_search"),
        ("do you have this?", "ask_stock"),
        ("what is this?", "out_of_scope"),
        ("how much is this", "product_details"),
        ("hi, what's this", "greet"),
    ],
)
def test_whatever_is_asked_of_a_thing_in_a_photo_it_is_named_with_its_price(
    guest, words: str, intent: str
):
    said = guest.show(phone(MUG), words, intent)
    assert "River Stone" in said
    assert "$" in said
    assert "recognise" in said
    assert guest.cards[0]["id"] == MUG


def test_the_answer_is_in_the_language_of_the_words(guest):
    said = guest.show(phone(MUG), "这个多少钱", "product_details")
    assert "这是" in said
    assert "依据" in said


def test_it_means_what_the_photo_shows_from_then_on(guest):
    guest.say("kettles", "search_product")
    guest.show(phone(MUG))
    assert "River Stone" in guest.say("is it dishwasher safe", "ask_attribute")


def test_two_questions_about_one_photo_are_answered_once(guest):
    guest.show(phone(MUG))
    parts = [
        {"text": words, "intent": {"name": intent, "confidence": 1.0}, "entities": []}
        for words, intent in (("what is this", "out_of_scope"), ("how much", "product_details"))
    ]
    notes = {"image": guest.slots["photo"]["name"]}
    said = guest._send("what is this and how much", "out_of_scope", 1.0, {}, notes, parts)
    assert said.count("That is ") == 1


def test_a_question_beside_the_photo_is_answered_for_its_product(guest):
    assert "River Stone" in guest.show(phone(MUG), "is this dishwasher safe", "ask_attribute")


def test_what_a_photo_shows_is_put_into_the_cart(guest):
    assert "River Stone" in guest.show(phone(MUG), "i want to buy this", "cart_add")
    guest.tap(guest.buttons[0])
    rows = guest.rows("select v.product_id from cart_line l join variant v on v.sku = l.sku")
    assert rows == [(MUG,)]


def test_a_price_that_it_does_not_keep_is_said_and_holds_for_every_card(guest):
    said = guest.show(phone(MUG), "this, but under 15 dollars", "refine_search")
    assert "River Stone" in said
    assert "but not" in said
    assert guest.cards
    assert all(card["price_cents"] <= 1500 for card in guest.cards)


def test_the_version_in_the_photo_is_the_one_on_the_card(guest):
    guest.show(phone(SHELL_IN_TEAL))
    assert guest.cards[0]["sku"].startswith("ALD-RS-TEA")


def test_a_colour_that_it_has_is_a_yes(guest):
    said = guest.show(phone(SHELL_IN_TEAL), "this in navy?", "ask_stock")
    assert said.startswith("Yes")
    assert "navy" in said
    assert guest.cards[0]["sku"].startswith("ALD-RS-NVY")


def test_a_colour_that_it_has_not_leads_to_the_nearest_that_do(guest):
    said = guest.show(phone(SHELL_IN_TEAL), "this in red?", "ask_stock")
    assert "Rain Shell" in said
    assert "but not red" in said
    red = {
        row[0]
        for row in guest.rows(
            "select product_id from variant where options like '%red%' or options like '%burgundy%'"
        )
    }
    assert guest.cards
    assert {card["id"] for card in guest.cards} <= red


def test_a_condition_may_come_after_the_photo(guest):
    guest.show(phone(MUG))
    price = guest.cards[0]["price_cents"]
    guest.say("something like this but cheaper", "refine_search")
    assert guest.cards
    assert all(card["price_cents"] < price for card in guest.cards)


def test_a_search_in_between_ends_the_talk_about_the_photo(guest):
    guest.show(phone(MUG))
    guest.say("jackets", "search_product")
    guest.say("cheaper", "refine_search")
    titles = [card["title"] for card in guest.cards]
    assert all("Mug" not in title for title in titles)


def test_what_the_shop_does_not_have_is_said_and_the_nearest_is_a_tap_away(guest):
    assert guest.show(stranger(), "do you have this", "search_product").startswith(
        "I do not have this."
    )
    assert not guest.cards
    assert "something else" in guest.tap("nearest")
    assert guest.cards


def test_too_dark_a_photo_is_answered_with_what_helps(guest):
    said = guest.show(dark(MUG), "do you have this", "ask_stock")
    assert "too dark" in said
    assert "light" in said
    assert not guest.cards
    assert "请开灯" in guest.show(dark(MUG), "这个有货吗", "ask_stock")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: phone(MUG)[:900], "damaged"),
        (lambda: jpeg(Image.new("RGB", (1, 1))), "few pixels"),
        (lambda: jpeg(Image.new("RGB", (300, 200))), "all of one colour"),
        (lambda: jpeg(Image.new("L", (5000, 4100))), "20 million"),
    ],
    ids=["truncated", "one pixel", "black", "too many pixels"],
)
def test_a_photo_that_is_no_use_is_told_why(guest, content: Callable[[], bytes], told: str):
    assert told in guest.show(content())
    assert guest.say("show me mugs", "search_product")
    assert guest.cards


def test_a_cmyk_photo_and_an_animation_are_looked_at(guest):
    with Image.open(PICTURES / f"{MUG}.webp") as opened:
        picture = opened.convert("RGB")
    assert "River Stone" in guest.show(jpeg(picture.convert("CMYK")))
    buffer = BytesIO()
    picture.save(buffer, "WEBP", save_all=True, append_images=[picture.rotate(90)], quality=90)
    assert "River Stone" in guest.show(buffer.getvalue())


@pytest.mark.parametrize("kind", ["gif", "pdf", "svg", "tiff", "fits", "empty", "too_large"])
def test_what_is_no_photo_is_named_in_both_languages(guest, kind: str):
    english = guest._send(
        "/photo_search", "photo_search", 1.0, {}, {"photo_problem": kind, "tapped": True}
    )
    chinese = guest._send("看看这个", "photo_search", 1.0, {}, {"photo_problem": kind})
    named = {"empty": "empty", "too_large": "8 MB"}.get(kind, kind.upper())
    assert named in english
    assert {"empty": "空的", "too_large": "8 MB"}.get(kind, kind.upper()) in chinese


def test_a_claim_keeps_its_photo_for_the_staff(shopper):
    emma = shopper("C0001")
    order = emma.rows(
        "select id from 'order' where customer_id = 'C0001' and status = 'delivered' order by placed_at desc"
    )[0][0]
    said = emma.show(phone(MUG), "it arrived like this", "report_damaged", order_number=order)
    assert "your photo" in said
    settled(emma)
    (photo,) = [
        row[0]
        for row in emma.rows(
            "select json_extract(detail, '$.photo') from 'case' order by id desc limit 1"
        )
    ]
    kept = emma.service.settings.claim_photos("demo") / photo
    assert kept.is_file()


def test_a_photo_sent_while_a_claim_is_open_belongs_to_it(shopper):
    emma = shopper("C0001")
    order = emma.rows(
        "select id from 'order' where customer_id = 'C0001' and status = 'delivered' order by placed_at desc"
    )[0][0]
    emma.say("it came broken", "report_damaged", order_number=order)
    said = emma.show(phone(MUG))
    assert "your photo" in said
    assert not emma.cards


def settled(person) -> None:
    """Answer what the claim asks until it is filed."""
    for _ in range(6):
        titles = person.buttons
        if not titles:
            break
        yes = next((title for title in titles if title.lower().startswith("yes")), titles[0])
        person.tap(yes)
        if (
            person.rows("select count(*) from 'case' where kind = 'damaged'")[0][0]
            or not person.slots["tasks"]
        ):
            break
