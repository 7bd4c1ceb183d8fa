"""Telling a shopper in the conversation, on whichever channel it is led, without having been asked."""

from __future__ import annotations

from typing import Any

import httpx

from ecomcore.shop.outbox.delivery import Entry, UndeliveredError
from ecomcore.shop.wording import words

TIMEOUT_S = 15.0
PATH = "/webhooks/push/messages"


class Conversation:
    """Hands messages to the bot's process, which keeps them in the conversation and delivers them."""

    name = "conversation"

    def __init__(self, bot_url: str, key: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Call the bot at `bot_url`, showing the key that the shop's own processes share."""
        self.url, self.key, self.timeout_s = bot_url.rstrip("/") + PATH, key, timeout_s

    def send(self, entry: Entry) -> None:
        """Hand over what is to be said; the bot tells a repetition by its id.

        Raises:
            UndeliveredError: the bot was not reached, or could not keep it.
        """
        push = {
            "id": entry.uid,
            "conversation": entry.body["conversation_id"],
            "messages": [said(entry)],
        }
        known = {"authorization": f"Bearer {self.key}"}
        try:
            answered = httpx.post(
                self.url, json=push, headers=known, timeout=self.timeout_s, trust_env=False
            )
        except httpx.HTTPError as error:
            raise UndeliveredError(f"not reached: {type(error).__name__}", is_down=True) from error
        if answered.status_code != 200:
            is_down = answered.status_code >= 500
            raise UndeliveredError(f"answered {answered.status_code}", is_down=is_down)


def said(entry: Entry) -> dict[str, Any]:
    """Return an entry as a message of the conversation, with a payload that says who writes there now."""
    body = entry.body
    name = body.get("name") or ""
    if entry.event == "answered":
        return {"text": body["text"], "custom": _person("answering", name)}
    if entry.event == "notice":
        return {"text": body["text"], "buttons": body.get("buttons") or []}
    key = "closed_by_nobody" if entry.event == "closed" and not name else entry.event
    text = words(body["language"])["push"][key].format(number=body["ticket"], name=name)
    state = "gone" if entry.event == "closed" else "waiting"
    return {"text": text, "custom": _person(state, name)}


def _person(state: str, name: str) -> dict[str, str]:
    return {"type": "person", "state": state, "name": name}
