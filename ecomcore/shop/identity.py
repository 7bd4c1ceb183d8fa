"""Who a conversation belongs to: proved by a signed token or by a code sent to the order's e-mail.

Never by what a message says. Whoever asks for a code gets the same answer and the same work whether
or not the order number and the e-mail address belong together, so nothing can be found out by
trying.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ecomcore.config import Settings, get_settings
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import Customer, Order, Verification
from ecomcore.shop.notify import Message, Notifier
from ecomcore.shop.numbers import plain_number
from ecomcore.shop.signing import keyed_hash
from ecomcore.shop.wording import words

CODE_DIGITS = 6
MAX_ATTEMPTS = 5
MAX_SENDS = 3
MAX_SENDS_TO_CUSTOMER = 12
MAX_SENDS_OF_ASKER = 10
"""Codes to anybody that one address may ask for in an hour, over all its conversations."""
WINDOW = timedelta(hours=1)
_PURPOSE = "one-time code"


@dataclass(frozen=True)
class Identity:
    """Who is asking, and how that was proved."""

    customer_id: str | None
    how: Literal["token", "code", "none"]

    @property
    def is_known(self) -> bool:
        """Whether it has been proved who is asking."""
        return self.customer_id is not None


NOBODY = Identity(None, "none")


@dataclass(frozen=True)
class CodeStart:
    """The answer to asking for a code; the same whether or not the details match.

    `retry_at` is set where `state` is `too_many`.
    """

    state: Literal["sent", "too_many"]
    expires_at: datetime | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True)
class CodeCheck:
    """What came of a code; `identity` is somebody only where `state` is `verified`."""

    state: Literal["verified", "wrong", "expired", "too_many", "none"]
    identity: Identity = NOBODY
    attempts_left: int = 0


def _row(session: Session, conversation_id: str, now: datetime) -> Verification:
    insert_if_absent(session, Verification, conversation_id=conversation_id, attempts=0, sent=0)
    row = session.scalars(
        select(Verification)
        .where(Verification.conversation_id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.window_started_at is None or now - row.window_started_at >= WINDOW:
        row.window_started_at, row.sent, row.attempts = now, 0, 0
    return row


def _customer_of(session: Session, order_number: str, email: str) -> Customer | None:
    """Return the customer whose order and e-mail address these are."""
    wanted = plain_number(order_number)
    address = email.strip().casefold()
    if not wanted or not address:
        return None
    rows = session.execute(
        select(Order.id, Order.customer_id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(func.lower(Customer.email) == address)
    )
    owner = {plain_number(order_id): customer_id for order_id, customer_id in rows}.get(wanted)
    return session.get(Customer, owner) if owner else None


def _sent(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """Return how many codes conversations of a kind have asked for lately."""
    total = func.coalesce(func.sum(Verification.sent), 0)
    counted = session.scalar(select(total).where(Verification.sent_at > now - WINDOW, *conditions))
    return int(counted or 0)


def _may_be_sent(session: Session, customer: Customer, asker: str | None, now: datetime) -> bool:
    """Say whether this customer may be sent one more code.

    One asker has a share of them only, so that a stranger cannot use up what the customer needs, and all askers
    together cannot fill a mailbox.
    """
    theirs = Verification.code_customer_id == customer.id
    if asker is not None and _sent(session, now, theirs, Verification.asker == asker) >= MAX_SENDS:
        return False
    return _sent(session, now, theirs) < MAX_SENDS_TO_CUSTOMER


def _hash(conversation_id: str, code: str, settings: Settings) -> str:
    return keyed_hash(f"{conversation_id}\0{code}", _PURPOSE, settings)


def start_code(
    session: Session,
    conversation_id: str,
    order_number: str,
    email: str,
    notifier: Notifier,
    now: datetime,
    settings: Settings | None = None,
    asker: str | None = None,
) -> CodeStart:
    """Send a one-time code to `email` if it is the address of the customer with this order.

    A notifier that is slow should send in the background (`notifier_from` sees to that), or the
    time taken would tell whether the details match. The code replaces an earlier one and is kept as
    a keyed hash only.

    Args:
        session: session on the shop's database; the caller commits.
        conversation_id: the conversation that wants to be verified.
        order_number: as the shopper typed it.
        email: as the shopper typed it.
        notifier: sends the message.
        now: the current time.
        settings: life of a code, and the key; default: those of the environment.
        asker: who asks, as the channel tells people apart (a hashed address), where it can.
    """
    settings = settings or get_settings()
    row = _row(session, conversation_id, now)
    assert row.window_started_at is not None  # noqa: S101 - set by `_row`
    if row.sent >= MAX_SENDS or row.attempts >= MAX_ATTEMPTS:
        return CodeStart("too_many", retry_at=row.window_started_at + WINDOW)
    if asker is not None and _sent(session, now, Verification.asker == asker) >= MAX_SENDS_OF_ASKER:
        return CodeStart("too_many", retry_at=now + WINDOW)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    customer = _customer_of(session, order_number, email)
    if customer is not None and not _may_be_sent(session, customer, asker, now):
        customer = None
    row.code_hash = _hash(conversation_id, code, settings)
    row.code_customer_id = customer.id if customer else None
    row.code_expires_at = now + timedelta(seconds=settings.code_ttl_s)
    row.sent, row.sent_at, row.asker = row.sent + 1, now, asker
    session.flush()
    if customer is not None and customer.email:
        notifier.send(_code_message(customer, code, settings))
    return CodeStart("sent", expires_at=row.code_expires_at)


def _code_message(customer: Customer, code: str, settings: Settings) -> Message:
    text = words(customer.language)["code_mail"]
    minutes = max(1, settings.code_ttl_s // 60)
    return Message(
        to=customer.email or "",
        subject=text["subject"].format(code=code),
        text=text["text"].format(name=customer.name, code=code, minutes=minutes),
        kind="code",
    )


def check_code(
    session: Session,
    conversation_id: str,
    code: str,
    now: datetime,
    settings: Settings | None = None,
) -> CodeCheck:
    """Check a code that the shopper typed; the right one proves who they are for a while.

    The caller must commit whatever comes of it, so that a wrong attempt counts.
    """
    settings = settings or get_settings()
    row = _row(session, conversation_id, now)
    if row.attempts >= MAX_ATTEMPTS:
        return CodeCheck("too_many")
    if row.code_hash is None or row.code_expires_at is None:
        return CodeCheck("none", attempts_left=MAX_ATTEMPTS - row.attempts)
    row.attempts += 1
    left = MAX_ATTEMPTS - row.attempts
    if now >= row.code_expires_at:
        session.flush()
        return CodeCheck("expired", attempts_left=left)
    matches = hmac.compare_digest(
        row.code_hash, _hash(conversation_id, plain_number(code), settings)
    )
    if not matches or row.code_customer_id is None:
        session.flush()
        return CodeCheck("wrong", attempts_left=left)
    row.customer_id = row.code_customer_id
    row.verified_until = now + timedelta(seconds=settings.verified_ttl_s)
    row.code_hash = row.code_expires_at = None
    row.attempts = 0
    session.flush()
    return CodeCheck("verified", Identity(row.customer_id, "code"), MAX_ATTEMPTS)


def identity_of(
    session: Session, conversation_id: str, token_customer_id: str | None, now: datetime
) -> Identity:
    """Return who a conversation is proved to be with.

    Args:
        session: session on the shop's database.
        conversation_id: the conversation.
        token_customer_id: customer named by a token that the channel has verified, never by a
            message.
        now: the current time.
    """
    if token_customer_id and session.get(Customer, token_customer_id) is not None:
        return Identity(token_customer_id, "token")
    row = session.get(Verification, conversation_id)
    if row and row.customer_id and row.verified_until and now < row.verified_until:
        return Identity(row.customer_id, "code")
    return NOBODY


def sign_out(session: Session, conversation_id: str) -> None:
    """Forget what a conversation has proved by a code."""
    row = session.get(Verification, conversation_id)
    if row is not None:
        row.customer_id = row.verified_until = row.code_hash = row.code_expires_at = None
        session.flush()
