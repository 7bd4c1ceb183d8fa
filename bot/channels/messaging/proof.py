"""Proves that a request comes from the platform: whoever does not know the secret is refused."""

from __future__ import annotations

import hashlib
import hmac

WINDOW_S = 300.0
"""How far a signed time may be from ours."""


class ForgedError(Exception):
    """The request is not from the platform, or was sent before; the message says why, without what was sent."""


def check_equal(given: str, right: str) -> None:
    """Compare in constant time.

    Raises:
        ForgedError: they differ, or there is no secret to compare with.
    """
    if not right:
        raise ForgedError("there is no secret to check with")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
        raise ForgedError("the signature is wrong" if given else "the signature is missing")


def hmac_sha256(secret: str, signed: bytes) -> "hmac.HMAC":
    """Return the HMAC of what is signed.

    Raises:
        ForgedError: there is no secret to sign with.
    """
    if not secret:
        raise ForgedError("there is no secret to check with")
    return hmac.new(secret.encode(), signed, hashlib.sha256)


def check_time(given: str, now: float) -> None:
    """Check that a signed time is near ours.

    Raises:
        ForgedError: it is no time, or too far away; the message says by how much, since a clock may be wrong.
    """
    try:
        away_s = now - float(given)
    except ValueError:
        raise ForgedError("the time is missing or no number") from None
    if not abs(away_s) <= WINDOW_S:
        raise ForgedError(
            f"its time is {away_s:.0f} s before ours: sent before, or a clock is wrong"
        )
