"""Skill `care`: what must not go wrong: danger, fraud, a person's data, unwanted messages, an order that is urgent.

Each of them is passed on to a person exactly as it was said; what is not done yet is never said to be done.
"""

from __future__ import annotations

from actions.skills.handover import hours, passed_on
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.turn.turn import Reply, Turn, button
from ecomcore.shop import alerts, wishes


@handles("report_danger")
def report_danger(turn: Turn) -> Reply:
    """Say what helps at once, then get a person; nobody is asked who they are before that."""
    ticket = passed_on(turn, "danger", priority="high")
    buttons = [button(turn.say("fallback.button_person"), "talk_to_person")]
    reply = Reply().say(turn.say("care.danger"))
    return reply.say(turn.say("care.danger_passed", number=ticket.number), buttons)


@handles("report_fraud")
def report_fraud(turn: Turn) -> Reply:
    """Get a person, and say what to do until then."""
    ticket = passed_on(turn, "fraud", priority="high")
    return Reply().say(turn.say("care.fraud", number=ticket.number, hours=hours(turn)))


@handles("delete_data", "export_data")
def pass_on_privacy(turn: Turn) -> Reply:
    """Pass on what somebody wants to be done with their data; nothing is deleted or shown here."""
    wish = turn.request.intent
    ticket = passed_on(turn, wish)
    return Reply().say(turn.say(f"care.{wish}", number=ticket.number))


@handles("stop_messages", changes=True)
def stop_messages(turn: Turn) -> Reply:
    """End the alerts and wishes of this shopper; where there are none it is advertising, which a person ends."""
    session, here, who = turn.session, turn.conversation_id, turn.identity.customer_id
    ended = alerts.unsubscribe(session, conversation_id=here, customer_id=who)
    forgotten = wishes.forget(session, conversation_id=here, customer_id=who)
    things = list(dict.fromkeys([*map(turn.speaker.pick, ended), *forgotten]))
    if things:
        named = turn.say("words.comma").join(things)
        return Reply().say(turn.say("care.messages_alerts", things=named))
    ticket = passed_on(turn, "stop_messages")
    return Reply().say(turn.say("care.messages_passed", number=ticket.number))


@handles("hurry_order")
def hurry_order(turn: Turn) -> Reply:
    """Pass on that an order is urgent, and say how it stands."""
    if not turn.identity.is_known:
        reply = Reply().say(turn.say("care.hurry_first"))
    else:
        ticket = passed_on(turn, "hurry_order")
        reply = Reply().say(turn.say("care.hurry_noted", number=ticket.number))
    return reply.extend(tasks.start(turn, "order_status"))
