"""Answers a message of each costly kind before the first shopper comes, and stores nothing of it."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.conversation.dialogue import respond
from actions.texts import languages
from actions.turn.memory import Memory, Shown
from actions.turn.service import Service
from actions.turn.turn import Deadline

logger = logging.getLogger(__name__)
CONVERSATION = "rehearsal"
SHOWN = 3


def rehearse(service: Service) -> None:
    """Load what comparisons, reviews, details, recommendations and photos load at their first use.

    What fails here would fail for a shopper too, who gets an apology; it is logged and does not keep the service down.
    """
    ids = tuple(product.id for product in service.engine.products[:SHOWN])
    shown = Shown(ids=ids, total=len(ids), at=0)
    for language in sorted(languages()):
        memory = replace(Memory(language=language, turns=1), shown=shown)
        for intent in ("compare_products", "recommend", "search_product"):
            _try(service, intent, memory)
        for intent in ("product_reviews", "product_details", "ask_stock"):
            _try(service, intent, memory, product=ids[0] if ids else "")
    if "images" in service.build.manifest.parts:
        _load_the_networks_of_photos(service)


def _try(service: Service, intent: str, memory: Memory, **entities: Any) -> None:
    """Answer what a button would send, under a deadline that has passed: the turn is done and then rolled back."""
    latest = {
        "text": f"/{intent}",
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "metadata": {"tapped": True},
    }
    tracker = Tracker(CONVERSATION, memory.as_slots(), latest, [], False, None, {}, None)
    try:
        with suppress(TimeoutError):
            respond(intent, tracker, service, Deadline(-1.0))
    except Exception as error:
        logger.warning("the rehearsal of %s failed with %s", intent, type(error).__name__)


def _load_the_networks_of_photos(service: Service) -> None:
    try:
        service.build.part("images").warm()
    except Exception as error:
        logger.warning("the rehearsal of a photo failed with %s", type(error).__name__)
