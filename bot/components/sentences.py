"""Gives every message the vectors of frozen sentence encoders as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoders import encoder
from components.language import LANGUAGE, plain_text_of

BATCH = 512


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(GraphComponent):
    """Adds one dense sentence feature an encoder, with the encoder's name as its origin.

    An encoder that does not read the language of a message gives it zeros and costs it no time. The vectors of a
    message are as long as their encoders weigh, and together they have length one: a message is no weaker for having
    fewer readers.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Name the encoders; their weights are read at the first message."""
        self.encoders = {encoder(name): weight for name, weight in config["encoders"].items()}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the encoders of the product and how much each counts."""
        return {"encoders": {"usem3": 1.0, "bge_small_en": 3.0}}

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Create the component (see Rasa's `GraphComponent`)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features, encoding all messages of the call together."""
        with_text = [message for message in messages if message.get(TEXT)]
        for start in range(0, len(with_text), BATCH):
            self._featurize(with_text[start : start + BATCH])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def _featurize(self, messages: list[Message]) -> None:
        texts = [plain_text_of(message).lower() for message in messages]
        squares = np.zeros((len(messages), 1), dtype=np.float32)
        found = {}
        for each, weight in self.encoders.items():
            vectors = np.zeros((len(messages), each.dimension), dtype=np.float32)
            read = [i for i, message in enumerate(messages) if each.reads(message.get(LANGUAGE))]
            if read:
                vectors[read] = weight * each.encode([texts[i] for i in read])
                squares[read] += weight**2
            found[each.name] = vectors
        lengths = np.sqrt(np.where(squares, squares, 1))
        for name, vectors in found.items():
            for message, vector in zip(messages, vectors / lengths, strict=True):
                message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, name))
