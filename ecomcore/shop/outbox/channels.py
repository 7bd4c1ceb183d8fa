"""Which channels a shop's settings ask for, and a worker that keeps delivering by each of them."""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.errors import EcomError, SettingsError
from ecomcore.shop.database import open_session
from ecomcore.shop.models import ShopInfo
from ecomcore.shop.notify import direct_notifier
from ecomcore.shop.outbox.chatwoot import Chatwoot, account_from
from ecomcore.shop.outbox.conversation import Conversation
from ecomcore.shop.outbox.delivery import Channel, Courier, Round
from ecomcore.shop.outbox.desk_mail import AnswerMail, DeskMail
from ecomcore.shop.outbox.desk_replies import reply_addresses
from ecomcore.shop.outbox.desk_watch import DeskWatch
from ecomcore.shop.outbox.letters import ShopMail, ShopperMail
from ecomcore.shop.outbox.signatures import WebhookKey
from ecomcore.shop.outbox.webhook import Webhook
from ecomcore.shop.signing import signer
from shoptalk.packs import FALLBACK

logger = logging.getLogger(__name__)
POLL_S = 2.0


def webhook_key(settings: Settings) -> WebhookKey | None:
    """Return the key that the shop's system and this one sign with, none where none is set.

    Raises:
        SettingsError: it cannot be used.
    """
    secret = settings.shop_webhook_secret
    return WebhookKey(secret.get_secret_value()) if secret else None


def desk_channels(settings: Settings) -> list[str]:
    """Return the channels by which tickets reach the shop's people; there need not be any."""
    return [
        name
        for name, is_set in (
            ("webhook", settings.shop_webhook_url),
            ("chatwoot", settings.chatwoot_url),
            ("desk_mail", settings.desk_email or settings.shop_email),
        )
        if is_set
    ]


def channels_of(shop: str, settings: Settings) -> list[Channel]:
    """Return the channels that the settings ask for; the shopper is always told what the shop decided or answers.

    Raises:
        SettingsError: an address or the secret cannot be used.
        ShopNotFoundError: the shop has not been imported.
    """
    notifier = direct_notifier(settings)

    def sessions() -> AbstractContextManager[Session]:
        return open_session(shop, settings)

    channels: list[Channel] = [ShopperMail(notifier), AnswerMail(notifier, sessions)]
    key = signer(settings.model_copy(update={"shop": shop})).call_key()
    channels.append(Conversation(settings.bot_url, key))
    if settings.shop_email:
        channels.append(ShopMail(notifier, settings.shop_email, _language(shop, settings)))
    desk = settings.desk_email or settings.shop_email
    if desk:
        reply_to = reply_addresses(shop, settings)
        channels.append(DeskMail(notifier, desk, _language(shop, settings), reply_to))
    if settings.chatwoot_url:
        token = settings.chatwoot_token.get_secret_value() if settings.chatwoot_token else ""
        numbers = (settings.chatwoot_account, settings.chatwoot_inbox)
        account = account_from(settings.chatwoot_url, token, *numbers)
        channels.append(Chatwoot(account, sessions, shop, _language(shop, settings)))
    if settings.shop_webhook_url:
        shared = webhook_key(settings)
        if shared is None:
            raise SettingsError(
                "ECOM_SHOP_WEBHOOK_URL is set, but ECOM_SHOP_WEBHOOK_SECRET is not: the shop's system could not tell "
                "our calls from others; make a secret with 'echo whsec_$(openssl rand -base64 32)'"
            )
        channels.append(Webhook(settings.shop_webhook_url, shared))
    return channels


def couriers_of(shop: str, settings: Settings) -> list[Courier]:
    """Return one courier a channel.

    Raises:
        SettingsError, ShopNotFoundError: as `channels_of`.
    """

    def sessions() -> AbstractContextManager[Session]:
        return open_session(shop, settings)

    desk = desk_channels(settings)
    return [
        Courier(sessions, channel, watch=DeskWatch(desk) if channel.name in desk else None)
        for channel in channels_of(shop, settings)
    ]


def deliver_all(shop: str, settings: Settings) -> dict[str, Round]:
    """Deliver once by every channel; return what each round came to."""
    return {courier.channel.name: courier.deliver() for courier in couriers_of(shop, settings)}


def keep_delivering(shop: str, settings: Settings, stop: threading.Event) -> None:
    """Deliver from background threads until `stop` is set, one a channel, so that a slow one delays no other.

    Raises:
        SettingsError, ShopNotFoundError: as `channels_of`.
    """

    def loop(courier: Courier) -> None:
        while not stop.wait(POLL_S):
            try:
                courier.deliver()
            except (EcomError, SQLAlchemyError) as error:
                logger.error("%s cannot deliver: %s", courier.channel.name, type(error).__name__)

    for courier in couriers_of(shop, settings):
        name = f"courier-{courier.channel.name}"
        threading.Thread(target=loop, args=(courier,), name=name, daemon=True).start()


def _language(shop: str, settings: Settings) -> str:
    """Return the first of the shop's own languages."""
    with open_session(shop, settings) as session:
        row = session.get(ShopInfo, "languages")
        return str(row.value[0]) if row and row.value else FALLBACK
