"""Finds the language of a message and its plain text."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.plain_text import to_plain

LANGUAGE = "language"
PLAIN_TEXT = "plain_text"

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:'[A-Za-z]+)?")
_NOT_LANGUAGE = re.compile(r"[\w.+-]+@[\w.-]+|https?://[!-~]+|#?[A-Za-z]{1,3}-?\d[\w-]*", re.ASCII)
"""What tells nothing about the language; Chinese right beside it, without a space, does."""
_CHINESE_FUNCTION = re.compile(
    r"[的了吗呢吧我你您他她它们是有没不要想请给帮把这那哪怎什么能可在和跟就还]"
)
_ENGLISH_FUNCTION = frozenset(
    "i i'm i'd i'll i've me my you your it its it's we the a an this that these those is are was do does did "
    "don't have has can could would will to of in on for with and or not no any some please what which how where "
    "when why show want need give get".split()
)
CHARACTERS_A_CHINESE_WORD = 1.7
FUNCTION_WEIGHT = 1.5


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None where the text does not tell ("10023", "👍").

    The script decides first. Where Han and Latin are mixed, words are counted, and function words, which belong to
    the sentence and not to a product name, count more: "有没有 wireless mouse" is Chinese, "show me 红茶" English.
    """
    text = _NOT_LANGUAGE.sub(" ", text)
    for code, script in _SCRIPTS:
        if script.search(text):
            return code
    han = _HAN.findall(text)
    words = _LATIN_WORD.findall(text)
    if not han:
        return "en" if words else None
    chinese = len(han) / CHARACTERS_A_CHINESE_WORD
    chinese += FUNCTION_WEIGHT * len(_CHINESE_FUNCTION.findall(text))
    english = len(words) + FUNCTION_WEIGHT * sum(w.lower() in _ENGLISH_FUNCTION for w in words)
    return "zh" if chinese >= english else "en"


def plain_text_of(message: Message) -> str:
    """Return the plain text of a message, made from its text where no component has set it."""
    return str(message.get(PLAIN_TEXT) or to_plain(str(message.get(TEXT) or "")))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageLanguage(GraphComponent):
    """Adds `language` and `plain_text` to every message; both reach the tracker. The text itself stays as typed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageLanguage:
        """Create the component (see Rasa's `GraphComponent`)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the two properties."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                plain = to_plain(str(text))
                message.set(PLAIN_TEXT, plain, add_to_output=True)
                message.set(LANGUAGE, language_of(plain), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the two properties to the training examples."""
        self.process(training_data.training_examples)
        return training_data
