"""Skill `feelings`: praise gets thanks, anger gets an apology that names the problem and a way out."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import references
from actions.phrases import says
from actions.skills.registry import handles
from actions.turn.turn import Json, Message, Reply, Request, Turn, button
from ecomcore.shop.satisfaction import rate

PROBLEMS = ("late", "broken", "missing", "refund", "price", "quality", "service", "wrong_item")
OF_GOODS = frozenset({"broken", "quality", "wrong_item"})
SCORES = range(5, 0, -1)
UNFELT = frozenset(
    {"search_product", "refine_search", "product_details", "product_reviews", "review_complaints", "compare_reviews",
     "leave_review", "ask_attribute", "praise", "goodbye",
     "gift_ideas", "recommend"}
)  # fmt: skip
"""Intents whose strong words are about goods or meant well ("something for an angry cat")."""
CLAIMS = frozenset({"report_missing", "report_damaged"})
"""Intents that are about something the shop did wrong, however calmly that is told."""


@handles("praise")
def praise(turn: Turn) -> Reply:
    """Say thanks."""
    return Reply().say(turn.say("feelings.praise"))


@handles("complain")
def complain(turn: Turn) -> Reply:
    """Apologise, name the problem as it was understood, and offer a solution and a person."""
    problem = _problem_told(turn)
    offers = {
        "late": "order_status",
        "broken": "report_damaged",
        "wrong_item": "report_damaged",
        "missing": "report_missing",
        "refund": "refund_status",
        "quality": "return_order",
    }
    buttons: list[Json] = []
    if problem in offers:
        buttons.append(button(turn.say(f"feelings.offer_{problem}"), offers[problem]))
    buttons.append(button(turn.say("fallback.button_person"), "talk_to_person"))
    turn.memory.offer(offers.get(problem or "", "talk_to_person"))
    named = problem or "general"
    sorry, way = turn.say(f"feelings.sorry_{named}"), turn.say(f"feelings.way_{named}")
    return Reply().say(turn.say("feelings.complaint", sorry=sorry, way=way), buttons)


def _problem_told(turn: Turn) -> str | None:
    """Return which problem the message names; who only curses the shop has not told one of goods yet."""
    problem = problem_in(turn, turn.text)
    is_curse = problem in OF_GOODS and says(turn.text, "the_shop")
    return None if is_curse and not references.names_goods(turn) else problem


def problem_in(turn: Turn, text: str) -> str | None:
    """Return which problem the words name, or None."""
    for problem in PROBLEMS:
        if says(text, f"problem_{problem}"):
            return problem
    return None


def soothed(turn: Turn, requests: Sequence[Request], reply: Reply) -> Reply:
    """Return the reply, with an apology before it if the shopper is angry or reports a fault and it has none."""
    if any(says(message.text, "apology") for message in reply.messages):
        return reply
    felt = [request for request in requests if request.intent not in UNFELT]
    problem = problem_in(turn, " ".join(request.text for request in felt))
    is_angry = any(says(request.text, "angry") for request in felt)
    is_claim = problem is not None and any(request.intent in CLAIMS for request in felt)
    if is_angry or is_claim:
        reply.messages.insert(0, Message(turn.say(f"feelings.sorry_{problem or 'anger'}")))
    return reply


def was_upset(turn: Turn) -> bool:
    """Say whether the shopper complained in this conversation: in strong words, or so that the bot said sorry."""
    if any(says(event["text"], "angry") for event in turn.transcript if event["who"] == "user"):
        return True
    sorry = {turn.say(f"feelings.sorry_{problem}") for problem in (*PROBLEMS, "general", "anger")}
    said = [event["text"] for event in turn.transcript if event["who"] == "bot"]
    return any(text.startswith(tuple(sorry)) for text in said)


def ask_for_rating(turn: Turn, about: str) -> tuple[str, list[Json]]:
    """Return the question for a score after a solved case, with one button a score."""
    buttons = [button("★" * score, "give_details", rating=score, choice=about) for score in SCORES]
    return turn.say("feelings.rate"), buttons


def store_rating(turn: Turn) -> Reply | None:
    """Store a score that was tapped; return None where the message is not one."""
    value = turn.request.value("rating")
    score = int(value) if isinstance(value, int) else 0
    if score not in SCORES:
        return None
    rate(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id,
        about=str(turn.request.value("choice") or "chat"),
        score=score,
        now=turn.now,
    )
    return Reply().say(turn.say("feelings.rated_low" if score < 3 else "feelings.rated"))
