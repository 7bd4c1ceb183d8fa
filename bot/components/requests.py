"""Serves several requests in one message: proposes parts, and keeps those that stand on their own."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import spoken
from components.language import LANGUAGE, plain_text_of

REQUESTS = "requests"
PART_OF = "part_of"
SPAN = "span"

MAX_CUTS = 6

# Where one request may end and the next begin; the groups are from the strongest to the weakest such place.
_OPENS = spoken.alternatives("opens_request")
_CUT = re.compile(
    rf"\s*(?:(?P<sentence>(?:[!?。!?\n]|\.(?=\s|$))+\s*{_OPENS}?)"
    rf"|(?P<clause>[;;]+\s*{_OPENS}?)"
    rf"|(?P<word>{spoken.alternatives('joins_requests')})"
    r"|(?P<comma>,(?!\d)\s*))",
    re.IGNORECASE,
)
_STRENGTH = {"sentence": 0, "clause": 1, "word": 1, "comma": 2}
_ORDER_NUMBER = "order_number"
_SEVERAL_ORDERS = 0.5
# Intents that answer or accompany, and are not a request of their own.
NOT_REQUESTS = frozenset(
    {
        "greet", "goodbye", "thank", "affirm", "deny", "stop_task", "smalltalk", "bot_challenge", "praise", "complain",
        "give_details", "out_of_scope", "refine_search", "capabilities", DEFAULT_NLU_FALLBACK_INTENT_NAME,
    }
)  # fmt: skip
# Two intents, one of each side, that speak of one wish when they stand side by side: what is wrong and its remedy, a
# search and a question about what it may find.
_CLAIMS = frozenset({"report_damaged", "report_missing"})
_SEARCHES = frozenset(
    {"search_product", "recommend", "gift_ideas", "similar_products", "photo_search"}
)
_ONE_WISH = (
    (_CLAIMS, frozenset({"return_order", "exchange_order", "order_status", "refund_status"})),
    (_SEARCHES, _SEARCHES | {"ask_attribute", "ask_stock", "size_advice"}),
    (frozenset({"ask_stock"}), frozenset({"back_in_stock", "size_advice"})),
    (frozenset({"change_item", "exchange_order"}), frozenset({"size_advice"})),
    (frozenset({"compare_products"}), frozenset({"product_details"})),
)
_ALIKE = (_SEARCHES, frozenset({"change_item", "exchange_order"}))
_STATEMENT = spoken.compiled("statement")
_WISH = spoken.compiled("wish")
_REASON = spoken.compiled("reason")
_WITH_REASONS = _CLAIMS | {"return_order", "exchange_order"}
_REFERENCE = spoken.compiled("reference")


def spans(text: str) -> list[tuple[int, int]]:
    """Return the parts that `text` may be cut into, as spans over one or more neighbouring pieces, whole text excluded.

    At most `MAX_CUTS` cuts are considered: the ends of sentences first, commas last.
    """
    found = [m for m in _CUT.finditer(text) if 0 < m.start() and m.end() < len(text)]
    found.sort(key=lambda m: (_STRENGTH[str(m.lastgroup)], m.start()))
    cuts = sorted(m.span() for m in found[:MAX_CUTS])
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [
        (starts[i], ends[j])
        for i in range(len(starts))
        for j in range(i, len(ends))
        if (i, j) != (0, len(ends) - 1) and ends[j] - starts[i] >= 2
    ]


class _Stateless(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Stateless:
        """Create the component (see Rasa's `GraphComponent`)."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the settings."""
        self._config = config

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training examples as they are: each is one request."""
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RequestSplitter(_Stateless):
    """Appends to the list of messages the parts that each message may be cut into.

    The components after it understand the parts together with the whole, in one batch and without knowing of them;
    `RequestGatherer` takes them out again.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages followed by their parts."""
        return [*messages, *(part for message in messages for part in _parts(message))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RequestGatherer(_Stateless):
    """Gives a message `requests`, in order, where at least two of its parts are confidently different requests."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: how sure the classifier must be of a part."""
        return {"confidence": 0.6}

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages without the parts."""
        wholes = [message for message in messages if message.get(PART_OF) is None]
        for message in wholes:
            parts = [part for part in messages if part.get(PART_OF) is message]
            chosen = self._choose(parts)
            if chosen:
                requests = [
                    _request(part, _widened(chosen, index, parts))
                    for index, part in enumerate(chosen)
                ]
                message.set(REQUESTS, requests, add_to_output=True)
        return wholes

    def _choose(self, parts: list[Message]) -> list[Message]:
        """Return the best sequence of parts that do not overlap, or nothing."""
        sure = [part for part in parts if self._is_request(part)]
        sure.sort(key=lambda part: (part.get(SPAN)[1], part.get(SPAN)[0]))
        best: list[Message] = []
        chains: list[tuple[float, list[Message]]] = []
        top = 0.0
        for part in sure:
            start, end = part.get(SPAN)
            score, chain = max(
                ((s, c) for s, c in chains if c[-1].get(SPAN)[1] <= start and _differ(c[-1], part)),
                key=lambda item: item[0],
                default=(0.0, []),
            )
            weight = _SEVERAL_ORDERS if len(_orders(part)) > 1 else 1.0
            score += weight * _sureness(part) * (end - start)
            chains.append((score, [*chain, part]))
            if len(chain) >= 1 and score > top:
                top, best = score, chains[-1][1]
        return best

    def _is_request(self, part: Message) -> bool:
        intent = part.get(INTENT) or {}
        return (
            intent.get("name") not in NOT_REQUESTS
            and _sureness(part) >= self._config["confidence"]
            and stands_alone(str(part.get(TEXT)), str(intent.get("name")))
        )


def stands_alone(text: str, intent: str) -> bool:
    """Say whether a part asks for something by itself, and does not only point ("the third one") or tell."""
    if _REFERENCE.fullmatch(text):
        return False
    return intent in _CLAIMS or not _STATEMENT.match(text) or bool(_WISH.search(text))


def _sureness(part: Message) -> float:
    """Return how sure it is that the part asks for what it seems to; intents that speak of one wish count together.

    "recommend me headphones" is a search or a wish for a recommendation, half and half; that it is one is sure.
    """
    intent = part.get(INTENT) or {}
    family = next((some for some in _ALIKE if intent.get("name") in some), frozenset())
    others = sum(
        guess.get(PREDICTED_CONFIDENCE_KEY, 0.0)
        for guess in part.get(INTENT_RANKING_KEY) or []
        if guess.get("name") in family and guess.get("name") != intent.get("name")
    )
    return float(intent.get(PREDICTED_CONFIDENCE_KEY, 0.0) + others)


def _name(message: Message) -> str:
    return str(message.get(INTENT)["name"])


def _orders(message: Message) -> set[str]:
    return {str(e["value"]) for e in message.get(ENTITIES, []) if e["entity"] == _ORDER_NUMBER}


def _differ(one: Message, other: Message) -> bool:
    """Say whether two parts ask for different things, or for the same about different orders."""
    first, second = _orders(one), _orders(other)
    if first and second and not first & second:
        return True
    pair = (_name(one), _name(other))
    if _WITH_REASONS.issuperset(pair) and (_is_reason(one) or _is_reason(other)):
        return False
    return pair[0] != pair[1] and not any(
        (pair[0] in some and pair[1] in others) or (pair[1] in some and pair[0] in others)
        for some, others in _ONE_WISH
    )


def _is_reason(part: Message) -> bool:
    text = str(part.get(TEXT))
    return bool(_REASON.fullmatch(text)) and not _WISH.search(text)


def _widened(chosen: list[Message], index: int, parts: list[Message]) -> Message:
    """Return the part that reaches from a chosen one (the first: from the start) to the next chosen one.

    What stands in between is no request of its own but tells more about one: a number, an address, a reason.
    """
    start = chosen[index].get(SPAN)[0] if index else 0
    limit = chosen[index + 1].get(SPAN)[0] if index + 1 < len(chosen) else None
    fitting = [
        part
        for part in parts
        if part.get(SPAN)[0] == start and (limit is None or part.get(SPAN)[1] <= limit)
    ]
    return max(fitting, key=lambda part: part.get(SPAN)[1], default=chosen[index])


def _parts(message: Message) -> list[Message]:
    if not message.get(TEXT):
        return []
    plain = plain_text_of(message)
    parts = []
    for start, end in spans(plain):
        part = Message({TEXT: plain[start:end], "plain_text": plain[start:end], PART_OF: message})
        part.set(SPAN, (start, end))
        part.set(LANGUAGE, message.get(LANGUAGE))
        parts.append(part)
    return parts


def _request(part: Message, wide: Message) -> dict[str, Any]:
    return {
        "text": wide.get(TEXT),
        "intent": part.get(INTENT),
        INTENT_RANKING_KEY: part.get(INTENT_RANKING_KEY, []),
        "entities": wide.get(ENTITIES, []),
        "language": part.get(LANGUAGE),
    }
