"""Which channels are set up, and what the others lack."""

from __future__ import annotations

from shoptalk.messaging import PLATFORMS

TELEGRAM = PLATFORMS["telegram"]
SET = {"ECOM_TELEGRAM_TOKEN": "1:a", "ECOM_TELEGRAM_SECRET": "0123456789abcdef"}


def test_nothing_is_wanted_by_default() -> None:
    assert not any(platform.is_wanted({}) for platform in PLATFORMS.values())


def test_a_channel_says_what_it_lacks() -> None:
    assert TELEGRAM.problems({"ECOM_TELEGRAM_TOKEN": "1:a"}) == ["ECOM_TELEGRAM_SECRET is not set"]
    assert TELEGRAM.problems({**SET, "ECOM_TELEGRAM_SECRET": "short"}) == [
        "ECOM_TELEGRAM_SECRET has less than 16 characters"
    ]
    assert TELEGRAM.problems(SET) == []


def test_blanks_are_no_setting() -> None:
    assert not TELEGRAM.is_wanted({"ECOM_TELEGRAM_TOKEN": "  "})


def test_settings_are_read_with_their_defaults() -> None:
    values = TELEGRAM.values({**SET, "ECOM_TELEGRAM_API": ""})
    assert values == {
        "token": "1:a",
        "secret": "0123456789abcdef",
        "api": "https://api.telegram.org",
    }


def test_a_platform_is_given_a_public_address() -> None:
    public = {"ECOM_PUBLIC_URL": "https://chat.example.com/"}
    assert TELEGRAM.url(public) == "https://chat.example.com/webhooks/telegram/events"
    assert TELEGRAM.warnings(public) == []
    assert TELEGRAM.warnings({})
    assert TELEGRAM.warnings({"ECOM_PUBLIC_URL": "http://127.0.0.1:5005"})


def test_no_setting_belongs_to_two_platforms() -> None:
    names = [setting.name for platform in PLATFORMS.values() for setting in platform.settings]
    assert len(names) == len(set(names))
    for platform in PLATFORMS.values():
        start = f"ECOM_{platform.name.upper()}_"
        assert all(setting.name.startswith(start) for setting in platform.settings)
