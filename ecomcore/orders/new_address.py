"""The address that is to take the place of another: its fields, its country, whether it is complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecomcore.errors import refuse
from ecomcore.orders.plans import Request
from ecomcore.shop.addresses import FIELDS
from ecomcore.shop.operation_rules import AddressRules
from ecomcore.shop.places import country_named

_INHERITED = ("name", "country")
_LONGEST_FIELD = 200


def new_address(request: Request, before: Mapping[str, Any], rule: AddressRules) -> dict[str, str]:
    """Return the address that a request gives, with what it leaves out and the old one has.

    Raises:
        NotAllowedError: `country_not_served`, `address_incomplete` or `address_unchanged`.
    """
    given = request.address or {}
    after = {
        name: " ".join(str(given[name]).split())[:_LONGEST_FIELD]
        for name in FIELDS
        if str(given.get(name) or "").strip()
    }
    for name in _INHERITED:
        if name not in after and before.get(name):
            after[name] = str(before[name])
    # A country that is not served is said at once: the rest of the address would be asked for in vain.
    country = rule.country(after["country"]) if "country" in after else ""
    if country is None:
        refuse(
            "country_not_served",
            f"this shop does not send to {after.get('country')!r}",
            countries=list(rule.countries),
        )
    place = country_named(after.get("country", ""))
    if place is not None and place.is_city:
        after.setdefault("city", after["country"])
    spared = {"postcode"} if place is not None and not place.has_postcodes else set()
    missing = [name for name in rule.required if name not in after and name not in spared]
    if missing:
        refuse("address_incomplete", f"the address lacks {missing}", missing=missing)
    if country:
        after["country"] = country
    if after == {name: value for name, value in before.items() if value}:
        refuse("address_unchanged", "the address is the same as before")
    return after
