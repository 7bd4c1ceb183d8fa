"""Skill `smalltalk`: greetings, thanks, what the bot can do, switching language, and answers without a question."""

from __future__ import annotations

import zlib

from actions.phrases import says, spans
from actions.skills.orders.details import OrderDetails
from actions.skills.products import asking, listing
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.texts import Speaker, languages
from actions.turn.turn import Json, Message, Reply, Turn, button
from ecomcore import llm
from ecomcore.shop.models import Customer


@handles("greet")
def greet(turn: Turn) -> Reply:
    """Say hello, by name where it is known, and offer a start."""
    name = _name(turn)
    shop = turn.speaker.pick(turn.service.info.get("name"))
    text = (
        turn.say("smalltalk.greet_name", name=name, shop=shop)
        if name
        else turn.say("smalltalk.greet", shop=shop)
    )
    return Reply().say(text, start_buttons(turn))


@handles("goodbye")
def goodbye(turn: Turn) -> Reply:
    """Say goodbye."""
    return Reply().say(turn.say("smalltalk.goodbye"))


@handles("thank")
def thank(turn: Turn) -> Reply:
    """Accept thanks."""
    return Reply().say(turn.say("smalltalk.thank"))


def _asks_use(turn: Turn) -> bool:
    """Say whether the message asks how something is used, and not how the chat is."""
    return says(turn.text, "asks_use") and not says(turn.text, "about_chat")


@handles("capabilities")
def capabilities(turn: Turn) -> Reply:
    """Say what the bot can do, with examples to tap; "how do I use it?" of a product is about the product."""
    if turn.memory.focus and _asks_use(turn):
        return asking.ask_attribute(turn)
    return Reply().say(turn.say("smalltalk.capabilities"), start_buttons(turn))


@handles("bot_challenge")
def bot_challenge(turn: Turn) -> Reply:
    """Say honestly that this is a machine."""
    person = button(turn.say("fallback.button_person"), "talk_to_person")
    return Reply().say(turn.say("smalltalk.bot_challenge"), [person])


@handles("smalltalk")
def smalltalk(turn: Turn) -> Reply:
    """Answer harmless chat shortly, and lead back to the shop."""
    said = llm.small_talk(turn.text, turn.language, turn.service.settings)
    return Reply().say(said or _variant(turn, "smalltalk.chat"))


@handles("change_language")
def change_language(turn: Turn) -> Reply:
    """Go on in the language that was asked for."""
    named = {
        language: max((span.start for span in spans(turn.text, f"language_{language}")), default=-1)
        for language in languages()
    }
    wanted = max(named, key=lambda language: named[language])
    if named[wanted] < 0:
        wanted = next(language for language in languages() if language != turn.language)
    turn.memory.language = wanted
    speaker = Speaker(wanted, turn.speaker.currency)
    return Reply([Message(speaker.say("smalltalk.language_changed"))])


@handles("affirm", "deny", "give_details")
def without_question(turn: Turn) -> Reply:
    """Use an answer that no open task takes: to the last offer, or to nothing at all."""
    from actions.skills import feelings, insights
    from actions.skills.cart import cart
    from actions.skills.orders import orders
    from actions.skills.products import products

    rated = feelings.store_rating(turn)
    if rated is not None:
        return rated
    offer = turn.asked.offer
    if turn.request.intent == "affirm" and offer is not None:
        from actions.skills.registry import handlers

        entities = tuple({"entity": k, "value": v} for k, v in offer.entities.items())
        return handlers()[offer.intent](
            tasks.with_request(turn, intent=offer.intent, entities=entities)
        )
    if turn.request.intent == "deny":
        return Reply().say(turn.say("smalltalk.deny"))
    if turn.request.intent == "give_details":
        if insights.is_age_asked_for(turn):
            return insights.predict_spend(turn)
        if turn.request.value("order_number"):
            return orders.order_status(turn)
        if products.is_about_shown(turn):
            return products.product_details(turn)
        if cart.names_coupon(turn):
            return cart.apply_coupon(turn)
        found = listing.search_if_it_fits(turn)
        if found is not None:
            return found
        return Reply().say(turn.say("smalltalk.detail_without_question"), start_buttons(turn))
    return Reply().say(turn.say("smalltalk.affirm"), start_buttons(turn))


@handles("stop_task")
def stop_task(turn: Turn) -> Reply:
    """Accept that nothing is to be done where no task is open."""
    turn.memory.queue = []
    is_order_meant = says(turn.text, "cancel_it")
    if is_order_meant and turn.memory.order_focus and turn.identity.is_known:
        return tasks.start(turn, "cancel_order", OrderDetails(order=turn.memory.order_focus))
    return Reply().say(turn.say("smalltalk.stopped"))


def start_buttons(turn: Turn) -> list[Json]:
    """Return buttons for what shoppers ask most."""
    intents = {
        "products": "recommend",
        "orders": "list_orders",
        "gift": "gift_ideas",
        "person": "talk_to_person",
    }
    return [button(turn.say(f"smalltalk.button_{key}"), intent) for key, intent in intents.items()]


def _name(turn: Turn) -> str | None:
    customer = (
        turn.session.get(Customer, turn.identity.customer_id) if turn.identity.is_known else None
    )
    return customer.name if customer else None


def _variant(turn: Turn, key: str) -> str:
    """Return one of the texts `key_1`, `key_2`, …: the same for the same words."""
    count = 1
    while turn.speaker.has(f"{key}_{count + 1}"):
        count += 1
    return turn.say(f"{key}_{zlib.crc32(turn.text.encode()) % count + 1}")
