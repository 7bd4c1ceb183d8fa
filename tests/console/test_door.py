"""Who may enter the console, and who may not."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from ecomcore.console.door import COOKIE, LINK, LINK_S, SESSION, SESSION_S, Door, link
from shoptalk.signing import Signer

SIGNER = Signer("a key for tests only", "small")


async def inside(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"hello {request.scope.get('staff')}")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")


@pytest.fixture
def client():
    app = Starlette(
        routes=[
            Route("/", inside),
            Route("/health", inside),
            WebSocketRoute("/socket", socket),
        ]
    )
    app.add_middleware(Door, signer=SIGNER, closed="closed")
    return TestClient(app, follow_redirects=False)


def with_cookie(client, token):
    client.cookies.set(COOKIE, token)
    return client


def test_a_fresh_link_lets_in_and_leaves_no_key_in_the_address(client):
    answer = client.get(link(SIGNER, "", "anna") + "&days=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?days=7")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/").text == "hello anna"


def test_without_it_nothing_is_shown_but_that_the_console_lives(client):
    assert (client.get("/").status_code, client.get("/").text) == (401, "closed")
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        SIGNER.sign({"staff": "anna"}, SESSION, time.time() - SESSION_S - 5),
        SIGNER.sign({"staff": "anna"}, LINK),
        SIGNER.sign_staff_token("anna"),
        SIGNER.sign_customer_token("C1"),
        SIGNER.sign({"staff": ""}, SESSION),
        Signer("another key, of a stranger", "small").sign({"staff": "anna"}, SESSION),
        Signer("a key for tests only", "other").sign({"staff": "anna"}, SESSION),
    ],
    # They are made anew in every process, so that they cannot tell the tests apart.
    ids=["empty", "nonsense", "old", "link", "staff", "customer", "nobody", "forged", "other shop"],
)
def test_no_other_token_is_a_cookie(client, token):
    assert with_cookie(client, token).get("/").status_code == 401


@pytest.mark.parametrize(
    "key", ["x", SIGNER.sign({"staff": "anna"}, LINK, time.time() - LINK_S - 5),
            SIGNER.sign({"staff": "anna"}, SESSION), SIGNER.sign_staff_token("anna")],
    ids=["nonsense", "old", "cookie", "staff"],
)  # fmt: skip
def test_an_old_link_or_another_token_is_no_link(client, key):
    assert client.get("/", params={"key": key}).status_code == 401


def test_the_live_connection_needs_the_cookie_too(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/socket"):
        pass
    signed_in = with_cookie(client, SIGNER.sign({"staff": "anna"}, SESSION))
    with signed_in.websocket_connect("/socket") as connection:
        assert connection.receive_text() == "hello"


def test_a_link_names_the_console_and_nothing_else():
    address = urlsplit(link(SIGNER, "http://127.0.0.1:5006", "anna"))
    assert (address.netloc, address.path) == ("127.0.0.1:5006", "/")
    assert set(parse_qs(address.query)) == {"key"}
