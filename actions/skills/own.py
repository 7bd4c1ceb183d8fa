"""Skill `own`: what customers ask about themselves: what they usually spend, when they will need something again."""

from __future__ import annotations

from actions.catalogue import kinds
from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn, button
from ecomcore.customers.own import NextNeed, next_need, own_spending
from ecomcore.errors import NotAllowedError, NotFoundError

SHOWN = 3


@handles("own_spending")
def spending(turn: Turn) -> Reply:
    """Say what the customer usually spends a month, over the last year."""
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return Reply().say(turn.say("own.sign_in"))
    try:
        found = own_spending(turn.session, customer_id, turn.now.date())
    except NotAllowedError:
        return Reply().say(turn.say("own.no_consent"))
    except NotFoundError:
        return Reply().say(turn.say("own.nothing_bought"))
    money = turn.speaker.money
    return Reply().say(
        turn.say(
            "own.spending",
            total=money(found.total_cents),
            mean=money(found.mean_cents),
            median=money(found.median_cents),
            orders=found.orders,
            months=len(found.months),
        )
    )


@handles("next_need")
def need(turn: Turn) -> Reply:
    """Say when the customer will likely need something again, from the own orders."""
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return Reply().say(turn.say("own.sign_in"))
    products = kinds.products_of(turn, turn.query)
    try:
        found = next_need(turn.session, customer_id, products)
    except NotAllowedError:
        return Reply().say(turn.say("own.no_consent"))
    except NotFoundError:
        key = "own.nothing_bought" if products is None else "own.never_bought"
        return Reply().say(turn.say(key))
    shown = found[:SHOWN]
    buttons = [
        button(
            turn.say("own.button_again", title=turn.speaker.pick(one.title)),
            "cart_add",
            product=one.product_id,
        )
        for one in shown
    ]
    return Reply().say("\n".join(_told(turn, one) for one in shown), buttons)


def _told(turn: Turn, one: NextNeed) -> str:
    title, last = turn.speaker.pick(one.title), turn.speaker.day(one.bought_on[-1], turn.now.date())
    if one.gap_days is None or one.due_on is None:
        return turn.say("own.once", title=title, last=last)
    key = "own.due" if one.due_on >= turn.now.date() else "own.overdue"
    due = turn.speaker.day(one.due_on, turn.now.date())
    return turn.say(key, title=title, days=one.gap_days, last=last, due=due)
