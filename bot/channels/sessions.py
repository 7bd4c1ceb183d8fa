"""Signed tokens that say which conversation, and which signed-in customer, a web request belongs to."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Optional

from shoptalk.signing import CUSTOMER_MAX_AGE_S, STAFF_MAX_AGE_S, Signer, TokenError

SESSION = "ecom.session"
CONVERSATION, ASKER = "ecom.conversation", "ecom.asker"
SESSION_MAX_AGE_S = 24 * 3600


@dataclass(frozen=True)
class WebSession:
    """One conversation over the web; `customer_id` and `staff` are set only while a sign-in is valid."""

    conversation_id: str
    customer_id: Optional[str] = None
    staff: Optional[str] = None


class Sessions:
    """Issues and reads the tokens of one shop."""

    def __init__(self, signer: Signer) -> None:
        """Use the shop's key, which the shop shares with its own site."""
        self._signer = signer

    def customer_of(self, token: str) -> str:
        """Return the customer that the shop's site signed in.

        Raises:
            TokenError: the token is not the shop's, or is older than twelve hours.
        """
        return self._signer.verify_customer_token(token)

    def staff_of(self, token: str) -> str:
        """Return who of the staff the shop vouches for.

        Raises:
            TokenError: the token is not the shop's, or is older than twelve hours.
        """
        return self._signer.verify_staff_token(token)

    def start(
        self,
        customer_id: Optional[str] = None,
        conversation_id: Optional[str] = None,
        staff: Optional[str] = None,
    ) -> str:
        """Return the token of a conversation, a new one unless `conversation_id` is given."""
        claims = {
            "conversation": conversation_id or f"web-{secrets.token_urlsafe(18)}",
            "customer": customer_id,
            "staff": staff,
            "signed_in": int(time.time()) if customer_id or staff else None,
        }
        return self._signer.sign(claims, SESSION)

    def conversation_of(self, customer_id: str, number: int = 0) -> str:
        """Return today's conversation of a customer, the same on each of their devices.

        `number` counts those of today that have been ended.
        """
        today = time.strftime("%Y-%m-%d", time.gmtime())
        return f"web-{self._signer.pseudonym(CONVERSATION, f'{customer_id} {today} {number}')}"

    def asker(self, address: str) -> str:
        """Return a name for an address from which the address cannot be found out."""
        return self._signer.pseudonym(ASKER, address)

    def read(self, token: str) -> WebSession:
        """Return the conversation of a token; a sign-in older than twelve hours is dropped.

        Raises:
            TokenError: the token was not issued here, or is older than a day.
        """
        claims = self._signer.unsign(token, SESSION, SESSION_MAX_AGE_S)
        try:
            conversation_id = str(claims["conversation"])
            customer_id, signed_in = claims["customer"], claims["signed_in"]
        except KeyError as error:
            raise TokenError("forged", "the session names no conversation") from error
        age_s = time.time() - (signed_in or 0)
        return WebSession(
            conversation_id,
            customer_id if age_s < CUSTOMER_MAX_AGE_S else None,
            claims.get("staff") if age_s < STAFF_MAX_AGE_S else None,
        )
