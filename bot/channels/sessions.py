"""Signed tokens that say which conversation, and which signed-in customer, a web request belongs to."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Optional

from itsdangerous import BadSignature, URLSafeTimedSerializer

SESSION_SALT = "ecom.session"
CUSTOMER_SALT = "ecom.customer"
SESSION_MAX_AGE_S = 30 * 24 * 3600
CUSTOMER_MAX_AGE_S = 12 * 3600


class TokenError(Exception):
    """A token is missing, forged or too old."""


@dataclass(frozen=True)
class WebSession:
    """One conversation over the web; `customer_id` is set only while a sign-in is valid."""

    conversation_id: str
    customer_id: Optional[str] = None


class Sessions:
    """Issues and reads tokens; whoever knows the secret can sign, nobody else."""

    def __init__(self, secret: str) -> None:
        """Use `secret`, which the shop shares with its own site.

        Raises:
            ValueError: the secret is shorter than 16 characters.
        """
        if len(secret) < 16:
            raise ValueError(
                "ECOM_SECRET must have at least 16 characters; make one with 'openssl rand -hex 32'"
            )
        self._sessions = URLSafeTimedSerializer(secret, salt=SESSION_SALT)
        self._customers = URLSafeTimedSerializer(secret, salt=CUSTOMER_SALT)

    def customer_of(self, token: str) -> str:
        """Return the customer that the shop's site signed in.

        Raises:
            TokenError: the token was not signed with the secret, or is older than twelve hours.
        """
        try:
            return str(self._customers.loads(token, max_age=CUSTOMER_MAX_AGE_S)["customer_id"])
        except (BadSignature, KeyError, TypeError) as error:
            raise TokenError("the customer token is not valid; sign in again") from error

    def start(
        self, customer_id: Optional[str] = None, conversation_id: Optional[str] = None
    ) -> str:
        """Return the token of a conversation, a new one unless `conversation_id` is given."""
        content = {
            "conversation": conversation_id or f"web-{secrets.token_urlsafe(18)}",
            "customer": customer_id,
            "signed_in": int(time.time()) if customer_id else None,
        }
        return self._sessions.dumps(content)

    def read(self, token: str) -> WebSession:
        """Return the conversation of a token; a sign-in older than twelve hours is dropped.

        Raises:
            TokenError: the token was not issued here, or is older than thirty days.
        """
        try:
            content = self._sessions.loads(token, max_age=SESSION_MAX_AGE_S)
            conversation_id = str(content["conversation"])
            customer_id, signed_in = content["customer"], content["signed_in"]
        except (BadSignature, KeyError, TypeError) as error:
            raise TokenError("the session is not valid; start a new one") from error
        is_fresh = bool(signed_in) and time.time() - signed_in < CUSTOMER_MAX_AGE_S
        return WebSession(conversation_id, customer_id if is_fresh else None)
