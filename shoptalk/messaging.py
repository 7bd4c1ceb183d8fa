"""The messaging platforms that the bot can be reached on, and the settings that each of them needs.

The bot's process opens a channel for every platform whose settings are complete; `ecomcore channels check` says what is
lacking. A platform is off as long as none of its settings is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Tuple
from urllib.parse import urlsplit

PREFIX = "ECOM_"
PUBLIC_URL = "ECOM_PUBLIC_URL"
SHORTEST_SECRET = 16
AES_KEY = 43
"""Characters of WeChat's EncodingAESKey."""


@dataclass(frozen=True)
class Setting:
    """One environment variable of a platform."""

    name: str
    text: str
    is_needed: bool = True
    default: str = ""
    shortest: int = 0
    """Characters that it must have at least."""
    needs: str = ""
    """A variable without which it is of no use."""


@dataclass(frozen=True)
class Platform:
    """A messaging platform: its settings, and where in its console the address of the bot goes."""

    name: str
    title: str
    settings: Tuple[Setting, ...]
    place: str

    @property
    def path(self) -> str:
        """Where the bot listens for it."""
        return f"/webhooks/{self.name}/events"

    def url(self, environment: Mapping[str, str]) -> str:
        """Return the address that the platform must be given."""
        return environment.get(PUBLIC_URL, "").rstrip("/") + self.path

    def values(self, environment: Mapping[str, str]) -> Dict[str, str]:
        """Return the settings by the part of their name behind the platform's, with defaults put in."""
        start = len(f"{PREFIX}{self.name}_")
        return {
            setting.name[start:].lower(): environment.get(setting.name, "").strip()
            or setting.default
            for setting in self.settings
        }

    def is_wanted(self, environment: Mapping[str, str]) -> bool:
        """Say whether anybody has begun to set the platform up."""
        return any(environment.get(setting.name, "").strip() for setting in self.settings)

    def missing(self, environment: Mapping[str, str]) -> List[str]:
        """Return the names of the variables without which the channel stays closed."""
        return [
            setting.name
            for setting in self.settings
            if setting.is_needed and not environment.get(setting.name, "").strip()
        ]

    def problems(self, environment: Mapping[str, str]) -> List[str]:
        """Return what keeps the channel closed, in sentences; none where it is open."""
        given = {s.name: environment.get(s.name, "").strip() for s in self.settings}
        found = [f"{name} is not set" for name in self.missing(environment)]
        for setting in self.settings:
            if not given[setting.name]:
                continue
            if len(given[setting.name]) < setting.shortest:
                found.append(f"{setting.name} has less than {setting.shortest} characters")
            if setting.needs and not given[setting.needs]:
                found.append(f"{setting.name} is set, but {setting.needs} is not")
        return found

    def warnings(self, environment: Mapping[str, str]) -> List[str]:
        """Return what the platform will not accept although the channel is open."""
        public = urlsplit(environment.get(PUBLIC_URL, ""))
        if public.scheme == "https" and public.hostname:
            return []
        return [f"{PUBLIC_URL} must be the https address at which {self.title} reaches the bot"]


def _api(name: str, default: str) -> Setting:
    return Setting(name, "address of the platform's interface", is_needed=False, default=default)


_GRAPH = "https://graph.facebook.com/v23.0"
_ALL = (
    Platform(
        "webhook",
        "any system that signs its calls",
        (
            Setting(
                "ECOM_WEBHOOK_SECRET",
                "signs calls in both directions; 16 characters or more",
                shortest=SHORTEST_SECRET,
            ),
            Setting(
                "ECOM_WEBHOOK_REPLY_URL",
                "where answers are sent; unset: they are in the response",
                is_needed=False,
            ),
        ),
        "the system that calls the bot",
    ),
    Platform(
        "telegram",
        "Telegram",
        (
            Setting("ECOM_TELEGRAM_TOKEN", "token of the bot, from @BotFather"),
            Setting(
                "ECOM_TELEGRAM_SECRET",
                "secret that Telegram sends along; 16 to 256 letters, digits, `_` and `-`",
                shortest=SHORTEST_SECRET,
            ),
            _api("ECOM_TELEGRAM_API", "https://api.telegram.org"),
        ),
        "the call setWebhook",
    ),
    Platform(
        "slack",
        "Slack",
        (
            Setting("ECOM_SLACK_TOKEN", "token of the app's bot user, beginning with xoxb-"),
            Setting("ECOM_SLACK_SIGNING_SECRET", "signing secret of the app"),
            _api("ECOM_SLACK_API", "https://slack.com/api"),
        ),
        "Event Subscriptions and Interactivity of the app",
    ),
    Platform(
        "whatsapp",
        "WhatsApp",
        (
            Setting("ECOM_WHATSAPP_TOKEN", "access token of the system user"),
            Setting("ECOM_WHATSAPP_APP_SECRET", "app secret, which signs what WhatsApp sends"),
            Setting("ECOM_WHATSAPP_VERIFY_TOKEN", "word of the shop's choice for the handshake"),
            Setting("ECOM_WHATSAPP_PHONE_ID", "id of the phone number that the bot writes from"),
            _api("ECOM_WHATSAPP_API", _GRAPH),
        ),
        "WhatsApp, Configuration of the app",
    ),
    Platform(
        "messenger",
        "Facebook Messenger",
        (
            Setting("ECOM_MESSENGER_TOKEN", "access token of the page"),
            Setting("ECOM_MESSENGER_APP_SECRET", "app secret, which signs what Messenger sends"),
            Setting("ECOM_MESSENGER_VERIFY_TOKEN", "word of the shop's choice for the handshake"),
            _api("ECOM_MESSENGER_API", _GRAPH),
        ),
        "Messenger, Webhooks of the app",
    ),
    Platform(
        "line",
        "LINE",
        (
            Setting("ECOM_LINE_TOKEN", "channel access token"),
            Setting("ECOM_LINE_SECRET", "channel secret"),
            _api("ECOM_LINE_API", "https://api.line.me"),
            _api("ECOM_LINE_DATA_API", "https://api-data.line.me"),
        ),
        "Messaging API of the channel",
    ),
    Platform(
        "wechat",
        "WeChat",
        (
            Setting("ECOM_WECHAT_TOKEN", "token of the server configuration"),
            Setting(
                "ECOM_WECHAT_APP_ID",
                "AppID; needed for the encrypted mode and for answers that take longer than 5 s",
                is_needed=False,
            ),
            Setting(
                "ECOM_WECHAT_APP_SECRET",
                "AppSecret, for the customer-service interface",
                is_needed=False,
                needs="ECOM_WECHAT_APP_ID",
            ),
            Setting(
                "ECOM_WECHAT_AES_KEY",
                "EncodingAESKey, for the encrypted mode",
                is_needed=False,
                shortest=AES_KEY,
                needs="ECOM_WECHAT_APP_ID",
            ),
            _api("ECOM_WECHAT_API", "https://api.weixin.qq.com"),
        ),
        "the server configuration of the account",
    ),
)
PLATFORMS: Dict[str, Platform] = {platform.name: platform for platform in _ALL}
WEB = "web"


def channel_of(conversation_id: str) -> Tuple[str, str]:
    """Return the channel that a conversation is led on, and who it is with there.

    On a messaging platform a conversation is called `CHANNEL:SENDER`, or `CHANNEL.NUMBER:SENDER` after signing out; on
    the web nobody is named.
    """
    name, colon, sender = conversation_id.partition(":")
    channel = name.partition(".")[0]
    return (channel, sender) if colon and channel in PLATFORMS else (WEB, "")
