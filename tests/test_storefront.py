"""The demo shop's own site: its pages, who one may be there, and what it refuses."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from scripts.bootstrap import ROOT
from scripts.prepare import Place, prepare_shop, secret
from scripts.storefront.server import storefront
from shoptalk.signing import Signer

NOW = "2026-11-20T10:00:00Z"
PLACE = Place(var=ROOT / "var" / "test-cache", now=NOW)
CHAT = "http://127.0.0.1:1/webhooks/web"
JACKET = "/products/aldertop-stormline-3l"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    prepare_shop(PLACE)
    with storefront(PLACE, CHAT, 0) as address:
        yield int(urlsplit(address).port or 0)


def get(
    port: int, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


def test_the_grid_leads_to_every_product_and_shows_prices(port: int):
    status, page, headers = get(port, "/")
    assert status == 200
    assert page.count('<li><a href="/products/') > 100
    assert f'href="{JACKET}"' in page
    assert f"script-src 'self' {CHAT[:-13]};" in headers["Content-Security-Policy"]


def test_a_category_shows_less(port: int):
    everything, pets = get(port, "/")[1], get(port, "/?category=pets")[1]
    assert 0 < pets.count('"/products/') < everything.count('"/products/')
    assert "aria-current" in pets


def test_a_product_page_names_its_product_to_the_chat(port: int):
    _, page, _ = get(port, JACKET)
    assert 'data-product="aldertop-stormline-3l"' in page
    assert f'src="{CHAT}/widget/embed.js"' in page
    assert 'data-customer-token=""' in page


def test_the_pages_speak_chinese(port: int):
    for headers in ({"Accept_Language": "zh-CN,en"}, {"Cookie": "language=zh"}):
        _, page, _ = get(port, "/", **headers)
        assert '<html lang="zh">' in page
        assert "灯与松" in page


def test_whoever_signs_in_is_vouched_for_by_a_token(port: int):
    status, _, headers = get(port, "/signin", "POST", "customer=C0001", Referer=f"http://x{JACKET}")
    assert (status, headers["Location"]) == (303, JACKET)
    cookie = headers["Set-Cookie"].split(";")[0]
    _, page, _ = get(port, JACKET, Cookie=cookie)
    token = page.partition('data-customer-token="')[2].partition('"')[0]
    assert Signer(secret(PLACE.var), PLACE.shop).verify_customer_token(token) == "C0001"


@pytest.mark.parametrize("customer", ["C9999", "' or 1=1", "", "C0001\r\nX: y"])
def test_nobody_becomes_who_is_no_customer(port: int, customer: str):
    _, _, headers = get(port, "/signin", "POST", f"customer={customer}")
    assert headers["Set-Cookie"].startswith("customer=;")


def test_a_cookie_of_nobody_signs_nobody_in(port: int):
    assert 'data-customer-token=""' in get(port, "/", Cookie="customer=C9999")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/products/none",
        "/products/..%2Fsecret",
        "/server.py",
        "/words.en.toml",
        "//evil",
        "/products/",
    ],
)
def test_what_is_not_there_is_not_found(port: int, path: str):
    status, page, _ = get(port, path)
    assert status == 404
    assert "no such page" in page


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_nobody_is_led_to_another_site(port: int, to: str):
    status, _, headers = get(port, f"/language/zh?to={to}")
    assert (status, headers["Location"]) == (303, "/")
