"""The token by which a shop's site vouches for a customer, as the documentation has other languages make it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from scripts.bootstrap import ROOT
from shoptalk.signing import Signer, TokenError

SECRET = "a secret of the shop, for tests"
SIGNER = Signer(SECRET, "small")
NOW = 1_800_000_000
CUSTOMERS = ["C0001", "王芳", "gid://shop/Customer/1", "a.b.c", "?>~ÿ"]


def example(language: str) -> str:
    """Return the first example in a language of the page on the web chat that makes a token."""
    page = (ROOT / "docs" / "web.md").read_text("utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return next(block for block in blocks if "ecom.customer." in block)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_a_plain_token_names_its_customer(customer: str):
    token = SIGNER.sign_plain_customer_token(customer, NOW)
    assert re.fullmatch(r"[\w.=-]+", token, re.ASCII)
    assert SIGNER.verify_customer_token(token, NOW + 12 * 3600) == customer


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_the_example_in_python_makes_one(customer: str):
    made: dict[str, object] = {}
    exec(example("python"), made)  # noqa: S102 - our own page
    token = made["chat_token"](SECRET, "small", customer)  # type: ignore[operator]
    assert SIGNER.verify_customer_token(token) == customer


@pytest.mark.parametrize("customer", CUSTOMERS)
@pytest.mark.parametrize(
    ("program", "language", "call"),
    [
        (["node", "-e"], "js", "console.log(chatToken(...process.argv.slice(-3)))"),
        (["php", "-r"], "php", "echo chat_token(...array_slice($argv, -3));"),
    ],
)
def test_the_examples_in_other_languages_make_one(
    program: list[str], language: str, call: str, customer: str
):
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    ran = subprocess.run(
        [*program, f"{example(language)}\n{call}", "--", SECRET, "small", customer],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert SIGNER.verify_customer_token(ran.stdout.strip()) == customer


def altered(token: str, **parts: str) -> str:
    names = ("form", "shop", "customer", "time", "signature")
    held = dict(zip(names, token.split("."), strict=True))
    return ".".join({**held, **parts}.values())


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"customer": "QzAwMDI="}, "forged"),
        ({"time": str(NOW + 60)}, "forged"),
        ({"shop": "other"}, "forged"),
        ({"signature": "0" * 64}, "forged"),
        ({"signature": ""}, "forged"),
        ({"signature": "ÿ"}, "forged"),
    ],
)
def test_whatever_is_changed_is_refused(parts: dict[str, str], code: str):
    token = SIGNER.sign_plain_customer_token("C0001", NOW)
    with pytest.raises(TokenError) as refused:
        SIGNER.verify_customer_token(altered(token, **parts), NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (Signer(SECRET, "other").sign_plain_customer_token("C0001", NOW), "foreign"),
        (
            Signer("another secret of a shop", "small").sign_plain_customer_token("C1", NOW),
            "forged",
        ),
        (SIGNER.sign_plain_customer_token("C0001", NOW - 12 * 3600 - 1), "expired"),
        (SIGNER.sign_plain_customer_token("C0001", NOW + 301), "expired"),
        (SIGNER.sign_plain_customer_token("", NOW), "forged"),
        ("c1.", "forged"),
        ("c1.small.QzAwMDE=", "forged"),
        ("c1", "forged"),
    ],
)
def test_another_shops_an_old_one_and_nonsense_are_refused(token: str, code: str):
    with pytest.raises(TokenError) as refused:
        SIGNER.verify_customer_token(token, NOW)
    assert refused.value.code == code


def test_a_clock_that_is_a_little_ahead_is_no_matter():
    token = SIGNER.sign_plain_customer_token("C0001", NOW + 299)
    assert SIGNER.verify_customer_token(token, NOW) == "C0001"


def test_it_is_no_token_for_anything_else():
    token = SIGNER.sign_plain_customer_token("C0001")
    with pytest.raises(TokenError):
        SIGNER.verify_staff_token(token)
