"""One conversation with a running bot over its web channel: for the terminal chat, replays and tests."""

from __future__ import annotations

import base64
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from shoptalk.signing import Signer

ANSWER_TIMEOUT_S = 40.0
BUSY_S, BUSY_STEP_S = 90, 3
"""How long, and how often, a message that was sent too fast is tried again."""

Message = dict[str, Any]


class ConversationError(Exception):
    """The bot refused a message, or could not be reached; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What the bot replied to one message."""

    messages: list[Message]
    failed: bool = False

    @property
    def text(self) -> str:
        """All that is to be read."""
        return "\n".join(str(m["text"]) for m in self.messages if m.get("text"))

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons of the answer, in their order."""
        return [button for message in self.messages for button in message.get("buttons") or []]

    @property
    def products(self) -> list[Message]:
        """All product cards of the answer, in their order."""
        return [
            item
            for custom in self.customs("products")
            for item in custom.get("items") or []
            if isinstance(item, dict)
        ]

    def customs(self, kind: str) -> list[Message]:
        """Return the payloads of one type."""
        found = [message.get("custom") for message in self.messages]
        return [
            custom for custom in found if isinstance(custom, dict) and custom.get("type") == kind
        ]


class Conversation:
    """A session of the web channel; it starts with the first message."""

    def __init__(
        self,
        web: str,
        *,
        secret: str = "",
        shop: str = "demo",
        customer_id: str | None = None,
        staff: str | None = None,
        address: str | None = None,
    ) -> None:
        """Talk to the channel at `web`, as a guest or, with the `secret` of `shop`, as a customer or as `staff`.

        `address` is the one of this machine to speak from: the channel limits new sessions of one address.
        """
        transport = httpx.HTTPTransport(local_address=address) if address else None
        self._client = httpx.Client(timeout=ANSWER_TIMEOUT_S, trust_env=False, transport=transport)
        self._web = web
        self._customer_id = customer_id
        self._staff = staff
        self._secret = secret
        self._shop = shop
        self._session = ""

    def __enter__(self) -> Conversation:
        """Return the conversation."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection."""
        self._client.close()

    def say(self, text: str) -> Answer:
        """Send what a person typed."""
        return self._send({"text": text})

    def tap(self, payload: str) -> Answer:
        """Send what a button holds."""
        return self._send({"payload": payload})

    def show(self, photo: Path, words: str = "") -> Answer:
        """Send a photo, with what is written beside it.

        Raises:
            ConversationError: the file cannot be read.
        """
        try:
            content = photo.read_bytes()
        except OSError as error:
            raise ConversationError(f"{photo} cannot be read: {error.strerror}") from error
        return self._send({"image": base64.b64encode(content).decode(), "text": words})

    def history(self) -> list[dict[str, Any]]:
        """Return what was said, an exchange each, with what was told unasked."""
        known = {"Authorization": f"Bearer {self._session}"}
        try:
            content = self._client.get(f"{self._web}/history", headers=known).json()
        except (httpx.HTTPError, ValueError) as error:
            raise ConversationError(f"there is no history ({type(error).__name__})") from error
        return list(content.get("exchanges") or [])

    def _send(self, body: dict[str, str]) -> Answer:
        if not self._session:
            self._session = self._start()
        answer = self._post(
            "messages",
            {"id": uuid.uuid4().hex, **body},
            {"Authorization": f"Bearer {self._session}"},
        )
        found = Answer(list(answer.get("messages") or []), bool(answer.get("failed")))
        if found.customs("signed_out"):
            self._session, self._customer_id = "", None
        return found

    def _start(self) -> str:
        body: dict[str, str] = {}
        if self._customer_id or self._staff:
            signer = Signer(self._secret, self._shop)
        if self._customer_id:
            body["customer_token"] = signer.sign_customer_token(self._customer_id)
        if self._staff:
            body["staff_token"] = signer.sign_staff_token(self._staff)
        return str(self._post("session", body, {})["session"])

    def _post(self, path: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        try:
            response = self._client.post(f"{self._web}/{path}", json=body, headers=headers)
            waited_s = 0
            while response.status_code == httpx.codes.TOO_MANY_REQUESTS and waited_s < BUSY_S:
                step_s = max(BUSY_STEP_S, int(response.headers.get("Retry-After") or 0))
                time.sleep(step_s)
                waited_s += step_s
                response = self._client.post(f"{self._web}/{path}", json=body, headers=headers)
            content = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ConversationError(
                f"the bot did not answer ({type(error).__name__}); see var/log/bot.log"
            ) from error
        if response.status_code != httpx.codes.OK:
            raise ConversationError(str(content.get("error") or content.get("message") or content))
        return dict(content)
