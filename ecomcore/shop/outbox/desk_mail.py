"""Tickets by e-mail: to the shop's people, who answer by mail, and their answers to shoppers who have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Session

from ecomcore.shop.notify import Message, Notifier
from ecomcore.shop.outbox.delivery import Entry
from ecomcore.shop.outbox.letters import hand_over
from ecomcore.shop.talks import has_written_since
from ecomcore.shop.wording import words

Sessions = Callable[[], AbstractContextManager[Session]]


class DeskMail:
    """Writes to the people who answer tickets, in the shop's language."""

    name = "desk_mail"

    def __init__(
        self, notifier: Notifier, to: str, language: str, reply_to: Callable[[str], str] | None
    ) -> None:
        """Write to `to`.

        Args:
            notifier: sends the mail.
            to: their address.
            language: that of the shop.
            reply_to: gives for a ticket's number the address that its answers go to; none: mail is not read.
        """
        self.notifier, self.to, self.language, self.reply_to = notifier, to, language, reply_to

    def send(self, entry: Entry) -> None:
        """Send what happened to a ticket; what is said to the bot while nobody has answered is not mailed.

        Raises:
            UndeliveredError: the mail could not be handed over.
        """
        body = entry.body
        if entry.event == "said" and not body["is_held"]:
            return
        text = words(self.language)["ticket_mail"]
        message = Message(
            self.to,
            text["subject"].format(number=body["ticket"], subject=_in_short(body)),
            "\n".join(self._lines(entry, text)),
            "ticket",
            entry.uid,
            reply_to=self.reply_to(body["ticket"]) if self.reply_to else None,
        )
        hand_over(self.notifier, message)

    def _lines(self, entry: Entry, text: Mapping[str, str]) -> Iterator[str]:
        body = entry.body
        if self.reply_to:
            yield from (text["above"], "")
        about = {"number": body["ticket"], "priority": body["priority"], "name": body.get("name")}
        yield text[f"head_{entry.event}"].format(**about)
        yield ""
        if body.get("text"):
            yield from (body["text"], "")
        if entry.event == "opened":
            yield from facts_of(body, text)
            yield ""
            yield from transcript_of(body, text)
            yield ""
        yield text["how_to_reply" if self.reply_to else "how_to_answer"].format(**about)


class AnswerMail:
    """Mails a person's answer to a shopper who has not written in the conversation since."""

    name = "answer_mail"

    def __init__(self, notifier: Notifier, sessions: Sessions) -> None:
        """Write by `notifier`; each of `sessions` is one transaction."""
        self.notifier, self.sessions = notifier, sessions

    def send(self, entry: Entry) -> None:
        """Send an answer, unless the shopper has read it.

        Raises:
            UndeliveredError: the mail could not be handed over.
        """
        body = entry.body
        with self.sessions() as session:
            if has_written_since(session, body["ticket"], body["text"]):
                return
        text = words(body["language"])["answer_mail"]
        about = {"number": body["ticket"], "name": body["name"] or text["somebody"]}
        message = Message(
            body["email"],
            text["subject"].format(**about),
            text["text"].format(text=body["text"], **about),
            "answer",
            entry.uid,
        )
        hand_over(self.notifier, message)


def _in_short(body: Mapping[str, Any]) -> str:
    """Return what a ticket is about in a line: the question, or the subject where there is none."""
    first = str(body["question"] or body["subject"]).splitlines()[0]
    return first if len(first) <= 70 else first[:69].rstrip() + "…"


def transcript_of(body: Mapping[str, Any], text: Mapping[str, str]) -> Iterator[str]:
    """Yield what was said before a ticket was opened, a line each."""
    yield text["transcript"]
    for said in body["transcript"]:
        yield f"{text.get('who_' + str(said.get('who')), '')}: {said.get('text', '')}"


def facts_of(body: Mapping[str, Any], text: Mapping[str, str]) -> Iterator[str]:
    """Yield what is known of a ticket, a line each; what is not known has no line."""
    person = body.get("customer") or {}
    found = {
        "question": body["question"],
        "customer": person.get("name") or text["guest"],
        "email": body["email"],
        "order": body["order_id"],
        "channel": body["channel"],
        "language": body["language"],
        "sentiment": body["sentiment"],
        "suggestion": body.get("suggestion"),
    }
    for name, value in found.items():
        if value:
            yield text[f"fact_{name}"].format(value=value)
