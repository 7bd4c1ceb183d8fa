"""Signed tokens that name their shop: what one process or the shop's own site vouches for, another can believe.

A token is a JSON object with the claim `shop`, signed by HMAC and stamped with the time (itsdangerous). Whoever knows
the key can sign, nobody else, and a token of one shop is worth nothing in another, even where both have the same key.
"""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

CUSTOMER = "ecom.customer"
"""The purpose of the token by which the shop's site vouches for a customer who has signed in."""
PLAIN = "c1"
"""Begins a customer's token of the plain form: `c1.SHOP.ID.TIME.SIGNATURE`, the id in URL-safe base64."""
CLOCK_OFF_S = 300
"""How far the clock of the shop's site may be ahead of ours."""
CALL = "ecom.call"
CUSTOMER_MAX_AGE_S = 12 * 3600
STAFF = "ecom.staff"
"""The purpose of the token by which the shop vouches for somebody who works there."""
STAFF_MAX_AGE_S = 12 * 3600
SHORTEST_KEY = 16
PSEUDONYM = 32
"""Hexadecimal digits of a pseudonym."""
SHOP = "shop"

Problem = Literal["expired", "forged", "foreign"]


class TokenError(Exception):
    """A token is too old, was not signed with this key for this purpose, or is another shop's; `code` says which."""

    def __init__(self, code: Problem, message: str) -> None:
        """Say what is wrong with it."""
        super().__init__(message)
        self.code = code


class _ClockSigner(TimestampSigner):
    """Signs with the caller's time instead of the machine's."""

    def __init__(self, *args: Any, now: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = now

    def get_timestamp(self) -> int:
        return self._now


@dataclass(frozen=True)
class Signer:
    """Signs for one shop with one key of at least 16 characters.

    Raises:
        ValueError: the key is shorter.
    """

    key: str = field(repr=False)
    shop: str

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < SHORTEST_KEY:
            raise ValueError(
                f"the key has {len(self.key)} characters, too few to sign with: use at least {SHORTEST_KEY}, "
                "such as the output of 'openssl rand -hex 32'"
            )

    def sign(self, claims: Mapping[str, Any], purpose: str, now: float | None = None) -> str:
        """Return claims as a token for one purpose, stamped with `now` (seconds since 1970, or else this moment)."""
        return str(self._serializer(purpose, now).dumps({**claims, SHOP: self.shop}))

    def unsign(
        self, token: str, purpose: str, max_age_s: float, now: float | None = None
    ) -> dict[str, Any]:
        """Return the claims of a token that was signed for this shop and purpose, not too long ago.

        Raises:
            TokenError: it was not.
        """
        try:
            claims = self._serializer(purpose, now).loads(token, max_age=int(max_age_s))
        except SignatureExpired as error:
            raise TokenError("expired", "the token is too old") from error
        except BadSignature as error:
            raise TokenError("forged", "the token was not signed here for this purpose") from error
        if not isinstance(claims, dict) or claims.get(SHOP) != self.shop:
            raise TokenError("foreign", f"the token does not name the shop {self.shop!r}")
        return claims

    def sign_customer_token(self, customer_id: str, now: float | None = None) -> str:
        """Return the token by which the shop's site vouches for a customer who has signed in there."""
        return self.sign({"customer_id": customer_id}, CUSTOMER, now)

    def verify_customer_token(self, token: str, now: float | None = None) -> str:
        """Return the customer of a token that is at most twelve hours old, in either form.

        Raises:
            TokenError: it is older, another shop's, or vouches for nobody.
        """
        if token.startswith(f"{PLAIN}."):
            return self._verify_plain(token, time.time() if now is None else now)
        customer_id = self.unsign(token, CUSTOMER, CUSTOMER_MAX_AGE_S, now).get("customer_id")
        if not customer_id:
            raise TokenError("forged", "the token names no customer")
        return str(customer_id)

    def sign_plain_customer_token(self, customer_id: str, now: float | None = None) -> str:
        """Return such a token in the form that any language writes in a line, also a template (docs/web.md)."""
        moment = int(time.time() if now is None else now)
        name = urlsafe_b64encode(customer_id.encode()).decode()
        claims = f"{PLAIN}.{self.shop}.{name}.{moment}"
        return f"{claims}.{self._plain_signature(claims)}"

    def _plain_signature(self, claims: str) -> str:
        return hmac.new(self.key.encode(), f"{CUSTOMER}.{claims}".encode(), "sha256").hexdigest()

    def _verify_plain(self, token: str, now: float) -> str:
        claims, _, signature = token.rpartition(".")
        expected = self._plain_signature(claims).encode()
        if not hmac.compare_digest(expected, signature.lower().encode("utf-8", "replace")):
            raise TokenError("forged", "the token was not signed here for this purpose")
        head, _, moment = claims.rpartition(".")
        head, _, name = head.rpartition(".")
        if head != f"{PLAIN}.{self.shop}":
            raise TokenError("foreign", f"the token does not name the shop {self.shop!r}")
        try:
            customer_id = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
            age_s = now - int(moment)
        except ValueError as error:
            raise TokenError("forged", "the token is not of this form") from error
        if not -CLOCK_OFF_S <= age_s <= CUSTOMER_MAX_AGE_S:
            raise TokenError("expired", "the token is too old, or from the future")
        if not customer_id:
            raise TokenError("forged", "the token names no customer")
        return customer_id

    def sign_staff_token(self, name: str, now: float | None = None) -> str:
        """Return the token by which the shop vouches for one of its staff."""
        return self.sign({"staff": name}, STAFF, now)

    def verify_staff_token(self, token: str, now: float | None = None) -> str:
        """Return who of the staff a token names that is at most twelve hours old.

        Raises:
            TokenError: it is older, another shop's, a customer's, or names nobody.
        """
        name = self.unsign(token, STAFF, STAFF_MAX_AGE_S, now).get("staff")
        if not name:
            raise TokenError("forged", "the token names nobody of the staff")
        return str(name)

    def call_key(self) -> str:
        """Return what the shop's own processes show each other, so that they answer nobody else."""
        return hmac.new(self.key.encode(), f"{CALL}\0{self.shop}".encode(), "sha256").hexdigest()

    def is_call_key(self, shown: str) -> bool:
        """Say whether a caller has shown it."""
        return hmac.compare_digest(self.call_key().encode(), shown.encode("utf-8", "replace"))

    def pseudonym(self, purpose: str, text: str) -> str:
        """Return a name for `text` that is the same each time, and from which nobody without the key finds it out."""
        message = f"{purpose}\0{self.shop}\0{text}".encode()
        return hmac.new(self.key.encode(), message, "sha256").hexdigest()[:PSEUDONYM]

    def _serializer(self, purpose: str, now: float | None) -> URLSafeTimedSerializer:
        moment = int(time.time() if now is None else now)
        return URLSafeTimedSerializer(
            self.key, salt=purpose, signer=_ClockSigner, signer_kwargs={"now": moment}
        )
