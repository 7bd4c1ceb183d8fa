"""Signed tokens: whom they name, how long, and in which shop."""

import pytest

from shoptalk.signing import CUSTOMER_MAX_AGE_S, STAFF_MAX_AGE_S, Signer, TokenError

NOW = 1_800_000_000.0
KEY = "a secret of the shop, for tests"
SHOP = Signer(KEY, "small")


def code_of(token: str, signer: Signer = SHOP, now: float = NOW) -> str:
    with pytest.raises(TokenError) as refused:
        signer.verify_customer_token(token, now)
    return refused.value.code


def test_a_token_names_its_customer_until_it_is_too_old() -> None:
    token = SHOP.sign_customer_token("C1", NOW)
    assert SHOP.verify_customer_token(token, NOW + CUSTOMER_MAX_AGE_S) == "C1"
    assert code_of(token, now=NOW + CUSTOMER_MAX_AGE_S + 1) == "expired"


@pytest.mark.parametrize("change", [lambda token: "", lambda token: token[:-2], "x{}".format])
def test_a_changed_token_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    assert code_of(change(SHOP.sign_customer_token("C1", NOW))) == "forged"


def test_a_token_of_another_key_is_refused() -> None:
    assert code_of(Signer("another secret for tests", "small").sign_customer_token("C1", NOW)) == (
        "forged"
    )


def test_a_token_of_another_shop_is_refused_even_with_the_same_key() -> None:
    assert code_of(Signer(KEY, "other").sign_customer_token("C1", NOW)) == "foreign"


def test_a_token_that_names_no_shop_is_refused() -> None:
    unnamed = SHOP._serializer("ecom.customer", NOW).dumps({"customer_id": "C1"})
    assert code_of(str(unnamed)) == "foreign"
    assert code_of(str(SHOP._serializer("ecom.customer", NOW).dumps(["C1"]))) == "foreign"


def test_a_token_of_another_purpose_is_refused() -> None:
    assert code_of(SHOP.sign({"customer_id": "C1"}, "ecom.session", NOW)) == "forged"


def test_a_token_without_a_customer_is_refused() -> None:
    assert code_of(SHOP.sign({"customer_id": ""}, "ecom.customer", NOW)) == "forged"


def test_claims_come_back_with_the_shop() -> None:
    token = SHOP.sign({"cart": "K1"}, "checkout", NOW)
    assert SHOP.unsign(token, "checkout", 60, NOW + 60) == {"cart": "K1", "shop": "small"}


def test_a_claim_cannot_name_another_shop() -> None:
    token = SHOP.sign({"shop": "other"}, "checkout", NOW)
    assert SHOP.unsign(token, "checkout", 60, NOW)["shop"] == "small"


def test_a_short_key_is_refused_and_a_key_is_never_shown() -> None:
    with pytest.raises(ValueError, match="5 characters, too few"):
        Signer("short", "small")
    assert KEY not in repr(SHOP)


def test_a_staff_token_names_its_owner_until_it_is_too_old() -> None:
    token = SHOP.sign_staff_token("anna", NOW)
    assert SHOP.verify_staff_token(token, NOW + STAFF_MAX_AGE_S) == "anna"
    with pytest.raises(TokenError):
        SHOP.verify_staff_token(token, NOW + STAFF_MAX_AGE_S + 1)


def test_customers_are_no_staff_and_staff_are_no_customers() -> None:
    with pytest.raises(TokenError):
        SHOP.verify_staff_token(SHOP.sign_customer_token("anna", NOW), NOW)
    assert code_of(SHOP.sign_staff_token("anna", NOW)) == "forged"


def test_a_pseudonym_is_the_same_each_time_and_another_for_every_purpose_shop_and_key() -> None:
    name = SHOP.pseudonym("asker", "203.0.113.5")
    assert name == SHOP.pseudonym("asker", "203.0.113.5")
    others = [
        SHOP.pseudonym("other", "203.0.113.5"),
        SHOP.pseudonym("asker", "203.0.113.6"),
        Signer(KEY, "other").pseudonym("asker", "203.0.113.5"),
        Signer("another secret for tests", "small").pseudonym("asker", "203.0.113.5"),
    ]
    assert len({name, *others}) == 5


def test_processes_of_one_shop_know_each_other_and_nobody_else() -> None:
    assert Signer(KEY, "small").is_call_key(SHOP.call_key())
    for shown in ("", "\udcff", Signer(KEY, "other").call_key(), KEY):
        assert not SHOP.is_call_key(shown)
