"""What the shop's own system says to a request: a signed call that confirms or refuses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actions.turn.service import Service
from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.orders import confirm, refuse_request
from ecomcore.shop.database import open_session
from ecomcore.shop.outbox.channels import webhook_key

STATUSES = {"unsigned": 401, "stale": 401, "forged": 401, "reason_missing": 400}


@dataclass(frozen=True)
class Answer:
    """An HTTP status with data."""

    status: int
    data: dict[str, Any]


def answer(
    service: Service,
    number: str,
    headers: Mapping[str, str],
    body: bytes,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Answer:
    """Carry out a decision and return how the request stands then; the same call twice is one decision.

    The signature is held against the real time, which the other side signs with.
    """
    key = webhook_key(service.settings)
    if key is None:
        return Answer(503, {"error": "no_secret", "message": "ECOM_SHOP_WEBHOOK_SECRET is not set"})
    try:
        key.check(headers, body, clock())
    except NotAllowedError as error:
        return _refused(error)
    try:
        call = json.loads(body)
        decision, reason = call["decision"], str(call.get("reason") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        decision = None
    if decision not in ("confirm", "refuse"):
        message = (
            'the body must be {"decision": "confirm"} or {"decision": "refuse", "reason": "…"}'
        )
        return Answer(400, {"error": "body", "message": message})
    now = service.settings.clock()
    try:
        with open_session(service.shop, service.settings) as session:
            if decision == "confirm":
                decided = confirm(session, number, now)
            else:
                decided = refuse_request(session, number, reason, now)
    except CodedError as error:
        return _refused(error)
    return Answer(
        200,
        {
            "change": decided.number,
            "state": decided.state,
            "applied": decided.receipt is not None,
            "repeated": decided.repeated,
        },
    )


def _refused(error: CodedError) -> Answer:
    status = 404 if isinstance(error, NotFoundError) else STATUSES.get(error.code, 409)
    return Answer(status, {"error": error.code, "message": str(error)})
