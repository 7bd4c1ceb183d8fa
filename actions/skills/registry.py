"""The register of skills: which function answers which intent."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from actions.turn.turn import Reply, Turn
from ecomcore import plugins

Handler = Callable[[Turn], Reply]

MODULES = (
    "actions.skills.smalltalk",
    "actions.skills.feelings",
    "actions.skills.products.products",
    "actions.skills.products.more",
    "actions.skills.products.recommending",
    "actions.skills.products.alternatives",
    "actions.skills.products.companions",
    "actions.skills.products.giving",
    "actions.skills.products.shelves",
    "actions.skills.products.refining",
    "actions.skills.products.photos",
    "actions.skills.products.comparing",
    "actions.skills.products.waiting",
    "actions.skills.products.asking",
    "actions.skills.products.advising",
    "actions.skills.products.sizing",
    "actions.skills.products.safety",
    "actions.skills.reviews.reading",
    "actions.skills.reviews.leaving",
    "actions.skills.orders.orders",
    "actions.skills.orders.lookups",
    "actions.skills.orders.hurrying",
    "actions.skills.orders.kinds",
    "actions.skills.cart.cart",
    "actions.skills.cart.adding",
    "actions.skills.knowledge",
    "actions.skills.handover",
    "actions.skills.care",
    "actions.skills.account",
    "actions.skills.insights",
    "actions.skills.own",
    "actions.skills.staff.people",
    "actions.skills.staff.sales",
    "actions.skills.fallback",
)
_handlers: dict[str, Handler] = {}
STAFF_ONLY: set[str] = set()
"""Intents that are answered to the staff alone."""
_changing: set[str] = set()
_personal: set[str] = set()


def handles(
    *intents: str, changes: bool = False, personal: bool = False
) -> Callable[[Handler], Handler]:
    """Register the function under it as what answers these intents.

    Args:
        intents: what it answers.
        changes: whether it changes something at once (the cart, consent, an alert), without a plan to agree to. Such
            a skill answers only what was understood with much certainty.
        personal: whether it asks a guest who they are; nobody is asked that on account of a guess.

    Raises:
        ValueError: an intent has an answer already.
    """

    def register(handler: Handler) -> Handler:
        for intent in intents:
            if intent in _handlers:
                raise ValueError(f"two functions answer the intent {intent!r}")
            _handlers[intent] = handler
        if changes:
            _changing.update(intents)
        if personal:
            _personal.update(intents)
        return handler

    return register


def handlers() -> dict[str, Handler]:
    """Return every registered function by intent: those of our skills, and of what packages add."""
    for module in MODULES:
        import_module(module)
    plugins.added(plugins.SKILLS)  # imports them, too
    return _handlers


def changes_at_once(intent: str) -> bool:
    """Say whether the skill of an intent changes something without asking first."""
    return intent in _changing


def is_personal(intent: str) -> bool:
    """Say whether the skill of an intent asks a guest who they are."""
    return intent in _personal
