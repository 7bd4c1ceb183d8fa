"""What is behind a checkout link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.server import checkout
from ecomcore.shop import carts
from ecomcore.shop import models as m
from ecomcore.shop.carts import CartOwner
from ecomcore.shop.checkout import checkout_link
from ecomcore.shop.database import open_session

OWNER = CartOwner("chat-1")
MUG = "hearthmoor-enamel-mug"


@pytest.fixture
def token(service):
    with open_session(service.shop, service.settings) as session:
        sku = (
            session.query(m.Variant)
            .filter_by(product_id=MUG)
            .order_by(m.Variant.position)
            .first()
            .sku
        )
        session.get_one(m.Product, MUG).title = {"en": "Mug <b>& more</b>", "zh": "杯子"}
        session.get_one(m.Variant, sku).stock = 5
        now = service.settings.clock()
        carts.add(session, OWNER, sku, 2, now=now)
        return checkout_link(session, OWNER, now=now, settings=service.settings).token


def test_the_page_lists_the_cart_and_escapes_texts(service, token):
    answer = checkout.answer(service, token, "en")
    assert answer.status == 200
    assert "Mug &lt;b&gt;&amp; more&lt;/b&gt;" in answer.page
    assert "× 2" in answer.page
    assert "$23.80" in answer.page
    assert '<html lang="en">' in answer.page
    chinese = checkout.answer(service, token, "zh").page
    assert "杯子" in chinese
    assert "合计" in chinese


def test_a_shops_own_checkout_gets_data(service, token):
    answer = checkout.answer(service, token, "en", as_data=True)
    assert answer.data is not None
    assert answer.data["subtotal_cents"] == 2380
    assert [line["quantity"] for line in answer.data["lines"]] == [2]
    refused = checkout.answer(service, "nonsense", "en", as_data=True)
    assert (refused.status, refused.data) == (404, {"error": "link_invalid"})


def test_a_link_that_is_too_old(service, token):
    later = service.settings.clock() + timedelta(hours=2)
    service.settings = service.settings.model_copy(update={"now": later})
    answer = checkout.answer(service, token, "en")
    assert answer.status == 410
    assert "expired" in answer.page


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, zh;q=0.5", "zh"),
        ("en-GB", "en"),
        ("", "en"),
        ("xx", "en"),
    ],
)
def test_the_readers_language(header, language):
    assert checkout.preferred_language(header) == language
