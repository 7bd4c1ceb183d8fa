"""Doing a thing once, whoever sends it how often: its key is reserved first, its receipt kept under it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ecomcore.errors import CodedError, NotAllowedError, refuse
from ecomcore.orders.plans import Receipt
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import Operation

_KEY_LENGTH = 200


def _claim(session: Session, key: str, kind: str, now: datetime) -> Receipt | None:
    """Reserve the key, or return the receipt of what was done under it."""
    if insert_if_absent(session, Operation, key=key, kind=kind, result={}, at=now):
        return None
    done = session.get_one(Operation, key, populate_existing=True)
    if not done.result:
        refuse("in_progress", f"operation {key!r} has been started but not finished")
    receipt = Receipt.from_dict(done.result)
    object.__setattr__(receipt, "repeated", True)
    return receipt


def once(
    session: Session, owner: str, key: str, kind: str, now: datetime, work: Callable[[], Receipt]
) -> Receipt:
    """Do `work` unless it has been done under this key; return its first receipt.

    The key belongs to its owner: another customer's key never gives this receipt. `work` must
    refuse before its first change; a refusal frees the key.
    """
    full = f"{owner}:{key}"
    if len(full) > _KEY_LENGTH:
        full = hashlib.sha256(full.encode()).hexdigest()
    session.flush()
    first = _claim(session, full, kind, now)
    if first is not None:
        return first
    session.expire_all()
    try:
        receipt = work()
    except CodedError:
        session.execute(delete(Operation).where(Operation.key == full))
        raise
    session.get_one(Operation, full).result = receipt.as_dict()
    try:
        session.flush()
    except StaleDataError as error:
        raise NotAllowedError(
            "the order was changed by somebody else at the same moment; plan again", code="changed"
        ) from error
    return receipt
