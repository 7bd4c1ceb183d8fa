"""Part of skill `knowledge`: until when the prices are lower, from the promotions that the shop has planned."""

from __future__ import annotations

from actions.phrases import says
from actions.skills.cart import offers
from actions.turn.turn import Turn
from ecomcore.service.sales import names_in
from ecomcore.shop.prices import PromotionView, latest_called, promotions_on


def asks(turn: Turn) -> bool:
    """Say whether the message asks until when a sale runs."""
    is_of_sale = bool(names_in(turn.text)) or says(turn.text, "means_sale")
    return is_of_sale and says(turn.text, "asks_until")


def answer(turn: Turn) -> str | None:
    """Say until when the sale that is named runs, or the one that runs today; None where neither is asked for."""
    if not asks(turn):
        return None
    names = names_in(turn.text)
    today = turn.now.date()
    running = promotions_on(turn.session, today)
    asked = latest_called(turn.session, today, names) if names else None
    if names and asked is None:
        return None
    lines = [_other(turn, asked)] if asked is not None and asked not in running else []
    lines += [offers.sale(turn, promotion) for promotion in running]
    return "\n".join(lines or [turn.say("service.sale_unknown")])


def _other(turn: Turn, asked: PromotionView) -> str:
    """Tell of a promotion that is over or still to come."""
    title = turn.speaker.pick(asked.title)
    ends = turn.speaker.day(asked.ends_on, turn.now)
    if asked.ends_on < turn.now.date():
        return turn.say("service.sale_over", title=title, ended=ends)
    starts = turn.speaker.day(asked.starts_on, turn.now)
    return turn.say("service.sale_to_come", title=title, starts=starts, ends=ends)
