"""Signatures of calls in both directions: what is genuine, and what is not."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from small_shop import NOW

from ecomcore.errors import NotAllowedError, SettingsError
from ecomcore.shop.outbox.signatures import WebhookKey

SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of a shared key").decode()


@pytest.mark.parametrize("secret", ["short", "whsec_not base64 at all!", "whsec_c2hvcnQ="])
def test_a_secret_that_signs_nothing_is_refused(secret: str):
    with pytest.raises(SettingsError, match="ECOM_SHOP_WEBHOOK_SECRET"):
        WebhookKey(secret)


class TestSignedCalls:
    """What comes from the shop's system."""

    key = WebhookKey(SECRET)
    body = b'{"decision":"confirm"}'

    def code(self, headers: dict[str, str], body: bytes = body, now: datetime = NOW) -> str:
        with pytest.raises(NotAllowedError) as caught:
            self.key.check(headers, body, now)
        return caught.value.code

    def test_the_vector_of_the_specification(self):
        # https://www.standardwebhooks.com: the example of its reference implementations
        key = WebhookKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        signed = key.headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}',
            datetime.fromtimestamp(1614265330, UTC),
        )  # fmt: skip
        assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_a_good_one_is_let_in_with_any_of_its_signatures(self):
        headers = self.key.headers("m1", self.body, NOW)
        assert self.key.check(headers, self.body, NOW + timedelta(seconds=299)) == "m1"
        rotated = {**headers, "webhook-signature": f"v1,old {headers['webhook-signature']}"}
        assert self.key.check(rotated, self.body, NOW) == "m1"

    def test_a_bad_one_is_not(self):
        headers = self.key.headers("m1", self.body, NOW)
        assert self.code({}) == "unsigned"
        assert self.code(headers, now=NOW + timedelta(seconds=301)) == "stale"
        assert self.code({**headers, "webhook-timestamp": "soon"}) == "stale"
        assert self.code(headers, body=b'{"decision":"refuse"}') == "forged"
        assert self.code({**headers, "webhook-id": "m2"}) == "forged"
        other = WebhookKey("another secret of thirty-two letters")
        assert self.code(other.headers("m1", self.body, NOW)) == "forged"
