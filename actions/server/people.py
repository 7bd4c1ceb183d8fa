"""What people of the shop answer, as it comes in: from Chatwoot, or by a signed call of any other system."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from actions.server.decisions import STATUSES, Answer
from actions.turn.service import Service
from ecomcore.config import Settings
from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.shop import talks
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Ticket
from ecomcore.shop.outbox.channels import webhook_key
from ecomcore.shop.outbox.chatwoot import NAME, ref_of
from ecomcore.shop.outbox.signatures import TOLERANCE_S
from ecomcore.shop.tickets import close_ticket

PASSED_OVER = Answer(200, {"passed_over": True})
OUTGOING = ("outgoing", 1)
Clock = Callable[[], datetime]


def _real_time() -> datetime:
    return datetime.now(UTC)


def from_chatwoot(
    service: Service, headers: Mapping[str, str], body: bytes, clock: Clock = _real_time
) -> Answer:
    """Take in an event of the Chatwoot inbox; the same one twice is taken once, and what is no answer is passed over.

    The signature is held against the real time, which Chatwoot signs with.
    """
    settings = service.settings
    if settings.chatwoot_secret is None:
        return Answer(503, {"error": "no_secret", "message": "ECOM_CHATWOOT_SECRET is not set"})
    try:
        check_chatwoot(settings.chatwoot_secret.get_secret_value(), headers, body, clock())
        event = json.loads(body)
        if not isinstance(event, dict) or not _is_ours(event, settings):
            return PASSED_OVER
        if event.get("event") == "message_created":
            return _message(service, event)
        if event.get("event") == "conversation_status_changed":
            return _status(service, event)
    except NotAllowedError as error:
        return Answer(STATUSES.get(error.code, 409), {"error": error.code, "message": str(error)})
    except (ValueError, KeyError, TypeError, AttributeError):
        return PASSED_OVER  # of no known form, and no better if it came again
    return PASSED_OVER


def check_chatwoot(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Check that an event was signed with the inbox's secret, not long ago.

    Raises:
        NotAllowedError: `unsigned`, `stale` or `forged`.
    """
    moment, given = (headers.get(f"x-chatwoot-{name}", "") for name in ("timestamp", "signature"))
    if not (moment and given):
        raise NotAllowedError("the call is not signed", code="unsigned")
    if not moment.isdecimal() or abs(int(moment) - now.timestamp()) > TOLERANCE_S:
        raise NotAllowedError(f"its time is more than {TOLERANCE_S} s from now", code="stale")
    signed = moment.encode() + b"." + body
    right = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise NotAllowedError("the signature does not belong to the body", code="forged")


def from_call(
    service: Service,
    number: str,
    headers: Mapping[str, str],
    body: bytes,
    clock: Clock = _real_time,
) -> Answer:
    """Take in an answer to a ticket by a signed call (docs/people.md); the same call twice is one answer."""
    key = webhook_key(service.settings)
    if key is None:
        return Answer(503, {"error": "no_secret", "message": "ECOM_SHOP_WEBHOOK_SECRET is not set"})
    try:
        call_id = key.check(headers, body, clock())
        call = json.loads(body)
        text, name = str(call.get("text") or ""), str(call.get("name") or "")
        closes = call.get("close") is True
    except NotAllowedError as error:
        return Answer(STATUSES[error.code], {"error": error.code, "message": str(error)})
    except (ValueError, TypeError, AttributeError):
        text, closes = "", False
    if not text.strip() and not closes:
        message = 'the body must be {"text": "…", "name": "…"}, {"close": true}, or both'
        return Answer(400, {"error": "body", "message": message})
    now, is_new = service.settings.clock(), True
    try:
        with open_session(service.shop, service.settings) as session:
            if text.strip():
                is_new = talks.answer(
                    session, number, uid=f"call:{call_id}", text=text, name=name, now=now, via="webhook"
                )  # fmt: skip
            if closes and is_new:
                close_ticket(session, number, now, name=name, via="webhook")
    except CodedError as error:
        status = 404 if isinstance(error, NotFoundError) else 409
        return Answer(status, {"error": error.code, "message": str(error)})
    return Answer(200, {"ticket": number, "repeated": not is_new})


def _is_ours(event: Mapping[str, Any], settings: Settings) -> bool:
    inbox = event.get("inbox_id") or (event.get("inbox") or {}).get("id")
    account = (event.get("account") or {}).get("id", settings.chatwoot_account)
    return inbox == settings.chatwoot_inbox and account == settings.chatwoot_account


def _message(service: Service, event: Mapping[str, Any]) -> Answer:
    """Take in what an agent wrote to the customer; notes, greetings and what we wrote ourselves are none of it."""
    sender = event.get("sender") or {}
    is_answer = event.get("message_type") in OUTGOING and sender.get("type") == "user"
    text = "\n".join(
        [str(event.get("content") or ""), *(str(file["data_url"]) for file in _files(event))]
    )
    if not is_answer or event.get("private") or not text.strip():
        return PASSED_OVER
    name = str(sender.get("available_name") or sender.get("name") or "")
    with open_session(service.shop, service.settings) as session:
        number = session.scalar(_ticket(event["conversation"]["id"]))
        if number is None:
            return PASSED_OVER
        is_new = talks.answer(
            session,
            number,
            uid=f"{NAME}:{event['id']}",
            text=text,
            name=name,
            now=service.settings.clock(),
            via=NAME,
            written_at=_instant(event.get("created_at")),
        )
    return Answer(200, {"ticket": number, "repeated": not is_new})


def _status(service: Service, event: Mapping[str, Any]) -> Answer:
    if event.get("status") != "resolved":
        return PASSED_OVER
    agent = (event.get("meta") or {}).get("assignee") or {}
    with open_session(service.shop, service.settings) as session:
        number = session.scalar(_ticket(event["id"]))
        if number is None:
            return PASSED_OVER
        name = str(agent.get("available_name") or agent.get("name") or "")
        close_ticket(session, number, service.settings.clock(), name=name, via=NAME)
    return Answer(200, {"ticket": number, "closed": True})


def _ticket(conversation: object) -> Any:
    return select(Ticket.number).where(Ticket.desk_ref == ref_of(str(conversation)))


def _files(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    files = event.get("attachments") or []
    return [file for file in files if str(file.get("data_url", "")).startswith("https://")]


def _instant(written: object) -> datetime | None:
    """Return a time as Chatwoot writes it: seconds since 1970, or ISO 8601."""
    try:
        if isinstance(written, int | float):
            return datetime.fromtimestamp(written, UTC)
        found = datetime.fromisoformat(str(written).replace(" UTC", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
