"""E-mail addresses: finding them in what people write, and telling whether a text is one."""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.headerregistry import Address

LONGEST = 254
"""Characters an address may have (RFC 5321)."""

PATTERN = r"[A-Za-z0-9](?:[\w.+%'-]{0,62}[\w+%-])?@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,7}\.[A-Za-z]{2,63}"
"""An address inside a text, for `re.ASCII`: Chinese right beside it, without a space, is no part of it."""

_ADDRESS = re.compile(rf"(?<![\w.+%-])(?<![\w.+%-]'){PATTERN}(?![\w-])", re.ASCII)
_WHOLE = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


def address_in(text: str) -> str | None:
    """Return the first address in a text, in lower case and with full-width signs made plain, or None.

    What looks like one is parsed as one (RFC 5322), so that two dots in a row are not written to.
    """
    for found in _ADDRESS.finditer(unicodedata.normalize("NFKC", text)):
        if len(found[0]) <= LONGEST and _is_parsed(found[0]):
            return found[0].lower()
    return None


def _is_parsed(written: str) -> bool:
    try:
        Address(addr_spec=written)
    except (HeaderParseError, ValueError):
        return False
    return True


def is_address(text: str) -> bool:
    """Say whether a whole text can be an address that mail goes to.

    Generous, because a shop's customers have the addresses that they have: whether somebody reads it there only a
    mail can tell.
    """
    return len(text) <= LONGEST and _WHOLE.fullmatch(text) is not None


def without_addresses(text: str, instead: str = " ") -> str:
    """Return a text with `instead` in the place of each address."""
    return _ADDRESS.sub(instead, text)
