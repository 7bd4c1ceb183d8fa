"""Reviews that shoppers leave, until the staff approve them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.reviews.submission import (
    SubmittedReview,
    decide,
    pending_reviews,
    reviewable_products,
    submit_review,
)
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Customer, Order, OrderLine, Product, Review

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def shop(tables: Session) -> Session:
    tables.add(Product(id="kettle", category="kitchen", title={"en": "Kettle"}))
    tables.add(Customer(id="ada", name="Ada"))
    tables.flush()
    for number, status in (("1", "delivered"), ("2", "shipped")):
        order = Order(
            id=number,
            customer_id="ada",
            status=status,
            placed_at=NOW,
            subtotal_cents=1,
            total_cents=1,
        )
        line = OrderLine(
            product_id="kettle" if number == "1" else "pan",
            sku="k",
            title={"en": "Kettle"},
            unit_price_cents=1,
        )
        order.lines.append(line)
        tables.add(order)
    tables.flush()
    return tables


def submit(
    shop: Session, text: str = "Boils fast.", rating: int = 5, product: str = "kettle"
) -> SubmittedReview:
    return submit_review(
        shop,
        customer_id="ada",
        product_id=product,
        rating=rating,
        text=text,
        language="en",
        now=NOW,
    )


def test_what_was_delivered_can_be_reviewed_once(shop: Session) -> None:
    assert reviewable_products(shop, "ada") == ["kettle"]  # the pan is still on its way
    submit(shop)
    assert reviewable_products(shop, "ada") == []


def test_a_review_waits_and_is_not_counted_before_it_is_approved(shop: Session) -> None:
    left = submit(shop)
    assert left.status == "pending"
    assert [review.id for review in pending_reviews(shop)] == [left.id]
    assert ShopData(shop).reviews.empty
    assert decide(shop, left.id, approve=True).status == "approved"
    assert pending_reviews(shop) == []
    assert ShopData(shop).reviews["text"].tolist() == ["Boils fast."]


def test_a_rejected_review_is_kept_and_not_shown(shop: Session) -> None:
    left = submit(shop)
    decide(shop, left.id, approve=False)
    assert ShopData(shop).reviews.empty
    assert shop.get(Review, left.id) is not None


def test_personal_data_and_markup_are_taken_out(shop: Session) -> None:
    left = submit(shop, "Great <b>kettle</b>, mail me at ada@example.com")
    assert left.text == "Great kettle , mail me at [email]"
    assert left.was_redacted


def test_the_language_is_that_of_the_words(shop: Session) -> None:
    assert submit(shop, "烧水很快，很满意").language == "zh"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rating": 6}, "rating"),
        ({"rating": True}, "rating"),
        ({"text": "👍👍"}, "too_short"),
        ({"product": "pan"}, "not_delivered"),
    ],
)
def test_what_cannot_be_reviewed_is_refused_with_a_code(
    shop: Session, change: dict[str, object], code: str
) -> None:
    with pytest.raises(NotAllowedError) as caught:
        submit(shop, **change)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_product_is_reviewed_once_by_a_customer(shop: Session) -> None:
    submit(shop)
    with pytest.raises(NotAllowedError) as caught:
        submit(shop, "Still good.")
    assert caught.value.code == "reviewed"


def test_the_staff_see_a_copy_as_doubtful(shop: Session) -> None:
    text = "The kettle boils quickly and the handle stays cool every morning."
    shop.add(Review(id="old", product_id="kettle", rating=5, text=text, language="en"))
    shop.flush()
    assert submit(shop, text).doubts == ("copy",)


def test_an_unknown_review_cannot_be_decided(shop: Session) -> None:
    with pytest.raises(NotFoundError):
        decide(shop, "nothing", approve=True)
