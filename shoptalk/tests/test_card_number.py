"""Card numbers are found however they are written; other long numbers stay. The numbers are the networks' test ones."""

from __future__ import annotations

import pytest

from shoptalk.card_number import MASK, is_card_number, without_card_numbers

VISA, VISA_13, MASTERCARD = "4111111111111111", "4222222222222", "5555555555554444"
AMEX, DINERS, UNIONPAY, MAESTRO_19 = (
    "378282246310005",
    "30569309025904",
    "6200000000000005",
    "6304000000000000000",
)


@pytest.mark.parametrize("number", [VISA, VISA_13, MASTERCARD, AMEX, DINERS, UNIONPAY, MAESTRO_19])
def test_the_numbers_of_every_network_are_card_numbers(number: str) -> None:
    assert is_card_number(number)
    assert without_card_numbers(f"it is {number} ok").text == f"it is {MASK} ok"


@pytest.mark.parametrize(
    "digits",
    ["4111111111111112", "411111111111", "41111111111111111111", "0000000000000000", ""],
    ids=["wrong check digit", "12 digits", "20 digits", "all alike", "none"],
)
def test_other_digits_are_not(digits: str) -> None:
    assert not is_card_number(digits)


@pytest.mark.parametrize(
    "written",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111–1111–1111–1111",
        "4111.1111.1111.1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111  1111 - 1111 1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u200b1111\u200b1111\u200b1111",
        "４１１１　１１１１　１１１１　１１１１",
        "3782 822463 10005",
    ],
)
def test_groups_gaps_and_full_width_digits_hide_nothing(written: str) -> None:
    cleaned = without_card_numbers(f"我的卡号{written}，帮我付")

    assert cleaned.text == f"我的卡号{MASK}，帮我付"
    assert cleaned.had_card


def test_the_expiry_and_the_security_code_go_too_and_what_stands_before_stays() -> None:
    cleaned = without_card_numbers(
        "order 20003: pay $120 with 4111 1111 1111 1111 exp 09/27 cvv 123 please"
    )

    assert cleaned.text == f"order 20003: pay $120 with {MASK} exp {MASK} cvv {MASK} please"


def test_a_number_right_before_the_card_is_not_taken_for_a_part_of_it() -> None:
    assert without_card_numbers("20003 4111111111111111").text == f"20003 {MASK}"


def test_two_cards_are_two() -> None:
    assert without_card_numbers(f"{VISA} or {MASTERCARD}").text == f"{MASK} or {MASK}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "where is 20003",
        "call me at +86 138 0013 8004",
        "tracking 1234567890123456",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
        "between 100-200 dollars, 2026-11-20 10:00",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    cleaned = without_card_numbers(text)

    assert cleaned.text == text
    assert not cleaned.had_card
