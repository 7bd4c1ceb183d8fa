"""Says by which ways tickets reach the shop's people, and what is wrong with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import httpx
from sqlalchemy import func, select

from ecomcore.config import Settings
from ecomcore.errors import SettingsError
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Delivery
from ecomcore.shop.outbox.channels import webhook_key
from ecomcore.shop.outbox.chatwoot import TIMEOUT_S, Account, account_from
from ecomcore.shop.outbox.tickets import DESK_CHANNELS

HOOK = "/desk/chatwoot"
API_INBOX = "Channel::Api"


@dataclass(frozen=True)
class Way:
    """A way to the shop's people: `off`, `ready`, or `wrong` with the reason; `waiting` entries have failed so far."""

    name: str
    state: Literal["off", "ready", "wrong"]
    problem: str
    waiting: int


def ways(shop: str, settings: Settings) -> list[Way]:
    """Return every way, having asked Chatwoot for the inbox that is set.

    Raises:
        ShopNotFoundError: the shop has not been imported.
    """
    problems = {
        "webhook": _webhook(settings) if settings.shop_webhook_url else None,
        "chatwoot": _chatwoot(settings) if settings.chatwoot_url else None,
        "desk_mail": _mail(settings) if settings.desk_email or settings.shop_email else None,
    }
    with open_session(shop, settings) as session:
        rows = session.execute(
            select(Delivery.channel, func.count())
            .where(Delivery.delivered_at.is_(None), Delivery.error.is_not(None))
            .group_by(Delivery.channel)
        ).all()
    failing = {channel: count for channel, count in rows}
    found = []
    for name in DESK_CHANNELS:
        problem = problems[name]
        state: Literal["off", "ready", "wrong"] = (
            "off" if problem is None else "wrong" if problem else "ready"
        )
        found.append(Way(name, state, problem or "", failing.get(name, 0)))
    return found


def _webhook(settings: Settings) -> str:
    try:
        key = webhook_key(settings)
    except SettingsError as error:
        return str(error)
    return "" if key else "ECOM_SHOP_WEBHOOK_SECRET is not set"


def _mail(settings: Settings) -> str:
    if settings.desk_reply_to and "@" not in settings.desk_reply_to:
        return f"ECOM_DESK_REPLY_TO is {settings.desk_reply_to!r}, which is no e-mail address"
    return ""


def _chatwoot(settings: Settings) -> str:
    token = settings.chatwoot_token.get_secret_value() if settings.chatwoot_token else ""
    try:
        account = account_from(
            settings.chatwoot_url or "", token, settings.chatwoot_account, settings.chatwoot_inbox
        )
    except SettingsError as error:
        return str(error)
    if settings.chatwoot_secret is None:
        return "ECOM_CHATWOOT_SECRET is not set: what people answer is refused"
    return _inbox(account)


def _inbox(account: Account) -> str:
    known = {"api_access_token": account.token}
    try:
        answered = httpx.get(
            f"{account.base}/inboxes/{account.inbox}",
            headers=known,
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        inbox: dict[str, Any] = answered.json() if answered.status_code == 200 else {}
    except (httpx.HTTPError, ValueError) as error:
        return f"Chatwoot cannot be reached: {type(error).__name__}"
    if not inbox:
        return f"Chatwoot answers {answered.status_code} for the inbox {account.inbox}"
    if inbox.get("channel_type") != API_INBOX:
        return f"the inbox {account.inbox} is not of the kind API"
    if not str(inbox.get("webhook_url") or "").endswith(HOOK):
        return f"the webhook's address of the inbox does not end with {HOOK}"
    return ""
