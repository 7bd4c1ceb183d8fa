"""What a session has read is kept until it writes something."""

from __future__ import annotations

from sqlalchemy import update

from ecomcore.orders import get_order, methods_of
from ecomcore.shop import models as m
from ecomcore.shop.reads import kept
from ecomcore.shop.rules import load_rules

asked: list[str] = []


@kept
def title_of(session, product_id):
    asked.append(product_id)
    return session.get(m.Product, product_id).title["en"]


def test_it_is_read_once(session):
    asked.clear()
    product = session.query(m.Product).first().id
    assert title_of(session, product) == title_of(session, product)
    assert asked == [product]


def test_a_change_of_a_row_is_seen(session):
    row = session.query(m.Product).first()
    before = title_of(session, row.id)
    row.title = {"en": "Another"}
    assert before != "Another"
    assert title_of(session, row.id) == "Another"


def test_a_statement_that_writes_is_seen(session):
    row = session.query(m.Product).first()
    title_of(session, row.id)
    session.execute(update(m.Product).where(m.Product.id == row.id).values(title={"en": "New"}))
    assert title_of(session, row.id) == "New"


def test_two_sessions_share_nothing(shop):
    asked.clear()
    with shop.session() as one, shop.session() as other:
        product = one.query(m.Product).first().id
        title_of(one, product)
        title_of(other, product)
    assert len(asked) == 2


def test_the_shop_keeps_its_rules_and_views(session):
    assert load_rules(session) is load_rules(session)
    order = session.query(m.Order).first()
    assert get_order(session, order.customer_id, order.id) is get_order(
        session, order.customer_id, order.id
    )
    assert methods_of(session, order.customer_id) is methods_of(session, order.customer_id)
