"""What shoppers ask for: like this but cheaper, a gift, what goes with it, again, not that; and the shop's rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.recommend.alike import But, something_like
from ecomcore.recommend.base import Recommendation
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.feedback import feedback_of, forget_feedback, record_feedback
from ecomcore.recommend.gifts import Gift, gift_for
from ecomcore.recommend.shopping import (
    Moment,
    after_purchase,
    complete_cart,
    due_again,
    goes_with,
    popular_with,
    recommend_for,
    recommendable,
)
from ecomcore.shop.models import Customer, Order, OrderLine, Product, ShopInfo, Variant
from ecomcore.shop.rules import RULES_KEY

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def ids(found: list[Recommendation]) -> list[str]:
    return [entry.product_id for entry in found]


def with_rules(shop: Session, **rules: object) -> None:
    shop.merge(ShopInfo(key=RULES_KEY, value={"recommend": rules}))
    shop.flush()


def order(shop: Session, number: str, who: str, what: str, days: int) -> None:
    shop.add(
        Order(
            id=number, customer_id=who, status="delivered", placed_at=NOW - timedelta(days=days),
            subtotal_cents=1000, total_cents=1000,
        )
    )  # fmt: skip
    shop.flush()
    line = OrderLine(order_id=number, product_id=what, sku=f"{what}-1", title={}, unit_price_cents=1000)  # fmt: skip
    shop.add(line)
    shop.flush()


class TestConsent:
    """Who has not agreed to profiling gets exactly the list of a guest."""

    def test_the_list_is_that_of_a_guest(self, shop: Session, model: ShopRecommender) -> None:
        guest = recommend_for(shop, model, k=10, now=NOW)
        assert recommend_for(shop, model, customer_id="closed", k=10, now=NOW) == guest
        assert recommend_for(shop, model, customer_id="open", k=10, now=NOW) != guest

    def test_also_after_new_orders_and_with_age_and_gender(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        person = shop.get(Customer, "closed")
        assert person is not None
        person.age, person.gender = 70, "female"
        order(shop, "90", "closed", "down-jacket", 1)
        guest = recommend_for(shop, model, k=10, now=NOW)
        assert recommend_for(shop, model, customer_id="closed", k=10, now=NOW) == guest

    def test_also_of_goods_for_adults(self, shop: Session, model: ShopRecommender) -> None:
        with_rules(shop, adults_only=["kitchen"])
        person = shop.get(Customer, "closed")
        assert person is not None
        person.age = 70
        assert recommendable(shop, "closed") == recommendable(shop)
        guest = complete_cart(shop, model, ["rain-jacket"])
        assert complete_cart(shop, model, ["rain-jacket"], customer_id="closed") == guest

    def test_what_they_say_is_not_stored(self, shop: Session) -> None:
        record_feedback(shop, "closed", "teapot", "not_interested", NOW)
        assert feedback_of(shop, "closed") == {"not_interested": [], "have_it": []}


class TestAtOnce:
    """What happens in the conversation counts in the next answer, without a build."""

    def test_a_look_of_a_guest(self, shop: Session, model: ShopRecommender) -> None:
        found = recommend_for(shop, model, moment=Moment(looked=("teapot",)), k=1)
        assert found[0].product_id == "teacup"
        assert found[0].reason.texts["en"] == "because you looked at Teapot"

    def test_what_is_liked_disliked_owned_and_shown(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        liked = recommend_for(shop, model, moment=Moment(liked=("teapot",)), k=1)
        assert liked[0].reason.texts["zh"] == "因为您喜欢「紫砂壶」"
        moment = Moment(disliked=("rain-jacket",), owned=("teacup",), shown=frozenset({"teapot"}))
        assert ids(recommend_for(shop, model, moment=moment, k=10)) == ["down-jacket"]

    def test_a_new_order_is_folded_in(self, shop: Session, model: ShopRecommender) -> None:
        before = recommend_for(shop, model, customer_id="open", k=10, now=NOW)
        assert "down-jacket" in ids(before)
        order(shop, "91", "open", "down-jacket", 0)
        after = recommend_for(shop, model, customer_id="open", k=10, now=NOW)
        assert "down-jacket" not in ids(after)

    def test_not_interested_stays_until_it_is_taken_back(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        record_feedback(shop, "open", "down-jacket", "have_it", NOW)
        record_feedback(shop, "open", "down-jacket", "not_interested", NOW)
        assert feedback_of(shop, "open")["not_interested"] == ["down-jacket"]
        assert "down-jacket" not in ids(recommend_for(shop, model, customer_id="open", k=10))
        assert forget_feedback(shop, "open", "down-jacket")
        assert not forget_feedback(shop, "open", "down-jacket")
        assert "down-jacket" in ids(recommend_for(shop, model, customer_id="open", k=10))

    def test_unknown_names_are_errors(self, shop: Session, model: ShopRecommender) -> None:
        with pytest.raises(NotFoundError, match="no customer 'nobody'"):
            record_feedback(shop, "nobody", "teapot", "have_it", NOW)
        with pytest.raises(NotFoundError, match="no product 'nothing'"):
            record_feedback(shop, "open", "nothing", "have_it", NOW)
        for ask in (
            lambda: goes_with(shop, model, "nothing"),
            lambda: complete_cart(shop, model, ["nothing"]),
            lambda: something_like(shop, model, "nothing"),
        ):
            with pytest.raises(NotFoundError, match="no product 'nothing'"):
                ask()
        with pytest.raises(NotFoundError, match="no customer 'nobody'"):
            due_again(shop, model, "nobody")


class TestRules:
    """What the shop's file says."""

    def test_excluded_is_never_recommended(self, shop: Session, model: ShopRecommender) -> None:
        with_rules(shop, excluded=["teacup"])
        assert "teacup" not in recommendable(shop)
        assert "teacup" not in ids(recommend_for(shop, model, product_id="teapot", k=10))

    def test_pinned_comes_first(self, shop: Session, model: ShopRecommender) -> None:
        with_rules(shop, pinned=["down-jacket"])
        assert ids(recommend_for(shop, model, k=3))[0] == "down-jacket"

    def test_goods_for_adults_never_to_minors_or_strangers(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        with_rules(shop, adults_only=["kitchen"])
        shop.add_all(
            [Customer(id=str(age), name="C", age=age, consent_profiling=True) for age in (17, 18)]
        )
        shop.flush()
        kitchen = {"teapot", "teacup"}
        for who in (None, "17", "open"):
            assert not kitchen & set(ids(recommend_for(shop, model, customer_id=who, k=10)))
            assert not kitchen & set(ids(complete_cart(shop, model, ["teapot"], customer_id=who)))
        assert kitchen <= set(ids(recommend_for(shop, model, customer_id="18", k=10)))

    def test_what_is_used_up_comes_again_when_due(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        with_rules(shop, used_up=["kitchen"])
        for number, days in enumerate((90, 60, 31)):
            order(shop, f"8{number}", "open", "teacup", days)
        found = {e.product_id: e for e in recommend_for(shop, model, customer_id="open", now=NOW)}
        assert found["teacup"].reason.kind == "repeat"
        early = recommend_for(shop, model, customer_id="open", now=NOW - timedelta(days=25))
        assert "teacup" not in ids(early)


class TestLikeThisBut:
    """Something like this, but different as wished."""

    @pytest.fixture(autouse=True)
    def prices(self, shop: Session) -> None:
        for name, cents, brand, material in (
            ("rain-jacket", 5000, "Alder", "nylon"),
            ("down-jacket", 9000, "Birch", "recycled nylon"),
            ("teapot", 3000, "Alder", "clay"),
            ("teacup", 800, "Birch", "porcelain"),
        ):
            product, variant = shop.get(Product, name), shop.get(Variant, f"{name}-1")
            assert product is not None
            assert variant is not None
            product.brand, product.attributes = brand, {"material": material}
            variant.price_cents = cents
        shop.flush()

    def test_cheaper_and_dearer(self, shop: Session, model: ShopRecommender) -> None:
        assert ids(something_like(shop, model, "down-jacket", But(is_cheaper=True))) == [
            "rain-jacket"
        ]
        assert ids(something_like(shop, model, "rain-jacket", But(is_dearer=True))) == [
            "down-jacket"
        ]
        assert something_like(shop, model, "teacup", But(is_cheaper=True)) == []

    def test_another_brand_or_a_named_one(self, shop: Session, model: ShopRecommender) -> None:
        other = something_like(shop, model, "rain-jacket", But(other_brand=True))
        assert ids(other) == ["down-jacket"]
        assert ids(something_like(shop, model, "down-jacket", But(brand="alder"))) == [
            "rain-jacket"
        ]

    def test_what_could_not_take_its_place_is_not_like_it(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        assert something_like(shop, model, "rain-jacket", But(is_cheaper=True)) == []
        anything = something_like(shop, model, "rain-jacket", But(same_kind=False))
        assert set(ids(anything)) == {"down-jacket", "teacup", "teapot"}

    def test_the_rest_of_the_department_comes_where_nothing_is_nearer(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        places = {"rain-jacket": "clothing/jackets", "down-jacket": "clothing/coats"}
        model.goods = [
            replace(good, category=places.get(good.id, good.category)) for good in model.goods
        ]
        assert ids(something_like(shop, model, "rain-jacket")) == ["down-jacket"]

    def test_in_a_material_within_a_budget(self, shop: Session, model: ShopRecommender) -> None:
        nylon = something_like(shop, model, "rain-jacket", But(attributes={"material": "Nylon"}))
        assert ids(nylon) == ["down-jacket"]
        poor = But(attributes={"material": "nylon"}, max_cents=8000)
        assert something_like(shop, model, "rain-jacket", poor) == []

    def test_the_same_kind_comes_first(self, shop: Session, model: ShopRecommender) -> None:
        assert ids(something_like(shop, model, "teapot", k=1)) == ["teacup"]


TEA = {"teapot": 1.0, "teacup": 0.7}


class TestGifts:
    """A present for somebody."""

    def test_likes_lead_and_the_budget_holds(self, shop: Session, model: ShopRecommender) -> None:
        father = Gift(age=60, gender="male", likes="tea", liked=TEA, max_cents=4000)
        found = gift_for(shop, model, father)
        assert ids(found) == ["teapot", "teacup"]
        assert found[0].reason.texts["en"] == "fits what was said: tea"
        assert gift_for(shop, model, replace(father, max_cents=10)) == []

    def test_where_nothing_fits_the_likes_others_choice_is_shown(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        found = gift_for(shop, model, Gift(likes="boats", liked={"yacht": 1.0}))
        assert ids(found) == ids(gift_for(shop, model, Gift()))
        assert all(entry.reason.kind != "likes" for entry in found)

    def test_made_for_others_is_left_out(self, shop: Session, model: ShopRecommender) -> None:
        goods = {good.id: good for good in model.goods}
        goods["down-jacket"].attributes["gender"] = "women"  # type: ignore[index]
        goods["teacup"].attributes["gender"] = "kids"  # type: ignore[index]
        father = set(ids(gift_for(shop, model, Gift(age=60, gender="male"), k=10)))
        child = set(ids(gift_for(shop, model, Gift(age=6), k=10)))
        assert father == {"rain-jacket", "teapot"}
        assert child == {"teacup"}

    def test_who_receives_must_be_of_age_as_well(
        self, shop: Session, model: ShopRecommender
    ) -> None:
        with_rules(shop, adults_only=["kitchen"])
        shop.add(Customer(id="adult", name="C", age=40, consent_profiling=True))
        shop.flush()
        child = gift_for(shop, model, Gift(age=16, liked=TEA), customer_id="adult", k=10)
        adult = gift_for(shop, model, Gift(age=30, liked=TEA), customer_id="adult", k=10)
        assert not {"teapot", "teacup"} & set(ids(child))
        assert {"teapot", "teacup"} <= set(ids(adult))


def test_a_cart_and_a_product_have_company_that_is_in_stock(
    shop: Session, model: ShopRecommender
) -> None:
    assert "raincoat" not in ids(complete_cart(shop, model, ["rain-jacket"], k=10))
    assert "teapot" not in ids(goes_with(shop, model, "teapot", k=10))
    assert after_purchase(shop, model, ["teapot"], k=2)
    assert ids(complete_cart(shop, model, [], k=2)) == ids(recommend_for(shop, model, k=2))


def test_buying_again_is_served_from_the_own_orders(shop: Session, model: ShopRecommender) -> None:
    found = due_again(shop, model, "closed", now=NOW)
    assert set(ids(found)) == {"rain-jacket", "teacup"}
    assert ids(due_again(shop, model, "closed", among={"teacup"}, now=NOW)) == ["teacup"]


@pytest.mark.parametrize(("age", "again"), [(17, {"rain-jacket"}), (18, {"rain-jacket", "teacup"})])
def test_goods_for_adults_are_bought_again_by_who_is_of_age(
    shop: Session, model: ShopRecommender, age: int, again: set[str]
) -> None:
    with_rules(shop, adults_only=["kitchen"])
    person = shop.get(Customer, "closed")
    assert person is not None
    person.age = age
    assert set(ids(due_again(shop, model, "closed", now=NOW))) == again


def test_popular_with_people_of_an_age(shop: Session, model: ShopRecommender) -> None:
    assert ids(popular_with(shop, model, age=30, k=2)) == ids(popular_with(shop, model, k=2))


def test_without_stock_there_is_nothing(shop: Session, model: ShopRecommender) -> None:
    shop.execute(delete(Variant))
    assert recommend_for(shop, model, k=5) == []
    assert goes_with(shop, model, "teapot") == []
