"""Where an order, or all future ones, shall go."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.phrases import pattern
from actions.skills.orders.details import AddressDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.turn.memory import Question
from actions.understanding import order_words
from ecomcore.shop.addresses import corrected, read_address
from ecomcore.shop.models import Customer

OPEN = (Question.ADDRESS, Question.CONFIRM)


def read_address_change(message: Hearing, details: AddressDetails) -> AddressDetails | None:
    """Read the address, and whether the account is meant."""
    is_own = pattern("own_address").search(message.text) is not None
    if is_own:
        details = replace(details, address=_own_address(message))
    is_account = message.says("account") and not is_own
    if is_account or message.turn.request.value("choice") == "account":
        details = replace(details, account=True, order=None)
    address = _address_in(message, details)
    has_place = bool({"street", "city", "postcode"} & address.keys())
    if message.asking not in OPEN and not has_place:
        return details if is_own or details.account else None
    if not address:
        return details if is_own or is_account else None
    return replace(details, address=corrected(details.address or {}, address))


def _own_address(message: Hearing) -> dict[str, str]:
    """Return the default address of the shopper's account."""
    customer = message.turn.session.get(Customer, message.customer_id)
    return {key: str(value) for key, value in (customer.address if customer else {}).items()}


def _address_in(message: Hearing, details: AddressDetails) -> dict[str, str]:
    """Return the parts of an address that the words give; the number of the order is none of them."""
    text = message.text
    if not text or text.startswith("/"):
        return {}
    if order_words.is_question(text) and not read_address(text):
        return {}
    if details.order:
        number = re.escape(details.order)
        text = re.sub(rf"(?<![A-Za-z0-9]){number}(?![A-Za-z0-9])", " ", text)
    is_open = message.asking in OPEN
    return read_address(text, details.address or {} if is_open else None)
