"""Adds the regular entities (order number, e-mail, code, quantity, ordinal, rating) to every message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.language import plain_text_of
from components.patterns import find


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds entities by pattern in the plain text; `start` and `end` count its characters."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternEntityExtractor:
        """Create the component (see Rasa's `GraphComponent`)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to those that the messages already have."""
        for message in messages:
            if message.get(TEXT):
                entities = self.add_extractor_name(
                    [dict(vars(f)) for f in find(plain_text_of(message))]
                )
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
