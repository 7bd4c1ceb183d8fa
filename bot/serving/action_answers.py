"""Checks what the action server answers against Rasa's own schema, which is compiled once.

Rasa's `RemoteAction` calls `jsonschema.validate`, which first checks the schema itself, every time: a third of the
process's work under load. The schema never changes, so it is checked when the process starts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict

from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def validator() -> Any:
    """Return what checks an answer, made of Rasa's schema.

    Raises:
        jsonschema.SchemaError: Rasa's schema is none.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def check(_action: RemoteAction, answer: Dict[str, Any]) -> bool:
    """Return True for an answer that Rasa can use.

    Raises:
        jsonschema.ValidationError: it is malformed; the message says where.
    """
    error = best_match(validator().iter_errors(answer))
    if error is None:
        return True
    # Unlike the error that was found, this one does not hold the answer, which would end in the log.
    raise ValidationError(
        f"{error.json_path} of the action server's answer breaks {error.validator!r}"
    )


def install() -> None:
    """Let every action of Rasa's check its answers so."""
    validator()
    RemoteAction._validate_action_result = check
