"""From a wish to the page of the signed cart, through both running processes."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from chat_shop import ChatShop

from ecomcore.replay.conversation import Conversation

pytestmark = pytest.mark.chat


@pytest.fixture
def link(running_shop: ChatShop) -> str:
    with running_shop.conversation(None) as chat:
        chat.say("put one olive hearthmoor enamel mug in the cart")
        payload = _link_of(chat)
    parts = urlsplit(payload)
    return f"{running_shop.bot.web}/checkout?{parts.query}"


def _link_of(chat: Conversation) -> str:
    [custom] = chat.say("checkout please").customs("link")
    return str(custom["url"])


def test_the_link_shows_the_cart_in_the_readers_language(link: str, running_shop: ChatShop):
    page = httpx.get(link, trust_env=False)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    # 11.90 for the mug and 5.90 for sending it.
    assert "Hearthmoor" in page.text
    assert "$17.80" in page.text
    chinese = httpx.get(link, headers={"Accept-Language": "zh-CN,zh;q=0.9"}, trust_env=False)
    assert "您的购物车" in chinese.text


def test_a_forged_link_shows_nothing(link: str):
    page = httpx.get(link[:-4] + "AAAA", trust_env=False)
    assert page.status_code == 404
    assert "<table" not in page.text
    assert httpx.get(link.partition("?")[0], trust_env=False).status_code == 404


def test_a_link_ends_when_the_cart_changes(running_shop: ChatShop):
    with running_shop.conversation(None) as chat:
        chat.say("put one olive hearthmoor enamel mug in the cart")
        address = f"{running_shop.bot.web}/checkout?{urlsplit(_link_of(chat)).query}"
        chat.say("add the corvane metro backpack in black to my cart")
        page = httpx.get(address, trust_env=False)
    assert page.status_code == 409
    assert "changed" in page.text
