"""The key that signs tokens, links and codes, with the clock of the caller."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from ecomcore.config import Settings, get_settings
from ecomcore.errors import NotAllowedError, SettingsError

SECRET_FILE = "secret"  # noqa: S105 - a file's name
_SHORTEST = 16


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
    if len(key) < _SHORTEST:
        raise SettingsError(
            f"{source} has {len(key)} characters, too few to sign with: use at least {_SHORTEST}, "
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


class _ClockSigner(TimestampSigner):
    """Signs with the caller's time instead of the machine's."""

    def __init__(self, *args: Any, now: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = now

    def get_timestamp(self) -> int:
        return self._now


def _serializer(salt: str, now: datetime, settings: Settings | None) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret_key(settings),
        salt=salt,
        signer=_ClockSigner,
        signer_kwargs={"now": int(now.timestamp())},
    )


def sign(value: Any, salt: str, now: datetime, settings: Settings | None = None) -> str:
    """Return a JSON value as a token for one purpose (`salt`), stamped with `now`."""
    return str(_serializer(salt, now, settings).dumps(value))


def unsign(
    token: str, salt: str, max_age_s: int, now: datetime, settings: Settings | None = None
) -> Any:
    """Return the value of a token that was signed here, for this purpose, not too long ago.

    Raises:
        NotAllowedError: `expired` or `forged`.
    """
    try:
        return _serializer(salt, now, settings).loads(token, max_age=max_age_s)
    except SignatureExpired as error:
        raise NotAllowedError("the token is too old", code="expired") from error
    except BadSignature as error:
        raise NotAllowedError("the token was not signed here", code="forged") from error
