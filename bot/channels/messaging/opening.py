"""Opens the messaging channels whose settings are complete; the others stay closed, and the log says why."""

from __future__ import annotations

import logging
from typing import List, Mapping, Optional, Sequence, Type

import sqlalchemy as sa

from channels.messaging.channel import MessagingInput
from channels.messaging.inbox import Inbox
from channels.messaging.line import Line
from channels.messaging.messenger import Messenger
from channels.messaging.slack import Slack
from channels.messaging.telegram import Telegram
from channels.messaging.webhook import Webhook
from channels.messaging.wechat import WeChat
from channels.messaging.whatsapp import WhatsApp
from channels.sessions import Sessions
from shoptalk.messaging import PLATFORMS
from shoptalk.signing import Signer

logger = logging.getLogger(__name__)
OURS: Sequence[Type[MessagingInput]] = (
    Webhook,
    Telegram,
    Slack,
    WhatsApp,
    Messenger,
    Line,
    WeChat,
)
KINDS = {kind.platform: kind for kind in OURS}
SQLITE_WAITS_S = 15


def opened(environment: Mapping[str, str]) -> List[MessagingInput]:
    """Return the channels that are set up, none by default.

    Raises:
        ValueError: `ECOM_SECRET` is too short to sign with.
    """
    found: List[MessagingInput] = []
    engine: Optional[sa.engine.Engine] = None
    for name, platform in PLATFORMS.items():
        if not platform.is_wanted(environment):
            continue
        problems = platform.problems(environment)
        if problems:
            logger.error("the channel %s stays closed: %s", name, "; ".join(problems))
            continue
        shop = environment["ECOM_SHOP"]
        sessions = Sessions(Signer(environment.get("ECOM_SECRET", ""), shop))
        engine = engine or database(environment["ECOM_TRACKER_URL"])
        inbox = Inbox(engine, shop, name)
        try:
            found.append(KINDS[name](platform.values(environment), inbox, sessions))
        except ValueError as error:
            logger.error("the channel %s stays closed: %s", name, error)
    return found


def database(url: str) -> sa.engine.Engine:
    """Return the database of the conversations, in which the inboxes are as well."""
    waits = {"timeout": SQLITE_WAITS_S} if url.startswith("sqlite") else {}
    return sa.create_engine(url, connect_args=waits, pool_pre_ping=True)
