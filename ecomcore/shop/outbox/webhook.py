"""Telling the shop's system by a signed HTTP call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from ecomcore.errors import SettingsError
from ecomcore.shop.outbox.delivery import Entry, UndeliveredError
from ecomcore.shop.outbox.signatures import WebhookKey

TIMEOUT_S = 10.0
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def safe_url(setting: str, url: str) -> str:
    """Return an address that customers' data may be sent to.

    Raises:
        SettingsError: it is no address, or one that would carry them over the network unencrypted.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{setting} is {url!r}; it must look like https://shop.example/hooks")
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise SettingsError(
            f"{setting} must begin with https://, since names and addresses of customers go there; "
            "http:// is only for this machine"
        )
    return url


class Webhook:
    """Posts every entry as JSON to the shop's address; any answer of 200 to 299 means that it has arrived."""

    name = "webhook"

    def __init__(
        self,
        url: str,
        key: WebhookKey,
        *,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Post to `url`.

        Raises:
            SettingsError: it is no address, or one that would carry customers' data over the network unencrypted.
        """
        self.url = safe_url("ECOM_SHOP_WEBHOOK_URL", url)
        self.key = key
        self.timeout_s = timeout_s
        self.clock = clock

    def send(self, entry: Entry) -> None:
        """Post an entry.

        Raises:
            UndeliveredError: no answer came in time, or it was none of 200 to 299.
        """
        body = json.dumps(entry.as_event(), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "content-type": "application/json",
            "user-agent": "shop-assistant-webhook",
            **self.key.headers(entry.uid, body, self.clock()),
        }
        try:
            # What the answer says beside its status is not read: it may be long, slow, or both.
            with httpx.stream(
                "POST",
                self.url,
                content=body,
                headers=headers,
                timeout=self.timeout_s,
                follow_redirects=False,
            ) as response:
                status = response.status_code
        except httpx.TimeoutException as error:
            raise UndeliveredError(
                f"no answer within {self.timeout_s:g} s", is_down=True
            ) from error
        except httpx.HTTPError as error:
            raise UndeliveredError(f"not reached: {type(error).__name__}", is_down=True) from error
        if not 200 <= status < 300:
            raise UndeliveredError(f"answered {status}")
