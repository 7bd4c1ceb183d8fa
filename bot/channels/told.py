"""Takes in what a conversation is told without having asked: a person's answer, the end of their talk, a notice.

The action server calls it, once or several times for the same message: it is kept in the conversation once, delivered
on the channel that the conversation is led on, and open pages are told that there is news.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Mapping, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.dialogue import Dialogue, EndedError
from channels.messaging.channel import MessagingInput
from channels.messaging.events import Event
from channels.problems import problem
from channels.pushes import NEWS, pushes
from shoptalk.messaging import WEB, channel_of
from shoptalk.signing import Signer

logger = logging.getLogger(__name__)
MAX_BODY = 100_000
LONGEST_ID = 70
"""Characters of an id; the databases have room for what stands before it."""
Json = Dict[str, Any]


class ToldInput(InputChannel):
    """The way in for the shop's own processes; nobody else is heard."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of its address."""
        return "push"

    def __init__(self, signer: Signer, messengers: Mapping[str, MessagingInput]) -> None:
        """Deliver by the messaging channels that are open, by their names."""
        self._signer, self._messengers = signer, messengers

    def blueprint(self, _on_new_message: Any) -> Blueprint:
        """Return the route below `/webhooks/push`."""
        routes = Blueprint("push_channel")

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self._receive(request)

        return routes

    async def _receive(self, request: Request) -> HTTPResponse:
        if not self._signer.is_call_key(request.token or ""):
            return problem(401, "this address is for the shop's own processes only")
        told = _read(request)
        if told is None:
            return problem(400, "the body must name a conversation, an id and messages")
        try:
            is_delivered = await self._tell(told, Dialogue(request.app.ctx.agent))
        except Exception as error:  # whatever fails, it must be sent again
            logger.error("something to be told could not be kept: %s", type(error).__name__)
            return problem(503, "try again in a moment")
        return response.json({"delivered": is_delivered})

    async def _tell(self, told: Json, dialogue: Dialogue) -> bool:
        """Keep and deliver a message, and say whether there was anywhere to deliver it to."""
        conversation, own_id = told["conversation"], told["id"]
        channel, sender = channel_of(conversation)
        try:
            is_kept = await dialogue.tell(conversation, own_id, told["messages"])
        except EndedError:  # it is still somebody's on a messenger, but nobody's on the web
            is_kept = False
        await pushes().tell(conversation, NEWS)
        if channel == WEB:
            return is_kept
        messenger = self._messengers.get(channel)
        if messenger is None:
            logger.error("%s is closed: something to be told there was not", channel)
            return False
        await messenger.tell(Event(f"push-{own_id}", sender, told=_read_out(told)), dialogue)
        return True


def _read(request: Request) -> Optional[Json]:
    try:
        body = request.load_json()  # type: ignore[no-untyped-call]
        told = {
            "conversation": str(body["conversation"]),
            "id": str(body["id"]),
            "messages": [message for message in body["messages"] if isinstance(message, dict)],
        }
    except Exception:  # whatever the parser raises, it is not JSON of that form
        return None
    is_sane = len(request.body) <= MAX_BODY and 0 < len(told["id"]) <= LONGEST_ID
    return told if is_sane and told["messages"] and told["conversation"] else None


def _read_out(told: Json) -> List[Json]:
    """Return messages as they are read where nobody is shown beside them: a person's begins with their name."""
    return [{**message, "text": _with_name(message)} for message in told["messages"]]


def _with_name(message: Json) -> str:
    text, custom = str(message.get("text") or ""), message.get("custom") or {}
    is_persons = custom.get("type") == "person" and custom.get("state") == "answering"
    return f"{custom['name']}: {text}" if is_persons and custom.get("name") else text
