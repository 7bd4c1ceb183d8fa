"""Which version is meant, and which lines, read from the words alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actions.texts import Speaker
from actions.understanding.order_lines import mentioned_lines, order_by_ending, parts_by_line
from actions.understanding.order_variants import read_variant

GLASSES = [
    {"frame_colour": "black", "lens_colour": "brown"},
    {"frame_colour": "black", "lens_colour": "black"},
    {"frame_colour": "brown", "lens_colour": "black"},
]
BOOTS = [
    {"size": "10", "waterproof": "yes"},
    {"size": "12", "waterproof": "no"},
    {"size": "12", "waterproof": "yes"},
]
MACHINES = [
    {"pressure": "9 bar", "capacity": "1.5L"},
    {"pressure": "9 bar", "capacity": "1L"},
    {"pressure": "19 bar", "capacity": "1L"},
]
KEYBOARDS = [{"backlight": "none", "size": "80%"}, {"backlight": "white", "size": "60%"}]
SHIRTS = [{"size": "S", "colour": "red"}, {"size": "M", "colour": "blue"}]


def turn(text=""):
    speaker = Speaker("en")
    return SimpleNamespace(speaker=speaker, language="en", text=text, say=speaker.say)


def line(number, title, options, product=None, sku=None):
    return SimpleNamespace(
        id=number,
        title={"en": title},
        options=options,
        product_id=product or title,
        sku=sku or f"sku-{number}",
    )


def chosen(bought, offered, text):
    variants = [{"sku": str(i), "options": o, "stock": 1} for i, o in enumerate(offered)]
    sku = read_variant(turn(), line(1, "It", bought, sku="bought"), variants, text)
    return None if sku is None else offered[int(sku)]


@pytest.mark.parametrize(
    ("bought", "offered", "text", "expected"),
    [
        ({"frame_colour": "brown", "lens_colour": "brown"}, GLASSES, "to frame color black", 0),
        (
            {"frame_colour": "brown", "lens_colour": "brown"},
            GLASSES,
            "for one in black, with brown lens colour",
            0,
        ),
        (
            {"frame_colour": "brown", "lens_colour": "brown"},
            GLASSES,
            "to one with black lens colour",
            2,
        ),
        ({"frame_colour": "brown", "lens_colour": "brown"}, GLASSES, "the one in black", None),
        ({"size": "10", "waterproof": "no"}, BOOTS, "No, please change it to a waterproof one", 0),
        (
            {"size": "10", "waterproof": "yes"},
            BOOTS,
            "for one in size 12 that is not waterproof",
            1,
        ),
        (
            {"pressure": "19 bar", "capacity": "2L"},
            MACHINES,
            "to the one with pressure 9 bar and capacity 1.5l",
            0,
        ),
        ({"backlight": "RGB", "size": "80%"}, KEYBOARDS, "for one without backlight", 0),
        ({"size": "M", "colour": "red"}, SHIRTS, "that's it, it's for the blue one", 1),
        ({"size": "M", "colour": "red"}, SHIRTS, "for another one", None),
        ({"size": "M", "colour": "blue"}, SHIRTS, "i need it in S not M", 0),
        ({"size": "M", "colour": "blue"}, SHIRTS, "not the M, size S please", 0),
        ({"size": "M", "colour": "blue"}, SHIRTS, "要S不是M", 0),
    ],
)
def test_the_version_is_read_from_the_options_named(bought, offered, text, expected):
    assert chosen(bought, offered, text) == (None if expected is None else offered[expected])


def test_two_items_of_one_name_are_told_apart_by_what_is_said_of_them():
    lamps = [
        line(1, "Desk Lamp", {"colour": "black"}, "lamp"),
        line(2, "Desk Lamp", {"colour": "white"}, "lamp"),
    ]
    said = turn("exchange the Desk Lamp (black) for a white one")
    assert [found.id for found in mentioned_lines(said, lamps)] == [1]
    both = turn("the Desk Lamp (white) to black; and the Desk Lamp (black) to silver")
    assert [found.id for found in mentioned_lines(both, lamps)] == [1, 2]
    assert "silver" in parts_by_line(both, lamps)[1]
    assert "silver" not in parts_by_line(both, lamps)[2]


def test_of_two_identical_items_one_is_meant_unless_both_are():
    bottles = [line(n, "Water Bottle", {"colour": "green"}, "bottle", "same") for n in (1, 2)]
    assert len(mentioned_lines(turn("return the water bottle"), bottles)) == 1
    assert len(mentioned_lines(turn("return both water bottles"), bottles)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel the order ending in 0166", "#W7430166"),
        ("the order number ends with 66, cancel it", "#W7430166"),
        ("取消订单尾号0166的那单", "#W7430166"),
        ("refund it to the card ending in 0166", None),
        ("the order ending in 99", None),
    ],
)
def test_an_order_is_named_by_its_last_digits(text, expected):
    orders = [SimpleNamespace(id="#W7430166"), SimpleNamespace(id="#W1111123")]
    found = order_by_ending(text, orders)
    assert (found and found.id) == expected


def test_a_value_may_stand_in_quotation_marks():
    assert chosen({"size": "S", "colour": "red"}, SHIRTS, "change it to 'blue' please") == SHIRTS[1]


def test_a_version_that_is_held_already_is_said_back():
    offered = [{"sku": str(i), "options": options, "stock": 1} for i, options in enumerate(SHIRTS)]
    more = {"sku": "2", "options": {"size": "S", "colour": "blue"}, "stock": 1}
    held = line(1, "Shirt", SHIRTS[0], sku="0")
    assert read_variant(turn(), held, [*offered, more], "change it to size s") == "0"
    assert read_variant(turn(), held, [*offered, more], "exchange the shirt size s") is None
