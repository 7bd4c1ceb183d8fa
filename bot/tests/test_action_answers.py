"""What the action server answers is checked against Rasa's schema, which is looked at once."""

from __future__ import annotations

from typing import Any, Dict

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from serving import action_answers

GOOD: Dict[str, Any] = {
    "events": [{"event": "slot", "timestamp": None, "name": "turns", "value": 1}],
    "responses": [{"text": "hello"}],
}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(
        RemoteAction, "_validate_action_result", RemoteAction._validate_action_result
    )
    action_answers.install()
    return RemoteAction("action_hello", None)


@pytest.mark.parametrize("answer", [GOOD, {}, {"events": [], "responses": []}])
def test_takes_a_good_answer(action: RemoteAction, answer: Dict[str, Any]):
    assert action._validate_action_result(answer)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        None,
        "hello",
        {"events": "slot"},
        {"events": [5]},
        {"events": [{"name": "turns"}]},
        {"events": [{"event": "slot", "value": 1}]},
        {"events": [{"event": "nothing that there is"}]},
        {"responses": [5]},
        {"responses": {"text": "my address is 5 Elm Street"}},
    ],
)
def test_refuses_a_bad_one_as_rasa_does_and_does_not_repeat_it(action: RemoteAction, answer: Any):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, RemoteAction.action_response_format_spec())
    with pytest.raises(jsonschema.ValidationError, match="of the action server's answer") as caught:
        action._validate_action_result(answer)
    assert "Elm Street" not in str(caught.value)


def test_looks_at_the_schema_once(action: RemoteAction, monkeypatch: pytest.MonkeyPatch):
    def never() -> Dict[str, Any]:
        raise AssertionError("the schema was made again")

    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(never))
    assert action._validate_action_result(GOOD)
