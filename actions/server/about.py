"""What the chat says before anything is asked: whether people are there to answer now."""

from __future__ import annotations

from actions.texts import Speaker
from actions.turn.service import Service
from ecomcore.service.answers import open_now
from ecomcore.service.facts import load_facts
from ecomcore.shop.database import open_session


def answer(service: Service, language: str) -> dict[str, str | None]:
    """Return the notice that nobody is there just now; none where somebody is, or where the shop has no hours."""
    speaker = Speaker(language, service.currency)
    now = service.settings.clock()
    with open_session(service.shop, service.settings) as session:
        facts = load_facts(session)
    if facts is None or not facts.hours:
        return {"notice": None}
    found = open_now(facts, now)
    if found.closes_at is not None or found.opens_at is None:
        return {"notice": None}
    day, time = speaker.day(found.opens_at, now), f"{found.opens_at:%H:%M}"
    return {"notice": speaker.say("service.away", day=day, time=time, zone=found.timezone)}
