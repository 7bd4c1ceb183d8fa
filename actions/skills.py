"""The register of skills: which function answers which intent."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from actions.turn import Reply, Turn

Handler = Callable[[Turn], Reply]

MODULES = (
    "actions.smalltalk",
    "actions.feelings",
    "actions.products",
    "actions.refining",
    "actions.comparing",
    "actions.waiting",
    "actions.attributes",
    "actions.orders",
    "actions.order_kinds",
    "actions.cart",
    "actions.knowledge",
    "actions.handover",
    "actions.insights",
    "actions.fallback",
)
_handlers: dict[str, Handler] = {}


def handles(*intents: str) -> Callable[[Handler], Handler]:
    """Register the function under it as what answers these intents.

    Raises:
        ValueError: an intent has an answer already.
    """

    def register(handler: Handler) -> Handler:
        for intent in intents:
            if intent in _handlers:
                raise ValueError(f"two functions answer the intent {intent!r}")
            _handlers[intent] = handler
        return handler

    return register


def handlers() -> dict[str, Handler]:
    """Return every registered function by intent."""
    for module in MODULES:
        import_module(module)
    return _handlers
