"""Finds the language of a message and its plain text."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from shoptalk.language import chinese_script, detect
from shoptalk.plain import to_plain

LANGUAGE = "language"
PLAIN_TEXT = "plain_text"
SCRIPT = "script"


def plain_text_of(message: Message) -> str:
    """Return the plain text of a message, made from its text where no component has set it."""
    return str(message.get(PLAIN_TEXT) or to_plain(str(message.get(TEXT) or "")))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageLanguage(GraphComponent):
    """Adds `language`, `script` and `plain_text` to every message; all reach the tracker. The text stays as typed.

    `script` is a detail of Chinese: `zh-Hant`, `zh-Hans`, or None where both would be written the same.
    """

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
        """Add the properties."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                plain = to_plain(str(text))
                language = detect(plain)
                script = chinese_script(str(text)) if language == "zh" else None
                message.set(PLAIN_TEXT, plain, add_to_output=True)
                message.set(LANGUAGE, language, add_to_output=True)
                message.set(SCRIPT, script and f"{language}-{script}", add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the properties to the training examples."""
        self.process(training_data.training_examples)
        return training_data
