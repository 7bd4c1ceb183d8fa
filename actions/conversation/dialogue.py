"""Leads one turn of a conversation: language, identity, the requests in the message, open tasks, the reply."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from actions.abroad import languages_told
from actions.catalogue import sight
from actions.conversation import journal, person
from actions.conversation.answered import apart
from actions.conversation.arbiter import Arbiter, Choice
from actions.conversation.features import ABSORBED
from actions.conversation.once import AnsweredMeanwhileError, Past
from actions.conversation.page import look_at_page
from actions.phrases import listening, pattern
from actions.skills import care, feelings, handover
from actions.skills.cart import goods
from actions.skills.fallback import which_meaning
from actions.skills.orders import orders
from actions.skills.products import safety
from actions.skills.registry import changes_at_once, handlers, is_personal
from actions.tasks import engine as tasks
from actions.tasks.expected import SOFT_INTENTS
from actions.texts import FALLBACK, Speaker, languages
from actions.turn import trace
from actions.turn.memory import Asked, Memory, Queued
from actions.turn.payloads import Explanation, Products
from actions.turn.service import Service
from actions.turn.trace import answering, timed, tracing
from actions.turn.turn import Deadline, Json, Message, Reply, Request, Turn, Visitor
from actions.understanding.parts import sorted_out
from actions.understanding.reading import ANSWER
from ecomcore.shop.database import open_session
from ecomcore.shop.identity import identity_of
from shoptalk.language import detect

if TYPE_CHECKING:
    from rasa_sdk import Tracker

logger = logging.getLogger(__name__)
REQUESTS_PER_MESSAGE = 4
TRANSCRIPT_EVENTS = 40
Rank = Callable[[Turn], list[Choice]]
"""Puts the ways to understand a request in order, the likeliest first."""
ARBITER = Arbiter()
LEAST_OF_THE_REST = 0.35
"""What looked like an answer and is none is something else only where that stands out among what is left."""
CHANGE_LANGUAGE = "change_language"
AWAY_S = 6 * 3600.0
"""After so long a shopper is taken to come back rather than to go on."""


def respond(
    intent: str,
    tracker: Tracker,
    service: Service,
    deadline: Deadline,
    rank: Rank = ARBITER.ranked,
) -> tuple[list[Message], Memory]:
    """Answer the latest message of a conversation.

    The whole turn is one transaction: if anything fails, or the deadline passes before the end, nothing is stored. A
    message that has been answered before, by whichever process, gets the same answer.

    Returns:
        The bubbles to send and the memory to keep.

    Raises:
        TimeoutError: the deadline passed; nothing was stored.
    """
    try:
        return _respond(intent, tracker, service, deadline, rank)
    except AnsweredMeanwhileError:
        return _respond(intent, tracker, service, deadline, rank)


def _respond(
    intent: str, tracker: Tracker, service: Service, deadline: Deadline, rank: Rank
) -> tuple[list[Message], Memory]:
    latest = tracker.latest_message or {}
    metadata = latest.get("metadata") or {}
    handlers()  # skills know what the memory may hold
    now = service.settings.clock()
    with open_session(service.shop, service.settings) as session:
        past = Past(session, tracker.sender_id, str(latest.get("message_id") or ""))
        memory = past.memory(Memory.from_slots(tracker.slots))
        answer = past.answer()
        if answer is not None:
            return answer, memory
        memory.language = language_of(latest, memory.language)
        memory.turns += 1
        held = person.held(session, tracker.sender_id, latest, now)
        if held is not None and not held.is_late:
            messages = person.passed_on(session, tracker.sender_id, latest, held, now)
            past.record(messages, memory, now)
            deadline.check()
            return messages, memory
        known = identity_of(session, tracker.sender_id, metadata.get("customer_id"), now)
        memory.meet(known.customer_id)
        asked, memory.asked = memory.asked, Asked()
        last, memory.last_skill = memory.last_skill or "", None
        if away_s(tracker.events) > AWAY_S:
            asked = Asked()
            tasks.wait_for_return(memory)
        look_at_page(memory, session, latest, tracker.events)
        memory.allergies = safety.allergies_after(memory.allergies, latest, service, asked)
        service = service.avoiding(memory.allergies)
        turn = Turn(
            request=Request("", intent),
            conversation_id=tracker.sender_id,
            message_id=past.message_id,
            speaker=Speaker(memory.language, service.currency),
            memory=memory,
            service=service,
            session=session,
            visitor=Visitor(known, metadata.get("staff") or None),
            now=now,
            photo=metadata.get("image"),
            photo_problem=metadata.get("photo_problem"),
            asker=metadata.get("asker"),
            problem=metadata.get("problem"),
            had_card=bool(metadata.get("card_removed")),
            transcript=transcript_of(tracker.events),
            ranking=list(latest.get("intent_ranking") or []),
            asked=asked,
            last_skill=last,
        )
        with listening(turn.language), tracing(turn.ranking) as traced:
            with timed("look"):
                sight.look(turn)
            with timed("understand"):
                requests = requests_of(latest, intent)
            with timed("answer"):
                reply = serve(turn, requests, rank)
                told = languages_told(heard_language(latest))
                if told is not None:
                    reply = _told_first(turn, told, reply)
                reply = person.shared(turn, latest, held, reply)
            with timed("store"):
                session.flush()
                channel = tracker.get_latest_input_channel()
                journal.keep(turn, latest, channel, reply, traced)
                if service.settings.explain:
                    reply.say(
                        "",
                        custom=Explanation(
                            traced.ranking,
                            traced.sorting,
                            traced.answers,
                            traced.ms,
                            traced.searches,
                        ),
                    )
                past.record(reply.messages, memory, now)
        deadline.check()
    logger.info("%s", json.dumps(traced.as_dict()))
    return reply.messages, memory


def language_of(latest: Mapping[str, Any], held: str | None) -> str:
    """Return the language to answer in: that of the message, or the one held where it has no words.

    The bot has told the language already; what comes without it (another channel's own message, a test) is read here.
    """
    found = heard_language(latest)
    return found if found in languages() and found else held or FALLBACK


def heard_language(latest: Mapping[str, Any]) -> str | None:
    """Return the language that a message is in, None where it has no words of its own."""
    is_tapped = bool((latest.get("metadata") or {}).get("tapped"))
    text = "" if is_tapped else str(latest.get("text") or "")
    if not text or text.startswith("/"):
        return None
    found = latest["language"] if "language" in latest else detect(text)
    return str(found) if found else None


def _told_first(turn: Turn, told: Message, reply: Reply) -> Reply:
    """Return the reply after what languages are spoken; who asked just for another one has their answer by that."""
    if turn.memory.last_skill == CHANGE_LANGUAGE:
        turn.memory.language = turn.language
        return Reply([told])
    reply.messages.insert(0, told)
    return reply


def requests_of(latest: Mapping[str, Any], intent: str) -> list[Request]:
    """Return what the message asks for, in its order."""
    several = [Request.from_dict(part) for part in latest.get("requests") or []]
    if len(several) < 2:
        one = Request.from_dict({**latest, "intent": latest.get("intent") or {"name": intent}})
        several = [replace(one, intent=one.intent or intent)]
    found = sorted_out(several)[:REQUESTS_PER_MESSAGE]
    return [replace(request, is_part=True) for request in found] if len(found) > 1 else found


def transcript_of(events: list[Json]) -> list[Json]:
    """Return who said what lately, oldest first."""
    said = [
        {"who": event["event"], "text": event.get("text") or ""}
        for event in events
        if event.get("event") in ("user", "bot") and event.get("text")
    ]
    return said[-TRANSCRIPT_EVENTS:]


def away_s(events: Sequence[Json]) -> float:
    """Return the seconds between the latest message and the one before it, 0 for the first."""
    times = [float(e.get("timestamp") or 0) for e in events if e.get("event") == "user"]
    return times[-1] - times[-2] if len(times) > 1 else 0.0


def serve(turn: Turn, requests: list[Request], rank: Rank) -> Reply:
    """Answer each request in turn; one that must wait for an open question is queued, not lost.

    A question that a request leads to stands last, so that it is not buried under the answers to the others. A list of
    products that came with it is shown once more when the question is settled: by then it has moved out of sight.
    """
    answers, question, is_queued = Reply(), Reply(), False
    if turn.had_card:
        requests = care.beside_the_card(requests)
        answers = care.warned_of_card(turn, is_all=not requests)
    answered = [one for several in requests for one in apart(turn, several)]
    for request in [one for several in answered for one in goods.each_of(turn, several)]:
        step = replace(turn, request=request)
        if tasks.must_wait(step):
            turn.memory.queue.append(Queued(request))
            is_queued = True
            continue
        is_beside, waiting = tasks.is_asking(step), len(turn.memory.queue)
        is_more = is_beside and tasks.is_about_open_task(step)
        with answering(request.intent):
            part = serve_one(step, rank)
        is_queued |= tasks.is_asking(step) and len(turn.memory.queue) > waiting
        if is_beside and _has_list(part):
            turn.memory.queue.append(Queued(request, shown_at=turn.memory.turns))
        if is_more and tasks.is_asking(step):
            # The question is asked anew, with what the message says besides.
            question.messages[-1:] = part.messages
            continue
        (question if tasks.is_asking(step) and not is_beside else answers).extend(part)
    if is_queued:
        answers.say(turn.say("orders.queued"))
    reply = answers.extend(question)
    if turn.problem == "too_long":
        reply.messages.insert(0, Message(turn.say("fallback.too_long")))
    while turn.memory.queue and not turn.memory.tasks:
        reply.extend(_next_in_queue(turn, rank))
    reply = handover.offered_after_misses(turn, safety.with_note(turn, reply))
    return feelings.soothed(turn, requests, reply.without_repeats())


def _has_list(reply: Reply) -> bool:
    return any(isinstance(message.custom, Products) for message in reply.messages)


def _next_in_queue(turn: Turn, rank: Rank) -> Reply:
    """Answer the request that has waited longest; a list that another one has followed is not wanted any more."""
    queued = turn.memory.queue.pop(0)
    if queued.shown_at not in (None, turn.memory.shown.at):
        return Reply()
    reply = Reply().say(turn.say("orders.next_in_queue"))
    with answering(queued.request.intent):
        return reply.extend(serve_one(replace(turn, request=queued.request), rank))


def serve_one(turn: Turn, rank: Rank) -> Reply:
    """Answer one request: by the open question if it can be nothing else, else by the likeliest of its readings."""
    memory = turn.memory
    open_before = [task.id for task in memory.tasks]
    # What comes with a request in one message does not answer the question that the request leads to.
    is_beside = tasks.is_asking(turn) and turn.request.intent not in SOFT_INTENTS
    sure = None if is_beside else tasks.take_sure_answer(turn) or orders.look_back(turn)
    if sure is not None:
        return _as_answer(turn, sure)
    if turn.request.text.startswith("/"):
        turn = replace(turn, request=_as_meant(turn))
        reply = None if is_beside else tasks.take_tapped(turn)
        return _as_answer(turn, reply) if reply else _served(turn, open_before)
    choices = rank(turn)
    trace.note_choices(choice.told() for choice in choices[: trace.TOP])
    left = 1.0
    for choice in choices:
        is_left_over = left < 1.0 and choice.probability < left * LEAST_OF_THE_REST
        if is_left_over and not choice.is_sure:
            break
        if choice.skill != ANSWER:
            doubtful = _is_doubtful(turn, choice)
            calmer = _calmer(turn, choices, choice) if doubtful else choice
            asked = None if calmer else which_meaning(turn, [other.skill for other in choices])
            if asked is not None:
                trace.note_skill("which_meaning")
                return asked
            meant = _chosen(turn.request, calmer or choice)
            return _served(replace(turn, request=meant), open_before)
        reply = None if is_beside else tasks.take_answer(turn)
        if reply is not None:
            return _as_answer(turn, reply)
        if turn.request.intent in ABSORBED:
            break
        left -= choice.probability
    again = None if is_beside or left == 1.0 else tasks.ask_again(turn)
    return _as_answer(turn, again) if again else _served(turn, open_before)


def _is_doubtful(turn: Turn, choice: Choice) -> bool:
    """Say whether a skill has consequences that what was understood is not sure enough for."""
    if _changes(turn, choice.skill):
        return not choice.is_sure_enough or pattern("only_talks").search(turn.text) is not None
    return _asks_who(turn, choice.skill) and not choice.is_likely


def _changes(turn: Turn, skill: str) -> bool:
    """Say whether a skill changes something at once, by itself or as the offer that a yes takes up."""
    offer = turn.asked.offer if skill == "affirm" else None
    return changes_at_once(offer.intent if offer else skill)


def _asks_who(turn: Turn, skill: str) -> bool:
    is_guest = turn.identity.customer_id is None and not turn.request.value("order_number")
    return is_guest and is_personal(skill)


def _calmer(turn: Turn, choices: Sequence[Choice], doubtful: Choice) -> Choice | None:
    """Return the likeliest reading without consequences, where it is not much less likely than a doubtful one."""
    calm = (c for c in choices if c.skill != ANSWER and not _changes(turn, c.skill))
    best = next((c for c in calm if not _asks_who(turn, c.skill)), None)
    return best if best and best.probability >= doubtful.probability / 2 else None


def _as_meant(turn: Turn) -> Request:
    """Return what was said before with the meaning that was tapped, where that was asked; else the tap as it is."""
    request, meant = turn.request, turn.asked.meant
    if meant is None or request.entities:
        return request
    return replace(meant, intent=request.intent, confidence=1.0)


def _chosen(request: Request, choice: Choice) -> Request:
    """Return the request as it was read."""
    found = tuple(entity for r in choice.candidate.readings for entity in r.entities)
    if choice.skill == request.intent:
        return replace(request, entities=(*request.entities, *found))
    strongest = max(choice.candidate.readings, key=lambda r: (r.is_sure, r.strength), default=None)
    trace.note(strongest.reader if strongest else "arbiter", request.intent, choice.skill)
    return replace(request, intent=choice.skill, entities=(*request.entities, *found))


def _as_answer(turn: Turn, reply: Reply) -> Reply:
    """Return what a task answers, and note that it did."""
    _count_misses(turn, reply)
    turn.memory.last_skill = ANSWER
    trace.note_skill("task")
    return reply


def _served(turn: Turn, open_before: list[str]) -> Reply:
    """Return what the skill of the request answers, with a reminder of a task that stays open."""
    memory, intent = turn.memory, turn.request.intent
    trace.note_skill(intent)
    memory.last_skill = intent
    reply = handlers()[intent](turn)
    _count_misses(turn, reply)
    still_open = [task.id for task in memory.tasks] == open_before
    if open_before and still_open and not tasks.is_asking(turn):
        reply.extend(tasks.remind(turn))
    return reply


def _count_misses(turn: Turn, reply: Reply) -> None:
    """Count how many answers in a row have helped nobody."""
    turn.memory.misses = turn.memory.misses + 1 if reply.missed else 0
