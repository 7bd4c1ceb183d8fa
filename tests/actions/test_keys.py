"""Every text and every phrase that the code names exists in every language, also those whose names are put together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import phrases
from actions.skills.fallback import UNREAD
from actions.skills.feelings import PROBLEMS
from actions.skills.products.narrowing import OFFERED
from actions.skills.products.shelves import SHELVES
from actions.skills.registry import handlers
from actions.skills.staff.periods import MONTHS
from actions.tasks.engine import _kinds
from actions.texts import languages, texts
from ecomcore.config import ROOT
from ecomcore.evidence.model import Verdict
from ecomcore.importers.rows import LINE_STATUSES, ORDER_STATUSES
from ecomcore.safety.allergens import Stated, listed
from ecomcore.safety.dangers import Danger
from ecomcore.sizes.charts import MEASURES

handlers()  # registers the kinds of tasks
CHANGES = (
    "cancel_order", "change_address", "change_item", "change_payment", "exchange_order",
    "report_damaged", "report_missing", "return_order",
)  # fmt: skip
METHODS = (
    "alipay", "balance", "bank_transfer", "cash_on_delivery", "credit_card", "gift_card", "paypal", "store_credit",
    "unknown", "wechat_pay",
)  # fmt: skip
TEXTS_MADE = {
    "cart.no_{}": [  # the codes of `ecomcore.shop.carts`
        "cart_empty", "cart_full", "cart_problem", "coupon_expired", "coupon_goods", "coupon_minimum",
        "coupon_not_yet", "coupon_unknown", "coupon_worse", "not_in_cart", "other", "out_of_stock", "quantity",
        "variant_unknown", "checkout_off",
    ],
    "checkout.{}": ["link_changed", "link_expired", "link_invalid"],
    "fallback.{}": sorted(UNREAD),
    "fallback.guess_{}": [  # an intent without such a text is not offered
        "apply_coupon", "ask_attribute", "ask_policy", "ask_stock", "back_in_stock", "cancel_order", "capabilities",
        "cart_add", "cart_remove", "cart_show", "cart_update", "change_address", "change_item", "change_language",
        "change_payment", "checkout", "compare_products", "complain", "exchange_order", "gift_ideas", "invoice",
        "list_orders", "order_status", "photo_search", "predict_spend", "product_details", "product_reviews",
        "review_complaints", "would_buy", "compare_reviews", "leave_review",
        "recommend", "refine_search", "refund_status", "reorder", "report_damaged", "report_missing", "return_order",
        "search_product", "show_more", "similar_products", "size_advice", "talk_to_person",
    ],
    "feelings.offer_{}": ["broken", "late", "missing", "quality", "refund", "wrong_item"],
    "feelings.sorry_{}": [*PROBLEMS, "general", "anger"],
    "feelings.way_{}": [*PROBLEMS, "general"],
    "insights.relation_{}": ["medium", "strong", "weak"],
    "service.by_{}": ["maybe", "no", "yes"],
    "service.by_express_{}": ["maybe", "no", "yes"],
    "service.way_{}": [
        "alipay", "bank_transfer", "card", "cash_on_delivery", "crypto", "gift_card", "instalments", "paypal",
        "store_credit", "wallet", "wechat_pay",
    ],
    "orders.ask_{}": [
        "address_incomplete", "address_unchanged", "gift_card_balance", "method_needed", "method_not_allowed",
        "method_unknown", "out_of_stock", "resolution_unknown", "same_method", "same_variant", "variant_needed",
        "variant_unknown",
    ],
    "orders.ask_reason_{}": ["report_damaged"],  # the others have one question
    "orders.case_{}": ["damaged", "exchange", "missing", "return"],
    "orders.done_{}": [*CHANGES, "account_address", "cancel_lines"],
    "orders.field_{}": ["city", "country", "name", "phone", "postcode", "state", "street"],
    "orders.method_{}": list(METHODS),
    "orders.no_{}": [  # the codes of `ecomcore.orders` that forbid something; `other` for the rest
        "already_claimed", "already_requested",
        "category_excluded", "changed", "country_not_served", "gift_card_balance", "line_status",
        "method_needed", "method_not_allowed", "method_unknown", "nothing_left", "once_per_order",
        "operation_disabled", "order_not_found", "other", "quantity", "same_method", "status", "too_early",
        "too_late", "too_late_return_order", "whole_order_only",
    ],
    "orders.plan_{}": [*CHANGES, "account_address", "cancel_lines"],
    "orders.refund_{}": ["arrived", "made", "on_the_way", "waiting_for_goods"],
    "orders.request_{}": ["confirmed", "refused", "requested"],
    "orders.resolution_{}": ["refund", "replacement"],
    "orders.send_back_{}": ["customer", "shop"],
    "orders.send_back_by_{}": ["customer", "shop"],
    "orders.status_{}": [
        re.sub(r"[()]", "", status).replace(" ", "_")
        for status in {*ORDER_STATUSES, *LINE_STATUSES}
        if status not in ("return requested", "exchange requested")
    ],
    "orders.task_{}": list(_kinds),
    "orders.which_lines_{}": ["cancel_order", "change_item", "exchange_order", "report_damaged", "return_order"],
    "products.button_by_{}": list(OFFERED),
    "products.evidence_{}": [verdict.value for verdict in Verdict if verdict is not Verdict.NOT_FOUND],
    "products.line_{}": [verdict.value for verdict in Verdict if verdict is not Verdict.NOT_FOUND],
    "products.measure_{}": list(MEASURES),
    "products.says_{}": ["description", "knowledge", "shop"],
    "products.size_two_{}": ["larger", "smaller"],
    "care.allergen_{}": [stated.value for stated in Stated],
    "care.first_{}": [danger.value for danger in Danger],
    "care.what_{}": list(listed()),
    "care.{}": ["delete_data", "export_data"],
    "products.none_{}": ["bigger", "smaller"],
    "products.option_{}": ["audience", "brand", "colour", "size"],  # other names are said as they are
    "reviews.no_{}": ["not_delivered", "reviewed", "too_short", "rating"],
    "photos.problem_{}": [
        "bmp", "broken", "empty", "expired", "fits", "gif", "heic", "pdf", "svg", "tiff", "too_large",
        "too_many_pixels", "too_small", "unknown", "video",
    ],
    "products.which_{}": list(OFFERED),
    "products.words_{}": ["best_rated", "cheaper"],
    "products.{}": ["bigger", "smaller"],
    "recommend.button_{}": list(SHELVES),
    "recommend.noted_{}": ["have_it", "not_interested"],
    "recommend.noted_all_{}": ["have_it", "not_interested"],
    "recommend.{}": list(SHELVES),
    "recommend.{}_none": list(SHELVES),
    "smalltalk.button_{}": ["gift", "orders", "person", "products"],
    "verification.ask_{}": ["both", "email", "number"],
    "verification.ask_{}_again": ["both", "email", "number"],
    "words.{}": ["and", "or"],
    "{}_{}": [],  # see NUMBERED
}  # fmt: skip
"""What stands for `{}` wherever the code puts the name of a text together."""
ORDER_VERBS = (
    "cancel_order", "change_address", "change_item", "change_payment", "exchange_order", "return_order",
)  # fmt: skip
MEANINGS_MADE = {
    "by_{}": list(OFFERED),
    "does_{}": list(ORDER_VERBS),
    "language_{}": list(languages()),
    "method_{}": ["credit_card", "foreign", "gift_card", "original", "paypal", "store_credit"],
    "month_{}": [str(month) for month in MONTHS],
    "problem_{}": list(PROBLEMS),
    "resolution_{}": ["refund", "replacement"],
    "verb_{}": list(ORDER_VERBS),
    "{}_fillers": ["agrees", "asks_how_it_went", "goes_ahead"],
}
NUMBERED = {"smalltalk.chat"}
"""Texts of which one of several (`_1`, `_2` …) is said."""
HEARING = {"says", "heard", "heard_anywhere", "heard_in", "spans", "without", "opening"}
KEY = re.compile(r"[a-z]+\.[a-z0-9_]+")


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "actions").rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def made_of(node: ast.JoinedStr) -> str:
    """Return a string that is put together, with `{}` for what is filled in."""
    return "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)


def named_texts() -> Iterator[tuple[str, str]]:
    """Yield where a text is named in the code, and its name, with `{}` in those that are put together."""
    topics = {key.partition(".")[0] for key in texts("en")}
    for path, tree in trees():
        pieces = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        for node in ast.walk(tree):
            name = ""
            if isinstance(node, ast.Constant) and id(node) not in pieces:
                name = str(node.value)
            elif isinstance(node, ast.JoinedStr):
                name = made_of(node)
            is_key = KEY.fullmatch(name.replace("{}", "x")) is not None
            if is_key and name.partition(".")[0] in topics:
                yield f"{path.name}:{node.lineno}", name
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say" and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.JoinedStr) and made_of(part).startswith("{}"):
                        yield f"{path.name}:{node.lineno}", made_of(part)


def named_meanings() -> Iterator[tuple[str, str]]:
    """Yield where a meaning is listened for, and its name, with `{}` in those that are put together."""
    for path, tree in trees():
        for node in ast.walk(tree):
            func = node.func if isinstance(node, ast.Call) else None
            called = getattr(func, "id", "") or getattr(func, "attr", "")
            for argument in node.args[-1:] if called in HEARING else ():
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield f"{path.name}:{node.lineno}", argument.value
                elif isinstance(argument, ast.JoinedStr):
                    yield f"{path.name}:{node.lineno}", made_of(argument)


def expanded(names: set[str], made: dict[str, list[str]]) -> set[str]:
    whole = {name for name in names if "{}" not in name}
    return whole | {
        name.replace("{}", part) for name in names if "{}" in name for part in made[name]
    }


@pytest.mark.parametrize(
    ("found", "made"),
    [(list(named_texts()), TEXTS_MADE), (list(named_meanings()), MEANINGS_MADE)],
    ids=["texts", "meanings"],
)
def test_every_name_that_is_put_together_is_listed_here(found, made):
    assert [(place, name) for place, name in found if "{}" in name and name not in made] == []
    assert set(made) - {name for _, name in found} == set()


@pytest.mark.parametrize("language", languages())
def test_every_text_that_is_named_exists(language):
    names = expanded({name for _, name in named_texts()}, TEXTS_MADE) - NUMBERED
    assert sorted(names - set(texts(language))) == []


@pytest.mark.parametrize("language", phrases.languages())
def test_every_meaning_that_is_listened_for_exists(language):
    names = expanded({name for _, name in named_meanings()}, MEANINGS_MADE)
    assert sorted(names - set(phrases.phrases(language))) == []


def test_no_text_is_left_over():
    used = expanded({name for _, name in named_texts()}, TEXTS_MADE)
    numbered = {key for key in texts("en") if key.rstrip("0123456789").rstrip("_") in NUMBERED}
    assert sorted(set(texts("en")) - used - numbered) == []


def test_no_patterns_are_left_over_or_lacking():
    named = {
        node.args[0].value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "pattern"
        and isinstance(node.args[0], ast.Constant)
    }
    # A language without a pattern has nothing that is said like that.
    assert {
        name for language in phrases.languages() for name in phrases.patterns(language)
    } == named
