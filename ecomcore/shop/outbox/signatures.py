"""Signing what goes to the shop's system and proving what comes from it, as the Standard Webhooks specification says.

Three headers travel with a body: `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, which
is `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`. Libraries for most languages check exactly that
(https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from ecomcore.errors import NotAllowedError, SettingsError

PREFIX = "whsec_"
SHORTEST_BYTES = 24
"""Shorter keys than the specification's least are refused."""
TOLERANCE_S = 300
"""So far the time of a signed call may lie from now: a call that was overheard is worth nothing later."""
_VERSION = "v1"


class WebhookKey:
    """The key that both sides hold."""

    def __init__(self, secret: str) -> None:
        """Read the secret: `whsec_` and base64, or any text.

        Raises:
            SettingsError: it is not base64, or too short to sign with.
        """
        self._key = secret.encode()
        if secret.startswith(PREFIX):
            try:
                self._key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
            except binascii.Error as error:
                raise SettingsError(
                    "ECOM_SHOP_WEBHOOK_SECRET begins with whsec_, but base64 does not follow: make one with "
                    "'echo whsec_$(openssl rand -base64 32)'"
                ) from error
        if len(self._key) < SHORTEST_BYTES:
            raise SettingsError(
                f"ECOM_SHOP_WEBHOOK_SECRET has {len(self._key)} bytes, too few to sign with: use at least "
                f"{SHORTEST_BYTES}, such as the output of 'echo whsec_$(openssl rand -base64 32)'"
            )

    def headers(self, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
        """Return the headers that go with a body."""
        timestamp = str(int(now.timestamp()))
        return {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"{_VERSION},{self._signature(message_id, timestamp, body)}",
        }

    def check(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """Return the id of a call that was signed with this key, not long ago.

        Raises:
            NotAllowedError: `unsigned` (a header is missing), `stale` (its time is too far from now), or `forged`.
        """
        message_id = headers.get("webhook-id", "")
        timestamp = headers.get("webhook-timestamp", "")
        given = headers.get("webhook-signature", "")
        if not (message_id and timestamp and given):
            raise NotAllowedError(
                "the call needs the headers webhook-id, webhook-timestamp and webhook-signature",
                code="unsigned",
            )
        if not timestamp.isdecimal() or abs(int(timestamp) - now.timestamp()) > TOLERANCE_S:
            raise NotAllowedError(
                f"webhook-timestamp is more than {TOLERANCE_S} seconds from now", code="stale"
            )
        right = self._signature(message_id, timestamp, body).encode()
        for part in given.split(" "):
            version, _, signature = part.partition(",")
            if version == _VERSION and hmac.compare_digest(signature.encode(), right):
                return message_id
        raise NotAllowedError("the signature does not belong to the body", code="forged")

    def _signature(self, message_id: str, timestamp: str, body: bytes) -> str:
        content = b".".join((message_id.encode(), timestamp.encode(), body))
        return base64.b64encode(hmac.digest(self._key, content, hashlib.sha256)).decode()
