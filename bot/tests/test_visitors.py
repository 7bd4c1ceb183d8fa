"""Who is counted: the shopper behind proxies that the shop trusts, and nobody whom a stranger names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, List

import pytest
from channels.visitors import address_of, trusted_proxies
from sanic.compat import Header

PROXIES = trusted_proxies("127.0.0.1, 10.0.0.0/8,fd00::/8")


def request(ip: str, *forwarded: str) -> Any:
    return SimpleNamespace(ip=ip, headers=Header([("x-forwarded-for", f) for f in forwarded]))


@pytest.mark.parametrize(
    ("ip", "forwarded", "counted"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["10.9.9.9"], "10.9.9.9"),
        ("127.0.0.1", ["198.51.100.1, nonsense"], "127.0.0.1"),
        ("127.0.0.1", [" , "], "127.0.0.1"),
        ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("fd00::1", ["2001:db8:1:2::9"], "2001:db8:1:2::/64"),
        ("", [], "unknown"),
    ],
)
def test_the_shopper_is_who_the_nearest_untrusted_address_is(
    ip: str, forwarded: List[str], counted: str
):
    assert address_of(request(ip, *forwarded), PROXIES) == counted


def test_without_a_setting_nobody_is_trusted():
    assert address_of(request("127.0.0.1", "198.51.100.1"), trusted_proxies("")) == "127.0.0.1"


def test_a_wrong_setting_is_named():
    with pytest.raises(ValueError, match="'nginx' is no address or network"):
        trusted_proxies("127.0.0.1, nginx")
