"""Reviews that may not be honest."""

from datetime import date, timedelta

from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.suspicion import suspicions, trust_of

LONG = "The kettle boils quickly and the handle stays cool, so I use it every single morning."


def review(name: str, text: str, rating: int = 4, day: int = 0, product: str = "kettle") -> Review:
    return Review(name, product, rating, text, "en", date(2026, 1, 1) + timedelta(days=day))


def remarks(*reviews: Review) -> list[Remark]:
    return [Remark(r.id, "en", r.rating, r.text, 0.0, {}) for r in reviews]


def test_a_copy_names_the_earlier_review_also_of_another_product() -> None:
    first, second = (
        review("a", LONG),
        review("b", LONG.replace("quickly", "fast"), day=9, product="pan"),
    )
    (found,) = suspicions([second, first], remarks(first, second))
    assert (found.review_id, found.reasons, found.like) == ("b", ("copy",), "a")


def test_short_praise_that_many_write_is_no_copy() -> None:
    reviews = [review("a", "Really good."), review("b", "Really good.")]
    assert suspicions(reviews, remarks(*reviews)) == []


def test_a_burst_is_flagged_and_a_steady_flow_is_not() -> None:
    steady = [review(f"s{n}", chr(ord("a") + n) * 30, day=20 * n) for n in range(20)]
    assert suspicions(steady, remarks(*steady)) == []
    sudden = [review(f"x{n}", "uvwxyz12"[n] * 30, day=203) for n in range(8)]
    found = suspicions([*steady, *sudden], remarks(*steady, *sudden))
    assert {one.review_id for one in found} == {f"x{n}" for n in range(8)}
    assert {one.reasons for one in found} == {("burst",)}


def test_extremes_without_content_weigh_less() -> None:
    empty, said = review("a", "👍👍👍", 5), review("b", "It is fine.", 4)
    (found,) = suspicions([empty, said], remarks(said))
    assert found.reasons == ("empty",)
    assert trust_of([found]) == {"a": 0.7}


def test_stars_that_contradict_the_words_are_flagged() -> None:
    good, bad = review("a", LONG, 5), review("b", "It broke and leaked all over the table.", 5)
    found = suspicions([good, bad], remarks(good, bad), {"a": 0.9, "b": -0.9})
    assert [(one.review_id, one.reasons) for one in found] == [("b", ("contradiction",))]


def test_reasons_multiply() -> None:
    first, second = review("a", LONG), review("b", LONG + " See www.example.com", day=3)
    (found,) = suspicions([first, second], remarks(first, second))
    assert found.reasons == ("copy", "link")
    assert found.trust == 0.15


def test_an_account_to_write_to_is_a_link_and_a_name_alone_is_none() -> None:
    texts = [
        "返现加微信：shop_8866",
        "Whatsapp seller4you for a refund.",
        "微信支付很方便，东西也好。",
    ]
    reviews = [review(str(number), text) for number, text in enumerate(texts)]
    found = suspicions(reviews, remarks(*reviews))
    assert [(one.review_id, one.reasons) for one in found] == [("0", ("link",)), ("1", ("link",))]
