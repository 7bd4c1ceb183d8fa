"""Runs the understanding part of `config.yml` without Rasa's graph: the same components, called the same way."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

CONFIG = Path(__file__).resolve().parent.parent / "config.yml"
COMPONENTS = "components."


class Pipeline:
    """The components of `config.yml` in their order, from training data to parsed messages.

    Rasa's graph does the same: `create`, then `process_training_data` and `train` in the order of
    the file; `load` and `process` at run time. Components that come with Rasa are left out.
    """

    def __init__(self, config: Path = CONFIG) -> None:
        """Read which components there are and their settings."""
        pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
        self._steps = [step for step in pipeline if step["name"].startswith(COMPONENTS)]
        self._context = ExecutionContext(GraphSchema({}), model_id="benchmark")
        self._components: list[Any] = []

    def train(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        """Train on texts and their intents, and load what was trained."""
        data = TrainingData(
            [
                Message({TEXT: text, INTENT: intent})
                for text, intent in zip(texts, intents, strict=True)
            ]
        )
        with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
            storage = LocalModelStorage(Path(folder))
            for number, step in enumerate(self._steps):
                component = self._make(number, step, "create", storage)
                if hasattr(component, "process_training_data"):
                    data = component.process_training_data(data)
                if hasattr(component, "train"):
                    component.train(data)
            self._components = [
                self._make(number, step, "load", storage) for number, step in enumerate(self._steps)
            ]

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return what Rasa would store of each text: `intent`, `intent_ranking`, `entities` and so on."""
        return [self.parse_one(text) for text in texts]

    def parse_one(self, text: str) -> dict[str, Any]:
        """Return what Rasa would store of one text."""
        messages = [Message({TEXT: text})]
        for component in self._components:
            messages = component.process(messages)
        parsed: dict[str, Any] = messages[0].as_dict(only_output_properties=True)
        return parsed

    def _make(self, number: int, step: dict[str, Any], how: str, storage: LocalModelStorage) -> Any:
        module, _, name = step["name"].rpartition(".")
        component = getattr(import_module(module), name)
        settings = {key: value for key, value in step.items() if key != "name"}
        config = {**component.get_default_config(), **settings}
        resource = Resource(f"step_{number}")
        make = getattr(component, how)
        return make(config, storage, resource, self._context)
