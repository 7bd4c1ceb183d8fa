"""A local server that plays Chatwoot: contacts, conversations and messages of one inbox, with its faults."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

ACCOUNT, INBOX = 3, 7
TOKEN, SECRET = "a token of a user, for tests", "a secret of the inbox, for tests"
Json = dict[str, Any]


@dataclass
class StandingChatwoot:
    """What was written into it, and what its agents send to the bot."""

    url: str = ""
    contacts: list[Json] = field(default_factory=list)
    conversations: list[Json] = field(default_factory=list)
    messages: dict[int, list[Json]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    """Statuses for the next calls; -1: the call is carried out, but its answer is lost."""
    is_down: bool = False
    inbox_kind: str = "Channel::Api"
    hook: str = "https://chat.example.com/desk/chatwoot"
    ids: int = 100
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settings(self) -> dict[str, str]:
        """Return what the shop has to set."""
        return {
            "ECOM_CHATWOOT_URL": self.url,
            "ECOM_CHATWOOT_TOKEN": TOKEN,
            "ECOM_CHATWOOT_ACCOUNT": str(ACCOUNT),
            "ECOM_CHATWOOT_INBOX": str(INBOX),
            "ECOM_CHATWOOT_SECRET": SECRET,
        }

    def answer(self, method: str, path: str, query: Json, body: Json) -> tuple[int, Any]:
        """Return what Chatwoot answers to a call of its interface."""
        for pattern, verb, work in (
            (r"/inboxes/(\d+)", "GET", self._inbox),
            (r"/contacts/search", "GET", self._search),
            (r"/contacts", "POST", self._contact),
            (r"/contacts/(\d+)/conversations", "GET", self._of_contact),
            (r"/contacts/(\d+)/contact_inboxes", "POST", self._tie),
            (r"/conversations", "POST", self._conversation),
            (r"/conversations/(\d+)/messages", "GET", self._listed),
            (r"/conversations/(\d+)/messages", "POST", self._message),
            (r"/conversations/(\d+)/toggle_(?:status|priority)", "POST", self._toggle),
        ):
            found = re.fullmatch(rf"/api/v1/accounts/{ACCOUNT}{pattern}", path)
            if found and verb == method:
                return work(body, query, *(int(part) for part in found.groups()))
        return 404, {"error": "Resource could not be found"}

    def written(self, number: int | None = None) -> list[tuple[str, str]]:
        """Return the kind and the text of what stands in a conversation: `incoming`, `note` or `outgoing`."""
        number = number or self.conversations[-1]["id"]
        return [
            ("note" if m["private"] else ("incoming", "outgoing")[m["message_type"]], m["content"])
            for m in self.messages[number]
        ]

    def says(self, url: str, text: str, *, agent: str = "Ann", **more: Any) -> httpx.Response:
        """Let an agent write to the customer of the latest conversation, as Chatwoot tells the bot."""
        return send(url, self.message_event(text, agent=agent, **more))

    def message_event(self, text: str, *, agent: str = "Ann", **more: Any) -> Json:
        """Return the event of an agent's message."""
        return {
            "event": "message_created",
            "id": self._next(),
            "content": text,
            "content_type": "text",
            "message_type": "outgoing",
            "private": False,
            "created_at": "2026-11-20T10:00:00.000Z",
            "sender": {"id": 1, "name": agent, "email": "ann@shop.example", "type": "user"},
            "conversation": {"id": self.conversations[-1]["id"], "status": "open"},
            "inbox": {"id": INBOX, "name": "Shop"},
            "account": {"id": ACCOUNT, "name": "Shop"},
            **more,
        }

    def resolved_event(self, *, agent: str = "Ann") -> Json:
        """Return the event of a conversation that an agent has resolved."""
        return {
            "event": "conversation_status_changed",
            "id": self.conversations[-1]["id"],
            "inbox_id": INBOX,
            "status": "resolved",
            "meta": {"assignee": {"id": 1, "name": agent, "type": "user"}},
            "messages": [],
        }

    def _next(self) -> int:
        self.ids += 1
        return self.ids

    def _inbox(self, _body: Json, _query: Json, number: int) -> tuple[int, Any]:
        if number != INBOX:
            return 404, {"error": "Resource could not be found"}
        return 200, {"id": number, "channel_type": self.inbox_kind, "webhook_url": self.hook}

    def _search(self, _body: Json, query: Json) -> tuple[int, Any]:
        wanted = query["q"][0].lower()
        fields = ("name", "email", "identifier")
        found = [
            c for c in self.contacts if any(wanted in str(c.get(f) or "").lower() for f in fields)
        ]
        return 200, {"meta": {"count": len(found)}, "payload": found}

    def _contact(self, body: Json, _query: Json) -> tuple[int, Any]:
        for name in ("email", "identifier"):
            if body.get(name) and any(c.get(name) == body[name] for c in self.contacts):
                return 422, {"message": f"{name.title()} has already been taken"}
        tie = {"source_id": f"source-{self._next()}", "inbox": {"id": body["inbox_id"]}}
        contact = {"id": self._next(), **body, "contact_inboxes": [tie]}
        self.contacts.append(contact)
        return 200, {"payload": {"contact": contact, "contact_inbox": tie}}

    def _tie(self, body: Json, _query: Json, number: int) -> tuple[int, Any]:
        tie = {"source_id": f"source-{self._next()}", "inbox": {"id": body["inbox_id"]}}
        next(c for c in self.contacts if c["id"] == number)["contact_inboxes"].append(tie)
        return 200, tie

    def _of_contact(self, _body: Json, _query: Json, number: int) -> tuple[int, Any]:
        return 200, {"payload": [c for c in self.conversations if c["contact_id"] == number]}

    def _conversation(self, body: Json, _query: Json) -> tuple[int, Any]:
        ties = [tie for c in self.contacts for tie in c["contact_inboxes"]]
        if not any(tie["source_id"] == body["source_id"] for tie in ties):
            return 404, {"error": "Resource could not be found"}
        made = {"id": self._next(), **body}
        self.conversations.append(made)
        self.messages[made["id"]] = []
        return 200, made

    def _listed(self, _body: Json, _query: Json, number: int) -> tuple[int, Any]:
        if number not in self.messages:
            return 404, {"error": "Resource could not be found"}
        return 200, {"meta": {}, "payload": self.messages[number][-20:]}

    def _message(self, body: Json, _query: Json, number: int) -> tuple[int, Any]:
        kind = ("incoming", "outgoing").index(body["message_type"])
        made = {"id": self._next(), **body, "message_type": kind}
        self.messages[number].append(made)
        return 200, made

    def _toggle(self, body: Json, _query: Json, number: int) -> tuple[int, Any]:
        next(c for c in self.conversations if c["id"] == number).update(body)
        return 200, {"payload": {"success": True}}


