"""Tasks that take several turns: what has been said about them, what is still to ask, and the one confirmation.

A `Task` lives in the conversation's memory, so it survives a restart and may wait while the shopper asks something
else. Its kind is a `TaskKind`: it reads details from any message, says what is missing, and carries out the change
once, with the task's id as the idempotency key. Details are never changed in place: whoever reads something returns
new ones, so that whether a message changed anything is a comparison.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.phrases import opening
from actions.tasks.expected import (
    ANSWERS,
    BARE_ANSWERS,
    LIST_INTENTS,
    PROVING,
    SIDE_QUESTIONS,
    SOFT_INTENTS,
)
from actions.tasks.kind import Heard
from actions.tasks.kind import TaskKind as TaskKind
from actions.turn import memory as remembered
from actions.turn.memory import Asked, Details, Memory, Question, Task
from actions.turn.request import SURE
from actions.turn.turn import Json, Reply, Request, Turn, button
from actions.understanding.order_words import (
    asks_how_it_went,
    asks_if_done,
    goes_ahead,
    hedges,
    is_half_agreed,
    is_question,
    says_yes_to,
)

LAST = -1
REMINDERS = 2
"""So many other things may be asked while a task is open; then it is put aside."""
REMINDED = 1
"""After so many of them the open task is brought up; it is not brought up again at each one."""
REPEATS = 2
DOUBTFUL = 0.5  # what is less likely than this to be a stop drops nothing that waits for a yes

_kinds: dict[str, TaskKind[Any]] = {}


def register(kind: TaskKind[Any]) -> None:
    """Make a kind known by its name."""
    _kinds[kind.name] = kind
    remembered.know(kind.name, kind.details)


def start(turn: Turn, name: str, details: Details | None = None) -> Reply:
    """Open a task of the kind `name`, with `details` and whatever the message already says about it."""
    kind, current = _kinds[name], top(turn)
    if current is not None and current.kind == name and details is None:
        _hear(turn, kind, current)
        return _advance(turn, current)
    if current is not None and not is_asking(turn):
        held = _kinds[current.kind].hands_over(turn, current.details, name)
        if held is not None:
            close(turn, current)
            details = details or held
    task = Task(uuid.uuid4().hex, name, details or kind.details())
    _hear(turn, kind, task)
    turn.memory.tasks = [held for held in turn.memory.tasks if _kinds[held.kind].waits]
    turn.memory.tasks.append(task)
    return _advance(turn, task)


def _hear(turn: Turn, kind: TaskKind[Any], task: Task[Any]) -> bool:
    """Take up what the message says about a task; return whether it says anything."""
    heard = kind.heard(turn, task.details, task.asking)
    if heard is None:
        return False
    task.details = heard
    return True


def become(turn: Turn, task: Task[Any], name: str, details: Details) -> Reply:
    """Go on with a task as one of another kind, which starts with `details` and what the message says about it."""
    task.kind, task.details = name, details
    heard = _kinds[name].heard(turn, details, None)
    task.details = details if heard is None else heard
    return _kinds[name].advance(turn, task)


def details_of(name: str) -> type[Details]:
    """Return what is remembered about tasks of a kind."""
    return _kinds[name].details


def top(turn: Turn) -> Task[Any] | None:
    """Return the task that the conversation is at, or None."""
    return turn.memory.tasks[-1] if turn.memory.tasks else None


def close(turn: Turn, task: Task[Any]) -> None:
    """Take the task off the stack."""
    turn.memory.tasks = [other for other in turn.memory.tasks if other.id != task.id]


def is_asking(turn: Turn) -> bool:
    """Say whether a question of this very message is open."""
    current = top(turn)
    return current is not None and current.message == turn.message_id


def must_wait(turn: Turn) -> bool:
    """Say whether the request opens a task while a question of this very message is still open.

    What only says again what is being arranged ("I opened the tea, can I return it") is no other task.
    """
    if not is_asking(turn) or is_about_open_task(turn):
        return False
    return any(turn.request.intent in kind.intents for kind in _kinds.values())


def is_about_open_task(turn: Turn) -> bool:
    """Say whether the request asks for the very change that is being arranged, or for less of it."""
    current = top(turn)
    if current is None or turn.request.intent != current.kind:
        return False
    return _kinds[current.kind].is_same(turn, current.details)


def heard(turn: Turn) -> Heard | None:
    """Return how the message bears on the open task, which stays as it is; None where no task is open."""
    task = top(turn)
    if task is None:
        return None
    kind = _kinds[task.kind]
    is_other = kind.asks_for_other(turn, task.asking)
    details = None if is_other else kind.heard(turn, task.details, task.asking)
    looks_like_one = _looks_like_answer(turn.request, kind, task.asking)
    return Heard(
        str(task.asking or ""),
        tells=details is not None and kind.is_news(task.details, details),
        looks_like_answer=looks_like_one and not is_other,
        is_about_list=_is_about_list(turn, task),
    )


def take_sure_answer(turn: Turn) -> Reply | None:
    """Take what can be nothing but about the open task: its words agree, ask about it, or are claimed by it."""
    task = top(turn)
    if task is None:
        return None
    kind = _kinds[task.kind]
    if _is_plain_yes(turn, task):
        return _agreed(turn, task, kind)
    if kind.calls_off(turn, task.details, task.asking):
        return _called_off(turn, task, kind)
    explanation = _how_it_goes(turn, kind) or kind.explained(turn, task)
    if explanation is not None:
        return _explained(turn, task, explanation)
    return take_answer(turn) if kind.claims(turn, task.details, task.asking) else None


def take_tapped(turn: Turn) -> Reply | None:
    """Take a button as an answer to the open question; return None where it is about something else."""
    task = top(turn)
    if task is None:
        return None
    is_answer = _looks_like_answer(turn.request, _kinds[task.kind], task.asking)
    is_answer &= not _is_about_list(turn, task)
    return take_answer(turn) if is_answer or turn.request.intent == "stop_task" else None


def take_answer(turn: Turn) -> Reply | None:
    """Treat the message as an answer to the open question; return None where nothing in it is one."""
    task = top(turn)
    if task is None:
        return None
    kind, intent = _kinds[task.kind], turn.request.intent
    if kind.asks_for_other(turn, task.asking):
        return None
    before = task.details
    is_stop = intent == "stop_task" and not kind.claims(turn, task.details, task.asking)
    if is_stop and (turn.request.confidence >= SURE or task.asking is not Question.CONFIRM):
        return _dropped(turn, task, kind)
    said_something = _hear(turn, kind, task)
    if is_stop and task.details == before and turn.request.confidence < DOUBTFUL:
        return ask_again(turn)
    is_decision = task.asking is Question.CONFIRM and task.details == before
    if is_decision and intent in ("affirm", "deny"):
        return _decided(turn, task, kind)
    if said_something or (task.asking is Question.RESUME and intent == "affirm"):
        task.resumed = False
        return _advance(turn, task)
    if intent in ("deny", "stop_task"):
        return _dropped(turn, task, kind)
    if intent == "affirm" and turn.asked.offer is not None:
        return None
    # "Yes, I opened it" speaks to the question, whatever it looks like.
    is_to_reason = task.asking is Question.REASON and opening(turn.text, "agrees") > 0
    is_bare = intent in BARE_ANSWERS or (is_to_reason and not is_question(turn.text))
    return ask_again(turn) if is_bare else None


def _is_plain_yes(turn: Turn, task: Task[Any]) -> bool:
    """Say whether the words themselves agree to what was shown, whatever their intent looks like."""
    if task.asking is Question.CONFIRM and goes_ahead(turn.text):
        return True
    is_confirming = task.asking in (Question.CONFIRM, Question.RESUME)
    return is_confirming and says_yes_to(turn.text, task.kind)


def _agreed(turn: Turn, task: Task[Any], kind: TaskKind[Any]) -> Reply | None:
    """Do what was agreed to; a yes that says what else shall be done ("ok, just the one") is agreed to anew."""
    heard = kind.heard(turn, task.details, task.asking)
    if heard is not None and kind.is_news(task.details, heard):
        return take_answer(turn)
    return (
        ask_again(turn) if kind.leaves_open(turn, task.details) else _carried_out(turn, task, kind)
    )


def _explained(turn: Turn, task: Task[Any], explanation: Reply) -> Reply:
    """Answer, and come back to the question; after a second one it still stands above and is not asked again."""
    if task.reminders:
        task.message = turn.message_id
        return explanation
    reply = explanation.extend(_advance(turn, task))
    task.reminders = 1
    return reply


def _how_it_goes(turn: Turn, kind: TaskKind[Any]) -> Reply | None:
    """Tell who asks whether it is done that it is not, as the question is still open; None for anything else."""
    is_asked = kind.waits and asks_how_it_went(turn.text)
    return Reply().say(turn.say("orders.not_done_yet")) if is_asked else None


def _carried_out(turn: Turn, task: Task[Any], kind: TaskKind[Any]) -> Reply:
    """Do what was agreed to, and remember how it ended for who asks."""
    reply = kind.carry_out(turn, task)
    turn.memory.asked = replace(turn.memory.asked, outcome=_text_of(reply))
    return _finish(turn, task, reply)


def _dropped(turn: Turn, task: Task[Any], kind: TaskKind[Any]) -> Reply:
    """Do nothing, and keep the task for who thinks better of it."""
    reply = kind.declined(turn, task)
    turn.memory.asked = Asked(outcome=_text_of(reply), dropped=task)
    return _finish(turn, task, reply)


def _called_off(turn: Turn, task: Task[Any], kind: TaskKind[Any]) -> Reply:
    """Do nothing, and go on with what the message wants done instead, if that is another change of the same thing."""
    if (instead := kind.instead(turn, task.details)) is None:
        return _dropped(turn, task, kind)
    task.details = instead
    return kind.declined(turn, task).extend(_advance(turn, task))


def _text_of(reply: Reply) -> str:
    return reply.messages[0].text if reply.messages else ""


def look_back(turn: Turn) -> Reply | None:
    """Take up the task that was dropped just now, or tell how the last one ended; None if neither is wanted."""
    asked = turn.asked
    if top(turn) is not None:
        return None
    if asked.dropped is not None and goes_ahead(turn.text):
        turn.memory.tasks.append(asked.dropped)
        return _advance(turn, asked.dropped)
    if asked.outcome and (asks_how_it_went(turn.text) or asks_if_done(turn.text)):
        turn.memory.asked = asked
        return Reply().say(asked.outcome)
    return None


def _decided(turn: Turn, task: Task[Any], kind: TaskKind[Any]) -> Reply | None:
    """Carry out what was agreed to, or drop it; a yes with a condition is none."""
    is_no = turn.request.intent == "deny"
    if hedges(turn.text) if not is_no else is_half_agreed(turn.text):
        return ask_again(turn)
    return _dropped(turn, task, kind) if is_no else _carried_out(turn, task, kind)


def _is_about_list(turn: Turn, task: Task[Any]) -> bool:
    """Say whether "the second one" means a product: the list of products came after the question."""
    is_put_in = turn.request.intent == "cart_add" and bool(turn.request.value("ordinal"))
    is_about = turn.request.intent in LIST_INTENTS or is_put_in
    return is_about and turn.memory.shown.at > task.asked_at


def ask_again(turn: Turn) -> Reply | None:
    """Ask the open question once more; the second time in a row give up, so that nobody is trapped."""
    task = top(turn)
    if task is None:
        return None
    task.repeats = repeats = task.repeats + 1
    if repeats > REPEATS:
        return None
    reply = Reply().say(turn.say("orders.not_an_answer")).extend(_advance(turn, task))
    task.repeats = repeats
    return reply.as_miss()


def _looks_like_answer(request: Request, kind: TaskKind[Any], asking: Question | None) -> bool:
    looks_like_one = asking is not None and request.intent in ANSWERS.get(asking, ())
    return looks_like_one or request.intent in SOFT_INTENTS or request.intent in kind.intents


def counted(turn: Turn, offered: Sequence[str]) -> str | None:
    """Return which of the things offered the message counts ("the second one", "2"), or None."""
    for number in (*turn.request.values("ordinal"), *turn.request.values("quantity")):
        index = len(offered) - 1 if number == LAST else int(number) - 1
        if 0 <= index < len(offered):
            return offered[index]
    return None


def _advance(turn: Turn, task: Task[Any]) -> Reply:
    task.message = turn.message_id
    task.asking = None
    task.reminders = task.repeats = 0
    task.asked_at = turn.memory.turns
    reply = _kinds[task.kind].advance(turn, task)
    if task.asking is None:
        return _finish(turn, task, reply)
    return reply


def wait_for_return(memory: Memory) -> None:
    """Let no bare yes carry out what was shown long ago: things change, so it shows the plan again."""
    for task in memory.tasks:
        if task.asking is Question.CONFIRM:
            task.asking = Question.RESUME


def _finish(turn: Turn, task: Task[Any], reply: Reply) -> Reply:
    close(turn, task)
    waiting = top(turn)
    if waiting is not None and waiting.resumed:
        close(turn, waiting)
        return reply.say(turn.say("orders.put_aside", task=_name_of(turn, waiting)))
    if waiting is not None and waiting.reminders == 0:
        waiting.resumed = True
        reply.say(turn.say("orders.back_to", task=_name_of(turn, waiting)))
        reply.extend(_advance(turn, waiting))
    return reply


def _name_of(turn: Turn, task: Task[Any]) -> str:
    is_proving = task.asking in PROVING
    return turn.say("orders.task_proof" if is_proving else f"orders.task_{task.kind}")


def remind(turn: Turn) -> Reply:
    """Say which task is still open, with a way to go on and a way to drop it."""
    task = top(turn)
    if task is None:
        return Reply()
    if not _kinds[task.kind].leads_back(turn, task):
        close(turn, task)
        return Reply()
    if not _kinds[task.kind].waits:
        return _asked_once_more(turn, task)
    if task.asking is Question.CONFIRM:
        task.asking = Question.RESUME
    task.reminders += 1
    if REMINDED < task.reminders <= REMINDERS:
        return Reply()
    if task.reminders > REMINDERS:
        close(turn, task)
        return Reply().say(turn.say("orders.put_aside", task=_name_of(turn, task)))
    buttons = [
        button(turn.say("orders.button_go_on"), "give_details", choice="go_on"),
        button(turn.say("orders.button_drop"), "stop_task"),
    ]
    return Reply().say(turn.say("orders.reminder", task=_name_of(turn, task)), buttons)


def _asked_once_more(turn: Turn, task: Task[Any]) -> Reply:
    """Ask again what a side question has interrupted; a task that does not wait is asked about only once more."""
    if turn.request.intent not in SIDE_QUESTIONS or task.reminders:
        return Reply()
    reply = Reply().say(turn.say("orders.back_to", task=_name_of(turn, task)))
    reply.extend(_advance(turn, task))
    task.reminders = 1
    return reply


def confirm_buttons(turn: Turn, yes: str = "orders.button_yes") -> list[Json]:
    """Return the two buttons below a question for a confirmation."""
    return [button(turn.say(yes), "affirm"), button(turn.say("orders.button_no"), "deny")]


def with_request(turn: Turn, **changes: Any) -> Turn:
    """Return the turn with parts of its request replaced."""
    return replace(turn, request=replace(turn.request, **changes))
