"""What the bot asks the action server for besides answers: what the chat says of the shop, and to forget."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from shoptalk.signing import Signer

MAX_LANGUAGE = 20


def add_routes(app: Sanic[Any, Any], signer: Signer) -> None:
    """Add both; only who shows the key of `signer` may have something forgotten."""

    @app.get("/about")
    async def about(request: Request) -> HTTPResponse:
        from actions.server import about as page
        from actions.turn.service import get_service

        language = str(request.args.get("language") or "")[:MAX_LANGUAGE]
        told = await asyncio.to_thread(page.answer, get_service(), language)
        return response.json(told, dumps=_json)

    @app.delete("/conversations/<conversation_id:str>")
    async def forget(request: Request, conversation_id: str) -> HTTPResponse:
        if not signer.is_call_key(request.token or ""):
            return response.json({"error": "only the shop's own bot may do this"}, status=401)
        await asyncio.to_thread(_forget, unquote(conversation_id))
        return response.empty()


def _forget(conversation_id: str) -> None:
    from actions.turn.service import get_service
    from ecomcore.shop.database import open_session
    from ecomcore.shop.forgetting import forget_conversation

    service = get_service()
    with open_session(service.shop, service.settings) as session:
        forget_conversation(session, conversation_id)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
