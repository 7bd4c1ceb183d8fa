"""Part of skill `orders`: being told in the chat how an order goes on, for who asks for it."""

from __future__ import annotations

from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.orders import OrderView
from ecomcore.shop.notices import ORDERS, is_watching, watch_order

NEWS = "news"
"""The choice by which the button asks to be told."""
ON_THE_WAY = ("pending", "paid", "processing", "shipped")


def is_told(turn: Turn, order: OrderView) -> bool:
    """Say whether there will be news of an order, and the shop tells it."""
    return order.status in ON_THE_WAY and turn.service.settings.tells_of(ORDERS)


def offered(turn: Turn, order: OrderView) -> list[Json]:
    """Return the button that asks to be told, where that is of use and has not been asked."""
    if not is_told(turn, order) or is_watching(turn.session, turn.conversation_id, order.id):
        return []
    return [button(turn.say("orders.button_news"), "order_status", order=order.id, choice=NEWS)]


def noted(turn: Turn, order: OrderView) -> Reply:
    """Note that the conversation wants to be told."""
    watch_order(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id or "",
        order_id=order.id,
        status=order.status,
        language=turn.language,
        now=turn.now,
    )
    return Reply().say(turn.say("orders.news_noted", number=order.number))
