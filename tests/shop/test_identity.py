"""Identity: proved by a token or a code, never found out by trying."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import SecretStr

from ecomcore.config import Settings
from ecomcore.errors import SettingsError
from ecomcore.shop import models as m
from ecomcore.shop.identity import (
    check_code,
    identity_of,
    sign_out,
    start_code,
)
from ecomcore.shop.signing import secret_key

DATABASES = ("sqlite", "postgres")

CHAT = "chat-1"


@pytest.fixture
def ask(shop, session, now):
    """Return a function that asks for a code and returns the answer and the code that was sent."""

    def start(number="10001", email="emma@example.com", chat=CHAT, at=now, asker=None):
        before = len(shop.outbox.messages)
        answer = start_code(
            session, chat, number, email, shop.outbox, at, shop.settings, asker=asker
        )
        sent = shop.outbox.messages[before:]
        code = re.search(r"\d{6}", sent[0].text) if sent else None
        return answer, code.group() if code else None

    return start


@pytest.fixture
def check(shop, session, now):
    """Return a function that checks a code."""

    def run(code, chat=CHAT, at=now):
        return check_code(session, chat, code, at, shop.settings)

    return run


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


class TestCode:
    def test_right_code_proves_who_it_is_for_a_while(self, ask, check, session, now):
        _, code = ask("＃10001", " Emma@Example.com ")
        result = check(code)
        assert (result.state, result.identity.customer_id) == ("verified", "C1")
        known = identity_of(session, CHAT, None, now + timedelta(seconds=1799))
        assert (known.customer_id, known.how) == ("C1", "code")
        assert not identity_of(session, CHAT, None, now + timedelta(seconds=1800)).is_known
        assert not identity_of(session, "chat-2", None, now).is_known

    def test_code_may_be_typed_with_spaces_and_full_width_digits(self, ask, check):
        _, code = ask()
        assert (
            check(
                f" {code[:3]} {code[3:]}".translate(
                    str.maketrans("0123456789", "０１２３４５６７８９")
                )
            ).state
            == "verified"
        )

    def test_mail_is_in_the_customers_language(self, ask, shop):
        ask("20001", "li.wei@example.com")
        assert "验证码" in shop.outbox.messages[-1].subject

    @pytest.mark.parametrize(
        ("number", "email"),
        [
            ("99999", "emma@example.com"),
            ("10001", "nobody@example.com"),
            ("20001", "emma@example.com"),
            ("", ""),
        ],
    )
    def test_answer_is_the_same_whether_or_not_the_details_match(self, ask, check, number, email):
        right, _ = ask(chat="other")
        answer, code = ask(number, email)
        assert answer == right
        assert code is None
        assert check("123456").state == check("123456", chat="other").state == "wrong"

    def test_only_a_keyed_hash_is_stored(self, ask, session):
        _, code = ask()
        row = session.get_one(m.Verification, CHAT)
        assert len(row.code_hash) == 64
        assert code not in row.code_hash

    def test_code_is_for_one_conversation_and_one_use(self, ask, check, session):
        _, code = ask()
        assert check(code, chat="chat-2").state == "none"
        assert check(code).state == "verified"
        assert check(code).state == "none"

    def test_code_expires(self, ask, check, now):
        _, code = ask()
        assert check(code, at=now + timedelta(seconds=600)).state == "expired"

    def test_five_attempts_and_then_none_even_with_the_right_code(self, ask, check, now):
        _, code = ask()
        for left in (4, 3, 2, 1, 0):
            result = check(wrong(code))
            assert (result.state, result.attempts_left) == ("wrong", left)
        assert check(code).state == "too_many"
        assert ask()[0].state == "too_many"
        later = now + timedelta(hours=1)
        _, code = ask(at=later)
        assert check(code, at=later).state == "verified"

    def test_three_codes_an_hour(self, ask, now):
        assert [ask()[0].state for _ in range(4)] == ["sent", "sent", "sent", "too_many"]
        answer, _ = ask(at=now + timedelta(minutes=59))
        assert (answer.state, answer.retry_at) == ("too_many", now + timedelta(hours=1))

    def test_new_code_replaces_the_old(self, ask, check):
        _, old = ask()
        _, new = ask()
        if old != new:
            assert check(old).state == "wrong"
        assert check(new).state == "verified"

    def test_one_customer_is_not_flooded_from_many_conversations(self, ask, shop):
        answers = [ask(chat=f"chat-{number}")[0].state for number in range(15)]
        assert answers == ["sent"] * 15
        assert len(shop.outbox.messages) == 12

    def test_a_stranger_cannot_use_up_the_codes_of_a_customer(self, ask, check, shop):
        answers = [ask(chat=f"s-{number}", asker="stranger")[0].state for number in range(9)]
        assert answers == ["sent"] * 9  # nothing is found out by trying
        assert len(shop.outbox.messages) == 3
        _, code = ask(asker="emma")
        assert check(code).state == "verified"

    def test_one_asker_gets_ten_codes_an_hour_whomever_they_are_for(self, ask, now):
        for number in range(10):
            assert ask(email="a@example.com", chat=f"s-{number}", asker="x")[0].state == "sent"
        refused, _ = ask(chat="s-11", asker="x")
        assert (refused.state, refused.retry_at) == ("too_many", now + timedelta(hours=1))
        assert ask(chat="s-12", asker="y")[0].state == "sent"
        assert (
            ask(chat="s-13", asker="x", at=now + timedelta(hours=1, minutes=1))[0].state == "sent"
        )

    def test_asking_for_another_code_does_not_change_who_was_proved(self, ask, check, session, now):
        check(ask()[1])
        ask("20001", "li.wei@example.com")
        assert identity_of(session, CHAT, None, now).customer_id == "C1"

    def test_signing_out_forgets(self, ask, check, session, now):
        check(ask()[1])
        sign_out(session, CHAT)
        assert not identity_of(session, CHAT, None, now).is_known


class TestToken:
    def test_token_beats_code_and_must_name_a_customer(self, ask, check, session, now):
        check(ask()[1])
        assert identity_of(session, CHAT, "C2", now).customer_id == "C2"
        assert identity_of(session, CHAT, "C2", now).how == "token"
        assert identity_of(session, "chat-2", "C9", now).how == "none"


class TestSecret:
    def test_it_is_made_once_and_only_for_its_owner(self, tmp_path):
        settings = Settings(var_dir=tmp_path / "var", secret=None)
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: secret_key(settings), range(16)))
        assert len(keys) == 1
        files = list((tmp_path / "var").iterdir())
        assert [file.name for file in files] == ["secret"]
        assert files[0].stat().st_mode & 0o777 == 0o600

    def test_short_one_is_refused(self, tmp_path):
        settings = Settings(var_dir=tmp_path, secret=SecretStr("short"))
        with pytest.raises(SettingsError, match="ECOM_SECRET has 5 characters"):
            secret_key(settings)
