"""Answers by e-mail: which ticket a mail of the shop's people answers, and what of it is for the shopper to read."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html import unescape

from ecomcore.config import Settings
from ecomcore.errors import DataError, NotAllowedError
from ecomcore.shop.signing import signer
from ecomcore.shop.wording import all_words

PURPOSE = "ecom.desk"
SIGN = 16
"""Hexadecimal digits that prove an address to be one that we wrote to the desk."""
CLOSE = "#close"
LONGEST_BYTES = 5_000_000
_TO = ("delivered-to", "x-original-to", "to", "cc")
_MACHINE = {"bulk", "junk", "list", "auto_reply"}
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|tr|li|h\d)>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class MailedReply:
    """A person's answer by mail; `closes` where they end the talk with it."""

    number: str
    uid: str
    name: str
    text: str
    closes: bool


def reply_addresses(shop: str, settings: Settings) -> Callable[[str], str] | None:
    """Return what gives a ticket the address that its answers go to, none where no mail is read."""
    if not settings.desk_reply_to:
        return None
    own, _, domain = settings.desk_reply_to.partition("@")
    key = _signs(shop, settings)
    return lambda number: f"{own}+{number.lower()}.{key(number)}@{domain}"


def read_reply(raw: bytes, shop: str, settings: Settings) -> MailedReply | None:
    """Return what a mail answers; none for what a machine sent, such as a note of absence.

    Raises:
        DataError: it is too large, or has no words for the shopper.
        NotAllowedError: it does not go to an address that was written to the desk (`forged`).
    """
    if len(raw) > LONGEST_BYTES:
        raise DataError(f"a mail of {len(raw)} bytes is not read; at most {LONGEST_BYTES} are")
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - the policy makes it one
    if _is_from_machine(mail):
        return None
    number = _ticket_of(mail, shop, settings)
    lines = list(_own_lines(_text_of(mail)))
    closes = any(line.strip().lower() == CLOSE for line in lines)
    text = "\n".join(line for line in lines if line.strip().lower() != CLOSE).strip()
    if not text and not closes:
        raise DataError(f"the mail about {number} has no words above the quoted ones")
    name, address = parseaddr(str(mail.get("from", "")))
    own_id = str(mail.get("message-id") or "") or hashlib.sha256(raw).hexdigest()
    return MailedReply(number, f"mail:{own_id}", name or address.partition("@")[0], text, closes)


def _signs(shop: str, settings: Settings) -> Callable[[str], str]:
    key = signer(settings.model_copy(update={"shop": shop}))
    return lambda number: key.pseudonym(PURPOSE, number)[:SIGN]


def _ticket_of(mail: EmailMessage, shop: str, settings: Settings) -> str:
    key = _signs(shop, settings)
    headers = [str(value) for name in _TO for value in mail.get_all(name, [])]
    for _, address in getaddresses(headers):
        _, _, tag = address.partition("@")[0].partition("+")
        written, _, sign = tag.lower().rpartition(".")
        number = written[:1].upper() + written[1:]
        if written and hmac.compare_digest(sign.encode(), key(number).encode()):
            return number
    raise NotAllowedError("the mail goes to no address of a ticket", code="forged")


def _is_from_machine(mail: EmailMessage) -> bool:
    submitted = str(mail.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    return submitted != "no" or str(mail.get("precedence", "")).strip().lower() in _MACHINE


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError, KeyError):
        return ""
    if part.get_content_type() == "text/html":
        text = unescape(_TAG.sub("", _LINE_ENDS.sub("\n", _UNSEEN.sub("", text))))
    return text.replace("\r\n", "\n")


def _own_lines(text: str) -> Iterator[str]:
    """Yield the lines above what is quoted, without the line that introduces it and without a signature."""
    markers = [found["ticket_mail"]["above"] for found in all_words()]
    kept: list[str] = []
    is_quoting = False
    for line in text.split("\n"):
        if any(marker in line for marker in markers) or line.startswith(">"):
            is_quoting = True
            break
        if line.rstrip("\r") in ("-- ", "--"):
            break
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    if is_quoting and kept and kept[-1].rstrip().endswith((":", "：")):
        # "On … wrote:", which long addresses break into two lines
        del kept[_begins_attribution(kept) :]
    yield from kept


def _begins_attribution(lines: list[str]) -> int:
    place = len(lines) - 1
    while place > 0 and lines[place - 1].strip() and len(lines) - place < 3:
        place -= 1
    return place if place == 0 or not lines[place - 1].strip() else len(lines) - 1
