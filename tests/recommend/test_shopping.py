"""Recommendations from a real database: history, consent, stock; and the part of the build."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ecomcore.errors import ModelMismatchError, NotFoundError
from ecomcore.recommend import part
from ecomcore.recommend.base import Wish
from ecomcore.recommend.collect import sales_of
from ecomcore.recommend.commands import _recommended
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.goods import read_goods
from ecomcore.recommend.shopping import products_in_stock, recommend_for, wish_of
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import OrderLine, Product, Review
from ecomcore.text.embed import get_embedder

NOW = datetime(2026, 11, 1, tzinfo=UTC)
STOCKED = {"rain-jacket", "down-jacket", "teapot", "teacup"}


def test_the_history_is_what_was_bought_and_looked_at(shop: Session) -> None:
    found = wish_of(shop, "open", NOW)
    assert (found.bought, found.looked) == (("rain-jacket",), ("teapot",))
    assert found.days_ago == (3.0,)


def test_ratings_say_what_is_liked_and_what_is_not(shop: Session) -> None:
    for number, (product, stars) in enumerate(
        {"teapot": 5, "teacup": 4, "rain-jacket": 3, "down-jacket": 2}.items()
    ):
        shop.add(
            Review(
                id=str(number), product_id=product, customer_id="open", rating=stars, text="",
                created_on=date(2026, 10, 1 + number),
            )
        )  # fmt: skip
    shop.flush()
    found = wish_of(shop, "open", NOW)
    assert found.liked == ("teapot", "teacup")
    assert found.disliked == {"down-jacket"}


def test_without_consent_there_is_no_history(shop: Session) -> None:
    assert wish_of(shop, "closed") == Wish()


def test_an_unknown_customer_or_product_is_an_error(shop: Session, model: ShopRecommender) -> None:
    with pytest.raises(NotFoundError, match="no customer 'nobody'"):
        recommend_for(shop, model, customer_id="nobody")
    with pytest.raises(NotFoundError, match="no product 'nothing'"):
        recommend_for(shop, model, product_id="nothing")


def test_only_products_in_stock_are_recommended(shop: Session, model: ShopRecommender) -> None:
    assert products_in_stock(shop) == STOCKED
    found = recommend_for(shop, model, product_id="rain-jacket", k=10)
    assert found[0].product_id == "down-jacket"
    assert "raincoat" not in {entry.product_id for entry in found}


def test_meaning_finds_the_similar_product(model: ShopRecommender) -> None:
    found = model.recommend(Wish(product_id="teapot"), k=1)
    assert found[0].product_id == "teacup"


def test_cancelled_orders_do_not_make_a_best_seller(shop: Session, model: ShopRecommender) -> None:
    found = recommend_for(shop, model, customer_id="closed", k=2)
    assert {entry.product_id for entry in found} == {"rain-jacket", "teacup"}
    assert found[0].product_id == "rain-jacket"
    assert found[0].reason.texts["zh"] == "近30天被买过2次"


def test_for_a_customer_the_reason_is_what_they_bought(
    shop: Session, model: ShopRecommender
) -> None:
    found = recommend_for(shop, model, customer_id="open", k=2)
    jacket = next(entry for entry in found if entry.product_id == "down-jacket")
    assert jacket.reason.texts["en"] == "because you bought Rain Jacket"


def test_files_that_do_not_belong_together_are_refused(
    shop: Session, model: ShopRecommender, tmp_path: Path
) -> None:
    (tmp_path / part.PRODUCTS).write_text("[]", "utf-8")
    with pytest.raises(ModelMismatchError, match="5 vectors for 0 products"):
        part.load(tmp_path, get_embedder())


def test_a_shop_without_orders_recommends_its_newest(tables: Session, tmp_path: Path) -> None:
    for name, year in (("old", 2024), ("new", 2026)):
        tables.add(Product(id=name, category="x", title={"en": name}, created_on=date(year, 1, 1)))
    tables.flush()
    part.make(ShopData(tables), get_embedder(), tmp_path)
    found = part.load(tmp_path, get_embedder()).recommend(Wish(), k=2)
    assert [entry.product_id for entry in found] == ["new", "old"]
    assert found[0].reason.kind == "new"


@pytest.mark.parametrize("event", ["looked", "liked", "disliked", "owned"])
def test_an_unknown_product_in_a_session_is_an_error(
    shop: Session, model: ShopRecommender, event: str
) -> None:
    with pytest.raises(NotFoundError, match="no product 'nothing'"):
        _recommended(shop, model, None, None, None, None, f"{event}:nothing", 3)
    found = _recommended(shop, model, None, None, None, None, f"{event}:teapot", 3)
    assert "teapot" not in {entry.product_id for entry in found}


def test_purchases_are_counted_however_many_pieces_each_had(shop: Session) -> None:
    shop.execute(update(OrderLine).values(quantity=1000))
    data = ShopData(shop)
    counted = {good.id: good.recent for good in read_goods(data, sales_of(data))}
    assert counted["rain-jacket"] == 2
    assert counted["teacup"] == 1
