"""Skill `insights`: what customers of an age spend on one purchase, with how little an age tells."""

from __future__ import annotations

import pandas as pd

from actions.skills.registry import handles
from actions.turn.payloads import Picture
from actions.turn.pictures import drawn
from actions.turn.turn import Reply, Turn, button
from ecomcore.customers import ages
from ecomcore.customers.chart import draw_spend
from ecomcore.customers.purchases import purchases_of
from ecomcore.customers.spend import SpendEstimate, SpendModel
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Customer

EXAMPLE_AGES = (25, 40, 60)
WEAK_R2 = 0.1
STRONG_R2 = 0.4


@handles("predict_spend")
def predict_spend(turn: Turn) -> Reply:
    """Answer for the age in the message, or ask for one."""
    model: SpendModel | None = turn.service.build.part("spend")
    if model is None:
        return Reply().say(turn.say("insights.no_data"))
    age = _age(turn)
    if age is None:
        turn.memory.offer("predict_spend")
        buttons = [
            button(turn.say("insights.button_age", age=age), "predict_spend", choice=age)
            for age in EXAMPLE_AGES
        ]
        return Reply().say(turn.say("insights.which_age"), buttons)
    estimate = model.predict(age)
    return Reply().say(" ".join(_sentences(turn, estimate)), custom=_picture(turn, model, estimate))


def is_age_asked_for(turn: Turn) -> bool:
    """Say whether the bot has just asked for an age and the message gives one."""
    offer = turn.asked.offer
    was_asked = offer is not None and offer.intent == "predict_spend"
    return was_asked and ages.age_in(turn.text, turn.now.year) is not None


def _age(turn: Turn) -> int | None:
    """Return the age that was tapped or written, or the customer's own where that is meant and known."""
    tapped = turn.request.value("choice")
    if tapped is not None:
        return ages.age_in(str(tapped), turn.now.year)
    age = ages.age_in(turn.text, turn.now.year)
    if age is None and turn.identity.customer_id and ages.is_about_self(turn.text):
        customer = turn.session.get(Customer, turn.identity.customer_id)
        age = customer.age if customer else None
    return age


def _picture(turn: Turn, model: SpendModel, estimate: SpendEstimate) -> Picture:
    """Draw the line; single purchases are points of it for the staff alone."""
    held: dict[str, pd.DataFrame] = turn.service.kept
    if "purchases" not in held:
        held["purchases"] = purchases_of(ShopData(turn.session))
    return drawn(
        turn,
        lambda file: draw_spend(
            held["purchases"],
            model,
            estimate,
            file,
            currency=turn.service.currency,
            synthetic=bool(turn.service.info.get("synthetic")),
            is_public=not turn.is_staff,
        ),
        turn.say("insights.picture", age=estimate.age),
    )


def _sentences(turn: Turn, estimate: SpendEstimate) -> list[str]:
    money = turn.speaker.money
    said = [
        turn.say(
            "insights.estimate",
            age=estimate.age,
            expected=money(estimate.expected_cents),
            low=money(estimate.low_cents),
            high=money(estimate.high_cents),
        ),
        turn.say(f"insights.relation_{_strength(estimate.r2)}", share=_percent(estimate.r2)),
    ]
    if estimate.is_extrapolated:
        said.append(turn.say("insights.few_of_that_age", age=estimate.age))
    synthetic = bool(turn.service.info.get("synthetic"))
    said.append(
        turn.say("insights.basis_synthetic" if synthetic else "insights.basis", n=f"{estimate.n:,}")
    )
    return said


def _strength(r2: float) -> str:
    if r2 < WEAK_R2:
        return "weak"
    return "strong" if r2 >= STRONG_R2 else "medium"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share < WEAK_R2 else f"{100 * share:.0f}"
