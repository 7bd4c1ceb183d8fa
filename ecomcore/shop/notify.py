"""Sending a message to a customer: into a folder by default, by SMTP where it is set up."""

from __future__ import annotations

import logging
import os
import secrets
import smtplib
import ssl
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from ecomcore.config import Settings, get_settings
from ecomcore.errors import SettingsError

logger = logging.getLogger(__name__)
SENDER = "shop@localhost"
_TIMEOUT_S = 10.0
_SECURE_PORT = 465
_PORTS = {"smtp": 587, "smtps": _SECURE_PORT}


@dataclass(frozen=True)
class Message:
    """One message to one person."""

    to: str
    subject: str
    text: str
    kind: str = "notice"
    id: str | None = None
    """What mail programs tell a repetition by, none for a message that is sent once."""
    reply_to: str | None = None
    """Where an answer goes, if not to the sender."""


class Notifier(Protocol):
    """A way to send a message."""

    def send(self, message: Message) -> None:
        """Send the message, or raise `OSError` (of which SMTP errors are a kind)."""


def was_sent(notifier: Notifier, message: Message, what: str) -> bool:
    """Send a message that can wait for another try, and say whether it went; a failure is logged by `what` it is."""
    try:
        notifier.send(message)
    except OSError as error:
        logger.warning("%s was not sent: %s", what, type(error).__name__)
        return False
    return True


def _mail(message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = _one_line(message.to)
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = formatdate()
    mail["Message-ID"] = (
        f"<{message.id}@localhost>" if message.id else make_msgid(domain="localhost")
    )
    if message.reply_to:
        mail["Reply-To"] = _one_line(message.reply_to)
    mail["X-Kind"] = _one_line(message.kind)
    mail.set_content(message.text)
    return mail


def _one_line(text: str) -> str:
    return " ".join(text.split())


class OutboxNotifier:
    """Writes every message as an `.eml` file that only the owner can read."""

    def __init__(self, folder: Path, sender: str = SENDER) -> None:
        """Write into `folder`, which is made when the first message comes."""
        self.folder = folder
        self.sender = sender

    def send(self, message: Message) -> None:
        """Write the message; a half-written file is never seen under its final name."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns()}-{message.kind}-{secrets.token_hex(3)}.eml"
        draft = self.folder / f".{name}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_mail(message, self.sender).as_bytes())
        draft.rename(self.folder / name)


class SmtpNotifier:
    """Sends by SMTP over TLS; plain SMTP only to this machine.

    Addresses: `smtp://user:password@host:587` (STARTTLS, refused if the server does not offer it),
    `smtps://user:password@host:465` (TLS from the start); `?from=address` names the sender.
    """

    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        """Read the address.

        Raises:
            SettingsError: it is not an address of that form.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise SettingsError(
                "ECOM_SMTP_URL must look like smtp://user:password@host:587 or smtps://…:465"
            )
        self.host = parts.hostname
        self.port = parts.port or _PORTS[parts.scheme]
        self.user = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password or "")
        self.secure_from_start = parts.scheme == "smtps"
        user_is_address = self.user is not None and "@" in self.user
        default = self.user if user_is_address else f"shop@{self.host}"
        self.sender = parse_qs(parts.query).get("from", [default or SENDER])[0]
        self.context = context or ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Send the message.

        Raises:
            OSError: the server cannot be reached, offers no TLS, or refuses
                (`smtplib.SMTPException`).
        """
        with self._connect() as connection:
            if self.user is not None:
                connection.login(self.user, self.password)
            connection.send_message(_mail(message, self.sender))

    def _connect(self) -> smtplib.SMTP:
        if self.secure_from_start:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_S, context=self.context)
        connection = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_S)
        try:
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=self.context)
                connection.ehlo()
            elif self.host not in ("127.0.0.1", "localhost", "::1"):
                raise smtplib.SMTPNotSupportedError(f"{self.host} offers no STARTTLS")
        except Exception:
            connection.close()
            raise
        return connection


class BackgroundNotifier:
    """Sends through another notifier from one thread, so that the caller never waits."""

    def __init__(self, notifier: Notifier) -> None:
        """Wrap `notifier`."""
        self.notifier = notifier
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="notifier")

    def send(self, message: Message) -> None:
        """Queue the message; an error on sending is logged without the person it was for."""
        self._pool.submit(self.notifier.send, message).add_done_callback(
            lambda sent: _log_failure(sent, message.kind)
        )

    def close(self) -> None:
        """Wait until everything has been sent."""
        self._pool.shutdown(wait=True)


def _log_failure(sent: Future[None], kind: str) -> None:
    error = sent.exception()
    if error is not None:
        logger.error("a message of kind %s could not be sent: %s", kind, type(error).__name__)


@lru_cache(maxsize=4)
def _in_background(url: str) -> BackgroundNotifier:
    return BackgroundNotifier(SmtpNotifier(url))


def direct_notifier(settings: Settings) -> Notifier:
    """Return the way to send that the settings ask for, which is done when `send` returns."""
    if settings.smtp_url is None:
        return OutboxNotifier(settings.var_dir / "outbox")
    return SmtpNotifier(settings.smtp_url.get_secret_value())


def notifier_from(settings: Settings | None = None) -> Notifier:
    """Return the way to send that the settings ask for: SMTP in the background, or `var/outbox`."""
    settings = settings or get_settings()
    if settings.smtp_url is None:
        return direct_notifier(settings)
    return _in_background(settings.smtp_url.get_secret_value())
