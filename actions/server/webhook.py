"""The HTTP side of the action server, on a private address: the webhook, carts, decisions, answers, health."""

from __future__ import annotations

import asyncio
import json
import logging
import zlib
from typing import Any

from rasa_sdk.executor import ActionExecutor
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.server import asked, metrics
from shoptalk.signing import Signer

logger = logging.getLogger(__name__)
MAX_TOKEN = 2000
MAX_DECISION_BYTES = 256 * 1024
MAX_BODY_BYTES = 32 * 1024 * 1024
MAX_TRACKER_BYTES = 64 * 1024 * 1024


def create_app(
    executor: ActionExecutor, signer: Signer, metrics_key: str | None = None
) -> Sanic[Any, Any]:
    """Return the application; unlike the SDK's, it never sends a tracker back or logs one when something fails.

    Only who shows the key of `signer` may call an action; a cart is shown to whoever has its signed token, and a
    decision is taken from whoever signs it with the secret that the shop's own system holds. Who reads the figures must
    show `metrics_key`, if there is one.
    """
    app: Sanic[Any, Any] = Sanic("ecom_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES

    _tell_how_it_is(app, metrics_key)

    @app.get("/checkout")
    async def checkout(request: Request) -> HTTPResponse:
        from actions.server import checkout as page
        from actions.turn.service import get_service

        language = page.preferred_language(request.headers.get("Accept-Language", ""))
        token = str(request.args.get("cart") or "")[:MAX_TOKEN]
        as_data = request.args.get("format") == "json"
        answer = await asyncio.to_thread(page.answer, get_service(), token, language, as_data)
        if answer.data is not None:
            return response.json(answer.data, status=answer.status, dumps=_json)
        return response.html(answer.page, status=answer.status)

    _hear_shop(app)

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        if not signer.is_call_key(request.token or ""):
            return response.json(
                {"error": "this server answers the shop's own bot only"}, status=401
            )
        try:
            call = json.loads(_body(request))
            action = str(call["next_action"])
            call.setdefault("domain", {})  # Rasa leaves it out; the SDK insists on one
        except (ValueError, KeyError, TypeError, zlib.error):
            return response.json({"error": "the body is not an action call"}, status=400)
        try:
            result = await executor.run(call)
        except Exception as error:  # the SDK's own errors carry the tracker
            logger.error("%s could not be run: %s", action, type(error).__name__)
            return response.json(
                {"error": f"{action} could not be run", "action_name": action}, status=404
            )
        return response.json(result.model_dump() if result else None)

    asked.add_routes(app, signer)
    return app


def _tell_how_it_is(app: Sanic[Any, Any], metrics_key: str | None) -> None:
    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @app.get("/metrics")
    async def figures(request: Request) -> HTTPResponse:
        if not metrics.is_allowed(request.token or "", metrics_key):
            return response.json({"error": "the key is not right"}, status=401)
        return response.raw(metrics.exposition(), content_type=metrics.CONTENT_TYPE_LATEST)


def _hear_shop(app: Sanic[Any, Any]) -> None:
    """Add what the shop's own systems call; each call is signed, and answered by whoever checks that."""

    @app.post("/changes/<number:str>")
    async def decide(request: Request, number: str) -> HTTPResponse:
        from actions.server import decisions
        from actions.turn.service import get_service

        headers, body = _signed(request)
        decided = await asyncio.to_thread(decisions.answer, get_service(), number, headers, body)
        return response.json(decided.data, status=decided.status, dumps=_json)

    @app.post("/tickets/<number:str>")
    async def answer_ticket(request: Request, number: str) -> HTTPResponse:
        from actions.server import people
        from actions.turn.service import get_service

        headers, body = _signed(request)
        taken = await asyncio.to_thread(people.from_call, get_service(), number, headers, body)
        return response.json(taken.data, status=taken.status, dumps=_json)

    @app.post("/desk/chatwoot")
    async def chatwoot(request: Request) -> HTTPResponse:
        from actions.server import people
        from actions.turn.service import get_service

        taken = await asyncio.to_thread(people.from_chatwoot, get_service(), *_signed(request))
        return response.json(taken.data, status=taken.status, dumps=_json)


def _signed(request: Request) -> tuple[dict[str, str], bytes]:
    """Return what a signature is held against; what is too long is cut, so that its signature is wrong."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return headers, bytes(request.body)[:MAX_DECISION_BYTES]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _body(request: Request) -> bytes:
    if request.headers.get("Content-Encoding") != "deflate":
        return bytes(request.body)
    return zlib.decompressobj().decompress(request.body, MAX_TRACKER_BYTES)


def serve(
    executor: ActionExecutor, signer: Signer, host: str, port: int, metrics_key: str | None = None
) -> None:
    """Serve until the process is told to stop."""
    app = create_app(executor, signer, metrics_key)
    app.run(host=host, port=port, single_process=True, motd=False, access_log=False)
