"""What the arbiter looks at: each way to understand a request as named numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log

from actions.conversation.meaning import meaning
from actions.tasks import engine as tasks
from actions.turn.turn import SURE, Turn
from actions.understanding.order_words import is_question
from actions.understanding.reading import ANSWER, Reading
from actions.understanding.scene import Scene
from ecomcore.shop import carts
from ecomcore.text.tokens import words

LEAST_CHANCE = 0.01
"""An intent that the classifier finds less likely is no candidate by that alone."""
FEW_WORDS = 3
MANY_WORDS = 12
ABSORBED = frozenset({"affirm", "deny", "give_details", "stop_task"})
"""Intents that, while a question is open, answer it."""

Features = dict[str, float]


@dataclass(frozen=True)
class Candidate:
    """One skill that a request may be for, with what speaks for and against it."""

    skill: str
    readings: tuple[Reading, ...] = ()
    features: Features = field(default_factory=dict)


def candidates(turn: Turn, readings: Sequence[Reading], known: Iterable[str]) -> list[Candidate]:
    """Return what the request may be for: what readers read and what the classifier finds likely, among `known`.

    Every candidate has at least one feature, its own name; names are made of parts joined by `&`.
    """
    chances = _chances(turn)
    is_open = tasks.top(turn) is not None
    skills = {reading.skill for reading in readings} | set(chances)
    served = set(known) | {ANSWER}
    scene, where = _scene(turn, readings), meaning(turn)
    return [
        Candidate(skill, own, _features(skill, own, chances, scene, turn) | _located(skill, where))
        for skill in sorted(skills & served)
        if not (is_open and skill in ABSORBED)
        for own in [tuple(reading for reading in readings if reading.skill == skill)]
    ]


def _chances(turn: Turn) -> dict[str, float]:
    """Return the intents that the classifier finds likely, and how likely."""
    request = turn.request
    ranked = {str(found["name"]): float(found["confidence"]) for found in request.ranking}
    chances = {name: chance for name, chance in ranked.items() if chance >= LEAST_CHANCE}
    return chances | {request.intent: request.confidence}


def _features(
    skill: str,
    readings: Sequence[Reading],
    chances: dict[str, float],
    scene: Sequence[str],
    turn: Turn,
) -> Features:
    seen, chance = turn.request.intent, chances.get(skill, 0.0)
    if skill == ANSWER:
        chance = sum(chances.get(name, 0.0) for name in ABSORBED)
    found: Features = {
        skill: 1.0,
        "chance": chance,
        "log chance": log(chance + LEAST_CHANCE) - log(LEAST_CHANCE),
        f"{skill}&chance": chance,
        f"{skill}&seen={seen}": 1.0,
    }
    if seen == skill:
        found["seen"] = 1.0
        found["seen&sure"] = float(chance >= SURE)
    for reading in readings:
        found[f"reader={reading.reader}"] = reading.strength
        found[f"{skill}&reader={reading.reader}"] = reading.strength
        found[f"reader={reading.reader}&sure of another"] = reading.strength * float(
            seen != skill and turn.request.confidence >= SURE
        )
    for flag in scene:
        found[f"{skill}&{flag}"] = 1.0
    return found


def _has_goods(turn: Turn) -> bool:
    owner = carts.CartOwner(turn.conversation_id, turn.identity.customer_id)
    return carts.has_goods(turn.session, owner)


def _located(skill: str, where: Sequence[float]) -> Features:
    return {f"{skill}&m{number}": value for number, value in enumerate(where)}


def _scene(turn: Turn, readings: Sequence[Reading]) -> list[str]:
    """Return what holds at this point of the conversation, and of the message as a whole."""
    memory, task = turn.memory, tasks.top(turn)
    length = len(words(turn.text))
    shown, scene = memory.shown, Scene.of(turn)
    flags = {
        "on screen": bool(scene.on_screen),
        "just shown": bool(shown.ids) and shown.at == memory.turns - 1,
        "in hand": scene.in_hand is not None,
        "order in hand": memory.order_focus is not None,
        "known": turn.identity.is_known,
        "goods in cart": _has_goods(turn),
        "question": is_question(turn.text),
        "few words": length <= FEW_WORDS,
        "many words": length >= MANY_WORDS,
        "number of an order": bool(turn.request.value("order_number")),
        "counts": bool(turn.request.values("quantity") or turn.request.values("ordinal")),
        "part of a message": turn.request.is_part,
    }
    found = [name for name, holds in flags.items() if holds]
    found += [f"read {name}" for name in sorted({reading.reader for reading in readings})]
    if task is not None:
        found += ["task open", f"task {task.kind}", f"asked {task.asking or 'nothing'}"]
    if turn.last_skill:
        found.append(f"after {turn.last_skill}")
    return found