def signed(event: Json, secret: str = SECRET, at: float | None = None) -> tuple[bytes, dict]:
    """Return an event's body and the headers with which Chatwoot signs it."""
    body = json.dumps(event, ensure_ascii=False).encode()
    moment = str(int(time.time() if at is None else at))
    made = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    names = {"X-Chatwoot-Timestamp": moment, "X-Chatwoot-Signature": f"sha256={made}"}
    return body, {"Content-Type": "application/json", **names}


def send(url: str, event: Json, secret: str = SECRET, at: float | None = None) -> httpx.Response:
    """Send an event as Chatwoot does."""
    body, headers = signed(event, secret, at)
    return httpx.post(url, content=body, headers=headers, trust_env=False, timeout=30)


@contextmanager
def standing_chatwoot() -> Iterator[StandingChatwoot]:
    """Serve it on a free port."""
    played = StandingChatwoot()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            parts = urlsplit(self.path)
            with played.lock:
                played.asked.append(f"{self.command} {parts.path}")
                fault = played.faults.pop(0) if played.faults else 503 if played.is_down else 0
                if self.headers.get("api_access_token") != TOKEN:
                    status, answer = 401, {"error": "Invalid Access Token"}
                elif fault > 0:
                    status, answer = fault, {"error": "no"}
                else:
                    status, answer = played.answer(
                        self.command, parts.path, parse_qs(parts.query), body
                    )
            if fault < 0:
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self._handle()

        def do_POST(self) -> None:
            self._handle()

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
