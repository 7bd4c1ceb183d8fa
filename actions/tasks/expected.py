"""Which intents the answers to an open question tend to be taken for."""

from __future__ import annotations

from actions.turn.memory import Question

SOFT_INTENTS = frozenset(
    {
        "give_details",
        "nlu_fallback",
        "out_of_scope",
        "affirm",
        "deny",
        "smalltalk",
        "product_details",
        "refine_search",
        "show_more",
        "predict_spend",
    }
)
"""Intents of short answers, which mean something only with the question that was asked."""
_TO_REASON = frozenset(
    {"complain", "report_damaged", "report_missing", "size_advice", "return_order", "exchange_order",
     "ask_attribute", "change_item", "praise", "refund_status", "cancel_order"}
)  # fmt: skip
ANSWERS: dict[Question, frozenset[str]] = {
    Question.REASON: _TO_REASON,
    Question.OPTIONAL_REASON: _TO_REASON,
    Question.VARIANT: frozenset(
        {"search_product", "ask_stock", "size_advice", "cart_add", "ask_attribute"}
    ),
    Question.LINES: frozenset(
        {
            "search_product",
            "ask_stock",
            "ask_attribute",
            "cart_add",
            "cart_remove",
            "product_reviews",
        }
    ),
    Question.ORDER: frozenset({"order_status", "list_orders", "search_product"}),
    Question.METHOD: frozenset(
        {"ask_policy", "gift_ideas", "refund_status", "search_product", "apply_coupon"}
    ),
    Question.ADDRESS: frozenset({"ask_policy", "search_product", "order_status", "greet"}),
    Question.CONFIRM: frozenset(
        {"gift_ideas", "size_advice", "ask_stock", "change_payment", "refund_status"}
    ),
    Question.RESOLUTION: frozenset({"refund_status", "exchange_order", "return_order", "reorder"}),
}
"""Intents that an answer to a question may look like."""
PROVING = frozenset({Question.WHO, Question.CODE})
"""Questions that are open while it is not known yet who asks: nothing else has been begun."""
BARE_ANSWERS = frozenset({"give_details", "affirm", "nlu_fallback"})
"""Intents that mean nothing but an answer: if they do not fit the question, it is asked again."""
SIDE_QUESTIONS = frozenset(
    {
        "apply_coupon",
        "ask_attribute",
        "ask_policy",
        "ask_stock",
        "product_reviews",
        "review_complaints",
        "size_advice",
        "smalltalk",
        "would_buy",
    }
)
"""Intents of questions after which the shopper still wants what was being asked for."""
LIST_INTENTS = frozenset({"product_details", "refine_search", "show_more"})
