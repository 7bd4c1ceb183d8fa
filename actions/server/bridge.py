"""The bridge to Rasa: one action an intent, each with a deadline and a guard, so that every message is answered."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.conversation.dialogue import language_of, respond
from actions.server import metrics
from actions.skills.registry import handlers
from actions.texts import Speaker
from actions.turn.memory import Memory
from actions.turn.service import get_service
from actions.turn.turn import Deadline, Message
from ecomcore.errors import EcomError

Action = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Awaitable[list[Any]]]
logger = logging.getLogger(__name__)
WORKERS = 8
STORING_S = 2.0
"""How much longer an answer is waited for that is being stored: the bot itself waits ten seconds."""
T = TypeVar("T")
_pool = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="turn")


def executor() -> ActionExecutor:
    """Return the SDK's executor with one action for each intent that a skill answers."""
    made = ActionExecutor()
    for intent in handlers():
        made.register_function(f"action_{intent}", action_for(intent))
    return made


def action_for(intent: str) -> Action:
    """Return what Rasa calls for an intent; on an error or a time-out it apologises and changes nothing."""

    async def run(
        dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[Any]:
        seconds = get_service().settings.action_timeout_s
        loop = asyncio.get_running_loop()
        started, deadline = time.perf_counter(), Deadline(seconds)
        work = loop.run_in_executor(_pool, respond, intent, tracker, get_service(), deadline)
        try:
            messages, memory = await finished(work, deadline, seconds)
            outcome = "missed" if memory.misses else "answered"
        except Exception as error:
            report(intent, error)
            outcome = "late" if isinstance(error, TimeoutError) else "failed"
            messages = apology(tracker, error, is_known=not deadline.is_storing)
            memory = Memory.from_slots(tracker.slots)
        spent_s = time.perf_counter() - started
        metrics.count_answer(intent, outcome, spent_s)
        logger.info("%s answered in %.0f ms", intent, 1000 * spent_s)
        for message in messages:
            send(dispatcher, message)
        return [SlotSet(name, value) for name, value in memory.as_slots().items()]

    return run


async def finished(work: asyncio.Future[T], deadline: Deadline, seconds: float) -> T:
    """Return what the work gives; one that is being stored as its time ends is waited for a little longer.

    Raises:
        TimeoutError: it is not done in time.
    """
    done, _ = await asyncio.wait({work}, timeout=seconds)
    if not done and not deadline.give_up():
        done, _ = await asyncio.wait({work}, timeout=STORING_S)
    if not done:
        raise TimeoutError
    return work.result()


def report(intent: str, error: Exception) -> None:
    """Log what failed: the kind of error and the place in the code, never what the shopper wrote."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    known = f": {error}" if isinstance(error, EcomError) else ""
    logger.error("%s failed with %s at %s%s", intent, type(error).__name__, place, known)


def apology(tracker: Tracker, error: Exception, *, is_known: bool) -> list[Message]:
    """Return what a shopper reads when an action fails; `is_known` says whether nothing was changed for certain."""
    speaker = Speaker(language_of(tracker.latest_message or {}, tracker.slots.get("language")))
    key = "fallback.too_slow" if isinstance(error, TimeoutError) else "fallback.failed"
    if not is_known:
        key = "fallback.uncertain"
    person = {"title": speaker.say("fallback.button_person"), "payload": "/talk_to_person"}
    return [Message(text=speaker.say(key), buttons=[person])]


def send(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Hand a bubble to Rasa."""
    dispatcher.utter_message(
        text=message.text or None,
        buttons=message.buttons or None,
        image=message.image,
        json_message=message.custom.as_json() if message.custom else None,
    )
