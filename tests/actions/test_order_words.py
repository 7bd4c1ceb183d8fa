"""What is kept, and which yes is a plain one."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from actions.phrases import listening
from actions.understanding.order_words import (
    asks_how_it_went,
    beside_the_rest,
    dropped,
    goes_ahead,
    hedges,
    means_all,
    read_method,
    read_reason,
    refused_methods,
    says_yes_to,
    without_kept,
)
from ecomcore.orders import MethodView
from shoptalk.language import detect


@pytest.fixture(autouse=True)
def language_of_the_text(request):
    """Listen in the language of the text that the test is about, as a turn does; in all where it is about several."""
    given = getattr(request.node, "callspec", None)
    texts = [value for value in given.params.values() if isinstance(value, str)] if given else []
    with listening(detect(texts[0]) or "en") if texts else nullcontext():
        yield


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("take the mug out of order 20001 but keep the jacket", "keep the jacket"),
        ("cancel the mug and the jacket stays", "the jacket stays"),
        ("20011里的龙井不要了 耳机照发", "耳机照发"),
        ("龙井不要了耳机照发", "耳机照发"),
        ("龙井不要了，保留耳机", "保留耳机"),
        ("耳机留着吧 龙井取消", "耳机留着"),
        ("cancel the mug", ""),
        ("cancel it as it is too big", ""),
        ("send it back as it is.", ""),
        ("the mug is fine as it is", "the mug is fine as it is"),
    ],
)
def test_what_shall_stay_is_taken_out(text, kept):
    said, found = without_kept(text)
    assert found.strip() == kept
    assert not kept or kept not in said


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("yes cancel it", "cancel_order"),
        ("Ok, swap them please", "exchange_order"),
        ("yes return it", "return_order"),
        ("好的换吧", "change_item"),
        ("行 那就取消吧", "cancel_order"),
    ],
)
def test_a_yes_may_name_the_task_again(text, task):
    assert says_yes_to(text, task)


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("yes but cancel only the mug", "cancel_order"),
        ("yes cancel 20002", "cancel_order"),
        ("yes return it", "cancel_order"),
        ("can you cancel it", "cancel_order"),
        ("不好，别取消", "cancel_order"),
        ("可以取消吗", "cancel_order"),
        ("可以取消？", "cancel_order"),
        ("ok cancel it?", "cancel_order"),
        ("对了 退", "return_order"),
        ("yes cancel the whole order", "cancel_order"),
        ("好的 整单取消", "cancel_order"),
        ("yes", "cancel_order"),
    ],
)
def test_more_than_a_yes_is_none(text, task):
    assert not says_yes_to(text, task)


def test_a_yes_with_a_condition_is_told_from_one_without():
    assert hedges("yes but wait until tomorrow")
    assert hedges("好，不过先别发")
    assert not hedges("yes please")


METHODS = [
    MethodView("pal", "paypal"),
    MethodView("card", "credit_card", last_four="1159"),
    MethodView("gift", "gift_card"),
]


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("not paypal", None, ["pal"]),
        ("no paypal please, my gift card", "gift", ["pal"]),
        ("I don't want it back on my credit card", None, ["card"]),
        ("anything but the gift card", None, ["gift"]),
        ("别退到信用卡", None, ["card"]),
        ("不要退到礼品卡，退到信用卡", "card", ["gift"]),
        ("paypal is fine", "pal", []),
        ("not the mug, and use paypal", "pal", []),
    ],
)
def test_a_way_to_pay_that_is_not_wanted_is_not_chosen(text, wanted, refused):
    turn = SimpleNamespace(text=text)
    assert read_method(turn, METHODS) == wanted
    assert refused_methods(text, METHODS) == refused


@pytest.mark.parametrize(
    "text",
    [
        "actually no, do it",
        "No, that's fine. Go ahead!",
        "nope all good just proceed please",
        "算了，还是办吧",
        "不用换了，就这么办",
        "嗯，照原来的办吧",
    ],
)
def test_a_go_ahead_may_begin_with_a_no(text):
    assert goes_ahead(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "no, don't do it",
        "no, do it later",
        "no that's fine",
        "shall I go ahead?",
        "do it with the mug too",
        "算了",
        "不用办了",
        "算了，别办了",
        "这样办行吗",
    ],
)
def test_what_is_no_go_ahead(text):
    assert not goes_ahead(text)


@pytest.mark.parametrize(
    "text", ["so is it done yet?", "Did it go through", "那办好了吗", "好了没"]
)
def test_who_asks_only_how_it_went(text):
    assert asks_how_it_went(text)


@pytest.mark.parametrize(
    "text", ["is it done in leather", "did it work for others", "做好了吗这双鞋", "好"]
)
def test_who_asks_something_else(text):
    assert not asks_how_it_went(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("don't return the earbuds", "don't return the earbuds"),
        ("耳机不退了，杯子要退", "耳机不退"),
        ("drop the jacket and keep the mug", "drop the jacket and keep the mug"),
    ],
)
def test_what_is_not_to_be_done_stays_too(text, kept):
    assert without_kept(text)[1].strip() == kept


@pytest.mark.parametrize(
    ("kept", "goes"),
    [
        ("keep the blocks drop the suitcase", "drop the suitcase"),
        ("drop the jacket and keep the mug", "drop the jacket and "),
        ("keep the mug", ""),
    ],
)
def test_of_what_speaks_of_keeping_some_goes(kept, goes):
    assert dropped(kept) == goes


@pytest.mark.parametrize(
    ("text", "task", "beside"),
    [
        ("I only want the mug, cancel the rest", "cancel_order", "i only want the mug,"),
        ("只留杯子，其他取消", "cancel_order", "只留杯子,"),
        ("只要杯子其他都退了", "return_order", "只要杯子"),
        ("cancel the jacket, the rest is fine", "cancel_order", None),
        ("return the jacket and the mug", "return_order", None),
    ],
)
def test_who_gives_up_the_rest_keeps_what_is_named_beside(text, task, beside):
    assert beside_the_rest(text, task) == beside


@pytest.mark.parametrize(
    ("text", "is_all"),
    [
        ("cancel everything", True),
        ("整单取消", True),
        ("not everything, just the mug", False),
        ("不是全部，只取消杯子", False),
    ],
)
def test_not_all_is_not_all(text, is_all):
    assert means_all(text) is is_all


REASONS = [
    {
        "code": "not_as_described",
        "label": {"en": "It is not as described", "zh": "和描述不符"},
        "words": {"en": ["different from the photo", "not what i expected"]},
    },
    {"code": "mistake", "label": {"en": "I chose it by mistake", "zh": "拍错了"}},
    {"code": "other", "label": {"en": "Another reason", "zh": "其他原因"}},
]


class _NothingNear:
    def embed(self, texts):
        return np.eye(len(texts))


@pytest.mark.parametrize(
    ("text", "intent", "code"),
    [
        ("it looks different from the photo", "give_details", "not_as_described"),
        ("a mistake", "give_details", "mistake"),
        ("they are still in the box", "give_details", "other"),
        ("yes i opened the box of course", "affirm", None),
        ("对，盒子我拆开了", "give_details", None),
    ],
)
def test_a_reason_counts_only_if_it_is_said(text, intent, code):
    request = SimpleNamespace(intent=intent, value=lambda _: None)
    service = SimpleNamespace(build=SimpleNamespace(embedder=_NothingNear()))
    turn = SimpleNamespace(text=text, request=request, service=service)
    assert read_reason(turn, REASONS, is_asked=True) == code
