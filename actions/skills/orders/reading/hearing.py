"""One message, heard while a change of an order is being arranged."""

from __future__ import annotations

from dataclasses import dataclass

from actions.phrases import says
from actions.skills.orders.details import OrderDetails
from actions.skills.orders.repertoire import Change
from actions.turn.memory import Question
from actions.turn.turn import Turn
from ecomcore.orders import LineView, OrderView, get_order

REASON_QUESTIONS = (Question.REASON, Question.OPTIONAL_REASON)
CONFIRMATIONS = (Question.CONFIRM, Question.RESUME)


@dataclass(frozen=True)
class Hearing:
    """A message of a known customer, the change that it may be about, and what was asked before it."""

    turn: Turn
    change: Change
    asking: Question | None

    @property
    def text(self) -> str:
        """What the shopper wrote."""
        return self.turn.text

    @property
    def customer_id(self) -> str:
        """Who is asking."""
        return self.turn.identity.customer_id or ""

    def says(self, meaning: str) -> bool:
        """Say whether the message holds one of the phrases for a meaning."""
        return says(self.text, meaning)

    def order(self, details: OrderDetails) -> OrderView | None:
        """Return the order that is meant, None where that is open."""
        if details.order is None:
            return None
        return get_order(self.turn.session, self.customer_id, details.order)

    def lines(self, details: OrderDetails) -> list[LineView]:
        """Return the lines that are meant so far."""
        order = self.order(details)
        return [line for line in order.lines if line.id in details.lines] if order else []
