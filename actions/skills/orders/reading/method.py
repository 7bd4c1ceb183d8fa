"""Which way the money of a change shall move, and which not."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.orders.details import OD
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.memory import Question
from actions.understanding import order_words
from ecomcore.orders import methods_of


def read_method(message: Hearing, details: OD) -> OD | None:
    """Read the way to pay that is wanted and those that are refused."""
    turn = message.turn
    methods = list(methods_of(turn.session, message.customer_id).values())
    tapped = turn.request.value("method")
    method = str(tapped) if tapped else order_words.read_method(turn, methods)
    refused = () if tapped else tuple(order_words.refused_methods(message.text, methods))
    held = None if details.method in refused else details.method
    if method is None or held == method:
        if refused:
            return replace(details, method=held, not_methods=refused)
        return details if method is not None and message.asking is Question.METHOD else None
    wanted_not = tuple(name for name in refused if name != method)
    return replace(details, method=method, not_methods=wanted_not)


def read_foreign(message: Hearing, details: OD) -> OD | None:
    """Note a way to pay that the shop does not take, so that the answer can say so."""
    if details.method or not message.says("method_foreign"):
        return None
    return replace(details, method=order_words.FOREIGN)
