"""Reading a postal address that a shopper typed, in English, another European form, or Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ecomcore.shop import address_chinese, address_western
from ecomcore.shop.places import country_named
from ecomcore.text import words
from shoptalk.email_address import without_addresses

FIELDS = (
    "name",
    "street",
    "street2",
    "district",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
)
NO_CITY = {
    "no",
    "nope",
    "yes",
    "yep",
    "yeah",
    "ok",
    "okay",
    "sure",
    "stop",
    "cancel",
    "never mind",
    "thanks",
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff，。：；！？]+")
_ORDER_NUMBER = re.compile(r"#[A-Za-z]{0,4}-?\d{3,}|\b[A-Za-z]{1,4}-?\d{5,}\b")
_EDGE = " .,!;:。，！；："
_LEADING = re.compile("^" + words.written("addresses", "correction"), re.IGNORECASE)
"""Words of a correction before the one part that it gives ("no, it's in the UK")."""
_BARE_LONGEST = 40


def read_address(text: str, held: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return the parts of the address in `text`.

    Args:
        text: what was typed; words around the address, line breaks and lower case are fine.
        held: the parts that are known already, possibly none, where an address was asked for. A bare reply ("60601",
            "Chicago") is then read as a part that is still lacking, and a country that is held keeps its spelling.

    Returns:
        Those of `name`, `street`, `street2`, `district`, `city`, `state`, `postcode`, `country`, `phone` that were
        found. States of the USA, Canada and Australia are given by their code, and imply the country.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = without_addresses(_ORDER_NUMBER.sub(" ", plain)).strip()
    if not plain:
        return {}
    if _CHINESE.search(plain):
        found = address_chinese.read(plain)
        if not _CHINESE.search(found.get("street", "")):
            # An address abroad in a Chinese sentence: "改寄到 8 Mill Street, Perth".
            western = address_western.read(_CHINESE_RUN.sub("\n", plain), is_asked=held is not None)
            found = {**found, **western} if "street" in western else found
    else:
        found = address_western.read(plain, is_asked=held is not None)
    if held is not None:
        found = found or _bare(plain, held)
        found = _spelled_as_held(found, held)
    return {field: found[field] for field in FIELDS if found.get(field)}


def corrected(held: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Return an address with parts of it corrected; a state of another country does not stay in the new one."""
    before, after = country_named(held.get("country", "")), country_named(found.get("country", ""))
    is_moved = before is not None and after is not None and before != after
    kept = {k: v for k, v in held.items() if not (is_moved and k == "state")}
    return {**kept, **found}


def _bare(plain: str, held: Mapping[str, Any]) -> dict[str, str]:
    """Read a short reply without any mark of an address as the first part that is lacking and can be such words."""
    reply = _LEADING.sub("", plain.strip(_EDGE)).strip(_EDGE) or plain.strip(_EDGE)
    if not reply or len(reply) > _BARE_LONGEST or "?" in plain or "？" in plain:
        return {}
    has_digit = any(letter.isdigit() for letter in reply)
    country = country_named(reply)
    if country is not None:
        return {"country": reply if _CHINESE.search(reply) else country.en}
    if has_digit:
        fits = not held.get("postcode") and re.fullmatch(r"[A-Za-z\d][A-Za-z\d -]{2,9}", reply)
        return {"postcode": reply.upper()} if fits else {}
    if reply.lower() in NO_CITY or not held.get("street") or held.get("city"):
        return {}
    if re.fullmatch(r"[^\W\d_][\w .'’-]+", reply):
        return {"city": address_western.in_title_case(reply)}
    return {}


def _spelled_as_held(found: dict[str, str], held: Mapping[str, Any]) -> dict[str, str]:
    known = country_named(str(held.get("country") or ""))
    if known is None or country_named(found.get("country", "")) != known:
        return found
    return {**found, "country": str(held["country"])}
