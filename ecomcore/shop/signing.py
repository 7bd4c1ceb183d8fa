"""The shop's key, and what it signs: tokens, links and codes, with the clock of the caller."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ecomcore.config import Settings, get_settings
from ecomcore.errors import NotAllowedError, SettingsError
from shoptalk.signing import SHORTEST_KEY, Signer, TokenError

SECRET_FILE = "secret"  # noqa: S105 - a file's name


def secret_key(settings: Settings | None = None) -> bytes:
    """Return the key: the setting `ECOM_SECRET`, or else that in `var/secret`, made when missing.

    Raises:
        SettingsError: the key has less than 16 characters.
    """
    settings = settings or get_settings()
    if settings.secret is not None:
        key, source = settings.secret.get_secret_value(), "ECOM_SECRET"
    else:
        path = settings.var_dir / SECRET_FILE
        if not path.exists():
            _write_secret(path)
        key, source = path.read_text(encoding="ascii").strip(), str(path)
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"{source} has {len(key)} characters, too few to sign with: use at least {SHORTEST_KEY}, "
            "such as the output of 'openssl rand -hex 32'"
        )
    return key.encode()


def _write_secret(path: Path) -> None:
    """Make the file whole or not at all; whoever comes second keeps the first one's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def keyed_hash(text: str, purpose: str, settings: Settings | None = None) -> str:
    """Return the HMAC-SHA-256 of `text` for one purpose, as 64 hexadecimal digits."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(secret_key(settings), message, hashlib.sha256).hexdigest()


def signer(settings: Settings | None = None) -> Signer:
    """Return what signs for the settings' shop.

    Raises:
        SettingsError: the key has less than 16 characters.
    """
    settings = settings or get_settings()
    return Signer(secret_key(settings).decode(), settings.shop)


def sign(
    claims: Mapping[str, Any], purpose: str, now: datetime, settings: Settings | None = None
) -> str:
    """Return claims as the shop's token for one purpose, stamped with `now`."""
    return signer(settings).sign(claims, purpose, now.timestamp())


def unsign(
    token: str, purpose: str, max_age_s: int, now: datetime, settings: Settings | None = None
) -> dict[str, Any]:
    """Return the claims of a token that was signed for this shop and purpose, not too long ago.

    Raises:
        NotAllowedError: `expired`, `forged`, or `foreign` for one of another shop.
    """
    try:
        return signer(settings).unsign(token, purpose, max_age_s, now.timestamp())
    except TokenError as error:
        raise NotAllowedError(str(error), code=error.code) from error
