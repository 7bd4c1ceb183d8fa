"""Decisions as the shop's system sends them: over HTTP, to a running action server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import order_plans
import pytest
from small_shop import NOW, SmallShop

from ecomcore import orders
from ecomcore.config import ROOT
from ecomcore.shop import models as m
from ecomcore.shop.outbox.signatures import WebhookKey

SECRET = "a secret that is long enough to sign with"
SERVER = """
import sys
from rasa_sdk.executor import ActionExecutor
from actions.server.webhook import serve
from shoptalk.signing import Signer
serve(ActionExecutor(), Signer("a key of the shop, for tests", "small"), "127.0.0.1", int(sys.argv[1]))
"""


@pytest.fixture
def asking(make_shop) -> SmallShop:
    return make_shop({"mode": "request"})


@pytest.fixture
def number(asking: SmallShop) -> str:
    with asking.session() as session, session.begin():
        plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)
        return orders.submit(session, plan, "k1", NOW).change_number or ""


@pytest.fixture
def address(asking: SmallShop) -> Iterator[str]:
    """The address of the server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "ECOM_VAR_DIR": str(asking.settings.var_dir),
        "ECOM_SHOP": "small",
        "ECOM_NOW": NOW.isoformat(),
        "ECOM_SHOP_WEBHOOK_SECRET": SECRET,
    }
    command = [sys.executable, "-W", "ignore", "-c", SERVER, str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        while True:
            assert server.poll() is None
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def call(address: str, number: str, body: bytes, secret: str = SECRET) -> httpx.Response:
    headers = WebhookKey(secret).headers("m1", body, datetime.now(UTC))
    return httpx.post(
        f"{address}/changes/{number}", content=body, headers=headers, trust_env=False, timeout=60
    )


def test_a_signed_call_decides_once_and_a_forged_one_nothing(
    asking: SmallShop, number: str, address: str
):
    body = b'{"decision": "confirm"}'
    forged = call(address, number, body, secret="another secret of thirty-two letters")
    assert (forged.status_code, forged.json()["error"]) == (401, "forged")
    with asking.session() as session:
        assert session.get_one(m.Order, "10003").status == "processing"
    assert call(address, number, body).json() == {
        "change": number,
        "state": "confirmed",
        "applied": True,
        "repeated": False,
    }
    with asking.session() as session:
        assert session.get_one(m.Order, "10003").status == "cancelled"
    assert call(address, number, body).json()["repeated"] is True
    assert call(address, "C-000000-none", body).status_code == 404
    assert call(address, number, b'{"decision": "refuse", "reason": "no"}').status_code == 409
