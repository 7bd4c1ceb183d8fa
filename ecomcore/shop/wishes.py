"""Telling shoppers that the shop now has something which it did not sell when they looked for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Customer
from ecomcore.shop.models import Wish as Row
from ecomcore.shop.notices import STOCK, goes_into_chat, tell
from ecomcore.shop.notify import Message, Notifier, was_sent
from ecomcore.shop.waiting import end_waiting, waited_for
from ecomcore.shop.wording import words as mail_words

LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """What was looked for in vain; `email` is None for a guest, `is_new` says that it was not noted before."""

    id: int
    words: str
    email: str | None
    language: str
    created_at: datetime
    is_new: bool = False


Arrival = Callable[[Wish], Mapping[str, str] | None]
"""Gives the title, by language, of something new that answers a wish, or None."""


def note(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    words: str,
    language: str,
    now: datetime,
    email: str | None = None,
) -> Wish:
    """Note that this conversation wants to be told when the shop has what `words` say; twice is once.

    A customer is told at the address of the account, a guest at `email`, which is forgotten once the mail is sent.
    """
    words = " ".join(words.split())[:LONGEST]
    row = session.scalars(
        select(Row).where(Row.conversation_id == conversation_id, Row.words == words)
    ).one_or_none()
    is_new = row is None or row.notified_at is not None
    if row is None:
        row = Row(conversation_id=conversation_id, words=words, language=language, created_at=now)
        session.add(row)
    customer = session.get(Customer, customer_id) if customer_id else None
    if customer is not None:
        row.customer_id, row.email = customer.id, customer.email
    elif email is not None:
        row.email = email
    row.notified_at = None
    session.flush()
    return _view(row, is_new)


def wishes_of(session: Session, *, conversation_id: str, customer_id: str | None) -> list[Wish]:
    """Return what a conversation, and the customer if one is known, still wishes for, oldest first."""
    rows = waited_for(session, Row, conversation_id=conversation_id, customer_id=customer_id)
    return [_view(row) for row in rows]


def forget(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    ids: Collection[int] | None = None,
) -> list[str]:
    """End the wishes of a conversation and of its customer, or those of them with `ids`; return their words."""
    rows = waited_for(session, Row, conversation_id=conversation_id, customer_id=customer_id)
    ended = [row for row in rows if ids is None or row.id in ids]
    words = [row.words for row in ended]
    end_waiting(session, ended)
    return words


def send_due_wishes(
    session: Session,
    arrived: Arrival,
    notifier: Notifier,
    now: datetime,
    *,
    in_chat: bool = False,
) -> list[Wish]:
    """Write to those whose wish something new answers, in the chat too if the shop does; return what was told.

    One that cannot be sent stays open. Call it from a schedule, after a build with new products.
    """
    sent = []
    for row in session.scalars(select(Row).where(Row.notified_at.is_(None)).order_by(Row.id)):
        wish = _view(row)
        is_chat = in_chat and goes_into_chat(row.conversation_id, row.email)
        title = arrived(wish) if is_chat or row.email else None
        if title is None:
            continue
        if is_chat:
            text = mail_words(wish.language)["push"]["wish"]
            text = text.format(title=_title(wish, title), words=wish.words)
            tell(session, row.conversation_id, wish.language, STOCK, text, now)
        elif not was_sent(notifier, _message(wish, title), f"wish {wish.id}"):
            continue
        row.notified_at = now
        row.email = row.email if row.customer_id else None
        session.flush()
        sent.append(wish)
    return sent


def _view(row: Row, is_new: bool = False) -> Wish:
    return Wish(row.id, row.words, row.email, row.language, row.created_at, is_new)


def _title(wish: Wish, titles: Mapping[str, str]) -> str:
    return titles.get(wish.language) or next(iter(titles.values()), "")


def _message(wish: Wish, titles: Mapping[str, str]) -> Message:
    text = mail_words(wish.language)["wish_mail"]
    title = _title(wish, titles)
    return Message(
        to=wish.email or "",
        subject=text["subject"].format(title=title),
        text=text["text"].format(title=title, words=wish.words),
        kind="wish",
    )
