"""Tickets in Chatwoot: each is a conversation in an inbox of the kind API, in which the shop's people answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.shop.outbox.delivery import Entry, UndeliveredError
from ecomcore.shop.outbox.desk_mail import facts_of, transcript_of
from ecomcore.shop.outbox.webhook import safe_url
from ecomcore.shop.tickets import ticket_row
from ecomcore.shop.wording import words

NAME = "chatwoot"
TIMEOUT_S = 10.0
GONE = 404
MISTAKEN = 422
Json = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """Where the tickets go: a user's token, and the numbers of an account and of an inbox of the kind API."""

    url: str
    token: str
    account: int
    inbox: int

    def __post_init__(self) -> None:
        """Refuse an address that would carry customers' data over the network unencrypted."""
        safe_url("ECOM_CHATWOOT_URL", self.url)

    @property
    def base(self) -> str:
        """Address of the account in Chatwoot's interface."""
        return f"{self.url.rstrip('/')}/api/v1/accounts/{self.account}"


def ref_of(conversation: int | str) -> str:
    """Return what a ticket keeps of its conversation in Chatwoot."""
    return f"{NAME}:{conversation}"


class Chatwoot:
    """Writes into Chatwoot what happens to tickets.

    What the shopper writes is an incoming message; what the bot says, and what a person needs to know besides, is a
    private note, which Chatwoot never sends to anybody.
    """

    name = NAME

    def __init__(
        self,
        account: Account,
        sessions: Callable[[], AbstractContextManager[Session]],
        shop: str,
        language: str,
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Write into `account`; each of `sessions` is one transaction."""
        self.account, self.sessions, self.shop, self.language = account, sessions, shop, language
        self.timeout_s = timeout_s

    def send(self, entry: Entry) -> None:
        """Write what happened; the same entry again writes only what is not there yet.

        Raises:
            UndeliveredError: Chatwoot was not reached, or refused it.
        """
        with httpx.Client(
            headers={"api_access_token": self.account.token},
            timeout=self.timeout_s,
            trust_env=False,
        ) as client:
            number = self._conversation(client, entry)
            there = self._there(client, number, entry)
            for part, message in enumerate(self._messages(entry)):
                source = f"{entry.uid}-{part}"
                if source not in there:
                    path = f"/conversations/{number}/messages"
                    self._ask(client, "POST", path, {**message, "source_id": source})
            if entry.event == "closed":
                status = {"status": "resolved"}
                self._ask(client, "POST", f"/conversations/{number}/toggle_status", status)

    def _messages(self, entry: Entry) -> list[Json]:
        body, text = entry.body, words(self.language)["ticket_mail"]
        if entry.event == "opened":
            told = "\n".join([*facts_of(body, text), "", *transcript_of(body, text)])
            return [_note(told), _incoming(body["question"] or body["subject"])]
        if entry.event == "said":
            replies = [f"{text['who_bot']}: {reply}" for reply in body["replies"] if reply]
            return [_incoming(body["text"]), *([_note("\n".join(replies))] if replies else [])]
        if entry.event == "answered":
            return [_note(f"{body['name']}: {body['text']}" if body["name"] else body["text"])]
        return []

    def _there(self, client: httpx.Client, number: str, entry: Entry) -> set[str]:
        """Return which messages of an entry an earlier attempt has written."""
        try:
            found = self._ask(client, "GET", f"/conversations/{number}/messages")
        except UndeliveredError as error:
            if (
                str(error) == f"answered {GONE}"
            ):  # somebody has deleted it: the next attempt makes a new one
                self._keep(entry, None)
            raise
        sources = (str(message.get("source_id") or "") for message in _listed(found))
        return {source for source in sources if source.startswith(entry.uid)}

    def _conversation(self, client: httpx.Client, entry: Entry) -> str:
        """Return the number of a ticket's conversation, which is made where there is none."""
        with self.sessions() as session:
            ref = ticket_row(session, entry.body["ticket"]).desk_ref or ""
        name, _, number = ref.partition(":")
        if name == NAME and number:
            return number
        number = self._found_or_made(client, entry.body)
        self._keep(entry, number)
        return number

    def _keep(self, entry: Entry, number: str | None) -> None:
        with self.sessions() as session:
            row = ticket_row(session, entry.body["ticket"])
            row.desk_ref = ref_of(number) if number else None

    def _found_or_made(self, client: httpx.Client, body: Mapping[str, Any]) -> str:
        contact = self._contact(client, body)
        mine = self._ask(client, "GET", f"/contacts/{contact['id']}/conversations")
        for conversation in _listed(mine):
            if (conversation.get("custom_attributes") or {}).get("ticket") == body["ticket"]:
                return str(conversation["id"])
        known = {"ticket": body["ticket"], "order": body["order_id"], "feeling": body["sentiment"]}
        more = {"channel": body["channel"], "language": body["language"]}
        asked = {
            "source_id": self._source(client, contact),
            "inbox_id": self.account.inbox,
            "contact_id": contact["id"],
            "status": "open",
            "custom_attributes": {k: v for k, v in {**known, **more}.items() if v},
        }
        made = str(self._ask(client, "POST", "/conversations", asked)["id"])
        if body["priority"] == "high":
            high = {"priority": "high"}
            self._ask(client, "POST", f"/conversations/{made}/toggle_priority", high)
        return made

    def _contact(self, client: httpx.Client, body: Mapping[str, Any]) -> Json:
        """Return the contact of a customer, or of a guest's conversation, which is made where there is none."""
        person = body.get("customer") or {}
        guest = hashlib.sha256(str(body["conversation_id"]).encode()).hexdigest()[:16]
        identifier = f"{self.shop}-{person['id'] if person else f'guest-{guest}'}"
        email = person.get("email") or body["email"] or ""
        for wanted, field in ((identifier, "identifier"), (email, "email")):
            if wanted:
                found = self._ask(client, "GET", "/contacts/search", params={"q": wanted})
                for contact in _listed(found):
                    if str(contact.get(field) or "").lower() == wanted.lower():
                        return contact
        name = person.get("name") or f"{words(self.language)['ticket_mail']['guest']} {guest[:4]}"
        asked = {"inbox_id": self.account.inbox, "name": name, "identifier": identifier}
        made = self._ask(
            client, "POST", "/contacts", {**asked, **({"email": email} if email else {})}
        )
        return dict(made["payload"]["contact"])

    def _source(self, client: httpx.Client, contact: Mapping[str, Any]) -> str:
        """Return what ties a contact to the inbox."""
        for tie in contact.get("contact_inboxes") or []:
            if (tie.get("inbox") or {}).get("id") == self.account.inbox:
                return str(tie["source_id"])
        asked = {"inbox_id": self.account.inbox}
        made = self._ask(client, "POST", f"/contacts/{contact['id']}/contact_inboxes", asked)
        return str(made["source_id"])

    def _ask(
        self,
        client: httpx.Client,
        method: str,
        path: str,
        content: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        try:
            answered = client.request(method, self.account.base + path, json=content, params=params)
        except httpx.HTTPError as error:
            raise UndeliveredError(f"not reached: {type(error).__name__}", is_down=True) from error
        if not 200 <= answered.status_code < 300:
            is_down = answered.status_code not in (GONE, MISTAKEN)
            raise UndeliveredError(f"answered {answered.status_code}", is_down=is_down)
        try:
            return answered.json()
        except ValueError as error:
            raise UndeliveredError("the answer is no JSON", is_down=True) from error


def account_from(url: str, token: str, account: int | None, inbox: int | None) -> Account:
    """Return the account that the settings name.

    Raises:
        SettingsError: one of them is missing.
    """
    given = {
        "ECOM_CHATWOOT_TOKEN": token,
        "ECOM_CHATWOOT_ACCOUNT": account,
        "ECOM_CHATWOOT_INBOX": inbox,
    }
    missing = [name for name, value in given.items() if not value]
    if missing or account is None or inbox is None:
        raise SettingsError(
            f"ECOM_CHATWOOT_URL is set, but {' and '.join(missing)} not: docs/people.md says where to find each"
        )
    return Account(url, token, account, inbox)


def _incoming(text: str) -> Json:
    return {"content": text, "message_type": "incoming", "private": False}


def _note(text: str) -> Json:
    return {"content": text, "message_type": "outgoing", "private": True}


def _listed(answered: Any) -> list[Json]:
    found = answered.get("payload") if isinstance(answered, dict) else answered
    return list(found or [])
