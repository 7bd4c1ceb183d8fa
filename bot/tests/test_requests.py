"""Several requests in one message: where it may be cut, which parts are kept, what each part holds."""

import pytest
from components.requests import (
    MAX_CUTS,
    PART_OF,
    REQUESTS,
    SPAN,
    RequestGatherer,
    spans,
    stands_alone,
)
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message


def pieces(text):
    """The smallest parts of a text."""
    found = spans(text)
    return [
        text[a:b]
        for a, b in found
        if not any(a <= c and d <= b for c, d in found if (c, d) != (a, b))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel my order and show me headphones", ["cancel my order", "show me headphones"]),
        ("取消订单20001,然后给我看便宜的耳机", ["取消订单20001", "给我看便宜的耳机"]),
        ("Cancel it. Also, exchange the mug", ["Cancel it", "exchange the mug"]),
    ],
)
def test_a_message_is_cut_where_a_request_may_end(text, expected):
    assert [piece.strip(" ,") for piece in pieces(text)] == expected


@pytest.mark.parametrize("text", ["the one with 1.5l", "I paid $3,839.70", "a 5.8-inch screen"])
def test_numbers_are_not_cut(text):
    assert spans(text) == []


def test_ends_of_sentences_come_before_commas():
    text = "Send it to 1 Oak Lane, Suite 2, Austin, TX 78701, USA, a, b, c. Cancel my order"
    assert "Cancel my order" in pieces(text)
    assert len(pieces(text)) <= MAX_CUTS + 1


def message(*parts, rivals=()):
    """A message of sentences, each with an intent, a confidence and perhaps an order number; all have the rivals."""
    text = ". ".join(sentence for sentence, *_ in parts)
    whole = Message({TEXT: text})
    found = [whole]
    for start, end in spans(text):
        inside = [
            p for p in parts if start <= text.index(p[0]) and text.index(p[0]) + len(p[0]) <= end
        ]
        part = Message({TEXT: text[start:end], PART_OF: whole})
        part.set(SPAN, (start, end))
        alone = inside[0] if len(inside) == 1 else (None, "nlu_fallback", 0.9)
        part.set(INTENT, {"name": alone[1], "confidence": alone[2]})
        part.set(INTENT_RANKING_KEY, [{"name": name, "confidence": 0.35} for name in rivals])
        numbers = [p[3] for p in inside if len(p) > 3]
        part.set(ENTITIES, [{"entity": "order_number", "value": n} for n in numbers])
        found.append(part)
    (kept,) = RequestGatherer({"confidence": 0.6}).process(found)
    return [
        (r["intent"]["name"], r["text"], [e["value"] for e in r["entities"]])
        for r in kept.get(REQUESTS) or []
    ]


def test_two_different_requests_are_served():
    assert message(
        ("Cancel W1", "cancel_order", 0.9, "W1"), ("Show mugs", "search_product", 0.8)
    ) == [
        ("cancel_order", "Cancel W1", ["W1"]),
        ("search_product", "Show mugs", []),
    ]


@pytest.mark.parametrize(("rival", "count"), [("search_product", 2), ("out_of_scope", 0)])
def test_intents_that_speak_of_one_wish_are_sure_together(rival, count):
    said = message(
        ("Cancel W1", "cancel_order", 0.9, "W1"), ("Any mugs", "recommend", 0.5), rivals=[rival]
    )
    assert len(said) == count


def test_the_same_request_about_two_orders_is_two():
    said = message(
        ("Cancel W1", "cancel_order", 0.9, "W1"), ("Cancel W2", "cancel_order", 0.9, "W2")
    )
    assert [numbers for _, _, numbers in said] == [["W1"], ["W2"]]


def test_the_same_request_twice_about_nothing_in_particular_is_one():
    assert (
        message(("Cancel it", "cancel_order", 0.9), ("Cancel my order", "cancel_order", 0.9)) == []
    )


def test_what_stands_between_two_requests_stays_with_the_first():
    said = message(
        ("Exchange some things", "exchange_order", 0.9),
        ("The mug in W1", "nlu_fallback", 0.3, "W1"),
        ("Show mugs", "search_product", 0.9),
    )
    assert said[0] == ("exchange_order", "Exchange some things. The mug in W1", ["W1"])
    assert said[1][0] == "search_product"


def test_what_stands_before_the_first_request_belongs_to_it():
    said = message(
        ("About W1", "nlu_fallback", 0.3, "W1"),
        ("Cancel it", "cancel_order", 0.9),
        ("Show mugs", "search_product", 0.9),
    )
    assert said[0] == ("cancel_order", "About W1. Cancel it", ["W1"])


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("show me cheaper headphones", "search_product", True),
        ("i want to return the lamp", "return_order", True),
        ("我想退货", "return_order", True),
        ("the third one", "product_details", False),
        ("about size 38", "size_advice", False),
        ("第三个", "product_details", False),
        ("hi, i returned a lamp on monday", "return_order", False),
        ("we finished the cookies", "report_damaged", True),
    ],
)
def test_a_request_asks_for_something(text, intent, expected):
    assert stands_alone(text, intent) is expected


@pytest.mark.parametrize("text", ["第三个还有货吗", "按上次的再发一份"])
def test_a_chinese_adverb_inside_a_sentence_cuts_nothing(text):
    assert spans(text) == []


def test_what_is_wrong_and_its_remedy_are_one_request():
    assert (
        message(("the mug is broken", "report_damaged", 0.9), ("refund me", "return_order", 0.9))
        == []
    )


@pytest.mark.parametrize(
    ("said", "intent", "count"),
    [
        ("shoes are too small", "exchange_order", 0),
        ("they're a bit too tight", "exchange_order", 0),
        ("the mug is not as described", "report_damaged", 0),
        ("鞋子太小了", "exchange_order", 0),
        ("i want another size", "exchange_order", 2),
        ("the mug is too big", "search_product", 2),
    ],
)
def test_why_something_goes_back_is_no_request_beside_that_to_take_it_back(said, intent, count):
    parts = message(("return the shoes of W1", "return_order", 0.9, "W1"), (said, intent, 0.9))
    assert len(parts) == count


def test_the_same_about_other_orders_are_two_requests():
    parts = message(
        ("mug of 10023 broke", "report_damaged", 0.9, "10023"),
        ("return 10045", "return_order", 0.9, "10045"),
    )
    assert [name for name, *_ in parts] == ["report_damaged", "return_order"]
