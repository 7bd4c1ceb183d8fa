"""Skill `knowledge`: answers about how the shop works, from its own entries and with their names; never a guess."""

from __future__ import annotations

from dataclasses import replace

from actions.skills import service_facts
from actions.skills.registry import handles, is_personal
from actions.skills.sending_facts import Told
from actions.turn.memory import Asked
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore import llm
from ecomcore.knowledge.answers import Answer, Closest, Consultation, KnowledgeBase, Weighed
from ecomcore.knowledge.brief import brief
from ecomcore.knowledge.sections import pick

FOLLOW_UPS = 2
CANDIDATES = 3
WORTH_A_BUTTON = 0.05
WORTH_TELLING = 0.3
"""Least probability that any entry answers for the nearest to be told."""


def goes_on(turn: Turn) -> bool:
    """Say whether the message asks on after an answer about the shop ("and how long does that take?")."""
    return turn.asked.topic == "ask_policy" and answers(turn)


def answers(turn: Turn) -> bool:
    """Say whether one of the shop's entries answers the message clearly."""
    return weighed(turn).is_clear


def weighed(turn: Turn) -> Weighed:
    """Return how likely the shop's entries are to answer the message, worked out once a turn."""
    return turn.once(("weighed", turn.text), lambda: base(turn).weighed(turn.text))


def closely(turn: Turn) -> Closest | None:
    """Return the sentences of the likeliest entries, read beside the message; worked out once a turn."""
    return turn.once(
        ("closely", turn.text),
        lambda: base(turn).closest(turn.text, weighed(turn), turn.language),
    )


def is_told(turn: Turn) -> bool:
    """Say whether a sentence of the shop's entries answers the message, whatever else it may be."""
    found = closely(turn)
    return answers(turn) or (found is not None and found.is_answer)


def best_name(turn: Turn) -> str:
    """Return what the likeliest of the shop's entries is called."""
    return base(turn).name(weighed(turn), turn.language)


def consulted(turn: Turn) -> Consultation:
    """Return what the shop's entries say to the message."""
    return base(turn).told(weighed(turn), turn.language, CANDIDATES)


def base(turn: Turn) -> KnowledgeBase:
    """Return what the shop has written down."""
    found: KnowledgeBase = turn.service.build.part("knowledge")
    return found


@handles("ask_policy")
def ask_policy(turn: Turn) -> Reply:
    """Answer from the entry that fits, or say that there is none and offer a person."""
    entries = base(turn)
    tapped = turn.request.value("choice")
    if tapped:
        entry = entries.entry(str(tapped), turn.language)
        if entry is not None:
            return _told(turn, entry, _whole(entry, turn.language), _related(turn, entries, entry))
    question = turn.text
    if not question or question.startswith("/"):
        return _overview(turn, entries)
    found = consulted(turn)
    computed = service_facts.answer(turn)
    if computed is not None:
        return _computed(turn, computed, found)
    closest = closely(turn)
    if closest is not None and closest.is_answer and not found.is_clear:
        nearest = closest.answers[closest.best]
        rest = [answer for answer in found.answers if answer.entry_id != nearest.entry_id]
        found = replace(found, answers=[nearest, *rest], is_known=True, is_clear=True)
    if not found.is_known:
        return _unknown(turn, found)
    if not found.is_clear:
        return _which(turn, found.answers)
    best, *others = found.answers
    follow_ups = _entry_buttons(turn, [a for a in others if a.entry_id != best.entry_id])
    if len(follow_ups) < FOLLOW_UPS:
        shown = {best.entry_id, *(answer.entry_id for answer in others)}
        related = entries.related(best.entry_id, turn.language, FOLLOW_UPS + len(shown))
        follow_ups += _entry_buttons(
            turn, [a for a in related if a.entry_id not in shown], least=0.0
        )
    read = closest.of(best.entry_id, _whole(best, turn.language)) if closest else ()
    found_brief = brief(best, question, turn.language, read)
    text = llm.rephrase(found_brief.text, question, turn.language, turn.service.settings)
    if found_brief.yes is not None:
        text = turn.say("knowledge.says_yes" if found_brief.yes else "knowledge.says_no", text=text)
    return _told(turn, best, text, [*_doing_it(turn), *follow_ups[:FOLLOW_UPS]])


def _doing_it(turn: Turn) -> list[Json]:
    """Return the button that does what the rule is about, where the message may have asked for that."""
    likeliest = next((str(found["name"]) for found in turn.request.ranking), "")
    key = f"fallback.guess_{likeliest}"
    if not is_personal(likeliest) or not turn.speaker.has(key):
        return []
    return [button(turn.say(key), likeliest)]


def _computed(turn: Turn, told: Told, found: Consultation) -> Reply:
    """Return what the shop's facts say, with the entry that has the rule where one is clear."""
    text, buttons = told.text, _entry_buttons(turn, found.answers)[:FOLLOW_UPS]
    turn.memory.asked = Asked(
        topic="ask_policy", country=told.country, worth_cents=told.worth_cents
    )
    if found.is_clear:
        text = turn.say("knowledge.answer", text=text, source=found.answers[0].source)
    return Reply().say(text, buttons)


def _told(turn: Turn, answer: Answer, text: str, buttons: list[Json]) -> Reply:
    """Return the text with its source."""
    if _whole(answer, turn.language) not in text:
        more = button(turn.say("knowledge.button_whole"), "ask_policy", choice=answer.entry_id)
        buttons = [more, *buttons]
    turn.memory.asked = Asked(topic="ask_policy")
    return Reply().say(turn.say("knowledge.answer", text=text, source=answer.source), buttons)


def _unknown(turn: Turn, found: Consultation) -> Reply:
    """Say that the shop's entries do not answer this, with the nearest named as such, and offer a person."""
    turn.memory.offer("talk_to_person")
    person = button(turn.say("fallback.button_person"), "talk_to_person")
    buttons = [person, *_entry_buttons(turn, found.answers)[:FOLLOW_UPS]]
    if found.answerable < WORTH_TELLING:
        return Reply().say(turn.say("knowledge.unknown"), buttons).as_miss()
    nearest = brief(found.answers[0], turn.text, turn.language)
    turn.memory.asked = replace(turn.memory.asked, topic="ask_policy")
    text = turn.say("knowledge.nearest", text=nearest.text, source=nearest.source)
    return Reply().say(text, buttons)


def _which(turn: Turn, nearest: list[Answer]) -> Reply:
    """Ask which of the nearest entries is meant: a wrong rule is worse than one more tap."""
    return Reply().say(turn.say("knowledge.which"), _entry_buttons(turn, nearest))


def _overview(turn: Turn, entries: KnowledgeBase) -> Reply:
    """Ask what the shopper wants to know, with the first entry of some topics to tap."""
    buttons = _entry_buttons(turn, entries.overview(turn.language, k=4), least=0.0)
    return Reply().say(turn.say("knowledge.overview"), buttons)


def _related(turn: Turn, entries: KnowledgeBase, answer: Answer) -> list[Json]:
    return _entry_buttons(
        turn, entries.related(answer.entry_id, turn.language, FOLLOW_UPS), least=0.0
    )


def _entry_buttons(turn: Turn, answers: list[Answer], least: float = WORTH_A_BUTTON) -> list[Json]:
    """Return one button an entry that is likely enough."""
    titles = {
        answer.entry_id: turn.speaker.pick(answer.title)
        for answer in answers
        if answer.score >= least
    }
    return [button(title, "ask_policy", choice=entry_id) for entry_id, title in titles.items()]


def _whole(answer: Answer, language: str) -> str:
    return pick(answer.text, language)
